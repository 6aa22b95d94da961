"""What is asked of the board of the regions, as its address says it."""

from collections.abc import Iterable

from django import forms

from regions.board import Row
from regions.enums import Standing

NO_MEETING = "aucune"


class BoardFilters(forms.Form):
    """A state that does not exist is said to be so, and left aside."""

    etat = forms.ChoiceField(
        label="Où en est le compte rendu",
        required=False,
        choices=[("", "Toutes les régions"), *Standing.choices, (NO_MEETING, "aucune rencontre")],
        error_messages={"invalid_choice": "Cet état n’existe pas : voici toutes les régions."},
    )

    def __init__(self, data) -> None:
        super().__init__(data, label_suffix="")

    @property
    def asked(self) -> str:
        return self.cleaned_data.get("etat", "") if self.is_bound and not self.errors else ""

    def found(self, rows: Iterable[Row]) -> list[Row]:
        if not self.asked:
            return list(rows)
        standing = "" if self.asked == NO_MEETING else self.asked
        return [row for row in rows if row.stands_at(standing)]
