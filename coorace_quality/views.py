"""Public pages above every app: the home, the pictures of articles, and what machines ask of a site."""

import re

from django.contrib.auth.models import AnonymousUser
from django.core.files.storage import default_storage
from django.db import Error, connection
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.templatetags.static import static
from django.views.decorators.cache import cache_control, never_cache

from core.enums import Provenance
from core.pages import public_page
from network.map import land, outlines, territories
from newsletter.permissions import may_see_picture
from newsletter.published import published_issues
from proposals.moved import last_told, moved_since
from regions import calendar
from seminars.models import Seminar, Stage
from seminars.progress import progress

OTHERS_ON_HOME = 3
MOVED_ON_HOME = 6
MEETINGS_ON_HOME = 3

# What core.images names a picture: its content's digest. Nothing else of the folder is served.
_PICTURE_NAME = re.compile(r"[0-9a-f]{32}\.jpg")


@public_page
def home(request: HttpRequest) -> HttpResponse:
    issues = published_issues(request.user, at_most=1 + OTHERS_ON_HOME)
    seminar = Seminar.objects.visible_to(request.user).first()
    stages = list(Stage.objects.visible_to(request.user).filter(seminar=seminar)) if seminar else []
    told = last_told(request.user)
    meetings = calendar.next_meetings(request.user, at_most=MEETINGS_ON_HOME)
    context = {
        "latest": issues[0] if issues else None,
        "told": told,
        "moved": moved_since(told and told.at, request.user, at_most=MOVED_ON_HOME),
        "meetings": meetings,
        "are_meetings_fictitious": any(entry.of.provenance == Provenance.FICTITIOUS for entry in meetings),
        "territories": territories(),
        "others": issues[1:],
        "seminar": seminar if stages else None,
        "stages": stages,
        "progress": progress(stages),
    }
    return render(request, "home.html", context)


@public_page
@cache_control(public=True, max_age=3600)
def delegations_map(request: HttpRequest) -> HttpResponse:
    shown = territories()
    context = {
        "width": outlines()["width"],
        "height": outlines()["height"],
        "land": land(shown),
        "territories": shown,
    }
    return render(request, "network/map.svg", context, content_type="image/svg+xml")


@public_page
def picture(request: HttpRequest, name: str) -> FileResponse:
    """A picture of an article. Its name is the digest of its content, so what it holds never changes."""
    if not _PICTURE_NAME.fullmatch(name):
        raise Http404("Aucune image de ce nom.")
    # Asked first: what everyone may see depends on no cookie, and any cache may keep it.
    is_public = may_see_picture(AnonymousUser(), name)
    if not is_public and not may_see_picture(request.user, name):
        raise Http404("Aucune image de ce nom.")
    try:
        content = default_storage.open(f"images/{name}")
    except FileNotFoundError as error:
        raise Http404("Aucune image de ce nom.") from error
    response = FileResponse(content, content_type="image/jpeg")
    response["Cache-Control"] = "public, max-age=31536000, immutable" if is_public else "private, no-cache"
    return response


@public_page
@cache_control(public=True, max_age=86_400)
def favicon(request: HttpRequest) -> HttpResponse:
    """Where programs look for an icon without reading the page; our pages name theirs."""
    return HttpResponseRedirect(static("img/favicon.svg"))


@public_page
@cache_control(public=True, max_age=86_400)
def robots(request: HttpRequest) -> HttpResponse:
    rules = "User-agent: *\nDisallow: /admin/\nDisallow: /compte/\nDisallow: /espace/\nDisallow: /apercu/\n"
    return HttpResponse(rules, content_type="text/plain; charset=utf-8")


@public_page
@never_cache
def health(request: HttpRequest) -> HttpResponse:
    """Whether the portal can serve pages: 200 when its database answers, 503 otherwise."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return HttpResponse("La base de données ne répond pas.", status=503, content_type="text/plain; charset=utf-8")
    return HttpResponse("Le portail répond.", content_type="text/plain; charset=utf-8")
