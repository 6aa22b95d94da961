"""Live blocks: for each kind, what it draws from the portal (design § 7). Each kind has one template per medium."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import QuerySet

from core.enums import Audience
from network.models import Delegation
from newsletter.enums import LiveKind
from newsletter.models import Issue, KeyFigures
from newsletter.national import reader_of, silence, tallies
from newsletter.period import told_before
from proposals.enums import TrackKind
from proposals.models import Observation, Question, Trend, WorkTrack
from proposals.moved import moved_since
from regions.enums import GroupKind
from regions.models import GroupMembership, QualityGroup
from seminars.models import AnnouncedFigure, Stage


@dataclass(frozen=True)
class Drawn:
    """What a live block shows: its template's variables, and the objects whose provenance readers are told.

    ``objects`` are shown with their own words; ``told``, only spoken of.
    """

    context: dict[str, Any]
    objects: tuple[Any, ...] = ()
    told: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Territory:
    """The members of a group listed under one delegation, in the printed order."""

    delegation: Delegation | None
    members: tuple[GroupMembership, ...]


def readable(queryset: QuerySet, issue: Issue, *audiences: str) -> QuerySet:
    """A public issue tells only what is public, whoever publishes it.

    ``audiences`` are those that a row depends on: its own, and those of what it belongs to.
    """
    if issue.audience == Audience.NETWORK:
        return queryset
    return queryset.filter(**dict.fromkeys(audiences, Audience.PUBLIC))


def readable_figures(block: KeyFigures, issue: Issue) -> tuple[AnnouncedFigure, ...]:
    """A figure has no audience of its own: it follows its seminar's."""
    places = readable(block.places.select_related("figure"), issue, "figure__seminar__audience")
    return tuple(place.figure for place in places)


def _listed(name: str, queryset_of: Callable[[Issue], QuerySet]) -> Callable[[Issue], Drawn]:
    def draw(issue: Issue) -> Drawn:
        items = tuple(readable(queryset_of(issue), issue, "audience", "seminar__audience"))
        return Drawn({name: items}, items)

    return draw


def _group(issue: Issue) -> Drawn:
    groups = QualityGroup.objects.filter(kind=GroupKind.EXTENDED, stage__seminar=issue.seminar_id)
    groups = readable(groups, issue, "audience", "stage__audience", "stage__seminar__audience")
    group = groups.order_by("stage__position", "pk").first()
    if group is None:
        return Drawn({"group": None, "territories": ()})
    memberships = tuple(
        group.memberships.select_related("person", "mandate__delegation", "mandate__enterprise__delegation").order_by(
            "position"
        )
    )
    territories = tuple(
        Territory(delegation, tuple(members))
        for delegation, members in groupby(memberships, lambda one: one.mandate.territory if one.mandate else None)
    )
    shown = [group]
    for territory in territories:
        shown.append(territory.delegation)
        for membership in territory.members:
            mandate = membership.mandate
            shown += [membership, membership.person, mandate, mandate.enterprise if mandate else None]
    return Drawn({"group": group, "territories": territories}, tuple(item for item in shown if item))


def _questions(issue: Issue) -> Drawn:
    asked = Question.objects.filter(seminar=issue.seminar_id).order_by("position")
    questions = tuple(readable(asked, issue, "audience", "seminar__audience"))
    themes = [(theme, tuple(items)) for theme, items in groupby(questions, lambda question: question.theme)]
    return Drawn({"themes": themes}, questions)


def _tracks(kind: TrackKind) -> Callable[[Issue], Drawn]:
    return _listed("tracks", lambda issue: WorkTrack.objects.filter(seminar=issue.seminar_id, kind=kind))


def _stances(issue: Issue) -> Drawn:
    drawn = tallies(issue)
    return Drawn({"tallies": drawn}, told=tuple(dict.fromkeys(one for tally in drawn for one in tally.told)))


def _silence(issue: Issue) -> Drawn:
    found = silence(issue)
    return Drawn({"silent": found.silent, "coming": found.coming})


def _moves(issue: Issue) -> Drawn:
    told = told_before(issue)
    moves = tuple(moved_since(told and told.at, reader_of(issue)))
    return Drawn({"moves": moves}, told=tuple(move.subject for move in moves))


def _next_issue(issue: Issue) -> Drawn:
    return Drawn({"label": issue.next_label, "topics": issue.next_topics})


def _imprint(issue: Issue) -> Drawn:
    return Drawn({"imprint": issue.imprint})


@dataclass(frozen=True)
class Kind:
    template: str
    draw: Callable[[Issue], Drawn]


KINDS: dict[str, Kind] = {
    LiveKind.STAGES: Kind("stages", _listed("stages", lambda issue: Stage.objects.filter(seminar=issue.seminar_id))),
    LiveKind.GROUP: Kind("group", _group),
    LiveKind.OBSERVATIONS: Kind(
        "observations",
        _listed("observations", lambda issue: Observation.objects.filter(seminar=issue.seminar_id)),
    ),
    LiveKind.TRENDS: Kind("trends", _listed("trends", lambda issue: Trend.objects.filter(seminar=issue.seminar_id))),
    LiveKind.GENERAL_TRACKS: Kind("tracks", _tracks(TrackKind.GENERAL)),
    LiveKind.QUALITY_TRACKS: Kind("tracks", _tracks(TrackKind.QUALITY)),
    LiveKind.QUESTIONS: Kind("questions", _questions),
    LiveKind.STANCES: Kind("tallies", _stances),
    LiveKind.SILENCE: Kind("silence", _silence),
    LiveKind.MOVES: Kind("moves", _moves),
    LiveKind.NEXT_ISSUE: Kind("next_issue", _next_issue),
    LiveKind.IMPRINT: Kind("imprint", _imprint),
}
