from django.core.management.base import BaseCommand

from network.services import rotate_keys


class Command(BaseCommand):
    help = "Chiffre de nouveau les secrets de second facteur avec la première clé de MFA_KEYS."

    def handle(self, **options) -> None:
        done, lost = rotate_keys()
        self.stdout.write(f"{done} secret(s) chiffré(s) avec la première clé ; {lost} qu’aucune clé n’ouvre.")
