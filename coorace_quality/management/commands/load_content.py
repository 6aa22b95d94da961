from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from coorace_quality.content.errors import ContentError
from coorace_quality.content.loader import load_file
from coorace_quality.content.writer import Tally

DEFAULT_FILE = Path("content") / "fil-dinfo-4.yaml"


class Command(BaseCommand):
    help = (
        "Charge un numéro du Fil d’Info et son séminaire depuis un fichier de contenu. "
        "Recharger ne double rien et remet les blocs du numéro comme dans le fichier."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--file",
            type=Path,
            default=None,
            metavar="F",
            help=f"fichier de contenu (par défaut {DEFAULT_FILE}) ; les rangs des erreurs se comptent à partir de 1",
        )

    def handle(self, *, file: Path | None, **options) -> None:
        try:
            report = load_file(file or settings.BASE_DIR / DEFAULT_FILE)
        except ContentError as error:
            raise CommandError(f"{error}\nRien n’a été chargé.") from error
        for model, tally in report.tallies.items():
            self.stdout.write(f"{model._meta.verbose_name_plural} : {_told(tally)}")
        self.stdout.write(f"En tout : {_told(report.total)}")


def _told(tally: Tally) -> str:
    parts = [
        _counted(tally.created, "création"),
        _counted(tally.updated, "modification"),
        f"{tally.unchanged} sans changement",
    ]
    if tally.removed:
        parts.append(_counted(tally.removed, "suppression"))
    return ", ".join(parts)


def _counted(number: int, noun: str) -> str:
    """Zero and one are singular in French."""
    return f"{number} {noun}{'s' if number > 1 else ''}"
