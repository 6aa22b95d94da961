"""An issue as it stands, in every medium: what a preview shows is what a publication would freeze."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from network.masking import masked_people
from network.models import Person
from network.names import hide_in_data, hide_in_text, hide_names
from newsletter.article import Article, build_article
from newsletter.models import Issue
from newsletter.printed import printed_data
from newsletter.rendering import print_stylesheets, render_mail, render_pdf_source, render_text, render_web


@dataclass(frozen=True)
class Draft:
    """Each medium is written when it is asked for.

    What is written by hand may name someone who asked not to be: what readers get does not.
    """

    article: Article
    masked: tuple[Person, ...]

    @property
    def is_printed(self) -> bool:
        return bool(self.article.issue.printed_pdf)

    @cached_property
    def body(self) -> str:
        """The page's article."""
        return hide_names(render_web(self.article), self.masked)

    @cached_property
    def data(self) -> dict:
        return hide_in_data(article_data(self.article), self.masked)

    @cached_property
    def pdf_source(self) -> str:
        """Empty when the PDF is not ours to lay out."""
        return "" if self.is_printed else hide_names(render_pdf_source(self.article), self.masked)

    @cached_property
    def mail(self) -> str:
        return hide_names(render_mail(self.article), self.masked)

    @cached_property
    def text(self) -> str:
        return hide_in_text(render_text(self.article), self.masked)

    @cached_property
    def pdf_digest(self) -> str:
        """Changes with anything the PDF is laid out from, its pictures being named by their content."""
        printed = self.article.issue.printed_pdf.name or ""
        return _digest(printed, self.pdf_source, *(sheet.read_text() for sheet in print_stylesheets()))

    @cached_property
    def digest(self) -> str:
        """Changes with anything readers would see, the print sheets included."""
        return _digest(
            self.body,
            json.dumps(self.data, sort_keys=True, ensure_ascii=False),
            self.pdf_source,
            *(sheet.read_text() for sheet in print_stylesheets()),
        )


def draft_of(issue: Issue) -> Draft:
    return Draft(build_article(issue), tuple(masked_people()))


def article_data(article: Article) -> dict:
    """Return what an edition keeps of the article apart from its HTML, as plain JSON."""
    issue = article.issue
    return {
        "title": issue.title,
        "strapline": issue.strapline,
        # Days as text, empty when unknown: archives are sorted by them.
        "starts_on": _day(issue.starts_on),
        "ends_on": _day(issue.ends_on),
        "date_label": issue.date_label,
        "provenance": issue.provenance,
        "is_fictitious": article.is_fictitious,
        "figures": [
            {"value": figure.value, "is_approximate": figure.is_approximate, "label": figure.label}
            for block in article.cover
            for figure in block.data.get("figures", ())
        ],
        "rubriques": [
            {"anchor": section.anchor, "title": section.rubrique.title, "teaser": section.rubrique.teaser}
            for section in article.sections
        ],
        "audience": issue.audience,
        **({"printed": printed_data(issue)} if issue.printed_pdf else {}),
    }


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x00".join(parts).encode()).hexdigest()
