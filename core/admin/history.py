"""The history of an object in the back-office: its versions in words, what differs between two, restoring one."""

from collections import defaultdict
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.views.decorators.http import require_http_methods, require_safe
from reversion.models import Revision

from core.dates import moment_in_words
from core.errors import DomainError
from core.history import (
    DAYS_KEPT,
    Snapshot,
    discard,
    goes_to_the_bin,
    is_tracked,
    recorded,
    restore,
    snapshot_at,
    snapshot_of,
)
from core.history.differences import ADDED, REMOVED, differences, summary
from core.history.registry import tracked
from core.history.snapshots import Row, snapshots_at, versions_of
from core.permissions import may_restore
from core.typography import french
from core.uses import Going, going_with, uses_of

VERSIONS_A_PAGE = 20
# What an address says of the object as it stands.
NOW = "maintenant"

EARLIEST = "Premier état gardé, d’avant l’historique."
LOADED = "Changé hors des formulaires, par le chargement d’un fichier."


@dataclass(frozen=True)
class Entry:
    """A line of the history."""

    revision: Revision
    said: str
    changes: list[tuple[str, list[str]]] = field(default_factory=list)


class HistoryAdmin:
    """Keeps a version of what is changed by a form of the back-office, shows them all, and deletes into the bin."""

    def changeform_view(self, request: HttpRequest, *args, **kwargs):
        with _recorded_when_posted(request):
            return super().changeform_view(request, *args, **kwargs)

    def changelist_view(self, request: HttpRequest, *args, **kwargs):
        with _recorded_when_posted(request):
            return super().changelist_view(request, *args, **kwargs)

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        discard(obj=obj, by=request.user)

    def render_delete_form(self, request: HttpRequest, context: dict):
        kept = goes_to_the_bin(context["object"])
        return super().render_delete_form(request, context | {"days_kept": DAYS_KEPT if kept else 0})

    def history_view(self, request: HttpRequest, object_id: str, extra_context: dict | None = None):
        obj = self.get_object(request, object_id) if is_tracked(self.model) else None
        if obj is None:
            return super().history_view(request, object_id, extra_context)
        if not self.has_view_or_change_permission(request, obj):
            raise PermissionDenied
        page = Paginator(versions_of(self.model, obj.pk).select_related("revision__user"), VERSIONS_A_PAGE)
        page = page.get_page(request.GET.get("page"))
        context = {
            **self.admin_site.each_context(request),
            **_about(obj),
            "title": "Historique",
            "page": page,
            "entries": _entries(obj, [version.revision for version in page]),
            "is_changed_since": page.number == 1 and _is_changed_since(obj),
            "log": _log_of(obj),
            "now": NOW,
            "can_restore": may_restore(request.user, self.model),
        }
        return TemplateResponse(request, "admin/history/history.html", context)


def _recorded_when_posted(request: HttpRequest):
    return recorded(by=request.user) if request.method == "POST" else nullcontext()


def _about(obj: Model) -> dict[str, Any]:
    kind = ContentType.objects.get_for_model(obj)
    return {"opts": obj._meta, "original": obj, "kind": kind}


def _log_of(obj: Model):
    entries = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(obj), object_id=str(obj.pk))
    return entries.select_related("user").order_by("-action_time")[:50]


def _entries(obj: Model, revisions: Sequence[Revision]) -> list[Entry]:
    """Each version with what it changed of the one before it."""
    if not revisions:
        return []
    before = versions_of(type(obj), obj.pk).filter(revision__lt=revisions[-1].pk).values_list("revision", flat=True)
    ids = [revision.pk for revision in revisions] + list(before[:1])
    kept = snapshots_at(type(obj), obj.pk, ids)
    entries = []
    for place, revision in enumerate(revisions):
        earlier = kept.get(ids[place + 1]) if place + 1 < len(ids) else None
        changes = summary(differences(earlier, kept[revision.pk])) if earlier else []
        entries.append(Entry(revision, _said(revision, is_first=earlier is None), changes))
    return entries


def _said(revision: Revision, *, is_first: bool) -> str:
    """What the differences do not say."""
    if revision.comment or revision.user_id:
        return revision.comment or ("Créé." if is_first else "")
    return EARLIEST if is_first else LOADED


def _is_changed_since(obj: Model) -> bool:
    """Whether it was changed by what keeps no version: the loading of a content file."""
    last = versions_of(type(obj), obj.pk).values_list("revision", flat=True).first()
    return last is not None and snapshot_at(type(obj), obj.pk, last) != snapshot_of(obj)


