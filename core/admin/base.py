"""What every list and form of the back-office shares."""

from collections import defaultdict

from django import forms
from django.contrib import admin
from django.contrib.admin.views.main import ERROR_FLAG
from django.contrib.admin.widgets import AdminTextareaWidget, RelatedFieldWidgetWrapper
from django.db import models
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.html import format_html
from django.utils.text import capfirst
from js_asset import Media

from core.admin.bulk import BulkActions
from core.admin.forms import PortalInlineFormSet, PortalModelForm
from core.admin.history import HistoryAdmin
from core.admin.on_site import OnSite
from core.admin.pickers import Picker
from core.enums import Provenance
from core.glyphs import validate_drawn
from core.models import Sourced, Timestamped
from core.search import described_together, matching
from core.uses import counts_of, going_with, holds_on, uses_of

PROVENANCE_FIELDS = (("provenance", "source_ref"), "provenance_note")
DATE_FIELDS = (("date_label", "precision"), ("starts_on", "ends_on"))
STAMP_FIELDS = ("created_at", "updated_at")

# Inlines that apps add to the forms of what stands in the apps they import.
INLINES: dict[type[Model], list[type[admin.options.InlineModelAdmin]]] = defaultdict(list)


class LinesWidget(AdminTextareaWidget):
    """A text on several lines, its ends of line as content files write them: browsers send others."""

    def value_from_datadict(self, data, files, name: str):
        value = super().value_from_datadict(data, files, name)
        return value.replace("\r\n", "\n") if isinstance(value, str) else value


class SharedFields:
    """Completes the fieldsets an admin declares with what its model's abstract bases bring."""

    formfield_overrides = {models.TextField: {"widget": LinesWidget(attrs={"rows": 4})}}

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs):
        """A picker offers to add or amend what it points to, never to delete it from there; a text can be printed."""
        if isinstance(db_field, models.URLField):
            kwargs["assume_scheme"] = "https"
        formfield = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(formfield, forms.CharField):
            formfield.validators.append(validate_drawn)
        if formfield and isinstance(formfield.widget, RelatedFieldWidgetWrapper):
            formfield.widget.can_delete_related = formfield.widget.can_view_related = False
        return formfield

    def formfield_for_foreignkey(self, db_field: models.ForeignKey, request: HttpRequest, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", Picker(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None):
        return [*super().get_fieldsets(request, obj), *self.shared_fieldsets(obj)]

    def shared_fieldsets(self, obj: Model | None):
        shared = []
        if issubclass(self.model, Sourced):
            # Unfolded while the object is new: an attested object is refused without its reference.
            classes = ["collapse"] if obj and obj.pk else []
            shared.append(("Provenance", {"fields": PROVENANCE_FIELDS, "classes": classes}))
        if issubclass(self.model, Timestamped) and obj and obj.pk:
            shared.append(("Suivi", {"fields": [STAMP_FIELDS], "classes": ["collapse"]}))
        return shared


class PortalModelAdmin(BulkActions, OnSite, SharedFields, HistoryAdmin, admin.ModelAdmin):
    form = PortalModelForm
    # Lists and pickers search what apps registered with ``core.search``; Django asks only whether this is empty.
    search_fields = ["pk"]

    class Media:
        js = ["admin/js/urlify.js", "admin-portal/slugs.js", "admin-portal/forms.js", "admin-portal/lists.js"]

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None):
        stamps = STAMP_FIELDS if issubclass(self.model, Timestamped) else ()
        return [*super().get_readonly_fields(request, obj), *stamps]

    def get_inlines(self, request: HttpRequest, obj: Model | None):
        return [*super().get_inlines(request, obj), *INLINES[self.model]]

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str):
        return matching(queryset, search_term), False

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None):
        title = capfirst(self.opts.verbose_name_plural)
        try:
            return super().changelist_view(request, {"title": title, **(extra_context or {})})
        except (ValueError, OverflowError):
            # A filter no database can be asked: NUL, a year or a number out of bounds. Django answers so to others.
            if not request.GET or ERROR_FLAG in request.GET:
                raise
            return HttpResponseRedirect(f"{request.path}?{ERROR_FLAG}=1")

    def changeform_view(self, request: HttpRequest, object_id=None, form_url: str = "", extra_context=None):
        name = self.opts.verbose_name
        title = capfirst(name) if object_id else f"Ajouter : {name}"
        return super().changeform_view(request, object_id, form_url, {"title": title, **(extra_context or {})})

    def render_change_form(self, request: HttpRequest, context: dict, **kwargs):
        """Let the text editor's import map through the content security policy: it is an inline script."""
        response = super().render_change_form(request, context, **kwargs)
        media = response.context_data["media"]
        if isinstance(media, Media):
            response.context_data["media"] = Media.from_media(media, nonce=request.csp_nonce)
        return response

    def render_delete_form(self, request: HttpRequest, context: dict):
        going = going_with(context["object"])
        told = {"uses": uses_of(going), "holds": list(holds_on(going)), "counts": counts_of(going)}
        return super().render_delete_form(request, context | told)

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        with described_together():
            super().delete_model(request, obj)

    def get_actions(self, request: HttpRequest) -> dict:
        """An object is deleted from its own form, where it says what uses it: never in bulk."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def get_deleted_objects(self, objs, request: HttpRequest):
        """Rows that are only ever deleted with what they belong to ask for no right of their own."""
        deleted, counts, lacking, protected = super().get_deleted_objects(objs, request)
        registry = self.admin_site._registry.items()
        following = {
            model._meta.verbose_name for model, its in registry if getattr(its, "goes_with_its_subject", False)
        }
        return deleted, counts, lacking - following, protected

    def get_changeform_initial_data(self, request: HttpRequest) -> dict:
        """What the address asks for, without what names no object: no picker could show it."""
        initial = super().get_changeform_initial_data(request)
        fields = (*self.opts.fields, *self.opts.many_to_many)
        pointed = {field.name: field.related_model for field in fields if field.is_relation}
        return {
            name: value for name, value in initial.items() if name not in pointed or _all_exist(pointed[name], value)
        }


def _all_exist(model: type[Model], value: object) -> bool:
    keys = value if isinstance(value, list) else [value]
    try:
        return model._base_manager.filter(pk__in=keys).count() == len(keys)
    except (ValueError, OverflowError):
        return False


class ReadOnly:
    """Rows seen by whoever may see the model, and changed by nobody here."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class SourcedAdmin(PortalModelAdmin):
    """Lists of objects with a provenance."""

    @admin.display(description="provenance", ordering="provenance")
    def shown_provenance(self, obj: Sourced) -> str:
        """Readers are told of what is not attested: so is whoever reads the list."""
        if obj.provenance == Provenance.ATTESTED:
            return obj.get_provenance_display()
        return format_html(
            '<span class="provenance" title="{}">{}</span>', obj.provenance_note, obj.get_provenance_display()
        )


class PortalInline(SharedFields):
    form = PortalModelForm
    formset = PortalInlineFormSet
    extra = 0

    def shared_fieldsets(self, obj: Model | None):
        """Folded: ``forms.js`` unfolds it in a row just added."""
        if not issubclass(self.model, Sourced):
            return []
        return [("Provenance", {"fields": PROVENANCE_FIELDS, "classes": ["collapse"]})]

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """What has a form of its own is deleted from there: it says what uses it."""
        return not self.show_change_link and super().has_delete_permission(request, obj)


class PortalStackedInline(PortalInline, admin.StackedInline):
    pass
