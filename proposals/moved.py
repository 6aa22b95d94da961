"""What has moved since readers were last told: for the home page, the pages of what moved, and the next issue."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from proposals.models import Proposal, Question, StatusChange, WorkTrack


@dataclass(frozen=True)
class Move:
    """From where something stood to where it stands; what it went through in between is its history's."""

    first: StatusChange
    last: StatusChange

    @property
    def subject(self) -> Proposal | WorkTrack | Question:
        return self.last.subject

    @property
    def subject_title(self) -> str:
        return self.last.subject_title

    @property
    def before_label(self) -> str:
        return self.first.before_label

    @property
    def after_label(self) -> str:
        return self.last.after_label

    @property
    def at(self) -> datetime:
        return self.last.at


@dataclass(frozen=True)
class Told:
    """Until when readers were told what moves, and by what: « n° 4 »."""

    at: datetime
    by: str


# The app that tells it registers how a reader's last telling is found.
_tellings: list[Callable[[Any], Told | None]] = []


def register(read: Callable[[Any], Told | None]) -> None:
    _tellings.append(read)


def last_told(user: Any) -> Told | None:
    return next((told for read in _tellings if (told := read(user))), None)


def moved_since(moment: datetime | None, user: Any, at_most: int | None = None) -> list[Move]:
    """What ``user`` may read that is no longer where it was, latest first; all of it without a moment. One query."""
    readable = (
        Q(proposal__in=Proposal.objects.visible_to(user))
        | Q(track__in=WorkTrack.objects.visible_to(user))
        | Q(question__in=Question.objects.visible_to(user))
    )
    changes = StatusChange.objects.filter(readable).select_related("proposal", "track", "question")
    return moves_among(changes.filter(at__gt=moment) if moment else changes)[:at_most]


def moves_among(changes: Iterable[StatusChange]) -> list[Move]:
    """One move a subject, latest first; what came back to where it was has not moved."""
    by_subject: dict[Any, list[StatusChange]] = {}
    for change in sorted(changes, key=lambda one: (one.at, one.pk)):
        by_subject.setdefault(change.subject, []).append(change)
    moves = [Move(steps[0], steps[-1]) for steps in by_subject.values() if steps[0].before != steps[-1].after]
    return sorted(moves, key=lambda move: (move.at, move.last.pk), reverse=True)
