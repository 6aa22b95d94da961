from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from coorace_quality.demo.accounts import load_accounts
from coorace_quality.demo.proposals import load_proposals

LOCAL_HOSTS = {"127.0.0.1", "localhost", "::1"}


class Command(BaseCommand):
    help = "Ajoute de quoi essayer le portail : comptes, propositions reconstituées. Refusé en production."

    def handle(self, **options) -> None:
        if not settings.DEBUG and urlsplit(settings.SITE_URL).hostname not in LOCAL_HOSTS:
            raise CommandError(
                f"Ce portail est en production ({settings.SITE_URL}) : la démonstration n’y est pas chargée."
            )
        for line in [*load_proposals(), *load_accounts()]:
            self.stdout.write(line)
