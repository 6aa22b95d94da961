import time

from django.core.management.base import BaseCommand, CommandError

from core.dates import moment_in_words
from core.errors import DomainError
from newsletter.models import Issue
from newsletter.services import AlreadyAtWorkError, Freezing, publish_issue

LOOK_EVERY_SECONDS = 1


class Command(BaseCommand):
    help = (
        "Gèle un numéro du Fil d’Info en une nouvelle édition (page web et PDF) et le publie, sans la file des tâches. "
        "Une publication demandée dans l’administration, et que rien n’a commencée, est faite telle quelle."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("number", type=int, metavar="N", help="numéro du Fil d’Info")
        parser.add_argument("--erratum-what", default="", metavar="TEXTE", help="ce qui est corrigé, s’il a déjà paru")
        parser.add_argument("--erratum-why", default="", metavar="TEXTE", help="pourquoi c’est corrigé")

    def handle(self, *, number: int, erratum_what: str, erratum_why: str, **options) -> None:
        erratum = {"erratum_what": erratum_what, "erratum_why": erratum_why}
        try:
            freezing = self._publish(Issue.objects.get(number=number), **erratum)
        except Issue.DoesNotExist:
            raise CommandError(f"Il n’y a pas de numéro {number} : chargez-le d’abord (load_content).") from None
        except DomainError as error:
            raise CommandError(str(error)) from error
        edition = freezing.edition
        if not freezing.is_new:
            self.stdout.write(f"{edition} : inchangée, déjà publiée.")
            return
        waits = edition.publish_at > edition.created_at
        said = f"programmée pour le {moment_in_words(edition.publish_at)}" if waits else "publiée"
        self.stdout.write(f"{edition} : {said}.")
        for rendering in edition.renderings.all():
            pages = f", {rendering.pages} pages" if rendering.pages else ""
            self.stdout.write(
                f"  {rendering.get_medium_display()} : {rendering.size} octets{pages}, SHA-256 {rendering.sha256}"
            )

    def _publish(self, issue: Issue, **erratum: str) -> Freezing:
        """A worker that is at it is waited for: it ends, or falls silent."""
        said = False
        while True:
            try:
                return publish_issue(issue=issue, **erratum)
            except AlreadyAtWorkError as error:
                if not said:
                    self.stderr.write(f"{error} On attend sa fin…")
                said = True
                time.sleep(LOOK_EVERY_SECONDS)
