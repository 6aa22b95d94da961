"""What readers ask of a list, as its address says it."""

from functools import cached_property
from typing import Any, ClassVar
from urllib.parse import urlencode

from django import forms


class FilterForm(forms.Form):
    """A GET form. A wrong choice is said to be so, kept as typed, and left aside."""

    # What a list does unasked: not written in its address.
    usual: ClassVar[dict[str, str]] = {}

    def __init__(self, data: Any) -> None:
        super().__init__(data, label_suffix="")

    def keep_what_was_typed(self) -> None:
        """Show an unknown choice as the one in force: the reader sees what is wrong, where it is to be changed.

        Called once the choices are known.
        """
        for name, field in self.fields.items():
            typed = self.data.get(name)
            if isinstance(field, forms.ChoiceField):
                field.error_messages["invalid_choice"] = (
                    "« %(value)s » n’est pas dans la liste : ce choix est laissé de côté."
                )
                if typed and not field.valid_value(typed):
                    field.widget.choices = [(typed, f"{typed} (inconnu)"), *field.choices]

    @cached_property
    def asked(self) -> dict[str, str]:
        """What was understood: the errors are left aside."""
        self.full_clean()
        return {name: value for name, value in self.cleaned_data.items() if value and self.usual.get(name) != value}

    @property
    def query_string(self) -> str:
        return urlencode(self.asked)
