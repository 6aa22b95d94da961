"""Reminders of the reports that do not come: to the delegation three and seven days after, to the team at fourteen.

Each is sent once, and is due the day it falls: one that fell before the meeting was recorded here never is, so that
meetings of the past call nobody. After an outage, the latest one due is sent, and those before it no more.
"""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from core.errors import DomainError
from network.models import User
from regions.enums import ReminderStep, ReportState, Standing
from regions.models import Meeting, Reminder
from regions.permissions import may_manage_meeting
from regions.services.telling import national_team, send_to, writers_of

DAYS = {ReminderStep.THIRD_DAY: 3, ReminderStep.SEVENTH_DAY: 7, ReminderStep.FOURTEENTH_DAY: 14}


def remind() -> None:
    """Send what is due, meeting by meeting; one that fails keeps none of the others from theirs."""
    errors = []
    for key in list(_reminded().values_list("pk", flat=True)):
        try:
            _remind_of(key)
        except Exception as error:
            errors.append(error)
    if errors:
        raise ExceptionGroup(f"{len(errors)} relances en échec", errors)


@transaction.atomic
def stop_reminders(*, meeting: Meeting, by: User) -> Meeting:
    return _set_stopped(meeting, by, stopped=True)


@transaction.atomic
def resume_reminders(*, meeting: Meeting, by: User) -> Meeting:
    """Those that fell meanwhile are not sent, but for the latest."""
    return _set_stopped(meeting, by, stopped=False)


def _set_stopped(meeting: Meeting, by: User, *, stopped: bool) -> Meeting:
    if not may_manage_meeting(by, meeting):
        raise DomainError("Cette rencontre est celle d’une autre délégation.")
    meeting = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if stopped != bool(meeting.reminders_stopped_at):
        meeting.reminders_stopped_at = timezone.now() if stopped else None
        meeting.save(update_fields=["reminders_stopped_at", "updated_at"])
    return meeting


def _reminded() -> QuerySet[Meeting]:
    unwritten = Q(report=None) | Q(report__state=ReportState.DRAFT)
    found = Meeting.objects.past().filter(unwritten, reminders_stopped_at=None)
    ended = Reminder.objects.filter(meeting=OuterRef("pk"), step=ReminderStep.FOURTEENTH_DAY)
    return found.exclude(Exists(ended.filter(sent_at__date__gt=OuterRef("ends_on"))))


def _due_step(meeting: Meeting) -> ReminderStep | None:
    """The latest reminder that has fallen since the meeting was recorded, by the days of its place."""
    zone = ZoneInfo(meeting.time_zone)
    today, recorded_on = timezone.localdate(timezone=zone), timezone.localdate(meeting.created_at, zone)
    fallen = [step for step, days in DAYS.items() if recorded_on <= meeting.ends_on + timedelta(days=days) <= today]
    return fallen[-1] if fallen else None


@transaction.atomic
def _remind_of(key: int) -> None:
    # Whoever submits, cancels, stops or reminds meanwhile waits here, then is seen.
    Meeting.objects.select_for_update().get(pk=key)
    meeting = _reminded().told().filter(pk=key).first()
    step = _due_step(meeting) if meeting else None
    if step is None:
        return
    # Those sent for a day that was given up since do not count: the meeting was put off.
    meeting.reminders.filter(sent_at__date__lte=meeting.ends_on).delete()
    if meeting.reminders.filter(step=step).exists():
        return
    writers = writers_of(meeting)
    to_team = step == ReminderStep.FOURTEENTH_DAY
    page = reverse("regions:workspace") if to_team else reverse("regions:report", args=[meeting.pk])
    count = send_to(
        national_team() if to_team else writers,
        subject=f"Compte rendu attendu : {meeting}",
        template="regions/mail/reminder_team.txt" if to_team else "regions/mail/reminder.txt",
        context={
            "meeting": meeting,
            "begun": meeting.standing == Standing.DRAFT,
            "has_writers": bool(writers),
            "url": f"{settings.SITE_URL}{page}",
        },
    )
    # With nobody to read it, it was not sent: the next step may find someone.
    if count:
        Reminder.objects.create(meeting=meeting, step=step, sent_at=timezone.now())