# --- The pages common to all models -----------------------------------------------------------------


def history_urls() -> list:
    wrap = admin.site.admin_view
    return [
        path("historique/<int:kind>/<int:pk>/", wrap(compare_view), name="history_compare"),
        path("historique/<int:kind>/<int:pk>/<int:revision>/", wrap(restore_view), name="history_restore"),
    ]


@require_safe
def compare_view(request: HttpRequest, kind: int, pk: int) -> HttpResponse:
    """What differs between two versions: ``de`` and ``a``, each a revision or the object as it stands."""
    obj = _object(request, kind, pk)
    chosen = [_chosen(obj, request.GET.get(name, NOW)) for name in ("de", "a")]
    # The older first, whichever way they were chosen; the object as it stands is the last of all.
    before, after = sorted(chosen, key=lambda one: (one[1] is None, one[1].pk if one[1] else 0))
    context = {
        **admin.site.each_context(request),
        **_about(obj),
        "title": "Ce qui a changé",
        "before": before[1],
        "after": after[1],
        "differences": differences(before[0], after[0]),
    }
    return TemplateResponse(request, "admin/history/compare.html", context)


def _object(request: HttpRequest, kind: int, pk: int) -> Model:
    model = get_object_or_404(ContentType, pk=kind).model_class()
    if model is None or not is_tracked(model):
        raise Http404("Cet objet n’a pas d’historique.")
    if not may_restore(request.user, model):
        raise PermissionDenied
    return get_object_or_404(model._base_manager, pk=pk)


def _chosen(obj: Model, asked: str) -> tuple[Snapshot, Revision | None]:
    if asked == NOW:
        return snapshot_of(obj), None
    is_number = asked.isascii() and asked.isdecimal() and len(asked) < 10
    revision = Revision.objects.select_related("user").filter(pk=asked).first() if is_number else None
    snapshot = snapshot_at(type(obj), obj.pk, revision.pk) if revision else None
    if snapshot is None:
        raise Http404("Cette version n’existe pas.")
    return snapshot, revision


@require_http_methods(["GET", "HEAD", "POST"])
def restore_view(request: HttpRequest, kind: int, pk: int, revision: int) -> HttpResponse:
    """Show what restoring a version would change, then do it."""
    obj = _object(request, kind, pk)
    snapshot, chosen = _chosen(obj, str(revision))
    if request.method == "POST" and _restored(request, obj, snapshot, chosen):
        return redirect(f"admin:{obj._meta.app_label}_{obj._meta.model_name}_change", obj.pk)
    kept = list(tracked(type(obj)).kept(obj))
    now = snapshot_of(obj)
    found = differences(now, snapshot, kept=kept)
    going = _going_to_the_bin(now, snapshot)
    context = {
        **admin.site.each_context(request),
        **_about(obj),
        "title": "Rétablir une version",
        "revision": chosen,
        "differences": found,
        "leaving": [one.title for one in found if one.kind == REMOVED],
        "coming": [one.title for one in found if one.kind == ADDED],
        "binned": [row.name for row in going],
        "uses": uses_of(_all_going(going)),
        "days": DAYS_KEPT,
        "kept": [obj._meta.get_field(name).verbose_name for name in kept],
    }
    return TemplateResponse(request, "admin/history/restore.html", context)


def _going_to_the_bin(now: Snapshot, to: Snapshot) -> list[Row]:
    """What was added since and has a form of its own."""
    wanted = {row.key for row in to.parts}
    return [row for row in now.parts if row.key not in wanted and is_tracked(row.model)]


def _all_going(rows: list[Row]) -> Going:
    """The rows with all that is deleted with them."""
    going: dict[type[Model], list[Model]] = defaultdict(list)
    for row in rows:
        for model, found in going_with(row.model._base_manager.get(pk=row.pk)).items():
            going[model] += found
    return going


def _restored(request: HttpRequest, obj: Model, snapshot: Snapshot, revision: Revision) -> bool:
    said = f"Version du {moment_in_words(revision.date_created)} rétablie."
    try:
        lost = restore(obj=obj, to=snapshot, by=request.user, comment=said)
    except DomainError as error:
        messages.error(request, french(f"Cette version ne peut pas être rétablie. {error}"))
        return False
    LogEntry.objects.log_actions(request.user.pk, [obj], CHANGE, said, single_object=True)
    messages.success(request, french(said))
    for one in lost:
        messages.warning(request, french(f"N’a pas pu revenir – {one}"))
    return True
