"""Writes about meetings: announcing, changing, cancelling them, and what they debate."""

import uuid
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from core.enums import Provenance
from core.errors import DomainError
from network.models import User
from proposals.enums import QuestionStatus, TrackStatus
from proposals.models import Question, WorkTrack
from regions.enums import MeetingKind, Standing
from regions.models import AgendaItem, Meeting, StanceRequest
from regions.models.meetings import TYPED_HERE
from regions.models.subjects import Debatable, about, column_of
from regions.permissions import may_announce, may_manage_meeting
from regions.services.kits import ask_for_kit

# What a calendar shows of a meeting: changing one of these makes a new revision of its entry.
IN_CALENDARS = frozenset(
    {
        *("kind", "title", "starts_on", "ends_on", "precision", "date_label", "starts_at", "ends_at"),
        *("place", "address", "welcome"),
    }
)


@transaction.atomic
def announce_meeting(
    *, meeting: Meeting, by: User, uid: uuid.UUID | None = None, subjects: Iterable[Debatable] | None = None
) -> Meeting:
    """Announce a meeting. Its agenda is ``subjects``, or what the network debates when they are not given.

    ``uid`` comes with the form: sent twice, it announces once. Raises ``DomainError`` when ``by`` may not.
    """
    if not may_announce(by, meeting.delegation):
        raise DomainError("Vous ne pouvez annoncer que les rencontres de votre délégation.")
    if uid:
        # Whoever sends the same form meanwhile waits here, then finds the meeting announced.
        User.objects.select_for_update().get(pk=by.pk)
        if already := Meeting.objects.filter(uid=uid, created_by=by).first():
            return already
        meeting.uid = uid
    meeting.created_by = by
    meeting.provenance, meeting.source_ref = Provenance.ATTESTED, TYPED_HERE
    meeting.full_clean()
    meeting.save()
    set_agenda(meeting=meeting, subjects=debated(meeting) if subjects is None else subjects)
    ask_for_kit(meeting)
    return meeting


@transaction.atomic
def change_meeting(*, meeting: Meeting, by: User, subjects: Iterable[Debatable] | None = None) -> Meeting:
    """Save what changed of a meeting; what calendars show of it gets a new revision there."""
    if not may_manage_meeting(by, meeting):
        raise DomainError("Cette rencontre est celle d’une autre délégation.")
    before = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if before.cancelled_at:
        raise DomainError("Cette rencontre est annulée : annoncez-en une autre.")
    meeting.full_clean()
    if any(getattr(before, name) != getattr(meeting, name) for name in IN_CALENDARS):
        meeting.sequence = before.sequence + 1
    meeting.save()
    if subjects is not None:
        set_agenda(meeting=meeting, subjects=subjects)
    ask_for_kit(meeting)
    return meeting


@transaction.atomic
def cancel_meeting(*, meeting: Meeting, by: User, reason: str) -> Meeting:
    """Cancel a meeting, and say why: it stays in calendars, struck out. What was written of it is kept."""
    if not may_manage_meeting(by, meeting):
        raise DomainError("Cette rencontre est celle d’une autre délégation.")
    meeting = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if meeting.cancelled_at:
        return meeting
    if not reason.strip():
        raise DomainError("Dites pourquoi elle est annulée : les personnes attendues le liront.")
    # Notes taken before the day do not say that it took place.
    if meeting.standing not in (Standing.ANNOUNCED, Standing.HELD):
        raise DomainError("Un compte rendu de cette rencontre est commencé : elle a donc eu lieu.")
    meeting.cancelled_at = timezone.now()
    meeting.cancellation_reason = reason.strip()
    meeting.sequence += 1
    meeting.save(update_fields=["cancelled_at", "cancellation_reason", "sequence", "updated_at"])
    return meeting


@transaction.atomic
def set_agenda(*, meeting: Meeting, subjects: Iterable[Debatable]) -> list[AgendaItem]:
    """Make the agenda what is given, in that order. A point something was already said of stays, after the others."""
    wanted = list(dict.fromkeys(subjects))
    held = {item.subject: item for item in meeting.items.select_related("proposal", "track", "question", "outcome")}
    for subject, item in held.items():
        if subject not in wanted:
            if hasattr(item, "outcome"):
                wanted.append(subject)
            else:
                item.delete()
    items = []
    for position, subject in enumerate(wanted, start=1):
        item = held.get(subject) or AgendaItem(meeting=meeting, **{column_of(subject): subject})
        if item.position != position:
            item.position = position
            item.save()
        items.append(item)
    return items


@transaction.atomic
def add_to_agenda(*, meeting: Meeting, subject: Debatable) -> AgendaItem:
    """Add a point at the end of an agenda; one that is there already is returned as it is."""
    # Two people who add the same point add it once.
    Meeting.objects.select_for_update().get(pk=meeting.pk)
    held = meeting.items.filter(about([subject])).first()
    last = meeting.items.aggregate(last=Max("position"))["last"] or 0
    if held is None:
        held = AgendaItem.objects.create(meeting=meeting, position=last + 1, **{column_of(subject): subject})
        ask_for_kit(meeting)
    return held


def debated(meeting: Meeting) -> list[Debatable]:
    """What the network debates now: tracks not ended and questions not settled, then what this delegation is asked.

    Only meetings of the seminar and of the Quality groups debate them all; another kind starts with what is asked.
    """
    asked = []
    if meeting.delegation_id:
        requests = StanceRequest.objects.filter(delegation=meeting.delegation_id)
        asked = [request.subject for request in requests.select_related("proposal", "track", "question")]
    if meeting.kind not in (MeetingKind.SEMINAR, MeetingKind.QUALITY_GROUP, MeetingKind.NATIONAL_GROUP):
        return asked
    ended = (TrackStatus.COMPLETED, TrackStatus.ABANDONED)
    latest = WorkTrack.objects.exclude(status__in=ended).order_by("-year").values_list("year", flat=True).first()
    tracks = WorkTrack.objects.filter(year=latest).exclude(status__in=ended).order_by("kind", "position")
    questions = Question.objects.exclude(status=QuestionStatus.SETTLED).order_by("-seminar__year", "position")
    if meeting.stage_id:
        questions = questions.filter(seminar__stages=meeting.stage_id)
    return [*tracks, *questions, *asked]
