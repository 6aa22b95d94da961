"""The editions of an issue that readers had, and what took the place of which."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, Q
from django.utils import timezone

from newsletter.models import Edition, MaskingRecord
from newsletter.published import PublishedIssue


@dataclass(frozen=True)
class ReadEdition:
    """An edition that readers had, between the one it took the place of and the one that took its own."""

    published: PublishedIssue
    replaces: PublishedIssue | None
    replaced_by: PublishedIssue | None

    @property
    def number(self) -> int:
        return self.published.edition.number

    @property
    def erratum(self) -> dict[str, str]:
        """Read from the data, which a masking rewrites; editions of before errata have none."""
        return self.published.data.get("erratum", {})

    @property
    def is_masked(self) -> bool:
        return self.published.shown is not self.published.edition


@dataclass(frozen=True)
class CancelledEdition:
    """An edition taken back before its hour: it is told, and nobody reads it."""

    number: int
    cancelled_at: datetime


def editions_of(published: PublishedIssue, user: Any) -> list[ReadEdition | CancelledEdition]:
    """Those that whoever reads the issue may read too, latest first, without their articles; none that waits for its
    hour."""
    told = Q(publish_at__lte=timezone.now()) | Q(unscheduling__isnull=False)
    maskings = MaskingRecord.objects.defer("body", "pdf_source")
    found = (
        Edition.objects.filter(told, issue=published.edition.issue_id)
        .frozen_for(user)
        .select_related("issue", "unscheduling")
        .defer("body", "pdf_source")
        .prefetch_related("renderings", Prefetch("maskings", maskings))
        .order_by("-number")
    )
    cancelled = {one.number: one.unscheduling.created_at for one in found if hasattr(one, "unscheduling")}
    read = [PublishedIssue(one) for one in found if one.number not in cancelled]
    chain = zip(read, [*read[1:], None], [None, *read[:-1]], strict=True)
    told = [
        *(ReadEdition(one, replaces, replaced_by) for one, replaces, replaced_by in chain),
        *(CancelledEdition(number, at) for number, at in cancelled.items()),
    ]
    return sorted(told, key=lambda one: one.number, reverse=True)


def read_editions(published: PublishedIssue, user: Any) -> list[ReadEdition]:
    return [one for one in editions_of(published, user) if isinstance(one, ReadEdition)]
