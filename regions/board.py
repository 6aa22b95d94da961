"""What is to do in the regions and where each stands: read at once, whatever the number of meetings."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from core.typography import fold
from network.models import Delegation
from network.permissions import is_national_team
from regions.enums import MeetingKind, Standing
from regions.models import AgendaItem, Meeting, ReportStep, StanceRequest

# « Les réunions régionales des référents Qualité (5 par an) » : Fil d’Info n° 4, CH-12.
REFERENTS_A_YEAR = 5
# Past meetings that still wait for someone.
WAITED_FOR = (Standing.HELD, Standing.DRAFT, Standing.SUBMITTED, Standing.TO_COMPLETE, Standing.WITHDRAWN)
# While the delegation may still write of it.
WRITABLE = (Standing.ANNOUNCED, Standing.HELD, Standing.DRAFT, Standing.TO_COMPLETE)


@dataclass(frozen=True)
class Line:
    """A meeting, where it stands, and for how many days it has been waiting there; ``said`` came with its last step."""

    meeting: Meeting
    standing: Standing
    days: int
    said: str

    @property
    def is_waited_for(self) -> bool:
        return self.standing in WAITED_FOR and (self.standing != Standing.HELD or self.meeting.awaits_report)

    @property
    def is_overdue(self) -> bool:
        """Whether the bounds it was announced within are past, and its day still not known."""
        meeting = self.meeting
        return not meeting.is_settled and meeting.ends_on is not None and meeting.ends_on < timezone.localdate()

    @property
    def is_today(self) -> bool:
        meeting = self.meeting
        return meeting.is_settled and meeting.starts_on <= timezone.localdate() <= meeting.ends_on

    @property
    def sort_key(self) -> tuple[bool, date]:
        """The nearest first; those whose day never came, and those without one, last."""
        return self.is_overdue, self.meeting.starts_on or date.max


@dataclass(frozen=True)
class Quota:
    """How many of the year's meetings of *référents* a delegation has held, and has announced."""

    delegation: Delegation
    held: int
    announced: int
    expected: int = REFERENTS_A_YEAR


@dataclass(frozen=True)
class Row:
    """A delegation on the board: what comes next, then its last meeting and the older ones still waited for."""

    delegation: Delegation
    next: Line | None
    shown: tuple[Line, ...]
    quota: Quota

    @property
    def last(self) -> Line | None:
        return self.shown[0] if self.shown else None

    def stands_at(self, standing: str) -> bool:
        """Whether one of its meetings stands there; without a standing, whether it has no meeting at all."""
        lines = [self.next, *self.shown] if self.next else self.shown
        return any(line.standing == standing for line in lines) if standing else not lines


@dataclass(frozen=True)
class Asked:
    """What the national team asks a delegation, and the meeting where it is debated, or could be."""

    request: StanceRequest
    meeting: Meeting | None
    is_on_agenda: bool


@dataclass(frozen=True)
class ToDo:
    """What waits for someone, the most urgent first."""

    sent_back: list[Line]
    unwritten: list[Line]
    drafts: list[Line]
    overdue: list[Line]
    coming: list[Line]
    asked: list[Asked]
    unplanned: list[Quota]
    with_the_team: list[Line]

    def __bool__(self) -> bool:
        return any((self.sent_back, self.unwritten, self.drafts, self.overdue, self.coming, self.asked, self.unplanned))


def read_board() -> list[Row]:
    """Every delegation there is today, and those of yesterday that still owe a report. Two queries."""
    lines = _by_delegation(Meeting.objects.filter(delegation__is_head_office=False))
    delegations = sorted(Delegation.objects.filter(is_head_office=False), key=lambda one: fold(one.name))
    rows = [_row(one, lines[one.pk]) for one in delegations]
    return [row for row in rows if not row.delegation.has_ended or any(line.is_waited_for for line in row.shown)]


