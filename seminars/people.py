"""Who sat in the groups gathered for a seminar. Groups are an app above: they are read by reverse relations alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from network.models import Delegation
from seminars.models import Stage


@dataclass(frozen=True)
class Territory:
    """The members listed under one delegation, in the printed order."""

    delegation: Delegation | None
    members: tuple[Any, ...]


@dataclass(frozen=True)
class Gathering:
    """A group, and the stage it was gathered for."""

    group: Any
    stage: Stage
    territories: tuple[Territory, ...]


def gatherings(stages: Sequence[Stage], user: Any) -> list[Gathering]:
    """The groups of these stages that ``user`` may read, with their members, in one query."""
    by_pk = {stage.pk: stage for stage in stages}
    groups = Stage._meta.get_field("groups").related_model
    seats = groups._meta.get_field("memberships").related_model._default_manager
    seats = seats.filter(group__in=groups._default_manager.visible_to(user).filter(stage__in=by_pk)).select_related(
        "group", "person", "mandate__delegation", "mandate__enterprise__delegation"
    )
    ordered = seats.order_by("group__stage__position", "group__name", "group_id", "position")
    return [
        Gathering(group, by_pk[group.stage_id], tuple(by_territory(members)))
        for group, members in groupby(ordered, lambda seat: seat.group)
    ]


def by_territory(members: Iterable[Any]) -> list[Territory]:
    """Members in the printed order, under the delegation their mandate is listed with."""
    by_delegation = groupby(members, lambda seat: seat.mandate.territory if seat.mandate else None)
    return [Territory(delegation, tuple(listed)) for delegation, listed in by_delegation]
