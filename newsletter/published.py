"""What readers see of published issues: the latest edition of each, with its files."""

from dataclasses import dataclass

from django.db.models import CharField, F, OuterRef, QuerySet, Subquery
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce

from core.enums import Audience
from newsletter.enums import Medium
from newsletter.models import Edition, Issue, Rendering


@dataclass(frozen=True)
class PublishedIssue:
    """An issue as its latest edition froze it: titles, dates and figures come from there, not from the draft."""

    edition: Edition

    @property
    def number(self) -> int:
        return self.edition.issue.number

    @property
    def data(self) -> dict:
        return self.edition.data

    @property
    def year(self) -> str:
        """The year the archive lists it under; empty when it is not dated."""
        return (self.edition.dated or "")[:4]

    @property
    def summary(self) -> list[dict]:
        return [rubrique for rubrique in self.data["rubriques"] if rubrique["teaser"]]

    @property
    def pdf(self) -> Rendering | None:
        return next((one for one in self.edition.renderings.all() if one.medium == Medium.PDF), None)

    def get_absolute_url(self) -> str:
        return self.edition.issue.get_absolute_url()


def published_issues(user, at_most: int | None = None) -> list[PublishedIssue]:
    """Published issues, latest first, without their articles: two queries whatever their number."""
    # Said aloud: PostgreSQL would put undated issues first, SQLite last.
    editions = (
        readable_editions(user)
        .order_by(F("dated").desc(nulls_last=True), "-issue__number")
        .only("data", "created_at", "issue__number")
    )
    return [PublishedIssue(edition) for edition in editions[:at_most]]


def published_issue(user, number: int) -> PublishedIssue | None:
    edition = readable_editions(user).filter(issue__number=number).first()
    return PublishedIssue(edition) if edition else None


def published_numbers(user) -> list[int]:
    return list(readable_editions(user).order_by("issue__number").values_list("issue__number", flat=True))


def readable_editions(user) -> QuerySet[Edition]:
    """The latest edition of each published issue, for those it was frozen for.

    Opening the draft later does not open what was frozen. Editions of before dates were frozen follow their draft's.
    """
    issues = Issue.objects.visible_to(user).published()
    latest = Edition.objects.filter(issue=OuterRef("issue")).order_by("-number").values("number")[:1]
    editions = Edition.objects.filter(issue__in=issues, number=Subquery(latest))
    if not getattr(user, "is_network_member", False):
        editions = editions.filter(data__audience=Audience.PUBLIC)
    dated = Coalesce(KT("data__ends_on"), Cast("issue__ends_on", CharField()), output_field=CharField())
    return editions.annotate(dated=dated).select_related("issue").prefetch_related("renderings")
