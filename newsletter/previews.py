"""What a draft looks like in each medium, shown to who writes it and to who holds a link."""

import re
from threading import BoundedSemaphore

from django.core.cache import caches
from django.http import HttpResponse

from core.errors import DomainError
from core.pdf.engine import PdfFile
from core.pdf.spare import spare
from newsletter.draft import Draft, draft_of
from newsletter.models import Issue
from newsletter.rendering import print_stylesheets, render_pdf_file, render_source

# Each takes a core and a hundred megabytes for two seconds; who waits holds one of the site's few threads.
_at_once = BoundedSemaphore(2)
PATIENCE = 3  # seconds
REFUSED_FOR = 60  # seconds
_LEADS_OUT = re.compile(r'<a (?=[^>]*href="(?!#))(?![^>]*target=)')


def prepare_pdf() -> None:
    """Someone may ask for a PDF soon: the engine is loaded meanwhile."""
    spare.prepare(print_stylesheets())


def preview_pdf(draft: Draft) -> PdfFile:
    """Lay the draft out, or give back what came of it last time, a file or a refusal, if nothing has changed."""
    if found := _answered(draft):
        return found
    if not _at_once.acquire(timeout=PATIENCE):
        raise DomainError("Un autre PDF est en cours : réessayez dans un instant.")
    try:
        return _answered(draft) or _lay_out(draft)
    finally:
        _at_once.release()


def _answered(draft: Draft) -> PdfFile | None:
    if refusal := caches["previews"].get(_refusal_key(draft)):
        raise DomainError(refusal)
    return known_pdf(draft)


def _lay_out(draft: Draft) -> PdfFile:
    try:
        if draft.is_printed:
            found = render_pdf_file(draft.article)
        else:
            with spare.renderer(print_stylesheets()) as renderer:
                found = render_source(renderer, draft.pdf_source)
    except DomainError as error:
        caches["previews"].set(_refusal_key(draft), str(error), REFUSED_FOR)
        raise
    caches["previews"].set(draft.pdf_digest, found)
    return found


def _refusal_key(draft: Draft) -> str:
    return f"{draft.pdf_digest}-refus"


def known_pdf(draft: Draft) -> PdfFile | None:
    return caches["previews"].get(draft.pdf_digest)


def pdf_response(issue: Issue) -> HttpResponse:
    response = HttpResponse(preview_pdf(draft_of(issue)).content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="fil-dinfo-{issue.number}-brouillon.pdf"'
    return response


def leading_out(html: str) -> str:
    """Have the links of a framed page open beside it: no other page of ours lets itself be framed."""
    return _LEADS_OUT.sub('<a target="_blank" ', html)
