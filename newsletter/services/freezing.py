"""Freezing an issue as its next edition."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from core.errors import DomainError
from core.history import recorded
from newsletter import checklist
from newsletter.draft import Draft, draft_of
from newsletter.enums import IssueState, Medium
from newsletter.files import destroy, store
from newsletter.mentions import record_mentions
from newsletter.models import Edition, Issue, Rendering
from newsletter.rendering import render_pdf_file


@dataclass(frozen=True)
class Freezing:
    edition: Edition
    is_new: bool


def _refuse_blocking(found: Iterable[checklist.Finding]) -> None:
    blocking = [one.sentence for one in found if one.severity == checklist.Severity.BLOCKING]
    if blocking:
        raise DomainError("\n".join(blocking))


def _unchanged(issue: Issue, draft: Draft) -> Edition | None:
    """The latest edition, if it says the same, no name was taken out of it, and its files are still there."""
    latest = issue.editions.first()
    if latest is None or latest.digest != draft.digest or latest.pdf_source != draft.pdf_source:
        return None
    if latest.maskings.exists():
        return None
    files = [rendering.file for rendering in latest.renderings.all()]
    return latest if all(file.storage.exists(file.name) for file in files) else None


def publish_issue(*, issue: Issue, user=None) -> Freezing:
    """Freeze the issue as its next edition, with its web and PDF renderings, and make it public.

    Publishing again what has not changed makes no new edition. Raises ``DomainError`` for what the checklist finds
    broken. The PDF is laid out before the transaction: a refusal of the engine (``core.pdf.engine.PdfError``) leaves
    everything as it was.
    """
    draft = draft_of(issue)
    if (latest := _unchanged(issue, draft)) is not None:
        record_mentions(edition=latest, article=draft.article)
        _make_public(issue)
        return Freezing(latest, is_new=False)

    _refuse_blocking(checklist.findings(draft))
    pdf = render_pdf_file(draft.article, draft.pdf_source)
    _refuse_blocking(checklist.page_findings(draft, pdf))
    stored: list[Rendering] = []
    try:
        with transaction.atomic():
            # Whoever publishes at the same moment waits here, then publishes what it saw, or nothing.
            issue = Issue.objects.select_for_update().get(pk=issue.pk)
            if draft_of(issue).digest != draft.digest:
                raise DomainError("Le numéro a été modifié pendant sa publication : relisez-le, puis recommencez.")
            if (latest := _unchanged(issue, draft)) is not None:
                return Freezing(latest, is_new=False)
            latest = issue.editions.first()
            edition = Edition.objects.create(
                issue=issue,
                number=latest.number + 1 if latest else 1,
                body=draft.body,
                data=draft.data,
                pdf_source=draft.pdf_source,
                digest=draft.digest,
                created_by=user,
            )
            stored.append(store(edition=edition, medium=Medium.WEB, content=draft.body.encode()))
            stored.append(store(edition=edition, medium=Medium.PDF, content=pdf.content, pages=pdf.pages))
            record_mentions(edition=edition, article=draft.article)
            with recorded(by=user, comment=f"Édition {edition.number} publiée."):
                _make_public(issue)
    except BaseException:
        # Files follow the rows: nothing of a failed freeze stays behind.
        for rendering in stored:
            destroy(rendering)
        raise
    return Freezing(edition, is_new=True)


def _make_public(issue: Issue) -> None:
    if issue.state != IssueState.PUBLISHED:
        issue.state = IssueState.PUBLISHED
        issue.published_at = issue.published_at or timezone.now()
        issue.save(update_fields=["state", "published_at", "updated_at"])
