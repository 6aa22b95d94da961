"""Forms of blocks that hold more than the fields of their row, and of what a correction says."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelectMultiple, RelatedFieldWidgetWrapper
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from core.admin import PortalModelForm
from core.admin.pickers import KnowsItsChoices, knows
from core.errors import DomainError
from newsletter.corrections import Change, changes, corrected_edition
from newsletter.draft import draft_of
from newsletter.models import Edition, FigurePlace, Issue
from newsletter.services import set_key_figures
from seminars.models import AnnouncedFigure


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


class ErratumForm(forms.Form):
    """What a correction says to readers who had the issue: demanded when what is read is no longer the same."""

    erratum_what = forms.CharField(
        label="Ce qui est corrigé",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Les lecteurs le liront avant le numéro. Par exemple : « Il y avait 120 participants, et non 210. »",
        error_messages={"required": "Dites ce qui est corrigé."},
    )
    erratum_why = forms.CharField(
        label="Pourquoi",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Par exemple : « Une erreur de saisie. »",
        error_messages={"required": "Dites pourquoi c’est corrigé."},
    )

    def __init__(self, *args: Any, issue: Issue, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.corrected, self.changes = _corrected(issue)
        names = ("erratum_what", "erratum_why")
        if not issue.editions.readable().exists():
            for name in names:
                del self.fields[name]
        elif self.corrected:
            for name in names:
                self.fields[name].required = True

    @property
    def erratum(self) -> list[forms.BoundField]:
        return [field for field in self if field.name.startswith("erratum_")]


def _corrected(issue: Issue) -> tuple[Edition | None, list[Change]]:
    """The edition that an erratum is about, and what differs from it."""
    try:
        draft = draft_of(issue)
        corrected = corrected_edition(issue, draft)
    except DomainError:  # a picture has gone from the server: the page says so, and nothing is published
        return None, []
    return corrected, changes(corrected.shown, draft) if corrected else []
