from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from coorace_quality.demo.accounts import load_accounts
from coorace_quality.demo.meetings import load_meetings
from coorace_quality.demo.production import is_production
from coorace_quality.demo.proposals import load_proposals


class Command(BaseCommand):
    help = "Ajoute de quoi essayer le portail : comptes, propositions, rencontres. Refusé en production."

    def handle(self, **options) -> None:
        if is_production():
            raise CommandError(
                f"Ce portail est en production ({settings.SITE_URL}) : la démonstration n’y est pas chargée."
            )
        # Meetings are typed in by the accounts, whose password is told last.
        accounts = load_accounts()
        for line in [*load_proposals(), *load_meetings(), *accounts]:
            self.stdout.write(line)
