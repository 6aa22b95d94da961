"""What only the laid-out pages tell. Laying them out takes seconds: what is found is kept."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.core.cache import cache

from core.errors import DomainError
from core.pdf.engine import PageFlaw, PdfFile
from newsletter.checklist.findings import Finding, blocking
from newsletter.checklist.said import quoted, row_saying
from newsletter.draft import Draft
from newsletter.rendering import render_pdf_file

KEPT = 30 * 24 * 3600


@dataclass(frozen=True)
class LaidOut:
    """``refusal`` says why there is no file, when there is none."""

    pages: int = 0
    flaws: tuple[PageFlaw, ...] = ()
    refusal: str = ""


def lay_out(draft: Draft) -> LaidOut:
    """What is known of the pages of a draft, laying them out if need be."""
    if (known := remember(draft)) is not None:
        return known
    try:
        pdf = render_pdf_file(draft.article, draft.pdf_source)
    except DomainError as error:
        # Not kept: it may be the machine's.
        return LaidOut(refusal=str(error))
    return keep(draft, pdf)


def remember(draft: Draft) -> LaidOut | None:
    return cache.get(_key(draft))


def keep(draft: Draft, pdf: PdfFile) -> LaidOut:
    laid_out = LaidOut(pdf.pages, pdf.flaws)
    cache.set(_key(draft), laid_out, KEPT)
    return laid_out


def _key(draft: Draft) -> str:
    return f"checklist-pages-{draft.pdf_digest}"


def page_findings(draft: Draft, laid_out: LaidOut) -> Iterator[Finding]:
    if laid_out.refusal:
        yield blocking(f"Le PDF ne peut pas être fait. {laid_out.refusal}")
    for flaw in laid_out.flaws:
        row = (row_saying(draft, flaw.text) if flaw.text else None) or _rubrique_near(draft, flaw.near)
        if flaw.kind == "empty":
            yield blocking(f"La page {flaw.page} du PDF est vide : retirez ce qui l’a ouverte.", row)
        else:
            yield blocking(f"En page {flaw.page} du PDF, {quoted(flaw.text)} sort de la feuille : raccourcissez.", row)


def _rubrique_near(draft: Draft, anchor: str):
    """That of the section the flaw stands in, or follows: its own anchor, or that of its end."""
    for section in draft.article.sections:
        if anchor in (section.anchor, section.end_anchor):
            return section.rubrique
    return None
