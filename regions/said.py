"""What the regions say: on the page of what they speak of, and on their own."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from core.enums import Provenance
from core.typography import fold
from network.models import Delegation
from proposals import voices
from proposals.models import Proposal, Question, WorkTrack
from regions.models import Meeting, Outcome, QualityGroup
from regions.models.subjects import Debatable, column_of


@dataclass(frozen=True)
class Voice:
    """All that one delegation, or group, said of something: the latest first."""

    holder: Delegation | QualityGroup
    outcomes: tuple[Outcome, ...]


def register() -> None:
    voices.register(voices_of)


def voices_of(subject: Debatable, user: Any) -> voices.Section | None:
    """Each region's word on a proposal, a track or a question, from the reports a reader may read. One query."""
    said = defaultdict(list)
    for outcome in _readable(user).filter(**{f"item__{column_of(subject)}": subject}).latest_first():
        said[outcome.item.meeting.holder].append(outcome)
    if not said:
        return None
    meetings = {outcome.item.meeting for outcomes in said.values() for outcome in outcomes}
    # The regions by name, then the national groups.
    holders = sorted(said, key=lambda holder: (isinstance(holder, QualityGroup), fold(holder.name)))
    return voices.Section(
        template="regions/voices.html",
        content=[Voice(holder, tuple(said[holder])) for holder in holders],
        provenances=frozenset(Provenance(meeting.provenance) for meeting in meetings),
    )


@dataclass(frozen=True)
class Life:
    """The meetings of a delegation a reader may know of, and the latest it says of what they may read."""

    coming: tuple[Meeting, ...]
    past: tuple[Meeting, ...]
    stances: tuple[Outcome, ...]

    @property
    def sourced(self) -> list[Meeting]:
        return [*self.coming, *self.past]


def read_life(delegation: Delegation, user: Any) -> Life:
    """Two queries."""
    meetings = list(Meeting.objects.visible_to(user).of([delegation]).told())
    today = timezone.localdate()
    coming = [meeting for meeting in meetings if meeting.ends_on is None or meeting.ends_on >= today]
    past = [meeting for meeting in meetings if meeting not in coming and not meeting.cancelled_at]
    readable = (
        Q(item__proposal__in=Proposal.objects.visible_to(user))
        | Q(item__track__in=WorkTrack.objects.visible_to(user))
        | Q(item__question__in=Question.objects.visible_to(user))
    )
    latest: dict[Debatable, Outcome] = {}
    for outcome in _readable(user).filter(readable, item__meeting__delegation=delegation).latest_first():
        latest.setdefault(outcome.item.subject, outcome)
    stances = sorted(latest.values(), key=lambda outcome: _place(outcome.item.subject))
    return Life(tuple(reversed(coming)), tuple(past), tuple(stances))


def _readable(user: Any) -> QuerySet[Outcome]:
    """What a reader may read, with the points and the meetings it is said of."""
    return Outcome.objects.visible_to(user).select_related(
        "item__proposal", "item__track", "item__question", "item__meeting__delegation", "item__meeting__group"
    )


def _place(subject: Debatable) -> tuple[int, int]:
    """Tracks, then questions, then proposals."""
    return (WorkTrack, Question, Proposal).index(type(subject)), subject.pk
