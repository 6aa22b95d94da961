"""What a draft looks like in each medium, shown to who writes it and to who holds a link."""

import re
from threading import BoundedSemaphore

from django.core.cache import caches
from django.http import HttpResponse

from core.pdf.engine import PdfFile
from core.pdf.spare import spare
from newsletter.draft import Draft, draft_of
from newsletter.models import Issue
from newsletter.rendering import print_stylesheets, render_source

# Each takes a core and a hundred megabytes for two seconds.
_at_once = BoundedSemaphore(2)
_LEADS_OUT = re.compile(r'<a (?=[^>]*href="(?!#))(?![^>]*target=)')


def prepare_pdf() -> None:
    """Someone may ask for a PDF soon: the engine is loaded meanwhile."""
    spare.prepare(print_stylesheets())


def preview_pdf(draft: Draft) -> PdfFile:
    """Lay the draft out, or return at once what it gave last time if nothing has changed since."""
    found = known_pdf(draft)
    if found is None:
        with _at_once:
            found = known_pdf(draft)
            if found is None:
                with spare.renderer(print_stylesheets()) as renderer:
                    found = render_source(renderer, draft.pdf_source)
                caches["previews"].set(draft.pdf_digest, found)
    return found


def known_pdf(draft: Draft) -> PdfFile | None:
    return caches["previews"].get(draft.pdf_digest)


def pdf_response(issue: Issue) -> HttpResponse:
    response = HttpResponse(preview_pdf(draft_of(issue)).content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="fil-dinfo-{issue.number}-brouillon.pdf"'
    return response


def leading_out(html: str) -> str:
    """Have the links of a framed page open beside it: no other page of ours lets itself be framed."""
    return _LEADS_OUT.sub('<a target="_blank" ', html)
