"""Meetings of delegations and their reports, as tests need them."""

from datetime import date, timedelta

from django.utils import timezone

from network.models import Delegation, User
from proposals.models import WorkTrack
from regions.enums import MeetingKind, ReportState
from regions.models import AgendaItem, Attendance, Meeting, Outcome, Report
from regions.models.subjects import column_of
from regions.services.workflow import move_report

TYPED = {"provenance": "atteste", "source_ref": "portail", "precision": "jour", "place": "Lille"}


def days_ago(days: int) -> date:
    return timezone.localdate() - timedelta(days=days)


def make_meeting(delegation: Delegation, day: date | None, **fields) -> Meeting:
    """One settled on ``day``; without one, a meeting still to be settled."""
    dates = {"starts_on": day, "ends_on": day} | ({} if day else {"precision": "inconnue"})
    return Meeting.objects.create(**{"delegation": delegation, "kind": MeetingKind.REFERENTS} | TYPED | dates | fields)


def make_report(meeting: Meeting, **fields) -> Report:
    """A report that lacks nothing, still with those who write it."""
    written = {"summary": "L’essentiel tient en une phrase.", "saved_at": timezone.now()}
    report = Report.objects.create(**{"meeting": meeting} | written | fields)
    Attendance.objects.create(report=report, category="ensemble", count=12)
    return report


def reported(delegation: Delegation, summary: str = "On avance.", day: date = date(2011, 1, 18), **fields) -> Report:
    """A meeting whose report has just been validated; nothing was said of any point yet."""
    meeting = make_meeting(delegation, day, **fields)
    return make_report(
        meeting, summary=summary, state=ReportState.VALIDATED, submitted_at=timezone.now(), validated_at=timezone.now()
    )


def say(meeting: Meeting, subject: WorkTrack, stance: str, note: str = "") -> Outcome:
    """What a meeting thinks of something, put on its agenda if it was not."""
    column = column_of(subject)
    item, _ = AgendaItem.objects.get_or_create(
        meeting=meeting, **{column: subject}, defaults={"position": meeting.items.count() + 1}
    )
    return Outcome.objects.create(item=item, stance=stance, note=note)


def take(report: Report, *steps: tuple[ReportState, User] | tuple[ReportState, User, str]) -> Report:
    """Take a report through steps: the state, by whom, and what they say."""
    for state, by, *comment in steps:
        report = move_report(report=report, state=state, by=by, comment="".join(comment))
    return report
