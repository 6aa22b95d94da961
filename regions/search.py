"""How groups and their members are found."""

from core import search
from core.search import Document
from regions.models import GroupMembership, Meeting, QualityGroup


def register() -> None:
    search.register(QualityGroup, group, feeds=["delegation", "memberships__person"])
    search.register(GroupMembership, membership, feeds=["group", "person", "mandate"])
    search.register(Meeting, meeting, feeds=["delegation", "group"])


def group(one: QualityGroup) -> Document:
    members = ", ".join(str(seat.person) for seat in one.memberships.all())
    return Document(
        title=one.name,
        text="\n".join(str(part) for part in (one.delegation, members) if part),
        audience=one.audience,
        region=one.delegation.slug if one.delegation else "",
    )


def membership(one: GroupMembership) -> Document:
    return Document(
        title=str(one), text=", ".join(part for part in (one.role, one.mandate.role if one.mandate else "") if part)
    )


def meeting(one: Meeting) -> Document:
    parts = (one.get_kind_display(), one.holder.name, one.when, one.place, one.address, one.welcome)
    return Document(
        title=str(one),
        text="\n".join(filter(None, parts)),
        audience=one.audience,
        region=one.delegation.slug if one.delegation else "",
        date=one.starts_on,
    )
