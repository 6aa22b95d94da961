"""One thing to mend, or to look at again, and the block where it is done."""

from dataclasses import dataclass

from django.db.models import Model, TextChoices

from core.typography import french


class Severity(TextChoices):
    BLOCKING = "bloquant", "à corriger avant de publier"
    DOUBTFUL = "douteux", "à relire"


@dataclass(frozen=True)
class Finding:
    """``block`` is the row to open; without one, it is mended in the issue's own fields."""

    severity: Severity
    sentence: str
    block: Model | None = None

    @property
    def fragment(self) -> str:
        """Where the issue's form is to be opened; ``blocks.js`` unfolds the block."""
        return f"bloc-{self.block._meta.model_name}-{self.block.pk}" if self.block else "content-start"

    @property
    def place(self) -> str:
        """What is to be opened, as the form names it."""
        return f"{self.block._meta.verbose_name} « {self.block} »" if self.block else "en tête du numéro"


def blocking(sentence: str, block: Model | None = None) -> Finding:
    return Finding(Severity.BLOCKING, french(sentence), block)


def doubtful(sentence: str, block: Model | None = None) -> Finding:
    return Finding(Severity.DOUBTFUL, french(sentence), block)
