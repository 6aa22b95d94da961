"""The kit of a meeting, as a file: nothing is laid out here."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response

from core.pages import public_page
from regions.models import Meeting
from regions.views.meetings import read_meeting, shows_kit

# Seconds: laying one out takes two of them, once a worker is free.
COME_BACK = 60


@public_page
def kit(request: HttpRequest, pk: int, slug: str | None = None) -> HttpResponse:
    meeting = read_meeting(request, pk, slug)
    made = getattr(meeting, "kit", None)
    if not shows_kit(request.user, meeting):
        raise Http404("Ce dossier n’existe pas, ou pas pour tout le monde.")
    if made is None:
        return _not_yet(request, meeting)
    etag = f'"{made.sha256}"'
    if unchanged := get_conditional_response(request, etag=etag):
        return unchanged
    try:
        content = made.file.open()
    except FileNotFoundError:
        return _not_yet(request, meeting)
    response = FileResponse(content, content_type="application/pdf", filename=f"dossier-rencontre-{pk}.pdf")
    response["ETag"] = etag
    # No shared cache keeps it: a point may be reserved to the network from one day to the next.
    response["Cache-Control"] = "private, no-cache"
    return response


def _not_yet(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    response = render(request, "regions/kit_missing.html", {"meeting": meeting}, status=503)
    response["Retry-After"] = COME_BACK
    return response
