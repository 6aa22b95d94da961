"""Meetings for tests, and those who announce them."""

from datetime import date, time

from network.enums import Role
from network.models import Delegation, User
from regions.enums import GroupKind, MeetingKind
from regions.models import Meeting, QualityGroup
from tests.support.rows import ATTESTED, account

DAY = date(2099, 3, 5)


def make_delegation(name: str = "COORACE Essai", **fields) -> Delegation:
    return Delegation.objects.create(**{"name": name, "slug": name.split()[-1].lower()} | ATTESTED | fields)


def make_delegate(delegation: Delegation, name: str = "zoe") -> User:
    return account(f"{name}@example.org", Role.DELEGATE, delegation=delegation)


def make_group(**fields) -> QualityGroup:
    made = {"kind": GroupKind.EXTENDED, "name": "Groupe Qualité élargi", "slug": "elargi"}
    return QualityGroup.objects.create(**made | ATTESTED | fields)


def make_meeting(delegation: Delegation, **fields) -> Meeting:
    """One that starts at half past nine, a Thursday of 2099, unless told otherwise."""
    made = {"kind": MeetingKind.SEMINAR, "starts_on": DAY, "precision": "jour", "starts_at": time(9, 30)}
    made |= {"place": "Caen", "delegation": delegation} | ATTESTED | fields
    return Meeting.objects.create(**{"ends_on": made["starts_on"]} | made)


def undated(delegation: Delegation, **fields) -> Meeting:
    return make_meeting(delegation, **{"starts_on": None, "precision": "inconnue", "starts_at": None} | fields)


def between(delegation: Delegation, first: date, last: date, **fields) -> Meeting:
    bounds = {"starts_on": first, "ends_on": last, "precision": "floue", "starts_at": None}
    return make_meeting(delegation, **bounds | fields)
