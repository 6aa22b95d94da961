"""What is asked of the matrix: what to show, as its address says it; and a stance, by the button of a cell."""

from functools import cached_property
from typing import Any

from django import forms

from core.filters import FilterForm
from network.models import Delegation
from regions.matrix import KINDS, Matrix, delegations_of_matrix, questions_of_matrix, read_matrix, tracks_of_matrix

TRACKS, QUESTIONS = KINDS
BY_REGION = "region"


class MatrixFilters(FilterForm):
    annee = forms.ChoiceField(label="Année", required=False)
    genre = forms.ChoiceField(
        label="Montrer",
        required=False,
        choices=[("", "Pistes et questions"), (TRACKS, "Pistes de travail"), (QUESTIONS, "Questions")],
    )
    region = forms.ChoiceField(label="Région", required=False)
    par = forms.ChoiceField(
        label="Présenter", required=False, choices=[("", "Par piste et question"), (BY_REGION, "Par région")]
    )

    def __init__(self, data: Any, *, user: Any) -> None:
        super().__init__(data)
        self.user = user
        self.tracks = tracks_of_matrix(user)
        delegations, self.asked_at = delegations_of_matrix(user)
        self.delegations = {one.slug: one for one in delegations}
        self.years = list(dict.fromkeys(track.year for track in self.tracks))
        if self.years:
            self.usual = {"annee": str(self.years[0])}
        self.fields["annee"].choices = [(str(year), str(year)) for year in self.years]
        self.fields["region"].choices = [
            ("", "Toutes"),
            *(
                (slug, f"{one.name} (jusqu’en {one.ends_on.year})" if one.has_ended else one.name)
                for slug, one in self.delegations.items()
            ),
        ]
        self.keep_what_was_typed()

    @property
    def year(self) -> int | None:
        return int(self.asked.get("annee", self.years[0])) if self.years else None

    @property
    def is_by_region(self) -> bool:
        return self.asked.get("par") == BY_REGION

    @cached_property
    def found(self) -> Matrix:
        tracks = [track for track in self.tracks if track.year == self.year]
        kind, region = self.asked.get("genre"), self.asked.get("region")
        return read_matrix(
            user=self.user,
            tracks=[] if kind == QUESTIONS else tracks,
            questions=[] if kind == TRACKS else questions_of_matrix(self.user, tracks),
            delegations=[self.delegations[region]] if region else self.delegations.values(),
            asked=self.asked_at,
        )


class CellForm(forms.Form):
    """Which cell a button was pressed in: the id of the place of the page it stands at, which is led back to."""

    case = forms.RegexField(r"^(case|ligne)-\d{1,18}-(piste|question)-\d{1,18}$")

    def clean_case(self) -> str:
        case = self.cleaned_data["case"]
        _, delegation, kind, pk = case.split("-")
        self.cleaned_data["delegation"] = Delegation.objects.filter(pk=delegation).first()
        self.cleaned_data["subject"] = KINDS[kind].objects.filter(pk=pk).first()
        if not self.cleaned_data["delegation"] or not self.cleaned_data["subject"]:
            raise forms.ValidationError("Cette case n’existe plus.")
        return case
