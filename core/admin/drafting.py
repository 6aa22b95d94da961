"""Long forms whose text is never lost: kept while one types, taken up again, joined to what others saved meanwhile."""

import json

from django.contrib import messages
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.timezone import localtime, now
from django.views.decorators.http import require_http_methods, require_POST

from core import drafts, presence
from core.admin.changes import Changes, Merge, merge
from core.admin.forms import PortalInlineFormSet
from core.admin.shown import ShownForm
from core.errors import DomainError
from core.typography import NBSP

MAX_SIZE = 1_000_000
BUTTONS = ("_save", "_continue", "_publish", "_preview", "_review", "_take_up")
TOO_LONG = "Ce brouillon est trop long pour être gardé : enregistrez, ou partagez-le en plusieurs numéros."
SOMEBODY_ELSE = "Une autre personne s’est connectée dans ce navigateur : votre texte y reste, reprenez votre compte."
NOTHING_TO_COMPARE = "Aucun brouillon n’attend."
CHANGED_AGAIN = "Le texte enregistré a encore changé : relisez, puis enregistrez."


def hour(moment) -> str:
    moment = localtime(moment)
    clock = f"{moment:%H}{NBSP}h{NBSP}{moment:%M}"
    return clock if moment.date() == localtime(now()).date() else f"{moment:%d/%m}, {clock}"


def name_of(user) -> str:
    return str(getattr(user, "person", None) or user)


