from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from core.errors import DomainError
from newsletter.article import build_article
from newsletter.models import Issue
from newsletter.rendering import render_archive, render_mail, render_pdf_file, render_text, render_web

RENDERERS = {
    "html": lambda article: render_web(article).encode(),
    "pdf": lambda article: render_pdf_file(article).content,
    "mail": lambda article: render_mail(article).encode(),
    "txt": lambda article: render_text(article).encode(),
    "zip": render_archive,
}


class Command(BaseCommand):
    requires_system_checks = ()  # a file written by hand should not wait for them
    help = "Écrit un rendu d’un numéro, tel qu’il est à cet instant dans la base (brouillon compris)."

    def add_arguments(self, parser) -> None:
        parser.add_argument("number", type=int, metavar="N", help="numéro du Fil d’Info")
        parser.add_argument("--format", choices=sorted(RENDERERS), required=True)
        parser.add_argument("-o", "--output", type=Path, required=True, metavar="F", help="fichier à écrire")

    def handle(self, *, number: int, format: str, output: Path, **options) -> None:  # noqa: A002 — the option's name
        try:
            content = RENDERERS[format](build_article(Issue.objects.get(number=number)))
        except Issue.DoesNotExist:
            raise CommandError(f"Il n’y a pas de numéro {number} : chargez-le d’abord (load_content).") from None
        except DomainError as error:
            raise CommandError(str(error)) from error
        try:
            output.write_bytes(content)
        except OSError as error:
            raise CommandError(f"Impossible d’écrire {output} : {error.strerror}.") from error
        self.stdout.write(f"{output} : {len(content)} octets.")
