"""Public pages of seminars."""

from django.http import Http404, HttpRequest, HttpResponse

from core.pages import public_page


@public_page
def seminars(request: HttpRequest) -> HttpResponse:
    raise Http404


@public_page
def seminar(request: HttpRequest, slug: str) -> HttpResponse:
    raise Http404


@public_page
def visit(request: HttpRequest, slug: str, visit: str) -> HttpResponse:
    raise Http404


@public_page
def workshop(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    raise Http404
