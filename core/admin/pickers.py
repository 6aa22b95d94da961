"""Pickers that name what their row came with, instead of asking the database again for each row of a form."""

from collections.abc import Iterable
from typing import Any

from django.contrib.admin.widgets import AutocompleteMixin, AutocompleteSelect
from django.db.models import Model


class KnowsItsChoices(AutocompleteMixin):
    known: Iterable[Model] = ()

    def optgroups(self, name: str, value: list[str], attr: dict | None = None) -> list:
        names = {str(one.pk): str(one) for one in self.known if one}
        chosen = [key for key in value if key]
        if not names.keys() >= set(chosen):
            return super().optgroups(name, value, attr)
        options = [self.create_option(name, key, names[key], True, 0) for key in chosen]
        if not self.is_required and not self.allow_multiple_selected:
            options.insert(0, self.create_option(name, "", "", False, 0))
        return [(None, options, 0)]


class Picker(KnowsItsChoices, AutocompleteSelect):
    pass


def knows(form: Any, field: str, known: Iterable[Model]) -> None:
    """Tell the picker of a field of this form what it may have to name."""
    widget = form.fields[field].widget
    getattr(widget, "widget", widget).known = known
