from django.core.management.base import BaseCommand, CommandError, CommandParser

from network.models import User
from network.services import reset_second_factor


class Command(BaseCommand):
    help = "Retire les seconds facteurs d’une personne qui les a tous perdus ; elle en ajoutera un en entrant."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", metavar="COURRIEL")

    def handle(self, *, email: str, **options) -> None:
        user = User.objects.filter(email__iexact=email).first()
        if user is None:
            raise CommandError(f"Aucun compte n’a l’adresse {email}.")
        self.stdout.write(f"{reset_second_factor(user=user)} second(s) facteur(s) retiré(s) à {user}.")
