"""The national picture an issue draws: what the delegations think, and those of which nothing is recorded yet."""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from core.enums import Audience
from core.typography import NBSP, fold
from network.models import Delegation
from newsletter.models import Issue
from newsletter.period import told_before
from proposals.models import Question, WorkTrack
from proposals.moved import Told
from regions.enums import ReportState, Stance
from regions.matrix import NEVER, NOT_YET, REMARK, VERBS, Line, delegations_of_matrix, read_matrix
from regions.models import Meeting

# The shapes of ``components/stance_mark.html``, as the characters nearest to them.
SIGNS = {
    Stance.AGREES: "●",
    Stance.RESERVATIONS: "◐",
    Stance.REWORK: "▲",
    Stance.NO_OPINION: "▬",
    REMARK: "◆",
    NOT_YET: "○",
    NEVER: "○",
}


def short_name(delegation: Delegation) -> str:
    """Among others, without the federation's name that most begin with."""
    return delegation.name.removeprefix("COORACE ")


class NetworkReader(AnonymousUser):
    """Whoever in the network: nobody in particular, so that no one's rights decide what an issue tells."""

    is_network_member = True


def reader_of(issue: Issue) -> AnonymousUser:
    """A public issue tells only what everyone may read, whoever publishes it."""
    return NetworkReader() if issue.audience == Audience.NETWORK else AnonymousUser()


@dataclass(frozen=True)
class Bar:
    """The delegations that say the same of a subject: as many marks, then the words."""

    says: str
    delegations: tuple[Delegation, ...]

    @property
    def words(self) -> str:
        count = len(self.delegations)
        return f"{count}{NBSP}{VERBS[self.says][count > 1]}"

    @property
    def signs(self) -> str:
        """The marks as letters, where no drawing is sure to be shown."""
        return SIGNS[self.says] * len(self.delegations)

    @property
    def named(self) -> list[str]:
        """Those who said it; who said nothing is only counted."""
        return [] if self.says in (NOT_YET, NEVER) else [short_name(one) for one in self.delegations]


@dataclass(frozen=True)
class Tally:
    line: Line

    @property
    def title(self) -> str:
        return self.line.title

    @property
    def kind(self) -> str:
        return self.line.kind

    @property
    def bars(self) -> tuple[Bar, ...]:
        return tuple(Bar(says, tuple(cell.delegation for cell in cells)) for says, _, cells in self.line.groups)

    @property
    def told(self) -> tuple:
        """The subject, and the meetings that spoke of it."""
        return (self.line.head, *(cell.latest.item.meeting for cell in self.line.cells if cell.latest))


def tallies(issue: Issue) -> tuple[Tally, ...]:
    """What the delegations think of each track and question of the issue's seminar: those that one at least spoke of.

    Four queries, whatever there is.
    """
    reader = reader_of(issue)
    tracks = WorkTrack.objects.visible_to(reader).filter(seminar=issue.seminar_id).order_by("-year", "kind", "position")
    questions = Question.objects.visible_to(reader).filter(seminar=issue.seminar_id).order_by("position")
    delegations, _ = delegations_of_matrix(reader)
    matrix = read_matrix(user=reader, tracks=list(tracks), questions=list(questions), delegations=delegations, asked={})
    return tuple(Tally(line) for line in matrix.by_subject if any(cell.latest for cell in line.cells))


@dataclass(frozen=True)
class Silence:
    """The delegations of which nothing is recorded since the issue before, and those whose report is still to come."""

    silent: tuple[str, ...]
    coming: tuple[str, ...]


def silence(issue: Issue) -> Silence:
    """Three queries. A delegation whose meetings the readers of the issue may not know of is in neither list."""
    reader, told = reader_of(issue), told_before(issue)
    meetings = Meeting.objects.kept().exclude(delegation=None).select_related("report")
    known = set(Meeting.objects.visible_to(reader).values_list("pk", flat=True))
    silent, coming = [], []
    by_delegation: dict[int, list[Meeting]] = {}
    for meeting in meetings:
        if told is None or _is_of_the_period(meeting, told):
            by_delegation.setdefault(meeting.delegation_id, []).append(meeting)
    begun = Delegation.objects.filter(is_head_office=False).exclude(starts_on__gt=timezone.localdate())
    for delegation in sorted((one for one in begun if not one.has_ended), key=lambda one: fold(one.name)):
        held = by_delegation.get(delegation.pk, ())
        if not held:
            silent.append(short_name(delegation))
        elif not any(map(_is_reported, held)) and any(meeting.pk in known for meeting in held):
            coming.append(short_name(delegation))
    return Silence(tuple(silent), tuple(coming))


def _is_of_the_period(meeting: Meeting, told: Told) -> bool:
    """Recorded, still to be held, or reported on since readers were last told."""
    if meeting.created_at > told.at or meeting.ends_on is None or meeting.ends_on >= timezone.localdate(told.at):
        return True
    return _is_reported(meeting) and meeting.report.validated_at > told.at


def _is_reported(meeting: Meeting) -> bool:
    report = getattr(meeting, "report", None)
    return report is not None and report.state == ReportState.VALIDATED
