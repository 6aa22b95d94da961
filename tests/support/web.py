"""Published issues for tests of the pages around them."""

import datetime

from cssselect2 import ElementWrapper
from django.core.files.base import ContentFile

from newsletter.article import build_article
from newsletter.draft import article_data
from newsletter.enums import IssueState, Medium
from newsletter.models import Edition, Issue, Rendering, Rubrique, Text
from newsletter.rendering import render_web

PDF_SIZE = 145_408


def freeze(
    issue: Issue, *, pages: int = 6, pdf: bytes = b"%PDF-", erratum: tuple[str, str] = ("", ""), **fields
) -> Edition:
    """Publish an issue with its real web page and, laying one out being slow, a stand-in for its PDF file."""
    what, why = erratum
    article = build_article(issue)
    body = render_web(article)
    edition = Edition.objects.create(
        issue=issue,
        number=issue.editions.count() + 1,
        body=body,
        data=article_data(article) | {"erratum": {"what": what, "why": why} if what else {}},
        digest="0" * 64,
        erratum_what=what,
        erratum_why=why,
        **fields,
    )
    rendering = Rendering(edition=edition, medium=Medium.PDF, sha256="0" * 64, size=PDF_SIZE, pages=pages)
    rendering.file.save(f"fil-dinfo-{issue.number}.pdf", ContentFile(pdf), save=False)
    rendering.save()
    issue.state = IssueState.PUBLISHED
    issue.published_at = edition.created_at
    issue.save()
    return edition


def correct(issue: Issue) -> Edition:
    """Publish an issue again, with other words and what they correct."""
    for text in Text.objects.filter(parent=issue):
        text.body = text.body.replace("Un texte", "Un autre texte")
        text.save()
    return freeze(issue, erratum=("Un mot de l’ouverture.", "Il était faux."))


def small_issue(number: int, *, year: int = 2011, **fields) -> Issue:
    """A draft of one short rubrique, dated from the end of ``year``."""
    issue = Issue.objects.create(
        **{
            "number": number,
            "title": f"Numéro {number}",
            "publisher": "fédération COORACE",
            "provenance": "reconstitue",
            "starts_on": datetime.date(year, 12, 1),
            "ends_on": datetime.date(year, 12, 31),
            "precision": "mois",
            "date_label": f"décembre {year}",
        }
        | fields
    )
    Rubrique.objects.create(
        parent=issue, region="main", ordering=10, title="Ouverture", anchor="ouverture", teaser="Ce qui ouvre"
    )
    Text.objects.create(parent=issue, region="main", ordering=20, body="<p>Un texte.</p>")
    return issue


def select(element, css: str) -> list:
    """The elements under an lxml one that a CSS selector names, by the engine that comes with WeasyPrint."""
    return [found.etree_element for found in ElementWrapper.from_html_root(element).query_all(css)]
