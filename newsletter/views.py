"""Public pages of the Fil d'Info. Everything read here was frozen by ``newsletter.services``."""

from collections.abc import Callable
from functools import wraps

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response

from core.pages import public_page
from newsletter.published import PublishedIssue, published_issue, published_issues, published_numbers, withdrawn_issue
from newsletter.structured import publication_issue


def published_only(view: Callable) -> Callable:
    """Give ``view`` the published issue it is about; of one that was taken back, say so in its place."""

    @wraps(view)
    def wrapped(request: HttpRequest, number: int, **kwargs) -> HttpResponse:
        if published := published_issue(request.user, number):
            return view(request, published, **kwargs)
        if withdrawn := withdrawn_issue(request.user, number):
            # 410: robots forget it, people read why.
            return render(request, "newsletter/withdrawn.html", {"issue": withdrawn}, status=410)
        raise Http404("Ce numéro n’existe pas ou n’est pas publié.")

    return wrapped


@public_page
def archive(request: HttpRequest) -> HttpResponse:
    return render(request, "newsletter/archive.html", {"issues": published_issues(request.user)})


@public_page
@published_only
def issue(request: HttpRequest, published: PublishedIssue) -> HttpResponse:
    number, numbers = published.number, published_numbers(request.user)
    context = {
        "published": published,
        "structured_data": publication_issue(published),
        "previous": max((other for other in numbers if other < number), default=None),
        "next": min((other for other in numbers if other > number), default=None),
    }
    return render(request, "newsletter/issue.html", context)


@public_page
@published_only
def issue_pdf(request: HttpRequest, published: PublishedIssue) -> HttpResponse:
    rendering = published.pdf
    if rendering is None and not published.shown.pdf_source:
        raise Http404("Cette édition n’a pas, ou n’a plus, de PDF.")
    if rendering is None:
        return render(request, "newsletter/pdf_missing.html", {"published": published}, status=503)
    etag = f'"{rendering.sha256}"'
    if unchanged := get_conditional_response(request, etag=etag):
        return unchanged
    try:
        content = rendering.file.open()
    except FileNotFoundError:
        return render(request, "newsletter/pdf_missing.html", {"published": published}, status=503)
    response = FileResponse(content, content_type="application/pdf", filename=f"fil-dinfo-{published.number}.pdf")
    response["ETag"] = etag
    response["Cache-Control"] = "no-cache"
    return response
