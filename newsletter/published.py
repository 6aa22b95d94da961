"""What readers see of published issues: the latest edition of each, with its files."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import CharField, F, Min, OuterRef, QuerySet, Subquery, prefetch_related_objects
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce

from newsletter.enums import IssueState, Medium
from newsletter.models import Edition, Issue, MaskingRecord, Rendering
from proposals.moved import Told


@dataclass(frozen=True)
class PublishedIssue:
    """An issue as its latest edition froze it, or as the last masking left that: nothing comes from the draft."""

    edition: Edition

    @property
    def number(self) -> int:
        return self.edition.issue.number

    @cached_property
    def shown(self) -> Edition | MaskingRecord:
        return self.edition.shown if _is_masked(self.edition) else self.edition

    @property
    def data(self) -> dict:
        return self.shown.data

    @property
    def is_printed(self) -> bool:
        """Whether its PDF is one that was printed before the portal, which the page sums up."""
        return "printed" in self.data

    @property
    def year(self) -> str:
        """The year the archive lists it under; empty when it is not dated."""
        return (self.edition.dated or "")[:4]

    @property
    def summary(self) -> list[dict]:
        return [rubrique for rubrique in self.data["rubriques"] if rubrique["teaser"]]

    @property
    def files(self) -> list[Rendering]:
        """Those of what is shown, in the order of the media."""
        made = [one for one in self.edition.renderings.all() if one.variant == self.shown.variant]
        return sorted(made, key=lambda one: Medium.values.index(one.medium))

    @property
    def pdf(self) -> Rendering | None:
        """None while the PDF of a masked edition is being laid out again."""
        return self.file_of(Medium.PDF)

    @property
    def cover(self) -> Rendering | None:
        """The first page of the PDF, as a picture; editions of before covers get theirs in the night."""
        return self.file_of(Medium.COVER)

    def file_of(self, medium: Medium) -> Rendering | None:
        return next((one for one in self.files if one.medium == medium), None)

    def get_absolute_url(self) -> str:
        return self.edition.issue.get_absolute_url()


def published_issues(user, at_most: int | None = None) -> list[PublishedIssue]:
    """Published issues, latest first: two queries whatever their number, three when a name was taken out of some."""
    return as_published(editions_by_date(user)[:at_most])


def editions_by_date(user) -> QuerySet[Edition]:
    """What lists of issues show, latest first, without their articles."""
    # Said aloud: PostgreSQL would put undated issues first, SQLite last.
    return (
        readable_editions(user)
        .order_by(F("dated").desc(nulls_last=True), "-issue__number")
        .only("data", "created_at", "publish_at", "issue__number")
    )


def as_published(editions: Iterable[Edition]) -> list[PublishedIssue]:
    read = list(editions)
    prefetch_related_objects([edition for edition in read if _is_masked(edition)], "maskings")
    return [PublishedIssue(edition) for edition in read]


def _is_masked(edition: Edition) -> bool:
    """Told by its files, which are read with it: those without a name are a variant."""
    return any(rendering.variant for rendering in edition.renderings.all())


def published_issue(user, number: int) -> PublishedIssue | None:
    edition = readable_editions(user).filter(issue__number=number).first()
    return PublishedIssue(edition) if edition else None


def published_numbers(user) -> list[int]:
    return list(readable_editions(user).order_by("issue__number").values_list("issue__number", flat=True))


def latest_editions(issues: QuerySet[Issue]) -> QuerySet[Edition]:
    """The one readers get of each: the last whose hour has come."""
    readable = Edition.objects.readable()
    latest = readable.filter(issue=OuterRef("issue")).order_by("-number").values("number")[:1]
    return readable.filter(issue__in=issues, number=Subquery(latest))


def withdrawn_issue(user, number: int) -> Issue | None:
    """An issue that was taken back, for those who could read it."""
    issues = Issue.objects.visible_to(user).filter(number=number, state=IssueState.WITHDRAWN)
    latest = latest_editions(issues).frozen_for(user).select_related("issue").first()
    return latest and latest.issue


def all_readable_editions(user) -> QuerySet[Edition]:
    """The editions that were replaced too, of the issues one may read."""
    return Edition.objects.readable().frozen_for(user).filter(issue__in=readable_editions(user).values("issue"))


def readable_editions(user) -> QuerySet[Edition]:
    """The latest edition of each published issue, for those it was frozen for.

    Opening the draft later does not open what was frozen. Editions of before dates were frozen follow their draft's.
    """
    editions = latest_editions(Issue.objects.visible_to(user).published()).frozen_for(user)
    dated = Coalesce(KT("data__ends_on"), Cast("issue__ends_on", CharField()), output_field=CharField())
    return editions.annotate(dated=dated).select_related("issue").prefetch_related("renderings")


def last_told(user) -> Told | None:
    """The latest issue ``user`` may read, and when it was first frozen: what moved since is told in none.

    A correction tells nothing new: it changes neither.
    """
    read = Edition.objects.readable().filter(issue=OuterRef("issue"))
    first = read.order_by().values("issue").annotate(at=Min("created_at")).values("at")
    latest = readable_editions(user).order_by(F("dated").desc(nulls_last=True), "-issue__number")
    found = latest.annotate(first=Subquery(first)).prefetch_related(None).values_list("first", "issue__number").first()
    return Told(found[0], f"n° {found[1]}") if found else None
