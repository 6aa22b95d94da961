"""What is done to issues: freezing and publishing."""

import hashlib
import json
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from core.errors import DomainError
from core.sanitize import plain_text
from newsletter.article import Article, build_article
from newsletter.enums import IssueState, Medium
from newsletter.models import Edition, Issue, Rendering
from newsletter.rendering import render_pdf_file, render_pdf_source, render_web


@dataclass(frozen=True)
class Publication:
    edition: Edition
    is_new: bool


def article_data(article: Article, body: str) -> dict:
    """Return what an edition keeps of the article apart from its HTML, as plain JSON."""
    issue = article.issue
    return {
        "number": issue.number,
        "title": issue.title,
        "strapline": issue.strapline,
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
        "text": plain_text(body),
    }


def publish_issue(*, issue: Issue, user=None) -> Publication:
    """Freeze the issue as its next edition, with its web and PDF renderings, and make it public.

    Publishing again what has not changed makes no new edition. The PDF is laid out before the transaction: a refusal
    of the engine (``core.pdf.engine.PdfError``) leaves everything as it was.
    """
    article = build_article(issue)
    if not article.sections:
        raise DomainError("Ce numéro n’a aucune rubrique : il n’y a rien à publier.")
    body = render_web(article)
    data = article_data(article, body)
    pdf_source = render_pdf_source(article)
    digest = hashlib.sha256(
        "\x00".join([body, json.dumps(data, sort_keys=True, ensure_ascii=False), pdf_source]).encode()
    ).hexdigest()

    if (latest := issue.editions.first()) is not None and latest.digest == digest:
        _make_public(issue)
        return Publication(latest, is_new=False)

    pdf = render_pdf_file(article, pdf_source)
    stored: list[Rendering] = []
    try:
        with transaction.atomic():
            # Whoever publishes at the same moment waits here, then takes the next number.
            Issue.objects.select_for_update().get(pk=issue.pk)
            latest = issue.editions.first()
            if latest is not None and latest.digest == digest:
                return Publication(latest, is_new=False)
            edition = Edition.objects.create(
                issue=issue,
                number=latest.number + 1 if latest else 1,
                body=body,
                data=data,
                digest=digest,
                created_by=user,
            )
            for medium, suffix, content, pages in (
                (Medium.WEB, "html", body.encode(), None),
                (Medium.PDF, "pdf", pdf.content, pdf.pages),
            ):
                rendering = Rendering(
                    edition=edition,
                    medium=medium,
                    sha256=hashlib.sha256(content).hexdigest(),
                    size=len(content),
                    pages=pages,
                )
                stored.append(rendering)
                rendering.file.save(f"fil-dinfo-{issue.number}.{suffix}", ContentFile(content), save=False)
                rendering.save()
            _make_public(issue)
    except BaseException:
        # Files follow the rows: nothing of a failed freeze stays behind.
        for rendering in stored:
            if rendering.file:
                rendering.file.storage.delete(rendering.file.name)
        raise
    return Publication(edition, is_new=True)


def _make_public(issue: Issue) -> None:
    if issue.state != IssueState.PUBLISHED:
        issue.state = IssueState.PUBLISHED
        issue.published_at = issue.published_at or timezone.now()
        issue.save(update_fields=["state", "published_at", "updated_at"])
