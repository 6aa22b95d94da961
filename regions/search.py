"""How groups, their members, meetings and their reports are found."""

from core import search
from core.search import Document
from regions.enums import ReportState
from regions.models import GroupMembership, Meeting, QualityGroup, Report


def register() -> None:
    search.register(QualityGroup, group, feeds=["delegation", "memberships__person"])
    search.register(GroupMembership, membership, feeds=["group", "person", "mandate"])
    search.register(Meeting, meeting, feeds=["delegation", "group"])
    # Its decisions and what it says of each point feed nothing: they are written with it, never once it is validated.
    search.register(Report, report, feeds=["meeting__delegation", "meeting__group"])


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


def report(one: Report) -> Document:
    """Its words, once and as long as it is validated; otherwise, for the back-office alone, whose report it is."""
    if one.state != ReportState.VALIDATED:
        return Document(title=str(one))
    meeting = one.meeting
    notes = meeting.items.exclude(outcome=None).values_list("outcome__note", flat=True)
    decisions = one.decisions.values_list("text", flat=True)
    return Document(
        title=str(one),
        text="\n".join(filter(None, [one.summary, *notes, *decisions, one.next_steps])),
        audience=meeting.audience,
        url=meeting.get_absolute_url(),
        region=meeting.delegation.slug if meeting.delegation else "",
        date=meeting.starts_on,
    )
