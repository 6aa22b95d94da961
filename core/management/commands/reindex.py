from django.core.management.base import BaseCommand

from core.search.registry import rebuild


class Command(BaseCommand):
    help = "Refait l’index de recherche en entier, pour ce qui a été écrit sans lui : import, mise à jour en masse."

    def handle(self, **options) -> None:
        counts = rebuild()
        for model, count in counts.items():
            self.stdout.write(f"{model._meta.verbose_name_plural} : {count}")
        total = sum(counts.values())
        self.stdout.write(f"En tout : {total} objet{'s' if total > 1 else ''} dans l’index de recherche")
