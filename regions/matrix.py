"""What each region says of each track and question: one read, shown as a table, as lists and as files."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import F, Q
from django.utils import timezone

from core.enums import Provenance
from core.typography import NBSP, fold
from network.models import Delegation
from proposals.models import Question, WorkTrack
from regions.enums import Stance
from regions.models import Outcome
from regions.models.subjects import is_debated, title_of
from regions.permissions import may_ask_stance

Subject = WorkTrack | Question
# What a cell is named by.
KINDS: dict[str, type[Subject]] = {"piste": WorkTrack, "question": Question}
# A delegation, and what it is asked of.
Place = tuple[int, type[Subject], int]

# What a cell says besides a stance: a note alone, nothing yet, nothing any more.
REMARK, NOT_YET, NEVER = "remarque", "pas-encore", "sans-reponse"
OTHERS = {REMARK: "remarque", NOT_YET: "pas encore", NEVER: "sans réponse"}
LABELS = dict(Stance.choices) | OTHERS
# « 1 adhère, 3 adhèrent »: how many regions, then what they do.
VERBS = {
    Stance.AGREES: ("adhère", "adhèrent"),
    Stance.RESERVATIONS: ("a des réserves", "ont des réserves"),
    Stance.REWORK: ("à retravailler", "à retravailler"),
    Stance.NO_OPINION: ("ne se prononce pas", "ne se prononcent pas"),
    REMARK: ("fait une remarque", "font une remarque"),
    NOT_YET: ("pas encore", "pas encore"),
    NEVER: ("sans réponse", "sans réponse"),
}


@dataclass(frozen=True)
class Cell:
    """All that one delegation said of one subject, the latest first; else when it was asked."""

    delegation: Delegation
    subject: Subject
    outcomes: tuple[Outcome, ...]
    asked_at: datetime | None

    @property
    def key(self) -> str:
        """Its name in a page, and what a button says of it."""
        kind = next(kind for kind, model in KINDS.items() if isinstance(self.subject, model))
        return f"{self.delegation.pk}-{kind}-{self.subject.pk}"

    @property
    def title(self) -> str:
        return title_of(self.subject)

    @property
    def latest(self) -> Outcome | None:
        return self.outcomes[0] if self.outcomes else None

    @property
    def earlier(self) -> tuple[Outcome, ...]:
        return self.outcomes[1:]

    @property
    def may_be_asked(self) -> bool:
        """A remark is not a stance: one may still be asked for."""
        has_stance = any(outcome.stance for outcome in self.outcomes)
        return not has_stance and not self.delegation.has_ended and is_debated(self.subject)

    @property
    def is_waited_for(self) -> bool:
        return self.may_be_asked and self.asked_at is not None

    @property
    def says(self) -> str:
        if self.latest:
            return self.latest.stance or REMARK
        return NOT_YET if self.may_be_asked else NEVER

    @property
    def label(self) -> str:
        return LABELS[self.says]


@dataclass(frozen=True)
class Line:
    """The cells of one subject, or of one delegation."""

    head: Subject | Delegation
    cells: tuple[Cell, ...]

    @property
    def title(self) -> str:
        return self.head.name if self.is_of_delegation else title_of(self.head)

    @property
    def is_of_delegation(self) -> bool:
        return isinstance(self.head, Delegation)

    @property
    def kind(self) -> str:
        if self.is_of_delegation:
            return f"Jusqu’en {self.head.ends_on.year}" if self.head.has_ended else ""
        return f"Piste {self.head.get_kind_display()}" if isinstance(self.head, WorkTrack) else "Question"

    @property
    def key(self) -> str:
        return f"{self.head._meta.model_name}-{self.head.pk}"

    @cached_property
    def groups(self) -> list[tuple[str, str, list[Cell]]]:
        """The cells that say the same: what they say, its word, and them."""
        groups: dict[str, list[Cell]] = {says: [] for says in LABELS}
        for cell in self.cells:
            groups[cell.says].append(cell)
        return [(says, LABELS[says], cells) for says, cells in groups.items() if cells]

    @property
    def summary(self) -> str:
        """« 3 adhèrent, 1 a des réserves, 3 pas encore » of a subject; « adhère : 3, pas encore : 12 » of a region."""
        if self.is_of_delegation:
            return ", ".join(f"{label} : {len(cells)}" for _, label, cells in self.groups)
        return ", ".join(f"{len(cells)}{NBSP}{VERBS[says][len(cells) > 1]}" for says, _, cells in self.groups)


@dataclass(frozen=True)
class Matrix:
    delegations: tuple[Delegation, ...]
    subjects: tuple[Subject, ...]
    cells: dict[tuple[Delegation, Subject], Cell]

    @property
    def by_subject(self) -> list[Line]:
        return [Line(one, tuple(self.cells[who, one] for who in self.delegations)) for one in self.subjects]

    @property
    def by_delegation(self) -> list[Line]:
        return [Line(who, tuple(self.cells[who, one] for one in self.subjects)) for who in self.delegations]

    @property
    def answered(self) -> int:
        return sum(bool(cell.outcomes) for cell in self.cells.values())

    @property
    def is_fictitious(self) -> bool:
        said = (outcome.item.meeting for cell in self.cells.values() for outcome in cell.outcomes)
        shown = (*self.delegations, *self.subjects, *said)
        return any(one.provenance == Provenance.FICTITIOUS for one in shown)


def read_matrix(
    *,
    user: Any,
    tracks: Sequence[WorkTrack],
    questions: Sequence[Question],
    delegations: Iterable[Delegation],
    asked: Mapping[Place, datetime],
) -> Matrix:
    """What ``user`` may read of what these say of those. One query.

    A delegation that ended has a place as long as it said something.
    """
    about = Q(item__track__in=tracks) | Q(item__question__in=questions)
    outcomes = Outcome.objects.visible_to(user).filter(about).exclude(item__meeting__delegation=None)
    said: dict[Place, list[Outcome]] = defaultdict(list)
    for outcome in outcomes.select_related("item__meeting__delegation").latest_first():
        item = outcome.item
        said[_place(item.meeting.delegation_id, item.track_id, item.question_id)].append(outcome)
    spoke = {delegation for delegation, *_ in said}
    kept = tuple(one for one in delegations if not one.has_ended or one.pk in spoke)
    subjects = (*tracks, *questions)
    cells = {}
    for delegation in kept:
        for subject in subjects:
            place = (delegation.pk, type(subject), subject.pk)
            cells[delegation, subject] = Cell(delegation, subject, tuple(said.get(place, ())), asked.get(place))
    return Matrix(kept, subjects, cells)


def _place(delegation: int, track: int | None, question: int | None) -> Place:
    return (delegation, WorkTrack, track) if track else (delegation, Question, question)


def tracks_of_matrix(user: Any) -> list[WorkTrack]:
    """The tracks of every year a reader may read, the latest year first. One query."""
    tracks = WorkTrack.objects.visible_to(user).defer("wording", "corrected_wording")
    return list(tracks.order_by("-year", "kind", "seminar", "position"))


def questions_of_matrix(user: Any, tracks: Iterable[WorkTrack]) -> list[Question]:
    """The questions of the seminars that set these tracks. One query."""
    seminars = {track.seminar_id for track in tracks}
    return list(Question.objects.visible_to(user).filter(seminar__in=seminars).order_by("seminar", "position"))


def delegations_of_matrix(user: Any) -> tuple[list[Delegation], dict[Place, datetime]]:
    """Every delegation that began, by name; and, for those who ask, when each was asked what. One query for both."""
    begun = Delegation.objects.filter(is_head_office=False).exclude(starts_on__gt=timezone.localdate())
    asked = {}
    if may_ask_stance(user):
        # A row for each request, and one for a delegation that has none.
        begun = begun.annotate(
            asked_track=F("stance_requests__track"),
            asked_question=F("stance_requests__question"),
            asked_at=F("stance_requests__created_at"),
        )
        asked = {_place(one.pk, one.asked_track, one.asked_question): one.asked_at for one in begun if one.asked_at}
    return sorted(set(begun), key=lambda one: fold(one.name)), asked