def read_todo(user) -> ToDo:
    """What waits for this account: the meetings of its delegations, and the national ones for the national team."""
    held = Meeting.objects.filter(delegation__in=user.current_delegations)
    if is_national_team(user):
        held |= Meeting.objects.filter(delegation=None)
    lines = _lines(held)
    delegations = sorted(Delegation.objects.filter(pk__in=user.current_delegations), key=lambda one: fold(one.name))
    by_standing = defaultdict(list)
    for line in lines:
        by_standing[line.standing].append(line)
    coming = sorted(by_standing[Standing.ANNOUNCED], key=lambda line: line.sort_key)
    quotas = [_quota(one, [line for line in lines if line.meeting.delegation_id == one.pk]) for one in delegations]
    awaited = {line.meeting.delegation_id for line in coming if not line.is_overdue}
    return ToDo(
        sent_back=by_standing[Standing.TO_COMPLETE],
        unwritten=[line for line in by_standing[Standing.HELD] if line.is_waited_for],
        drafts=by_standing[Standing.DRAFT],
        overdue=[line for line in coming if line.is_overdue],
        coming=[line for line in coming if not line.is_overdue],
        asked=list(_asked(user.current_delegations, lines)),
        unplanned=[quota for quota in quotas if quota.delegation.pk not in awaited],
        with_the_team=by_standing[Standing.SUBMITTED],
    )


def meeting_to_answer_in(request: StanceRequest) -> Meeting | None:
    """Where a delegation would answer: its next meeting, or the last one it still writes of."""
    return _best(_lines(Meeting.objects.filter(delegation=request.delegation_id)))


# --- Lines ----------------------------------------------------------------------------------------


def _lines(meetings: QuerySet[Meeting]) -> list[Line]:
    """From the oldest, in one query."""
    last_step = ReportStep.objects.filter(report__meeting=OuterRef("pk")).order_by("-at", "-pk")
    found = meetings.kept().told().order_by("starts_on", "pk")
    found = found.annotate(
        moved_at=Subquery(last_step.values("at")[:1]), said=Subquery(last_step.values("comment")[:1])
    )
    return [_line(meeting) for meeting in found]


def _line(meeting: Meeting) -> Line:
    standing, days = meeting.standing, 0
    if standing in (Standing.HELD, Standing.DRAFT):
        days = meeting.days_since
    elif standing in WAITED_FOR:
        days = _days_since(meeting.moved_at)
    return Line(meeting, standing, days, meeting.said or "")


def _days_since(moment: datetime | None) -> int:
    return (timezone.localdate() - timezone.localdate(moment)).days if moment else 0


def _by_delegation(meetings: QuerySet[Meeting]) -> dict[int, list[Line]]:
    found = defaultdict(list)
    for line in _lines(meetings):
        found[line.meeting.delegation_id].append(line)
    return found


def _row(delegation: Delegation, lines: list[Line]) -> Row:
    announced = sorted((line for line in lines if line.standing == Standing.ANNOUNCED), key=lambda line: line.sort_key)
    held = [line for line in reversed(lines) if line.standing != Standing.ANNOUNCED]
    shown = [line for rank, line in enumerate(held) if rank == 0 or line.is_waited_for]
    return Row(delegation, announced[0] if announced else None, tuple(shown), _quota(delegation, lines))


def _quota(delegation: Delegation, lines: Iterable[Line]) -> Quota:
    year = timezone.localdate().year
    counted = [
        line.standing
        for line in lines
        if line.meeting.kind == MeetingKind.REFERENTS and line.meeting.starts_on and line.meeting.starts_on.year == year
    ]
    announced = counted.count(Standing.ANNOUNCED)
    return Quota(delegation, len(counted) - announced, announced)


# --- What is asked --------------------------------------------------------------------------------


def _asked(delegations: Iterable[int], lines: list[Line]) -> Iterator[Asked]:
    """Two queries: what is asked, and where it is on an agenda already."""
    requests = StanceRequest.objects.unanswered().filter(delegation__in=delegations)
    writable = {line.meeting.pk: line for line in lines if line.standing in WRITABLE}
    items = AgendaItem.objects.filter(meeting__in=writable).select_related("proposal", "track", "question")
    debated = defaultdict(list)
    for item in items:
        line = writable[item.meeting_id]
        debated[line.meeting.delegation_id, item.subject].append(line)
    for request in requests.select_related("delegation", "proposal", "track", "question"):
        planned = _best(debated[request.delegation_id, request.subject])
        own = [line for line in writable.values() if line.meeting.delegation_id == request.delegation_id]
        yield Asked(request, planned or _best(own), planned is not None)


def _best(lines: Iterable[Line]) -> Meeting | None:
    """The next meeting; failing that, the last one that may still be written of."""
    writable = [line for line in lines if line.standing in WRITABLE]
    coming = [line for line in writable if line.standing == Standing.ANNOUNCED]
    if coming:
        return min(coming, key=lambda line: line.sort_key).meeting
    return writable[-1].meeting if writable else None
