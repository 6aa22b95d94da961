"""What readers ask of the calendar, as its address says it."""

from urllib.parse import urlencode

from django import forms

from core.typography import fold
from network.models import Delegation
from regions.models import Meeting


class CalendarFilters(forms.Form):
    """A delegation, or all. An unknown one is said to be so and left aside."""

    delegation = forms.ModelChoiceField(
        Delegation.objects.none(),
        label="Délégation",
        required=False,
        to_field_name="slug",
        empty_label="Toutes",
        error_messages={"invalid_choice": "Cette délégation n’a aucune rencontre ici : les voici toutes."},
    )

    def __init__(self, data, *, user) -> None:
        super().__init__(data, label_suffix="")
        readable = Meeting.objects.visible_to(user)
        field = self.fields["delegation"]
        field.queryset = Delegation.objects.filter(pk__in=readable.values("delegation"))
        by_name = sorted(field.queryset, key=lambda one: fold(one.name))
        field.choices = [("", field.empty_label), *((one.slug, one.name) for one in by_name)]
        self.full_clean()

    @property
    def asked(self) -> Delegation | None:
        return self.cleaned_data.get("delegation")

    @property
    def query_string(self) -> str:
        return urlencode({"delegation": self.asked.slug}) if self.asked else ""
