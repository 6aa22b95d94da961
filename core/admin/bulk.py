"""Actions over several rows of a list: each asks first, says how many, then does all of them or none."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse

from core.enums import Audience, Provenance
from core.errors import DomainError
from core.glyphs import validate_drawn
from core.models import Publishable, Sourced
from core.search import described_together
from core.templatetags.typo import pluriel

SHOWN = 20


class AudienceForm(forms.Form):
    audience = forms.ChoiceField(label="Nouvelle audience", choices=Audience, widget=forms.RadioSelect)


class ProvenanceForm(forms.Form):
    provenance = forms.ChoiceField(label="Nouvelle provenance", choices=Provenance, widget=forms.RadioSelect)
    source_ref = forms.CharField(
        label="Référence de la source",
        max_length=40,
        required=False,
        validators=[validate_drawn],
        help_text="Laissez vide pour que chaque fiche garde la sienne. Un objet attesté en a toujours une.",
    )
    provenance_note = forms.CharField(
        label="Note de provenance",
        required=False,
        validators=[validate_drawn],
        help_text="Laissez vide pour que chaque fiche garde la sienne. Un objet déduit dit toujours pourquoi.",
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
    )


class RefusedError(Exception):
    """What could not be done, by the name of the object; nothing was."""

    def __init__(self, reasons: list[tuple[str, str]]) -> None:
        self.reasons = reasons


@dataclass(frozen=True)
class Bulk:
    """``change`` does it to one object, given what the form holds; ``done`` says of how many, once it is."""

    name: str
    title: str
    button: str
    change: Callable[[Model, dict], None]
    done: Callable[[int], str]
    form: type[forms.Form] = forms.Form


def do_together(objects: Iterable[Model], change: Callable[[Model], None]) -> None:
    """Change all of these objects, or raise ``RefusedError`` with all that was refused and change none."""
    reasons: list[tuple[str, str]] = []
    with transaction.atomic(), described_together():
        for obj in objects:
            try:
                with transaction.atomic():
                    change(obj)
            except ValidationError as error:
                reasons += [(str(obj), message) for message in error.messages]
            except DomainError as error:
                reasons.append((str(obj), str(error)))
        if reasons:
            raise RefusedError(reasons)


class BulkActions:
    """Lists of what has an audience, or a provenance, change those of several rows at once."""

    def get_actions(self, request: HttpRequest) -> dict:
        actions = super().get_actions(request)
        if not self.has_change_permission(request):
            return actions
        if issubclass(self.model, Publishable):
            actions["change_audience"] = (_change_audience, "change_audience", "Changer l’audience…")
        if issubclass(self.model, Sourced):
            actions["change_provenance"] = (_change_provenance, "change_provenance", "Changer la provenance…")
        return actions

    def ask_and_do(self, request: HttpRequest, queryset: QuerySet, bulk: Bulk) -> TemplateResponse | None:
        """The page that asks; once it is answered, None, which leads back to the list."""
        form = bulk.form(request.POST if "confirmed" in request.POST else None)
        objects, reasons = list(queryset), []
        if form.is_valid():
            try:
                do_together(objects, lambda obj: bulk.change(obj, form.cleaned_data))
            except RefusedError as error:
                reasons = error.reasons
            else:
                self.message_user(request, bulk.done(len(objects)), messages.SUCCESS)
                return None
        context = {
            **self.admin_site.each_context(request),
            "title": bulk.title,
            "opts": self.opts,
            "media": self.media,
            "bulk": bulk,
            "form": form,
            "reasons": reasons,
            "objects": objects[:SHOWN],
            "hidden_count": max(0, len(objects) - SHOWN),
            "count": len(objects),
            "keys": [obj.pk for obj in objects],
            "checkbox_name": ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/bulk.html", context)

    def set_fields(self, request: HttpRequest, obj: Model, values: dict) -> None:
        """Give one object these values, as its own form would, and touch nothing someone else wrote meanwhile."""
        obj = self.model._base_manager.select_for_update().filter(pk=obj.pk).first()
        if obj is None:
            raise DomainError("Quelqu’un vient de la supprimer.")
        if not self.has_change_permission(request, obj):
            raise DomainError("Cette fiche ne se modifie plus.")
        if all(getattr(obj, name) == value for name, value in values.items()):
            return
        for name, value in values.items():
            setattr(obj, name, value)
        obj.clean()
        obj.validate_constraints()
        self.save_model(request, obj, form=None, change=True)
        names = [str(self.opts.get_field(name).verbose_name) for name in values]
        self.log_change(request, obj, [{"changed": {"fields": names}}])


def _change_audience(model_admin, request: HttpRequest, queryset: QuerySet) -> TemplateResponse | None:
    bulk = Bulk(
        name="change_audience",
        title="Changer l’audience",
        button="Changer l’audience",
        change=lambda obj, asked: model_admin.set_fields(request, obj, asked),
        done=lambda count: f"L’audience de {_counted(model_admin, count)} est changée.",
        form=AudienceForm,
    )
    return model_admin.ask_and_do(request, queryset, bulk)


def _change_provenance(model_admin, request: HttpRequest, queryset: QuerySet) -> TemplateResponse | None:
    bulk = Bulk(
        name="change_provenance",
        title="Changer la provenance",
        button="Changer la provenance",
        change=lambda obj, asked: model_admin.set_fields(
            request, obj, {name: value for name, value in asked.items() if value}
        ),
        done=lambda count: f"La provenance de {_counted(model_admin, count)} est changée.",
        form=ProvenanceForm,
    )
    return model_admin.ask_and_do(request, queryset, bulk)


def _counted(model_admin, count: int) -> str:
    opts = model_admin.opts
    return f"{count} {pluriel(count, f'{opts.verbose_name},{opts.verbose_name_plural}')}"
