"""Freezing an issue as its next edition."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from core.dates import moment_in_words
from core.errors import DomainError
from core.history import recorded
from core.pdf.engine import PdfFile
from newsletter import checklist
from newsletter.corrections import erratum_of
from newsletter.draft import Draft, draft_of
from newsletter.enums import IssueState, Medium, PublicationState
from newsletter.files import destroy, store
from newsletter.media import media_of
from newsletter.mentions import record_mentions
from newsletter.models import Edition, Issue, Publication, Rendering
from newsletter.rendering import cover_of, render_pdf_file
from newsletter.services.states import locked, log_step

CHANGED_MEANWHILE = "Le numéro a été modifié pendant sa publication : relisez-le, puis recommencez."
CLOSED_MEANWHILE = "Cette publication a été abandonnée, ou recommencée, entre-temps."


@dataclass(frozen=True)
class Freezing:
    edition: Edition
    is_new: bool


def freeze(*, order: Publication, say: Callable[[str], None]) -> Freezing:
    """Do what an order asks: freeze the issue as its next edition, and make it public or have it wait for its hour.

    What has not changed makes no new edition. Raises ``DomainError`` for what the checklist finds broken. All that is
    slow comes before the transaction, each part announced to ``say``: a process that dies, or a refusal, leaves
    everything as it was.
    """
    draft = draft_of(order.issue)
    pdf, cover = None, b""
    if _unchanged(order.issue, draft) is None:
        say("relecture")
        _refuse_blocking(checklist.findings(draft))
        erratum_of(order, draft)
        say("mise en page du PDF")
        pdf = render_pdf_file(draft.article, lambda: draft.pdf_source)
        _refuse_blocking(checklist.page_findings(draft, pdf))
        cover = cover_of(pdf)
    say("gel de l’édition")
    stored: list[Rendering] = []
    try:
        with transaction.atomic():
            # Whoever publishes at the same moment waits here, then publishes what it saw, or nothing.
            issue = locked(order.issue)
            order = Publication.objects.select_for_update().get(pk=order.pk)
            if order.state != PublicationState.RUNNING:
                raise DomainError(CLOSED_MEANWHILE)
            edition = _unchanged(issue, draft)
            is_new = edition is None
            if draft_of(issue).digest != draft.digest or (is_new and pdf is None):
                raise DomainError(CHANGED_MEANWHILE)
            if is_new:
                edition = _add_edition(issue, draft, order)
                # Written already: the checklist has read them all.
                for medium, words in ((Medium.WEB, draft.body), (Medium.MAIL, draft.mail), (Medium.TEXT, draft.text)):
                    stored.append(store(edition=edition, medium=medium, content=words.encode()))
                stored.append(_store_pdf(edition, pdf))
                stored.append(store(edition=edition, medium=Medium.COVER, content=cover))
            record_mentions(edition=edition, article=draft.article)
            _make_public(issue, edition, by=order.asked_by, is_new=is_new)
            order.state, order.edition, order.finished_at = PublicationState.DONE, edition, timezone.now()
            order.save(update_fields=["state", "edition", "finished_at"])
    except BaseException:
        # Files follow the rows: nothing of a failed freeze stays behind.
        for rendering in stored:
            destroy(rendering)
        raise
    return Freezing(edition, is_new)


def _refuse_blocking(found: Iterable[checklist.Finding]) -> None:
    blocking = [one.sentence for one in found if one.severity == checklist.Severity.BLOCKING]
    if blocking:
        raise DomainError("\n".join(blocking))


def _unchanged(issue: Issue, draft: Draft) -> Edition | None:
    """The edition readers have, if it says the same, no name was taken out of it, and its files are still there."""
    latest = issue.editions.readable().first()
    if latest is None or latest.digest != draft.digest or latest.pdf_source != draft.pdf_source:
        return None
    if latest.maskings.exists():
        return None
    files = [rendering.file for rendering in latest.renderings.all()]
    return latest if all(file.storage.exists(file.name) for file in files) else None


def _add_edition(issue: Issue, draft: Draft, order: Publication) -> Edition:
    latest = issue.editions.first()
    now = timezone.now()
    erratum = erratum_of(order, draft)
    return Edition.objects.create(
        issue=issue,
        number=latest.number + 1 if latest else 1,
        body=draft.body,
        # The erratum with what readers are shown: taking a name out of the article takes it out of there too.
        data=draft.data | {"media": media_of(draft.body, draft.pdf_source, draft.mail), "erratum": erratum},
        pdf_source=draft.pdf_source,
        digest=draft.digest,
        # Asked for an hour that passed while nobody worked: it is read from now on.
        publish_at=max(order.publish_at or now, now),
        erratum_what=erratum.get("what", ""),
        erratum_why=erratum.get("why", ""),
        created_by=order.asked_by,
    )


def _store_pdf(edition: Edition, pdf: PdfFile) -> Rendering:
    return store(edition=edition, medium=Medium.PDF, content=pdf.content, pages=pdf.pages)


def _make_public(issue: Issue, edition: Edition, *, by, is_new: bool) -> None:
    waits = edition.publish_at > timezone.now()
    is_out = issue.state == IssueState.PUBLISHED
    if is_out and not is_new:
        return
    if waits:
        said = f"Édition {edition.number} programmée pour le {moment_in_words(edition.publish_at)}."
    else:
        said = f"Édition {edition.number} {'publiée' if is_new else 'de nouveau en ligne'}."
    with recorded(by=by, comment=said):
        if waits and not is_out:
            issue.state, issue.published_at = IssueState.SCHEDULED, edition.publish_at
        elif not waits:
            issue.state, issue.published_at = IssueState.PUBLISHED, issue.published_at or edition.publish_at
            issue.withdrawn_at, issue.withdrawal = None, ""
        issue.save(update_fields=["state", "published_at", "withdrawn_at", "withdrawal", "updated_at"])
    log_step(issue, by=by, said=said)
