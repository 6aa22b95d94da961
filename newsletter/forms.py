"""Forms of blocks that hold more than the fields of their row."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelectMultiple, RelatedFieldWidgetWrapper
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from core.admin import PortalModelForm
from core.admin.pickers import KnowsItsChoices, knows
from newsletter.models import FigurePlace
from newsletter.services import set_key_figures
from seminars.models import AnnouncedFigure


class TextForm(PortalModelForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "person" in self.fields:  # who may only read the form has no field
            knows(self, "person", [self.instance.person])


class PictureInput(forms.FileInput):
    """Shows the picture that is kept, whole: ``crop.js`` cuts it as readers will see it."""

    def render(self, name: str, value: Any, attrs: dict | None = None, renderer: Any = None) -> SafeString:
        url = getattr(value, "url", "") if value else ""
        preview = render_to_string("admin/newsletter/blocks/crop.html", {"url": url})
        return preview + super().render(name, value, attrs, renderer)


class OrderedPicker(KnowsItsChoices, AutocompleteSelectMultiple):
    """Lists what was picked in the order it was; ``blocks.js`` moves what is picked to the end."""

    def optgroups(self, name: str, value: list[str], attr: dict | None = None) -> list:
        groups = super().optgroups(name, value, attr)
        for _, options, _ in groups:
            options.sort(key=lambda option: value.index(str(option["value"])))
        return groups


class OrderedChoiceField(forms.ModelMultipleChoiceField):
    """Several rows, in the order they were picked."""

    def clean(self, value: Any) -> list:
        found = {str(one.pk): one for one in super().clean(value)}
        return [found[key] for key in dict.fromkeys(map(str, value or ()))]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return [str(key) for key in self.prepare_value(initial or [])] != [str(key) for key in data or []]


_FIGURE = FigurePlace._meta.get_field("figure")


class KeyFiguresForm(PortalModelForm):
    figures = OrderedChoiceField(
        queryset=AnnouncedFigure.objects.all(),
        required=False,
        label="Chiffres",
        help_text="Ils paraîtront dans l’ordre où vous les choisissez.",
        widget=RelatedFieldWidgetWrapper(
            OrderedPicker(_FIGURE, admin.site, attrs={"data-ordered": ""}),
            _FIGURE.remote_field,
            admin.site,
            can_add_related=True,
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        figures = instance.figures if (instance := kwargs.get("instance")) and instance.pk else []
        kwargs["initial"] = {"figures": figures, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        knows(self, "figures", figures)

    def _save_m2m(self) -> None:
        super()._save_m2m()
        if "figures" in self.changed_data:
            set_key_figures(block=self.instance, figures=self.cleaned_data["figures"])
