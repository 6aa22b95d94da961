"""How issues are found: readers find the edition they can read, the back-office the draft as well."""

from datetime import date

from django.utils import timezone

from core import search
from core.enums import Audience
from core.models import SearchEntry
from core.sanitize import plain_text
from core.search import Document
from newsletter.enums import IssueState
from newsletter.models import Edition, Issue
from newsletter.published import latest_editions

# Of a PDF that was printed, what the search reads: some forty pages.
MOST_WORDS = 100_000


def register() -> None:
    search.register(Issue, issue)
    search.register(Edition, edition, feeds=["issue__editions__unscheduling", "maskings"])


def issue(one: Issue) -> Document:
    parts = (one.strapline, one.date_label, one.next_label, one.next_summary, plain_text(one.imprint))
    return Document(title=f"{one} : {one.title}", text="\n".join(part for part in parts if part))


def edition(one: Edition) -> Document:
    shown = one.shown
    dated = shown.data.get("ends_on")
    return Document(
        title=f"{one.issue} : {shown.data['title']}",
        text=plain_text(shown.body),
        aliases=f"édition {one.number} {one.digest} {shown.data.get('printed', {}).get('words', '')[:MOST_WORDS]}",
        audience=_audience(one),
        url=one.issue.get_absolute_url(),
        date=date.fromisoformat(dated) if dated else one.issue.ends_on,
    )


def _audience(one: Edition) -> str:
    """The narrower of the issue's and of the one it was frozen for; nobody's unless it is the one being read."""
    # Editions of before audiences were frozen follow their issue.
    frozen_for = one.data.get("audience", one.issue.audience)
    now = timezone.now()
    readable = [
        other.number
        for other in one.issue.editions.all()
        if other.publish_at <= now and not hasattr(other, "unscheduling")
    ]
    is_latest = one.number == max(readable, default=None)
    if not is_latest or one.issue.current_state != IssueState.PUBLISHED:
        return ""
    return Audience.NETWORK if Audience.NETWORK in (one.issue.audience, frozen_for) else Audience.PUBLIC


def describe_due() -> bool:
    """Have readers find the editions whose hour came since they were written: time passes without a word. Returns
    whether there was any."""
    hidden = SearchEntry.objects.filter(kind=Edition._meta.label_lower, audience="").values("object_id")
    due = list(latest_editions(Issue.objects.published()).filter(pk__in=hidden))
    for one in due:
        search.describe_again(one)
    return bool(due)
