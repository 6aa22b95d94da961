"""Who sits in the Quality groups and who holds mandates, as pages show them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import F, Prefetch, Q
from django.utils import timezone

from core.enums import Provenance
from core.models import Sourced
from network.models import Delegation, Enterprise, Mandate, Person
from network.models.directory import running
from regions.enums import GroupKind
from regions.models import GroupMembership, QualityGroup
from regions.said import Life, read_life
from seminars.people import Territory, by_territory
from seminars.recorded import agreed


@dataclass(frozen=True)
class Group:
    """A group, its seats of today by delegation, and those that are over as far as their dates say."""

    group: QualityGroup
    seats: tuple[GroupMembership, ...]
    former: tuple[GroupMembership, ...]

    @cached_property
    def territories(self) -> list[Territory]:
        return by_territory(self.seats)

    @property
    def counts(self) -> list[str]:
        """« 10 annoncés », then « 1 attesté »: what a document announces is never what is recorded here."""
        announced = [] if self.group.announced_size is None else [_agreed(self.group.announced_size, "annoncé")]
        numbers = {one: sum(seat.provenance == one for seat in self.seats) for one in Provenance}
        return announced + [
            _agreed(number, provenance.label)
            for provenance, number in numbers.items()
            if number or provenance == Provenance.ATTESTED
        ]

    @property
    def unnamed(self) -> int:
        """How many members are announced and not recorded."""
        return max((self.group.announced_size or 0) - len(self.seats), 0)

    @property
    def sourced(self) -> list[Sourced]:
        return [self.group, *self.seats, *self.former]

    @property
    def notes(self) -> list[tuple[Sourced, Person | None]]:
        """What is said of the sources, each with whom it is about: a name is never written by a string."""
        notes: list[tuple[Sourced, Person | None]] = [(self.group, None)]
        for seat in (*self.seats, *self.former):
            notes += [(one, seat.person) for one in (seat, seat.person, seat.mandate) if one]
        return [(item, who) for item, who in dict.fromkeys(notes) if item.provenance_note]


@dataclass(frozen=True)
class Holder:
    """Someone, the mandates that bring them to a page, and the other mandates and seats they hold in the network."""

    person: Person
    mandates: tuple[Mandate, ...]
    others: tuple[Mandate, ...]
    seats: tuple[GroupMembership, ...]


@dataclass(frozen=True)
class DelegationPage:
    delegation: Delegation
    predecessors: list[Delegation]
    holders: list[Holder]
    former: list[Holder]
    enterprises: list[Enterprise]
    groups: list[Group]
    tracks: list[Any]
    life: Life

    @property
    def departments(self) -> list[str]:
        return self.delegation.departments.split()

    @property
    def sourced(self) -> list[Sourced]:
        held = [mandate for holder in (*self.holders, *self.former) for mandate in holder.mandates]
        seats = [one for group in self.groups for one in group.sourced]
        people = [holder.person for holder in (*self.holders, *self.former)]
        return [self.delegation, *people, *held, *self.enterprises, *seats, *self.tracks, *self.life.sourced]

    @property
    def is_fictitious(self) -> bool:
        return is_fictitious(self.sourced)


def is_fictitious(shown: Iterable[Sourced]) -> bool:
    return any(one.provenance == Provenance.FICTITIOUS for one in shown)


def read_groups(user: Any, **of: Any) -> list[Group]:
    """The groups a reader may see, the national one first, in two queries."""
    seats = GroupMembership.objects.select_related(
        "person", "mandate__delegation", "mandate__enterprise__delegation"
    ).order_by("position", "pk")
    groups = QualityGroup.objects.visible_to(user).filter(**of).prefetch_related(Prefetch("memberships", seats))
    rank = {kind: rank for rank, kind in enumerate(GroupKind.values)}
    return [_group(one) for one in sorted(groups, key=lambda one: (rank[one.kind], one.name))]


def _group(group: QualityGroup) -> Group:
    today = timezone.localdate()
    seats = list(group.memberships.all())
    former = [seat for seat in seats if seat.ends_on and seat.ends_on < today]
    return Group(group, tuple(seat for seat in seats if seat not in former), tuple(former))


def read_delegation(slug: str, user: Any) -> DelegationPage | None:
    delegation = Delegation.objects.filter(slug=slug).select_related("successor").first()
    if delegation is None:
        return None
    mandates = list(
        Mandate.objects.filter(Q(delegation=delegation) | Q(enterprise__delegation=delegation))
        .select_related("person", "delegation", "enterprise")
        .order_by(F("enterprise__name").asc(nulls_first=True), "person__source_ref", "person_id", "pk")
    )
    holders = _holders(mandates, user)
    return DelegationPage(
        delegation=delegation,
        predecessors=list(delegation.predecessors.order_by("name")),
        holders=[one for one in holders if any(not mandate.has_ended for mandate in one.mandates)],
        former=[one for one in holders if all(mandate.has_ended for mandate in one.mandates)],
        enterprises=list(delegation.enterprises.all()),
        groups=read_groups(user, delegation=delegation),
        tracks=list(delegation.tracks.visible_to(user)),
        life=read_life(delegation, user),
    )


def _holders(mandates: list[Mandate], user: Any) -> list[Holder]:
    """Each person with all they hold here, and what they hold elsewhere today as far as dates say. Two queries."""
    here: dict[Person, list[Mandate]] = defaultdict(list)
    for mandate in mandates:
        here[mandate.person].append(mandate)
    today = running(timezone.localdate())
    others = Mandate.objects.filter(today, person__in=here).exclude(pk__in=[one.pk for one in mandates])
    seats = GroupMembership.objects.filter(today, person__in=here, group__in=QualityGroup.objects.visible_to(user))
    others_of = _by_person(others.select_related("delegation", "enterprise").order_by("pk"))
    seats_of = _by_person(seats.exclude(role="").select_related("group").order_by("group__kind", "pk"))
    return [Holder(who, tuple(held), tuple(others_of[who.pk]), tuple(seats_of[who.pk])) for who, held in here.items()]


def _by_person(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found = defaultdict(list)
    for row in rows:
        found[row.person_id].append(row)
    return found


def _agreed(number: int, adjective: str) -> str:
    return agreed(number, adjective, feminine=False)
