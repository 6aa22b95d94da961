"""What the portal records of seminars, counted, beside what their documents announce. The two are never added up."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import CharField, Count, F, IntegerField, Model, QuerySet, Sum, Value
from django.db.models.functions import Cast

from core.enums import Category, Provenance
from core.typography import thousands
from seminars.enums import Counted
from seminars.models import AnnouncedFigure, Participation, Plenary, Seminar, Stage, Visit, Workshop

TRACKS, QUESTIONS = "pistes", "questions"

# By kind, what a seminar's card counts, and its noun.
_ON_CARDS = {
    Counted.VISITS: "visite",
    Counted.WORKSHOPS: "atelier",
    Counted.PROPOSALS: "proposition",
    TRACKS: "piste de travail",
    QUESTIONS: "question",
}
# By kind: the noun of what is recorded when it is not that of what is announced, and the feminine of each.
_NOUNS = {Counted.PARTICIPANTS: "présence"}
_FEMININE_ANNOUNCED = {Counted.VISITS, Counted.PLENARIES, Counted.PROPOSALS}
_FEMININE_RECORDED = {*_FEMININE_ANNOUNCED, Counted.PARTICIPANTS, TRACKS, QUESTIONS}


@dataclass(frozen=True)
class Tally:
    """So many objects of one kind and one provenance. ``stage`` is a rank, 0 when the kind has none here.

    ``part`` is a head-count's category, or the year of work tracks.
    """

    kind: str
    seminar: int
    stage: int
    part: str
    provenance: str
    number: int

    @property
    def is_attested(self) -> bool:
        return self.provenance == Provenance.ATTESTED

    @property
    def provenance_label(self) -> str:
        return Provenance(self.provenance).label

    @property
    def category(self) -> str:
        return Category(self.part).label


@dataclass(frozen=True)
class Recorded:
    """What is recorded of one seminar."""

    tallies: tuple[Tally, ...] = ()

    def of(self, kind: str) -> list[Tally]:
        return [tally for tally in self.tallies if tally.kind == kind]

    def number(self, kind: str, provenance: str = "") -> int:
        return sum(one.number for one in self.of(kind) if one.provenance == (provenance or one.provenance))

    @property
    def summary(self) -> list[str]:
        """« 6 visites », « 25 propositions reconstituées »: what is there, provenances apart."""
        return [
            agreed(
                number,
                "" if provenance == Provenance.ATTESTED else provenance.label,
                feminine=kind in _FEMININE_RECORDED,
                noun=noun,
            )
            for kind, noun in _ON_CARDS.items()
            for provenance in Provenance
            if (number := self.number(kind, provenance))
        ]

    @property
    def proposals(self) -> int:
        return self.number(Counted.PROPOSALS)

    @property
    def questions(self) -> int:
        return self.number(QUESTIONS)

    @property
    def tracks(self) -> list[tuple[int, int, str]]:
        """How many work tracks, by year, and which of them are not attested."""
        by_year = groupby(sorted(self.of(TRACKS), key=lambda one: one.part), lambda one: one.part)
        years = ((int(year), list(tallies)) for year, tallies in by_year)
        return [(year, sum(one.number for one in tallies), _apart(tallies)) for year, tallies in years]

    @property
    def proposals_apart(self) -> str:
        return _apart(self.of(Counted.PROPOSALS))

    @property
    def questions_apart(self) -> str:
        return _apart(self.of(QUESTIONS))

    @property
    def head_counts(self) -> list[Tally]:
        """Categories in their own order, stage by stage."""
        rank = {category: rank for rank, category in enumerate(Category.values)}
        return sorted(self.of(Counted.PARTICIPANTS), key=lambda one: (one.stage, rank[one.part], one.provenance))


@dataclass(frozen=True)
class Announced:
    """A figure a document announces, and what is recorded of the same nature."""

    figure: AnnouncedFigure
    recorded: Recorded

    @property
    def announcement(self) -> str:
        """« environ 25 annoncées »."""
        value = self.figure.value or 0
        about = "environ " if self.figure.is_approximate else ""
        return about + agreed(value, "annoncé", feminine=self.figure.counted in _FEMININE_ANNOUNCED)

    @property
    def recordings(self) -> list[str]:
        """« 0 attestée », then whatever else is recorded, provenance by provenance."""
        kind = self.figure.counted
        numbers = {one: self.recorded.number(kind, one) for one in Provenance}
        return [
            agreed(number, provenance.label, feminine=kind in _FEMININE_RECORDED, noun=_NOUNS.get(kind, ""))
            for provenance, number in numbers.items()
            if number or provenance == Provenance.ATTESTED
        ]

    @property
    def only_looks_alike(self) -> bool:
        """True when as many are recorded as are announced, and none of them is attested."""
        number = self.recorded.number(self.figure.counted)
        return bool(number) and number == self.figure.value and self.names_none

    @property
    def names_none(self) -> bool:
        """True when the document counts things without naming any."""
        return not self.recorded.number(self.figure.counted, Provenance.ATTESTED)


def recorded(seminars: Iterable[Seminar], user: Any) -> dict[int, Recorded]:
    """Count what ``user`` may read of each seminar, in one query."""
    seminars = list(seminars)
    first, *others = _countings(seminars, user)
    found = [Tally(*row) for row in first.union(*others, all=True)]
    return {one.pk: Recorded(tuple(tally for tally in found if tally.seminar == one.pk)) for one in seminars}


def _countings(seminars: list[Seminar], user: Any) -> Iterator[QuerySet]:
    """One aggregate a kind, all in the same columns. Apps above are read by reverse relations: none is imported."""
    stages = Stage.objects.visible_to(user)
    yield _counting(stages, Counted.STAGES, seminars)
    yield _counting(Visit.objects.visible_to(user), Counted.VISITS, seminars, path="stage__seminar")
    yield _counting(Workshop.objects.visible_to(user), Counted.WORKSHOPS, seminars)
    yield _counting(Plenary.objects.visible_to(user), Counted.PLENARIES, seminars, path="stage__seminar")
    yield _counting(
        Participation.objects.filter(stage__in=stages),
        Counted.PARTICIPANTS,
        seminars,
        path="stage__seminar",
        stage=F("stage__position"),
        part=F("category"),
        number=Sum("count"),
    )
    yield _counting(_from_above("proposals").visible_to(user), Counted.PROPOSALS, seminars)
    yield _counting(_from_above("tracks").visible_to(user), TRACKS, seminars, part=F("year"))
    yield _counting(_from_above("questions").visible_to(user), QUESTIONS, seminars)


def _from_above(relation: str) -> Any:
    model: type[Model] = Seminar._meta.get_field(relation).related_model
    return model._default_manager


def _counting(
    queryset: QuerySet,
    kind: str,
    seminars: list[Seminar],
    *,
    path: str = "seminar",
    stage: Any = None,
    part: Any = None,
    number: Any = None,
) -> QuerySet:
    columns = {
        "tally_kind": Value(str(kind), CharField()),
        "tally_seminar": F(f"{path}_id"),
        "tally_stage": Cast(Value(0) if stage is None else stage, IntegerField()),
        "tally_part": Cast(Value("") if part is None else part, CharField()),
        "tally_provenance": F("provenance"),
    }
    rows = queryset.filter(**{f"{path}__in": seminars}).order_by().annotate(**columns).values(*columns)
    return rows.annotate(tally_number=number or Count("pk")).values_list(*columns, "tally_number")


def _apart(tallies: Iterable[Tally]) -> str:
    """« dont 25 reconstituées », « dont 2 déduites et 3 fictives »: what is not attested, of a feminine kind."""
    labels = [
        agreed(one.number, one.provenance_label, feminine=True)
        for one in sorted(tallies, key=lambda one: Provenance.values.index(one.provenance))
        if not one.is_attested
    ]
    return f"dont {' et '.join(labels)}" if labels else ""


def agreed(number: int, adjective: str, *, feminine: bool, noun: str = "") -> str:
    """« 0 attestée », « 25 propositions reconstituées », « 2 fictives »: in French zero and one are singular."""
    if feminine and adjective:
        adjective = f"{adjective[:-1]}ve" if adjective.endswith("f") else f"{adjective}e"
    first, *rest = [word for word in (noun, adjective) if word]
    plural = "s" if number >= 2 else ""
    head, *tail = first.split(" ")
    return " ".join([thousands(number), f"{head}{plural}", *tail, *(f"{word}{plural}" for word in rest)])
