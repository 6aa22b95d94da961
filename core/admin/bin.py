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
from core.history import DAYS_KEPT, bring_back, tracked_models
from core.history.differences import differences
from core.history.discarded import Discarded
from core.history.snapshots import Row, Snapshot, row_of
from core.permissions import may_restore
from core.typography import french

A_PAGE = 50


@dataclass(frozen=True)
class Thing:
    """A deleted object, as the list shows it."""

    discarded: Discarded
    title: str
    kind: str
    # How many rows went with it.
    others: int
    until: datetime


def bin_urls() -> list:
    wrap = admin.site.admin_view
    return [
        path("corbeille/", wrap(bin_view), name="bin"),
        path("corbeille/<int:pk>/", wrap(bring_back_view), name="bin_restore"),
    ]


@require_safe
def bin_view(request: HttpRequest) -> HttpResponse:
    kinds = [model._meta.label_lower.split(".") for model in tracked_models() if may_restore(request.user, model)]
    found = [one for one in _discarded() if [one.kind.app_label, one.kind.model] in kinds]
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    context = {
        **admin.site.each_context(request),
        "title": "Corbeille",
        "page": page,
        "things": [_thing(one) for one in page],
        "days": DAYS_KEPT,
    }
    return TemplateResponse(request, "admin/history/bin.html", context)


def _discarded():
    return Discarded.objects.select_related("kind", "revision__user").prefetch_related(
        "revision__version_set__content_type"
    )


def _thing(discarded: Discarded) -> Thing:
    kind = discarded.kind.model_class()._meta.verbose_name
    others = len(discarded.revision.version_set.all()) - 1
    until = discarded.revision.date_created + timedelta(days=DAYS_KEPT)
    return Thing(discarded, str(discarded), str(kind), others, until)


@require_http_methods(["GET", "HEAD", "POST"])
def bring_back_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what was deleted, then take it back."""
    discarded = get_object_or_404(_discarded(), pk=pk)
    if not may_restore(request.user, discarded.kind.model_class()):
        raise PermissionDenied
    if request.method == "POST" and (obj := _brought_back(request, discarded)):
        return redirect(f"admin:{obj._meta.app_label}_{obj._meta.model_name}_change", obj.pk)
    rows = [row_of(version) for version in discarded.revision.version_set.all()]
    main = row_of(discarded.main)
    context = {
        **admin.site.each_context(request),
        "title": "Reprendre de la corbeille",
        "thing": _thing(discarded),
        "differences": differences(None, Snapshot(main, ())),
        "others": sorted(_named(row) for row in rows if row.key != main.key),
    }
    return TemplateResponse(request, "admin/history/bring_back.html", context)


def _named(row: Row) -> str:
    return f"{row.model._meta.verbose_name} « {row.title} »"


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
