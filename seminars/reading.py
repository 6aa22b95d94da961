"""What each public page of seminars shows, read as its reader may see it. None stands for a page that is not there."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, QuerySet, Value

from core.enums import Provenance
from core.models import Sourced
from seminars import maps
from seminars.enums import Counted
from seminars.models import MediaItem, Plenary, Seminar, Stage, Visit, Workshop
from seminars.people import Gathering, gatherings
from seminars.progress import Progress, progress
from seminars.recorded import Announced, Recorded, Tally, recorded

# What a seminar left in writing, by the reverse relations of the app above.
_WRITTEN = ("observations", "trends")


@dataclass(frozen=True)
class SeminarCard:
    """A seminar in the list."""

    seminar: Seminar
    stages: list[Stage]
    progress: Progress
    recorded: Recorded

    @property
    def is_fictitious(self) -> bool:
        return _is_fictitious([self.seminar], self.stages, self.recorded.tallies)


@dataclass(frozen=True)
class SeminarPage:
    seminar: Seminar
    stages: list[Stage]
    progress: Progress
    announced: list[Announced]
    figures: list[Sourced]
    recorded: Recorded
    visits: list[Visit]
    map: maps.Map | None
    workshops: list[Workshop]
    plenaries: list[Plenary]
    gatherings: list[Gathering]
    observations: list[Any]
    trends: list[Any]

    @property
    def head_counts(self) -> list[tuple[Stage, Tally]]:
        by_rank = {stage.position: stage for stage in self.stages}
        return [(by_rank[tally.stage], tally) for tally in self.recorded.head_counts]

    @property
    def notes(self) -> list[Sourced]:
        """What readers are told of the source, visits left to their own pages."""
        shown = [self.seminar, *self.stages, *(one.figure for one in self.announced), *self.figures]
        shown += [one.group for one in self.gatherings]
        return [one for one in shown if one.provenance_note]

    @property
    def workshops_announced(self) -> Announced | None:
        return self._announced(Counted.WORKSHOPS)

    @property
    def plenaries_announced(self) -> Announced | None:
        return self._announced(Counted.PLENARIES)

    @property
    def participants_announced(self) -> Announced | None:
        return self._announced(Counted.PARTICIPANTS)

    def _announced(self, kind: str) -> Announced | None:
        return next((one for one in self.announced if one.figure.counted == kind), None)

    @property
    def is_fictitious(self) -> bool:
        seats = [member for one in self.gatherings for territory in one.territories for member in territory.members]
        return _is_fictitious(
            [self.seminar],
            *(self.stages, self.figures, self.visits, self.workshops, self.plenaries, self.observations, self.trends),
            [meeting for stage in self.stages for meeting in stage.held_as],
            [one.figure for one in self.announced],
            self.recorded.tallies,
            [one.group for one in self.gatherings],
            seats,
        )


@dataclass(frozen=True)
class VisitPage:
    visit: Visit
    others: list[Visit]
    map: maps.Map | None
    media_items: list[MediaItem]

    @property
    def is_fictitious(self) -> bool:
        return _is_fictitious(self.others, self.media_items)


@dataclass(frozen=True)
class WorkshopPage:
    workshop: Workshop
    stage: Stage | None
    proposals: list[Any]
    previous: int | None
    next: int | None

    @property
    def is_fictitious(self) -> bool:
        return _is_fictitious([self.workshop], self.proposals)


def _is_fictitious(*shown: Iterable[Any]) -> bool:
    return any(one.provenance == Provenance.FICTITIOUS for many in shown for one in many)


def read_seminars(user: Any) -> list[SeminarCard]:
    """Every seminar, the latest first, in three queries."""
    seminars = list(Seminar.objects.visible_to(user))
    stages: dict[int, list[Stage]] = {seminar.pk: [] for seminar in seminars}
    for stage in Stage.objects.visible_to(user).filter(seminar__in=seminars):
        stages[stage.seminar_id].append(stage)
    numbers = recorded(seminars, user)
    return [
        SeminarCard(seminar, stages[seminar.pk], progress(stages[seminar.pk]), numbers[seminar.pk])
        for seminar in seminars
    ]


def read_seminar(slug: str, user: Any) -> SeminarPage | None:
    seminar = Seminar.objects.visible_to(user).filter(slug=slug).first()
    if seminar is None:
        return None
    stages = _of_seminar(Stage.objects.visible_to(user).filter(seminar=seminar), seminar)
    _add_meetings(stages, user)
    visits = _visits(seminar, user)
    numbers = recorded([seminar], user)[seminar.pk]
    figures = list(seminar.figures.all())
    observations, trends = _written(seminar, user)
    return SeminarPage(
        seminar=seminar,
        stages=stages,
        progress=progress(stages),
        announced=[Announced(one, numbers) for one in figures if one.counted and one.value is not None],
        figures=[one for one in figures if not one.counted or one.value is None],
        recorded=numbers,
        visits=visits,
        map=maps.draw(visits),
        workshops=_of_seminar(Workshop.objects.visible_to(user).filter(seminar=seminar), seminar),
        plenaries=list(
            Plenary.objects.visible_to(user)
            .filter(stage__seminar=seminar)
            .select_related("stage")
            .order_by("stage__position", "position")
            .prefetch_related("speakers")
        ),
        gatherings=gatherings(stages, user),
        observations=observations,
        trends=trends,
    )


def read_visit(slug: str, visit: str, user: Any) -> VisitPage | None:
    seminar = Seminar.objects.visible_to(user).filter(slug=slug).first()
    visits = _visits(seminar, user) if seminar else []
    here = next((one for one in visits if one.slug == visit), None)
    if here is None:
        return None
    media_items = here.media_items.visible_to(user).filter(seminar=seminar)
    return VisitPage(here, visits, maps.draw(visits), list(media_items))


def read_workshop(slug: str, number: int, user: Any) -> WorkshopPage | None:
    """A workshop among those of its seminar, so that its neighbours come with it."""
    seminar = Seminar.objects.visible_to(user).filter(slug=slug).first()
    if seminar is None:
        return None
    workshops = Workshop.objects.visible_to(user).filter(seminar=seminar).order_by("number")
    here = workshops.filter(number=number).prefetch_related("facilitators", "rapporteurs")
    (workshop,) = _of_seminar(here, seminar) or (None,)
    if workshop is None:
        return None
    numbers = list(workshops.values_list("number", flat=True))
    rank = numbers.index(number)
    return WorkshopPage(
        workshop,
        Stage.objects.visible_to(user).filter(pk=workshop.stage_id).first(),
        list(workshop.proposals.visible_to(user)),
        previous=numbers[rank - 1] if rank else None,
        next=numbers[rank + 1] if rank + 1 < len(numbers) else None,
    )


def _visits(seminar: Seminar, user: Any) -> list[Visit]:
    visits = list(
        Visit.objects.visible_to(user)
        .filter(stage__seminar=seminar)
        .select_related("stage", "host")
        .order_by("stage__position", "position")
    )
    for visit in visits:
        visit.stage.seminar = seminar
    return visits


def _of_seminar(queryset: QuerySet, seminar: Seminar) -> list[Any]:
    """Give each row the seminar already read: its address is written with it."""
    rows = list(queryset)
    for row in rows:
        row.seminar = seminar
    return rows


def _add_meetings(stages: list[Stage], user: Any) -> None:
    """Give each stage the meetings it was held as: the app above has their pages."""
    held = Stage._meta.get_field("meetings").related_model.objects.visible_to(user).filter(stage__in=stages)
    by_stage: dict[int, list[Any]] = {stage.pk: [] for stage in stages}
    for meeting in held.select_related("delegation", "group").order_by("starts_on", "pk"):
        by_stage[meeting.stage_id].append(meeting)
    for stage in stages:
        stage.held_as = by_stage[stage.pk]


def _written(seminar: Seminar, user: Any) -> tuple[list[Any], list[Any]]:
    """Observations and *évolutions possibles*, in one query: the columns read are those they share."""
    columns = ("position", "label", "wording", "corrected_wording", "provenance", "provenance_note")
    managers = {name: getattr(seminar, name) for name in _WRITTEN}
    first, *others = (
        manager.visible_to(user).order_by().annotate(table=Value(name, CharField())).values_list("table", *columns)
        for name, manager in managers.items()
    )
    found: dict[str, list[Any]] = {name: [] for name in _WRITTEN}
    for name, *values in first.union(*others, all=True):
        found[name].append(managers[name].model(seminar=seminar, **dict(zip(columns, values, strict=True))))
    observations, trends = (sorted(found[name], key=lambda one: one.position) for name in _WRITTEN)
    return observations, trends