class KeepsDrafts:
    """For an admin whose rows have an order: an issue and its blocks."""

    def get_urls(self):
        label = f"{self.opts.app_label}_{self.opts.model_name}"
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/brouillon/", wrap(self.draft_view), name=f"{label}_draft"),
            path("<int:pk>/comparer/", wrap(self.compare_view), name=f"{label}_compare"),
            *super().get_urls(),
        ]

    # --- Keeping what is typed --------------------------------------------------------------------

    @method_decorator(require_POST)
    def draft_view(self, request: HttpRequest, pk: int) -> JsonResponse:
        """Keep what was typed, forget it (``changes`` is null), or only say that the form is still open.

        Zero is the object that is not saved yet.
        """
        obj = self._edited(request, pk)
        if len(request.body) > MAX_SIZE:
            return JsonResponse({"refused": TOO_LONG}, status=413)
        try:
            sent = json.loads(request.body)
            if str(sent.get("owner", request.user.pk)) != str(request.user.pk):
                return JsonResponse({"refused": SOMEBODY_ELSE}, status=422)
            kept = self._keep(request, obj, sent)
        except (ValueError, AttributeError, KeyError, DomainError):
            return JsonResponse({"refused": "Cette page n’est plus à jour : rechargez-la."}, status=422)
        others = presence.seen(
            place=f"{self.opts.label}:{pk}:{request.user.pk if not pk else ''}",
            page=str(sent["page"])[:40],
            name=name_of(request.user),
        )
        me = name_of(request.user)
        return JsonResponse(
            {
                **kept,
                "others": [other for other in others if other != me],
                "twice": me in others,
                "overtaken": self.overtaken(obj, str(sent.get("shown_at", ""))),
            }
        )

    def _keep(self, request: HttpRequest, obj: Model, sent: dict) -> dict[str, str]:
        """When it was kept, and the stamp by which the page knows its own draft again."""
        if "changes" not in sent:
            return {"kept_at": "", "stamp": ""}
        data = Changes.read(sent["changes"]).data() if sent["changes"] else {}
        drafts.keep(owner=request.user, target=obj, data=data)
        draft = drafts.draft_of(owner=request.user, target=obj)
        return {"kept_at": hour(now()), "stamp": draft.saved_at.isoformat()} if draft else {"kept_at": "", "stamp": ""}

    def overtaken(self, obj: Model, shown_at: str) -> str:
        """What others did to the object since the form was opened, told to whoever types in it."""
        if not obj.pk or not shown_at or shown_at == obj.updated_at.isoformat():
            return ""
        return f"{self._last_author(obj)} a enregistré à {hour(obj.updated_at)} : vos deux textes seront réunis."

    def _edited(self, request: HttpRequest, pk: int) -> Model:
        obj = self.model._base_manager.filter(pk=pk).first() if pk else self.model()
        if obj is None:
            raise Http404
        # A draft touches nothing: one may keep what one typed in an object that may not be written any more.
        allowed = self.has_change_permission(request) if pk else self.has_add_permission(request)
        if not allowed:
            raise PermissionDenied
        return obj

    def save_related(self, request: HttpRequest, form, formsets, change: bool) -> None:
        """What is saved waits no more, but for a draft nobody decided about yet."""
        super().save_related(request, form, formsets, change)
        if not self._leaves_draft(request):
            drafts.keep(owner=request.user, target=form.instance if change else self.model(), data={})

    @staticmethod
    def _leaves_draft(request: HttpRequest) -> bool:
        """Whether a draft waits that nobody decided about when the form was sent."""
        return request.POST.get("draft") == "keep"

    # --- Opening the form -------------------------------------------------------------------------

    def changeform_view(self, request: HttpRequest, object_id=None, form_url: str = "", extra_context=None):
        if request.method != "POST":
            answer = self._take_up(request, object_id) if request.GET.get("brouillon") == "reprendre" else None
            return answer or super().changeform_view(request, object_id, form_url, extra_context)
        with transaction.atomic():
            obj = self._locked(request, object_id) if object_id else None
            answer = obj and (self.refuse_save(request, obj) or self._join(request, obj))
            return answer or super().changeform_view(request, object_id, form_url, extra_context)

    def _take_up(self, request: HttpRequest, object_id: str | None) -> HttpResponse | None:
        """Have the form show the draft; where the object changed otherwise since, both texts are shown instead."""
        obj = self.get_object(request, object_id) if object_id else None
        if obj and not self.has_change_permission(request, obj):
            return None
        data = drafts.kept(owner=request.user, target=obj or self.model())
        if not data:
            return None
        base = ShownForm(self, request, obj).texts()
        joined = merge(Changes.read(data), base, {})
        if obj and joined.differences:
            return redirect(self._address("compare", obj))
        request.taken_up, request.base_texts = joined.texts, base
        return None

    def _create_formsets(self, request: HttpRequest, obj: Model, change: bool):
        formsets, inlines = super()._create_formsets(request, obj, change)
        if texts := getattr(request, "taken_up", None):
            ShownForm.show_rows(texts, [one for one in formsets if isinstance(one, PortalInlineFormSet)])
        return formsets, inlines

    def render_change_form(self, request: HttpRequest, context: dict, **kwargs):
        obj = kwargs.get("obj")
        taken_up = getattr(request, "taken_up", None)
        base = getattr(request, "base_texts", None)
        if taken_up:
            context["adminform"].form.initial |= taken_up.fields
        if request.method == "POST":
            base = ShownForm(self, request, obj).texts()
        waiting = None
        if base is None or self._leaves_draft(request):
            waiting = drafts.draft_of(owner=request.user, target=obj or self.model())
        context["drafting"] = {
            "url": self._address("draft", obj),
            "compare": self._address("compare", obj) if obj else "",
            "waiting": waiting,
            "waiting_since": hour(waiting.saved_at) if waiting else "",
            "base": {"fields": base.fields, "rows": base.rows, "order": base.order} if base else None,
            "taken_up": bool(taken_up),
        }
        return super().render_change_form(request, context, **kwargs)

    def _address(self, name: str, obj: Model | None) -> str:
        label = f"{self.opts.app_label}_{self.opts.model_name}"
        return reverse(f"admin:{label}_{name}", args=[obj.pk if obj else 0])

    # --- Two editors ------------------------------------------------------------------------------

    def _locked(self, request: HttpRequest, object_id: str) -> Model | None:
        """The object, which nobody else saves until we have: what we check and compare with is what we replace."""
        obj = self.get_object(request, object_id) if self.has_change_permission(request) else None
        if obj is None:
            return None
        self.model._base_manager.select_for_update().filter(pk=obj.pk).first()
        return self.get_object(request, object_id)

    def refuse_save(self, request: HttpRequest, obj: Model) -> HttpResponse | None:
        """What to answer when the object, locked, may not be written any more; what was typed has to be kept."""
        return None

    def _join(self, request: HttpRequest, obj: Model) -> HttpResponse | None:
        """Join what is posted to what was saved since the form was opened; ask where both wrote."""
        if not request.POST.get("changes") or request.POST.get("shown_at") == obj.updated_at.isoformat():
            return None
        try:
            changes = Changes.read(request.POST["changes"])
        except DomainError:
            return None  # the form itself then says that it changed
        shown = ShownForm(self, request, obj)
        joined = merge(changes, shown.texts(), {})
        if joined.differences:
            if not self._leaves_draft(request):
                drafts.keep(owner=request.user, target=obj, data=changes.data())
            return self._ask(request, obj, shown, changes, joined)
        shown.post(request, joined.texts)
        told = f"{self._last_author(obj)} a enregistré pendant que vous écriviez : vos deux textes sont réunis."
        messages.info(request, told)
        return None

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def compare_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Both texts side by side, then what one chose is saved."""
        with transaction.atomic():
            locked = self._locked(request, str(pk)) if request.method == "POST" else None
            if locked and (refused := self.refuse_save(request, locked)):
                return refused
            self._edited(request, pk)
            obj = locked or self.get_object(request, str(pk))
            form = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[pk])
            data = request.POST.get("changes") or drafts.kept(owner=request.user, target=obj)
            if not data:
                messages.info(request, NOTHING_TO_COMPARE)
                return redirect(form)
            try:
                changes = Changes.read(data)
            except DomainError as error:
                messages.error(request, str(error))
                return redirect(form)
            shown = ShownForm(self, request, obj)
            choices = {name.removeprefix("choix:"): request.POST[name] for name in request.POST if "choix:" in name}
            joined = merge(changes, shown.texts(), choices, ask_all=request.method != "POST")
            is_current = request.POST.get("shown_at") == obj.updated_at.isoformat()
            if request.method != "POST" or not is_current or not joined.is_decided:
                if request.method == "POST":
                    messages.warning(request, CHANGED_AGAIN if not is_current else "Choisissez un texte partout.")
                return self._ask(request, obj, shown, changes, joined)
            shown.post(request, joined.texts)
            request.path = form  # where « continuer » comes back
            return super().changeform_view(request, str(pk), form_url=form)

    def _ask(self, request: HttpRequest, obj: Model, shown: ShownForm, changes: Changes, joined: Merge):
        context = {
            **self.admin_site.each_context(request),
            "title": "Deux textes : lequel garder ?",
            "opts": self.opts,
            "original": obj,
            "differences": [
                {"place": one.place, "chosen": one.chosen, **shown.told(one)} for one in joined.differences
            ],
            "changes": json.dumps(changes.data()),
            "shown_at": obj.updated_at.isoformat(),
            "is_draft": request.method != "POST",
            "leaves_draft": self._leaves_draft(request),
            "author": self._last_author(obj),
            "saved_at": hour(obj.updated_at),
            "has_files": bool(request.FILES),
            "pressed": [name for name in BUTTONS if name in request.POST] or ["_continue"],
            "compare": self._address("compare", obj),
        }
        return TemplateResponse(request, "admin/compare.html", context)

    def _last_author(self, obj: Model) -> str:
        entries = LogEntry.objects.filter(
            content_type=ContentType.objects.get_for_model(obj), object_id=str(obj.pk)
        ).select_related("user")
        last = entries.first()
        return name_of(last.user) if last else "Quelqu’un"
