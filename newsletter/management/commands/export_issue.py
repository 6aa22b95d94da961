from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from core.errors import DomainError
from newsletter.copies import DraftCopy, copy_of
from newsletter.models import Issue
from newsletter.takeaway import folder, one_file

FORMATS = {
    "html": one_file,
    "pdf": lambda copy: copy.pdf,
    "mail": lambda copy: copy.mail.encode(),
    "txt": lambda copy: copy.text.encode(),
    "zip": folder,
}


class Command(BaseCommand):
    requires_system_checks = ()  # a file written by hand should not wait for them
    help = (
        "Écrit un numéro dans un fichier, tel que les lecteurs l’ont, ou son brouillon s’il n’est pas publié. "
        "html : la page, seule ; zip : la page, ses images, le PDF et le texte, à lire sans connexion."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("number", type=int, metavar="N", help="numéro du Fil d’Info")
        parser.add_argument("--format", choices=sorted(FORMATS), required=True)
        parser.add_argument("--brouillon", action="store_true", dest="as_draft", help="le brouillon, même s’il a paru")
        parser.add_argument("-o", "--output", type=Path, required=True, metavar="F", help="fichier à écrire")

    def handle(self, *, number: int, format: str, as_draft: bool, output: Path, **options) -> None:  # noqa: A002 — the option's name
        try:
            copy = copy_of(Issue.objects.get(number=number), as_draft=as_draft)
            content = FORMATS[format](copy)
        except Issue.DoesNotExist:
            raise CommandError(f"Il n’y a pas de numéro {number} : chargez-le d’abord (load_content).") from None
        except DomainError as error:
            raise CommandError(str(error)) from error
        try:
            output.write_bytes(content)
        except OSError as error:
            if not output.parent.is_dir():
                raise CommandError(
                    f"Impossible d’écrire {output} : le dossier {output.parent} n’existe pas."
                ) from error
            raise CommandError(f"Impossible d’écrire {output} : {error.strerror}.") from error
        said = "brouillon" if isinstance(copy, DraftCopy) else str(copy.published.edition)
        self.stdout.write(f"{output} : {said}, {len(content)} octets.")
