"""Types of values, and what the items of a content file have in common."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from core.enums import DatePrecision, Provenance
from core.typography import french_slug

SLUG_LENGTH = 80

_BETWEEN_BLOCKS = re.compile(r"(</(?:p|h3|h4|ul|ol|li|blockquote)>|<(?:ul|ol|blockquote)>) (?=<)")


def _one_line(value: Any) -> Any:
    return " ".join(value.split()) if isinstance(value, str) else value


def _paragraphs(value: Any) -> Any:
    """Folded YAML keeps one line break where the file has a blank line: there a paragraph ends."""
    if not isinstance(value, str):
        return value
    return "\n\n".join(" ".join(part.split()) for part in re.split(r"\n+", value) if part.strip())


def _markup(value: Any) -> Any:
    """Blocks of rich text stand side by side: what separates them in the file is only its layout."""
    return _BETWEEN_BLOCKS.sub(r"\1", _one_line(value)) if isinstance(value, str) else value


def _yes_or_no(value: Any) -> Any:
    answers = {"oui": True, "non": False}
    try:
        return answers[value]
    except (KeyError, TypeError):
        raise PydanticCustomError("yes_or_no", "écrivez « oui » ou « non »") from None


def _whole(value: Any) -> Any:
    """Digits alone: Pydantic would take « 1_0 » for ten, and other tools « 012 » for something else."""
    if isinstance(value, str) and not re.fullmatch(r"-?(0|[1-9][0-9]*)", value):
        raise PydanticCustomError("int_parsing", "a whole number is expected")
    return value


def _degrees(value: Any) -> Any:
    if not isinstance(value, str) or not re.fullmatch(r"-?\d{1,3}(\.\d{1,4})?", value, re.ASCII):
        raise PydanticCustomError("degrees_format", "écrivez des degrés décimaux, avec un point : 50.61")
    return Decimal(value)


def _day(value: Any) -> Any:
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
        raise PydanticCustomError("day_format", "écrivez la date sous la forme AAAA-MM-JJ")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise PydanticCustomError("no_such_day", "cette date n’existe pas") from None


Line = Annotated[str, BeforeValidator(_one_line), StringConstraints(min_length=1)]
Paragraphs = Annotated[str, BeforeValidator(_paragraphs), StringConstraints(min_length=1)]
Html = Annotated[str, BeforeValidator(_markup), StringConstraints(min_length=1)]
AsIs = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]*$", max_length=40)]
YesNo = Annotated[bool, BeforeValidator(_yes_or_no)]
Day = Annotated[date, BeforeValidator(_day)]
Degrees = Annotated[Decimal, BeforeValidator(_degrees)]
Whole = Annotated[int, BeforeValidator(_whole)]
Count = Annotated[Whole, Field(ge=0, le=32_767)]
Year = Annotated[Whole, Field(ge=1900, le=2200)]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Correction(Strict):
    printed: Line = Field(alias="imprimé")
    corrected: Line = Field(alias="corrigé")


class Corrected(Strict):
    """Something printed, with its slips. ``printed_fields`` names the attributes the corrections bear on."""

    printed_fields: ClassVar[tuple[str, ...]] = ()

    corrections: tuple[Correction, ...] = ()

    @property
    def printed_texts(self) -> Iterator[str]:
        for name in self.printed_fields:
            if value := getattr(self, name):
                yield value

    def correct(self, text: str) -> str:
        """Apply every correction in one pass: none sees what another wrote."""
        if not self.corrections:
            return text
        corrected = {one.printed: one.corrected for one in self.corrections}
        return self.fragments.sub(lambda found: corrected[found[0]], text)

    @property
    def fragments(self) -> re.Pattern[str]:
        """Any of the printed fragments to correct, the longest first."""
        printed = sorted((one.printed for one in self.corrections), key=len, reverse=True)
        return re.compile("|".join(map(re.escape, printed)))

    def reading(self, name: str) -> str:
        """The form of a printed text that readers see."""
        return self.correct(getattr(self, name))

    def reading_if_differs(self, name: str) -> str:
        reading = self.reading(name)
        return reading if reading != getattr(self, name) else ""

    def printed_if_differs(self, name: str) -> str:
        printed = getattr(self, name)
        return printed if printed != self.reading(name) else ""


class Identified(Strict):
    """What owns its reference: no two of them share it in a file."""

    id: Id


class Fact(Identified):
    """A sourced item; ``provenance`` is the file's own when the item gives none."""

    provenance: Provenance | None = None
    note: Paragraphs = ""


class Addressed(Strict):
    """An item with a page of its own, at the address given or at one made from its name."""

    slug_field: ClassVar[str]

    given_slug: Slug = Field("", alias="adresse")

    @property
    def slug(self) -> str:
        name = self.slug_field
        text = self.reading(name) if isinstance(self, Corrected) else getattr(self, name)
        return self.given_slug or french_slug(text, SLUG_LENGTH)


class Dates(Strict):
    starts_on: Day | None = Field(None, alias="du")
    ends_on: Day | None = Field(None, alias="au")
    precision: DatePrecision = Field(alias="précision")
    date_label: Line = Field("", alias="libellé")
