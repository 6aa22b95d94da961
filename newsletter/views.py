"""Public pages of the Fil d'Info. Everything read here was frozen by ``newsletter.services``."""

from collections.abc import Callable
from functools import wraps

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response

from core.pages import public_page, read_page
from network.masking import masked_people
from network.names import hide_in_text
from newsletter.archive import ArchiveFilters
from newsletter.editions import read_editions
from newsletter.models import Rendering
from newsletter.published import PublishedIssue, as_published, published_issue, published_numbers, withdrawn_issue
from newsletter.structured import publication_issue

ON_A_PAGE = 12


def published_only(view: Callable) -> Callable:
    """Give ``view`` the published issue it is about; of one that was taken back, say so in its place."""

    @wraps(view)
    def wrapped(request: HttpRequest, number: int, **kwargs) -> HttpResponse:
        if published := published_issue(request.user, number):
            return view(request, published, **kwargs)
        if withdrawn := withdrawn_issue(request.user, number):
            # 410: robots forget it, people read why.
            reason = hide_in_text(withdrawn.withdrawal, masked_people())
            return render(request, "newsletter/withdrawn.html", {"issue": withdrawn, "reason": reason}, status=410)
        raise Http404("Ce numéro n’existe pas ou n’est pas publié.")

    return wrapped


@public_page
def archive(request: HttpRequest) -> HttpResponse:
    filters = ArchiveFilters(request.GET, user=request.user)
    page, page_error = read_page(filters.found(), request.GET.get("page") or "1", size=ON_A_PAGE)
    context = {
        "filters": filters,
        "page": page,
        "page_error": page_error,
        "pages": page.paginator.get_elided_page_range(page.number),
        "issues": as_published(page.object_list),
    }
    return render(request, "newsletter/archive.html", context)


@public_page
@published_only
def issue(request: HttpRequest, published: PublishedIssue) -> HttpResponse:
    number, numbers = published.number, published_numbers(request.user)
    context = {
        "published": published,
        "read": read_editions(published, request.user),
        "structured_data": publication_issue(published),
        "previous": max((other for other in numbers if other < number), default=None),
        "next": min((other for other in numbers if other > number), default=None),
    }
    return render(request, "newsletter/issue.html", context)


@public_page
@published_only
def issue_pdf(request: HttpRequest, published: PublishedIssue) -> HttpResponse:
    return pdf_response(request, published)


def pdf_response(request: HttpRequest, published: PublishedIssue) -> HttpResponse:
    rendering = published.pdf
    if rendering is None and not published.shown.pdf_source:
        raise Http404("Cette édition n’a pas, ou n’a plus, de PDF.")
    if rendering is None:
        return render(request, "newsletter/pdf_missing.html", {"published": published}, status=503)
    try:
        return _frozen(request, rendering, content_type="application/pdf", filename=f"fil-dinfo-{published.number}.pdf")
    except FileNotFoundError:
        return render(request, "newsletter/pdf_missing.html", {"published": published}, status=503)


@public_page
@published_only
def issue_cover(request: HttpRequest, published: PublishedIssue) -> HttpResponse:
    cover = published.cover
    if cover is None:
        raise Http404("Cette édition n’a pas d’image de couverture.")
    try:
        return _frozen(request, cover, content_type="image/jpeg", filename=f"fil-dinfo-{published.number}.jpg")
    except FileNotFoundError:
        raise Http404("L’image de cette couverture a disparu du serveur.") from None


def _frozen(request: HttpRequest, rendering: Rendering, *, content_type: str, filename: str) -> HttpResponse:
    """A file of an edition; nothing of it to who has it already."""
    etag = f'"{rendering.sha256}"'
    if unchanged := get_conditional_response(request, etag=etag):
        return unchanged
    response = FileResponse(rendering.file.open(), content_type=content_type, filename=filename)
    response["ETag"] = etag
    response["Cache-Control"] = "no-cache"
    return response
