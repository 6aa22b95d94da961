"""The whole thread on one page."""

from django.http import Http404, HttpRequest, HttpResponse

from core.pages import public_page


@public_page
def whole_thread(request: HttpRequest) -> HttpResponse:
    raise Http404
