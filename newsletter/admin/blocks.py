"""The forms of an issue's blocks, one a kind."""

from content_editor.admin import ContentEditorInline
from django.db.models import Prefetch, QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest

from core.admin import FIELD_OF_CONSTRAINT, PortalInline
from core.images import PictureField
from newsletter.forms import KeyFiguresForm, PictureInput
from newsletter.models import FigurePlace, Image, Issue, KeyFigures, Live, Rubrique, Text

FIELD_OF_CONSTRAINT.update(
    {
        "newsletter_text_says_something": "body",
        "newsletter_text_only_signature_signs": "person",
        "newsletter_image_alternative_or_decorative": "alternative",
    }
)

PLACE = (None, {"fields": [("region", "ordering")]})  # hidden inputs the content editor asks for


class BlockInline(PortalInline, ContentEditorInline):
    # By kind of block and what one may do.
    _formsets: dict[tuple, type[BaseInlineFormSet]] = {}

    def get_formset(self, request: HttpRequest, obj: Issue | None = None, **kwargs: object) -> type[BaseInlineFormSet]:
        """Made once for each set of rights, on which alone it depends: a form of 15 blocks has no slower part."""
        asked = self.has_add_permission, self.has_change_permission, self.has_delete_permission
        key = type(self), request.user.current_roles, *(may(request, obj) for may in asked)
        if key not in self._formsets:
            made = super().get_formset(request, obj, **kwargs)
            # Read as the class was made, it would keep the request in memory.
            made.form._meta.formfield_callback = made.form.Meta.formfield_callback = None
            self._formsets[key] = made
        return self._formsets[key]


class RubriqueInline(BlockInline):
    model = Rubrique
    icon = "bookmark"
    color = "var(--block-rubrique)"
    prepopulated_fields = {"anchor": ["title"]}
    fieldsets = [
        (None, {"fields": ["title", ("kicker", "subtitle"), "teaser", ("anchor", "band"), "starts_page"]}),
        (
            "Source",
            {
                "fields": [("title_printed", "printed_page"), "source_ref", "provenance_note"],
                "classes": ["collapse"],
            },
        ),
        PLACE,
    ]


class TextInline(BlockInline):
    model = Text
    icon = "notes"
    color = "var(--block-text)"
    autocomplete_fields = ["person"]
    fieldsets = [
        (None, {"fields": [("kind", "title"), "body", "person"]}),
        ("Source", {"fields": ["printed", "source_ref"], "classes": ["collapse"]}),
        PLACE,
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("person")


class KeyFiguresInline(BlockInline):
    model = KeyFigures
    form = KeyFiguresForm
    icon = "tag"
    color = "var(--block-figures)"
    fieldsets = [(None, {"fields": ["title", "figures"]}), PLACE]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        places = Prefetch("places", FigurePlace.objects.select_related("figure"))
        return super().get_queryset(request).prefetch_related(places)


class ImageInline(BlockInline):
    model = Image
    icon = "image"
    color = "var(--block-image)"
    formfield_overrides = BlockInline.formfield_overrides | {PictureField: {"widget": PictureInput}}
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "picture",
                    ("ratio", "focus_x", "focus_y"),
                    ("alternative", "is_decorative"),
                    ("caption", "credit"),
                ]
            },
        ),
        PLACE,
    ]


class LiveInline(BlockInline):
    model = Live
    icon = "autorenew"
    color = "var(--block-live)"
    fieldsets = [
        (None, {"fields": [("kind", "title"), "intro", ("band", "starts_page")]}),
        ("Source", {"fields": ["source_ref"], "classes": ["collapse"]}),
        PLACE,
    ]
