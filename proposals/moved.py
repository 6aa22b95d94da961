"""What has moved since a moment: for the home page, and for the next issue."""

from datetime import datetime
from typing import Any

from django.db.models import Q

from proposals.models import Proposal, Question, StatusChange, WorkTrack


def moved_since(moment: datetime | None, user: Any, at_most: int | None = None) -> list[StatusChange]:
    """The changes of state of what ``user`` may read, latest first; all of them without a moment. One query."""
    readable = (
        Q(proposal__in=Proposal.objects.visible_to(user))
        | Q(track__in=WorkTrack.objects.visible_to(user))
        | Q(question__in=Question.objects.visible_to(user))
    )
    changes = StatusChange.objects.filter(readable).select_related("proposal", "track", "question")
    if moment:
        changes = changes.filter(at__gt=moment)
    return list(changes[:at_most])
