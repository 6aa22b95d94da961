"""Since when an issue tells what happens: since the one before it."""

from datetime import datetime

from django.db.models import Max

from newsletter.models import DraftedBlock, Edition, Issue
from proposals.moved import Told


def issue_before(issue: Issue) -> Issue | None:
    before = _before(issue)
    return Issue.objects.get(number=before[0]) if before else None


def told_before(issue: Issue) -> Told | None:
    """The issue before it that readers got, and when it was first frozen: a correction tells nothing new. One query."""
    before = _before(issue)
    return Told(before[1], f"n° {before[0]}") if before else None


def reports_since(issue: Issue) -> datetime | None:
    """Since when reports are this issue's to tell: since the one before it was drafted, else since it was frozen.

    Counted from its freezing, what was validated between the two would be in neither.
    """
    before = _before(issue)
    if before is None:
        return None
    number, frozen_at = before
    drafted = DraftedBlock.objects.filter(issue__number=number).aggregate(at=Max("drafted_at"))
    return drafted["at"] or frozen_at


def _before(issue: Issue) -> tuple[int, datetime] | None:
    earlier = Edition.objects.readable().filter(issue__number__lt=issue.number)
    return earlier.order_by("-issue__number", "number").values_list("issue__number", "created_at").first()
