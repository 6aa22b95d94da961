"""How groups, their members, meetings and their reports are found."""

from core import search
from core.enums import Audience
from core.search import Document
from proposals.models.changes import SUBJECTS
from regions.enums import ReportState
from regions.models import GroupMembership, Meeting, Outcome, QualityGroup, Report


def register() -> None:
    search.register(QualityGroup, group, feeds=["delegation", "memberships__person"])
    search.register(GroupMembership, membership, feeds=["group", "person", "mandate"])
    search.register(Meeting, meeting, feeds=["delegation", "group"])
    # Its decisions and what it says of each point feed nothing: they are written with it, never once it is validated.
    # What it speaks of may be reserved afterwards.
    subjects = [f"meeting__items__{column}__seminar" for column in SUBJECTS]
    search.register(Report, report, feeds=["meeting__delegation", "meeting__group", *subjects])


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
    """Its words, once and as long as it is validated; otherwise, for the back-office alone, whose report it is.

    What is said of a point not everyone may read is no word of a report that everyone reads.
    """
    if one.state != ReportState.VALIDATED:
        return Document(title=str(one))
    meeting = one.meeting
    told = {Audience.PUBLIC, meeting.audience}
    items = [item.pk for item in meeting.items.all() if item.subject.effective_audience in told]
    notes = Outcome.objects.filter(item__in=items).order_by("item__position").values_list("note", flat=True)
    decisions = one.decisions.values_list("text", flat=True)
    return Document(
        title=str(one),
        text="\n".join(filter(None, [one.summary, *notes, *decisions, one.next_steps])),
        audience=meeting.audience,
        url=meeting.get_absolute_url(),
        region=meeting.delegation.slug if meeting.delegation else "",
        date=meeting.starts_on,
    )
