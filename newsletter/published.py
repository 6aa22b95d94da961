"""What readers see of published issues: the latest edition of each, with its files."""

from dataclasses import dataclass

from django.db.models import Prefetch
from django.urls import reverse

from core.enums import Audience
from newsletter.enums import Medium
from newsletter.models import Edition, Issue, Rendering


@dataclass(frozen=True)
class PublishedIssue:
    """An issue as its latest edition froze it: titles and figures come from there, not from the draft."""

    issue: Issue
    edition: Edition

    @property
    def audience(self) -> str:
        """Who this edition was frozen for: opening the draft later does not open what was frozen."""
        return self.data["audience"]

    @property
    def number(self) -> int:
        return self.issue.number

    @property
    def data(self) -> dict:
        return self.edition.data

    @property
    def summary(self) -> list[dict]:
        return [rubrique for rubrique in self.data["rubriques"] if rubrique["teaser"]]

    @property
    def pdf(self) -> Rendering | None:
        return next((one for one in self.edition.renderings.all() if one.medium == Medium.PDF), None)

    def get_absolute_url(self) -> str:
        return reverse("newsletter:issue", args=[self.number])


def _published(user):
    latest = Edition.objects.order_by("-number").prefetch_related("renderings")
    return (
        Issue.objects.visible_to(user)
        .published()
        .latest_first()
        .prefetch_related(Prefetch("editions", queryset=latest, to_attr="frozen"))
    )


def published_issues(user) -> list[PublishedIssue]:
    """Published issues, latest first: three queries whatever their number."""
    return _readable(_published(user), user)


def published_issue(user, number: int) -> PublishedIssue | None:
    return next(iter(_readable(_published(user).filter(number=number), user)), None)


def _readable(issues, user) -> list[PublishedIssue]:
    found = [PublishedIssue(issue, issue.frozen[0]) for issue in issues if issue.frozen]
    is_member = getattr(user, "is_network_member", False)
    return [one for one in found if is_member or one.audience == Audience.PUBLIC]
