"""How issues are found: readers find the edition they can read, the back-office the draft as well."""

from datetime import date

from core import search
from core.enums import Audience
from core.sanitize import plain_text
from core.search import Document
from newsletter.enums import IssueState
from newsletter.models import Edition, Issue


def register() -> None:
    search.register(Issue, issue)
    search.register(Edition, edition, feeds=["issue__editions", "maskings"])


def issue(one: Issue) -> Document:
    parts = (one.strapline, one.date_label, one.next_label, one.next_summary, plain_text(one.imprint))
    return Document(title=f"{one} : {one.title}", text="\n".join(part for part in parts if part))


def edition(one: Edition) -> Document:
    shown = one.shown
    dated = shown.data.get("ends_on")
    return Document(
        title=f"{one.issue} : {shown.data['title']}",
        text=plain_text(shown.body),
        aliases=f"édition {one.number} {one.digest}",
        audience=_audience(one),
        url=one.issue.get_absolute_url(),
        date=date.fromisoformat(dated) if dated else one.issue.ends_on,
    )


def _audience(one: Edition) -> str:
    """The narrower of the issue's and of the one it was frozen for; nobody's unless it is the one being read."""
    # Editions of before audiences were frozen follow their issue.
    frozen_for = one.data.get("audience", one.issue.audience)
    is_latest = one.number == max(other.number for other in one.issue.editions.all())
    if not is_latest or one.issue.state != IssueState.PUBLISHED:
        return ""
    return Audience.NETWORK if Audience.NETWORK in (one.issue.audience, frozen_for) else Audience.PUBLIC
