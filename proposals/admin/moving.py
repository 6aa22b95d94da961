"""Moving a proposal, a track or a question from its form, through ``proposals.services``."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.decorators import method_decorator
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods

from core.admin import SourcedAdmin
from core.errors import DomainError
from core.typography import french
from proposals.admin.move_forms import MoveForm
from proposals.permissions import may_move


class MovingAdmin(SourcedAdmin):
    """The form of what has states: shown with their history, changed on a page of their own."""

    move_form: type[MoveForm]
    state_field = "status"
    # What goes with the state, when it is filled.
    answer_fields: tuple[str, ...] = ()

    def get_urls(self):
        move = self.admin_site.admin_view(self.move_view)
        return [path("<int:pk>/etat/", move, name=self._url_name("move")), *super().get_urls()]

    def _url_name(self, view: str) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{view}"

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None):
        shown = [self.state_field, *self.answer_fields, "history"]
        return [*super().get_readonly_fields(request, obj), *shown]

    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None):
        """A new object has the first state and no history: there is nothing to show yet."""
        fieldsets = super().get_fieldsets(request, obj)
        if not (obj and obj.pk):
            return fieldsets
        answer = [name for name in self.answer_fields if getattr(obj, name)]
        first, *others = fieldsets
        return [first, ("État", {"fields": [self.state_field, *answer, "history"]}), *others]

    @admin.display(description="historique")
    def history(self, obj: Model) -> SafeString:
        changes = obj.changes.select_related("author")
        return render_to_string("admin/proposals/moving/history.html", {"changes": changes})

    def render_change_form(self, request: HttpRequest, context: dict, **kwargs):
        obj = kwargs.get("obj")
        context["can_move"] = obj is not None and may_move(request.user, obj)
        return super().render_change_form(request, context, **kwargs)

    def response_change(self, request: HttpRequest, obj: Model) -> HttpResponse:
        if "_move" in request.POST:
            return redirect(f"admin:{self._url_name('move')}", obj.pk)
        return super().response_change(request, obj)

    def save_model(self, request: HttpRequest, obj: Model, form: ModelForm, change: bool) -> None:
        """Write what the form holds: the state may have moved since it was opened."""
        if not change:
            return super().save_model(request, obj, form, change)
        moved = {"id", self.state_field, *self.answer_fields}
        obj.save(
            update_fields=[
                field.name for field in obj._meta.concrete_fields if field.name not in moved and not field.generated
            ]
        )
        return None

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def move_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        obj = get_object_or_404(self.get_queryset(request), pk=pk)
        if not may_move(request.user, obj):
            raise PermissionDenied
        form = self.move_form(request.POST or None, **self.move_arguments(obj))
        if form.is_valid() and self._move(request, obj, form):
            return redirect(f"admin:{self._url_name('change')}", obj.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": "Changer l’état",
            "opts": self.opts,
            "original": obj,
            "form": form,
            "changes": obj.changes.select_related("author"),
        }
        return TemplateResponse(request, "admin/proposals/moving/move.html", context)

    def _move(self, request: HttpRequest, obj: Model, form: MoveForm) -> bool:
        """Call the service. What it refuses is said beside the state, and what was typed stays."""
        to = form.cleaned_data["to"]
        try:
            self.call_service(obj, to, author=request.user, **form.values)
        except DomainError as error:
            form.add_error("to", str(error))
            return False
        self.log_change(request, obj, f"État : « {form.state.label} » → « {to.label} ».")
        messages.success(request, french(f"« {obj} » : {to.label}."))
        return True

    def move_arguments(self, obj: Model) -> dict:
        arguments = {"state": getattr(obj, self.state_field)}
        return arguments | ({"answer": obj.answer} if "answer" in self.answer_fields else {})

    def call_service(self, obj: Model, to: str, **values) -> Model:
        raise NotImplementedError
