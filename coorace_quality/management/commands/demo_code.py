from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from coorace_quality.demo.accounts import current_code
from coorace_quality.demo.production import is_production
from core.errors import DomainError


class Command(BaseCommand):
    help = "Donne le code de second facteur d’un compte de démonstration. Refusé en production."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", metavar="COURRIEL")

    def handle(self, *, email: str, **options) -> None:
        if is_production():
            raise CommandError(f"Ce portail est en production ({settings.SITE_URL}) : aucun code n’y est donné.")
        try:
            code, seconds = current_code(email)
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(code)
        self.stderr.write(f"Encore {seconds} s ; il sert une fois.")
