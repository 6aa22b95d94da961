"""Tracks, questions and what delegations say of them, for tests of the matrix."""

from datetime import date

from django.utils import timezone

from network.models import Delegation
from proposals.models import Question, WorkTrack
from regions.enums import MeetingKind, ReportState, Stance
from regions.models import AgendaItem, Meeting, Outcome, Report
from regions.models.subjects import column_of
from seminars.models import Seminar
from tests.support.rows import ATTESTED

DAY = date(2011, 3, 1)


def make_track(seminar: Seminar, position: int = 1, **fields) -> WorkTrack:
    made = {"year": 2011, "kind": "generale", "label": f"Piste {position}", "slug": f"piste-{position}", "wording": "M"}
    return WorkTrack.objects.create(seminar=seminar, position=position, **made | ATTESTED | fields)


def make_question(seminar: Seminar, position: int = 1, **fields) -> Question:
    made = {"theme": "Emploi", "slug": f"question-{position}", "question": f"Que faire de {position} ?"}
    return Question.objects.create(seminar=seminar, position=position, **made | ATTESTED | fields)


def hold(delegation: Delegation | None, day: date = DAY, *, state: str = ReportState.VALIDATED, **fields) -> Meeting:
    """A meeting, with its report."""
    made = {"kind": MeetingKind.SEMINAR, "starts_on": day, "ends_on": day, "precision": "jour", "place": "Caen"}
    meeting = Meeting.objects.create(delegation=delegation, **made | ATTESTED | fields)
    now = timezone.now()
    Report.objects.create(meeting=meeting, state=state, submitted_at=now, validated_at=now, withdrawn_at=now)
    return meeting


def say(meeting: Meeting, subject: WorkTrack | Question, stance: str, note: str = "") -> Outcome:
    about = {column_of(subject): subject}
    item = AgendaItem.objects.create(meeting=meeting, position=meeting.items.count() + 1, **about)
    return Outcome.objects.create(item=item, stance=stance, note=note)


def make_voices(year: int = 2011) -> None:
    """Each delegation but the last says something of the tracks of a year, and the first a second time."""
    *speaking, _ = Delegation.objects.filter(is_head_office=False).order_by("name")
    tracks = list(WorkTrack.objects.filter(year=year))
    for number, delegation in enumerate([*speaking, speaking[0]]):
        meeting = hold(delegation, date(year, 1 + number, 5), provenance="fictif")
        for position, track in enumerate(tracks[number % 3 :]):
            say(meeting, track, [*Stance.values, ""][(number + position) % 5], "Une phrase d’essai.")
