"""What happened, and what came of it."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from coorace_quality.content.schema.base import (
    Addressed,
    Corrected,
    Dates,
    Degrees,
    Fact,
    Id,
    Line,
    Paragraphs,
    Slug,
    Strict,
    Whole,
    Year,
    YesNo,
)
from core.enums import Audience
from proposals.enums import TrackKind
from seminars.enums import Counted, FigureNature


class VisitContent(Fact, Corrected, Addressed):
    printed_fields = ("place",)
    slug_field = "place"

    place: Line = Field(alias="lieu")
    country: Line = Field("", alias="pays")
    latitude: Annotated[Degrees, Field(ge=-90, le=90)] | None = None
    longitude: Annotated[Degrees, Field(ge=-180, le=180)] | None = None
    host: Id = Field("", alias="hôte")
    audience: Audience = Audience.PUBLIC


class StageContent(Fact, Corrected, Addressed):
    printed_fields = ("name", "place", "wording")
    slug_field = "name"

    name: Line = Field(alias="nom")
    dates: Dates
    place: Line = Field("", alias="lieu")
    wording: Paragraphs = Field(alias="contenu")
    visits: tuple[VisitContent, ...] = Field((), alias="visites")
    audience: Audience = Audience.PUBLIC


class FigureContent(Fact):
    value: Annotated[Whole, Field(ge=0, le=2_147_483_647)] | None = Field(None, alias="valeur")
    is_approximate: YesNo = Field(False, alias="environ")
    label: Line = Field(alias="objet")
    printed: tuple[Line, ...] = Field(alias="imprimé", min_length=1)
    nature: FigureNature
    counted: Counted | None = Field(None, alias="compte")


class LabelledContent(Fact, Corrected):
    """An observation or an *évolution possible*."""

    printed_fields = ("label", "wording")

    label: Line = Field(alias="étiquette")
    wording: Paragraphs = Field(alias="texte")
    audience: Audience = Audience.PUBLIC


class TrackContent(LabelledContent, Addressed):
    slug_field = "label"


class TracksContent(Strict):
    year: Year = Field(alias="année")
    general: tuple[TrackContent, ...] = Field((), alias="générales")
    quality: tuple[TrackContent, ...] = Field((), alias="qualité")

    @property
    def families(self) -> Iterator[tuple[TrackKind, str, tuple[TrackContent, ...]]]:
        """Each family with its key in the file."""
        yield TrackKind.GENERAL, "générales", self.general
        yield TrackKind.QUALITY, "qualité", self.quality


class QuestionContent(Fact, Addressed):
    slug_field = "question"

    context: Paragraphs = Field("", alias="contexte")
    question: Line
    audience: Audience = Audience.PUBLIC


class ThemeContent(Strict):
    theme: Line = Field(alias="thème")
    questions: tuple[QuestionContent, ...] = Field(min_length=1)


class SeminarContent(Fact, Corrected):
    printed_fields = ("name", "strapline")

    name: Line = Field(alias="nom")
    slug: Slug = Field(alias="adresse")
    year: Year = Field(alias="année")
    strapline: Line = Field("", alias="phrase")
    audience: Audience = Audience.PUBLIC
    stages: tuple[StageContent, ...] = Field((), alias="étapes")
    figures: tuple[FigureContent, ...] = Field((), alias="chiffres")
    observations: tuple[LabelledContent, ...] = ()
    trends: tuple[LabelledContent, ...] = Field((), alias="évolutions")
    tracks: TracksContent | None = Field(None, alias="pistes")
    themes: tuple[ThemeContent, ...] = Field((), alias="questions")
