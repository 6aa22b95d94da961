"""What readers ask of the list of proposals, as its address says it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Case, Count, F, Max, QuerySet, Value, When

from core.enums import Provenance
from core.filters import FilterForm
from core.search import matching
from core.search.words import Query
from core.typography import fold
from proposals.enums import ProposalState
from proposals.models import Proposal
from seminars.models import Workshop

FILTERS = ("q", "theme", "atelier", "etat", "provenance")
BY_NUMBER = "numero"
ORDERS = {
    BY_NUMBER: "Numéro",
    "theme": "Thème",
    "atelier": "Atelier",
    "etat": "État",
    "mouvement": "Dernier changement d’état",
}


@dataclass(frozen=True)
class ActiveFilter:
    """A filter in force, in words, and the query string of the list without it."""

    label: str
    value: str
    without: str


class ProposalFilters(FilterForm):
    """Filters over the proposals a reader may see. A wrong one is said to be so, kept as typed, and left aside."""

    usual = {"tri": BY_NUMBER}

    q = forms.CharField(
        label="Texte",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search"}),
        error_messages={"max_length": "Cherchez avec moins de mots : 200 caractères au plus."},
    )
    theme = forms.ChoiceField(label="Thème", required=False)
    atelier = forms.ChoiceField(label="Atelier", required=False)
    etat = forms.ChoiceField(label="État", required=False, choices=[("", "Tous"), *ProposalState.choices])
    provenance = forms.ChoiceField(label="Provenance", required=False, choices=[("", "Toutes"), *Provenance.choices])
    tri = forms.ChoiceField(label="Trier par", required=False, choices=list(ORDERS.items()))

    def __init__(self, data: Any, *, proposals: QuerySet[Proposal], workshops: QuerySet[Workshop]) -> None:
        super().__init__(data)
        self.proposals = proposals
        counts = proposals.order_by().values_list("theme", "provenance").annotate(count=Count("pk"))
        self.by_provenance: Counter[str] = Counter()
        for _, provenance, count in counts:
            self.by_provenance[provenance] += count
        self.total = self.by_provenance.total()
        self.themes = sorted(filter(None, {theme for theme, _, _ in counts}), key=fold)
        gathered = workshops.filter(pk__in=proposals.values("workshop")).select_related("seminar")
        self.workshops = {
            f"{one.seminar.slug}-{one.number}": one for one in gathered.order_by("-seminar__year", "seminar", "number")
        }
        self.fields["theme"].choices = [("", "Tous"), *((theme, theme) for theme in self.themes)]
        self.fields["atelier"].choices = [("", "Tous"), *self._by_seminar()]
        self.keep_what_was_typed()

    @property
    def provenances(self) -> list[tuple[int, str]]:
        """How many of each provenance, the attested first, even if there is none: « 0 attestée · 25 reconstituées »."""
        feminine = {Provenance.FICTITIOUS: "fictive"}
        return [
            (self.by_provenance[one], feminine.get(one, f"{one.label}e"))
            for one in Provenance
            if self.by_provenance[one] or one == Provenance.ATTESTED
        ]

    @property
    def attested(self) -> int:
        return self.by_provenance[Provenance.ATTESTED]

    def _by_seminar(self) -> Iterable[tuple[str, list[tuple[str, str]]]]:
        groups: dict[str, list[tuple[str, str]]] = {}
        for value, workshop in self.workshops.items():
            groups.setdefault(workshop.seminar.name, []).append((value, str(workshop)))
        return groups.items()

    def clean_q(self) -> str:
        text = self.cleaned_data["q"]
        if text and not Query.parse(text):
            raise ValidationError("Il n’y a là aucun mot à chercher : écrivez au moins une lettre ou un chiffre.")
        return text

    # What was understood: the errors are left aside.

    @property
    def text(self) -> str:
        return self.asked.get("q", "")

    @property
    def active(self) -> list[ActiveFilter]:
        return [
            ActiveFilter(
                self.fields[name].label,
                self._in_words(name),
                urlencode({key: value for key, value in self.asked.items() if key != name}),
            )
            for name in FILTERS
            if name in self.asked
        ]

    def _in_words(self, name: str) -> str:
        value = self.asked[name]
        match name:
            case "q":
                return f"« {value} »"
            case "atelier":
                return str(self.workshops[value])
            case "etat":
                return ProposalState(value).label
            case "provenance":
                return Provenance(value).label
        return value

    def found(self) -> QuerySet[Proposal]:
        """The proposals asked for, in the order asked for."""
        found = matching(self.proposals, self.text)
        if theme := self.asked.get("theme"):
            found = found.filter(theme=theme)
        if workshop := self.asked.get("atelier"):
            found = found.filter(workshop=self.workshops[workshop])
        if state := self.asked.get("etat"):
            found = found.filter(state=state)
        if provenance := self.asked.get("provenance"):
            found = found.filter(provenance=provenance)
        return self._ordered(found)

    def _ordered(self, found: QuerySet[Proposal]) -> QuerySet[Proposal]:
        match self.asked.get("tri"):
            case "theme":
                return found.order_by(_rank("theme", self.themes), "number")
            case "atelier":
                return found.order_by(_rank("workshop", [one.pk for one in self.workshops.values()]), "number")
            case "etat":
                return found.order_by(_rank("state", ProposalState.values), "number")
            case "mouvement":
                moved = F("moved_at").desc(nulls_last=True)
                return found.annotate(moved_at=Max("changes__at")).order_by(moved, "number")
        return found.order_by("number")


def _rank(column: str, values: list) -> Case:
    """Sort by the order of ``values``, whatever the database's own; what is none of them comes last."""
    whens = (When(**{column: value}, then=rank) for rank, value in enumerate(values))
    return Case(*whens, default=Value(len(values)))
