"""« Corbeille »: what was deleted, by whom, when, and the way back."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib import admin, messages
from django.contrib.admin.models import ADDITION, LogEntry
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.views.decorators.http import require_http_methods, require_safe

from core.errors import DomainError
from core.history import DAYS_KEPT, bring_back, is_tracked
from core.history.differences import differences
from core.history.discarded import Discarded
from core.history.registry import roots_of
from core.history.snapshots import Snapshot, row_of
from core.permissions import may_restore
from core.typography import french
from core.uses import change_url

A_PAGE = 50


@dataclass(frozen=True)
class Thing:
    """A deleted object, as the list shows it."""

    discarded: Discarded
    title: str
    kind: str
    # How many rows went with it.
    others: int
    # A link, a row of something else: it comes by itself with what it waits for.
    is_waiting: bool
    until: datetime


def bin_urls() -> list:
    wrap = admin.site.admin_view
    return [
        path("corbeille/", wrap(bin_view), name="bin"),
        path("corbeille/<int:pk>/", wrap(bring_back_view), name="bin_restore"),
    ]


@require_safe
def bin_view(request: HttpRequest) -> HttpResponse:
    found = [one for one in _discarded() if _may_take_back(request.user, one)]
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    context = {
        **admin.site.each_context(request),
        "title": "Corbeille",
        "page": page,
        "things": [_thing(one) for one in page],
        "days": DAYS_KEPT,
    }
    return TemplateResponse(request, "admin/history/bin.html", context)


def _may_take_back(user, discarded: Discarded) -> bool:
    """Whoever may restore what it is, or what it belongs to."""
    return any(may_restore(user, model) for model, _ in roots_of(discarded.kind.model_class()))


def _discarded():
    return (
        Discarded.objects.held()
        .select_related("kind", "revision__user")
        .prefetch_related("revision__version_set__content_type")
    )


def _thing(discarded: Discarded) -> Thing:
    model = discarded.kind.model_class()
    others = len(discarded.revision.version_set.all()) - 1
    until = discarded.revision.date_created + timedelta(days=DAYS_KEPT)
    return Thing(discarded, str(discarded), str(model._meta.verbose_name), others, not is_tracked(model), until)


@require_http_methods(["GET", "HEAD", "POST"])
def bring_back_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what was deleted, then take it back."""
    discarded = get_object_or_404(_discarded(), pk=pk)
    if not _may_take_back(request.user, discarded):
        raise PermissionDenied
    if request.method == "POST" and (obj := _brought_back(request, discarded)):
        return redirect(change_url(obj) or "admin:bin")
    rows = [row_of(version) for version in discarded.revision.version_set.all()]
    main = row_of(discarded.main)
    context = {
        **admin.site.each_context(request),
        "title": "Reprendre de la corbeille",
        "thing": _thing(discarded),
        "differences": differences(None, Snapshot(main, ())) if is_tracked(main.model) else [],
        "others": sorted(row.name for row in rows if row.key != main.key),
    }
    return TemplateResponse(request, "admin/history/bring_back.html", context)


def _brought_back(request: HttpRequest, discarded: Discarded):
    try:
        done = bring_back(discarded=discarded, by=request.user)
    except DomainError as error:
        messages.error(request, french(f"Rien n’est repris. {error}"))
        return None
    LogEntry.objects.log_actions(request.user.pk, [done.obj], ADDITION, "Repris de la corbeille.", single_object=True)
    messages.success(request, french(f"« {done.obj} » est de retour."))
    for one in done.lost:
        messages.warning(request, french(f"N’a pas pu revenir – {one}"))
    return done.obj
