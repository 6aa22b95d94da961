from django.core.management.base import BaseCommand, CommandError

from core.errors import DomainError
from newsletter.models import Issue
from newsletter.services import publish_issue


class Command(BaseCommand):
    help = "Gèle un numéro du Fil d’Info en une nouvelle édition (page web et PDF) et le publie."

    def add_arguments(self, parser) -> None:
        parser.add_argument("number", type=int, metavar="N", help="numéro du Fil d’Info")

    def handle(self, *, number: int, **options) -> None:
        try:
            issue = Issue.objects.get(number=number)
            publication = publish_issue(issue=issue)
        except Issue.DoesNotExist:
            raise CommandError(f"Il n’y a pas de numéro {number} : chargez-le d’abord (load_content).") from None
        except DomainError as error:
            raise CommandError(str(error)) from error
        edition = publication.edition
        if not publication.is_new:
            self.stdout.write(f"{edition} : inchangée, déjà publiée.")
            return
        self.stdout.write(f"{edition} : publiée.")
        for rendering in edition.renderings.all():
            pages = f", {rendering.pages} pages" if rendering.pages else ""
            self.stdout.write(
                f"  {rendering.get_medium_display()} : {rendering.size} octets{pages}, SHA-256 {rendering.sha256}"
            )
