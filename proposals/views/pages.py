"""One page an object, each with its thread."""

from django.http import Http404, HttpRequest, HttpResponse

from core.pages import public_page


@public_page
def observation(request: HttpRequest, slug: str, position: int) -> HttpResponse:
    raise Http404


@public_page
def trend(request: HttpRequest, slug: str, position: int) -> HttpResponse:
    raise Http404


@public_page
def proposal(request: HttpRequest, number: int) -> HttpResponse:
    raise Http404


@public_page
def track(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    raise Http404


@public_page
def question(request: HttpRequest, slug: str) -> HttpResponse:
    raise Http404
