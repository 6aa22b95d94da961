"""Lists: proposals, the tracks of a year, questions by theme."""

from django.http import Http404, HttpRequest, HttpResponse

from core.pages import public_page


@public_page
def proposals(request: HttpRequest) -> HttpResponse:
    raise Http404


@public_page
def latest_tracks(request: HttpRequest) -> HttpResponse:
    raise Http404


@public_page
def tracks(request: HttpRequest, year: int) -> HttpResponse:
    raise Http404


@public_page
def questions(request: HttpRequest) -> HttpResponse:
    raise Http404
