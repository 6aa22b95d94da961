"""What readers ask of the archive, as its address says it: a year, a theme."""

from typing import Any

from django import forms
from django.db.models import Model, Q, QuerySet

from core.filters import FilterForm
from core.typography import fold
from newsletter.models import Edition
from newsletter.published import editions_by_date
from proposals.models import Proposal, Question
from seminars.models import Workshop

UNDATED = "sans-date"
# What has a theme of its own, among what issues tell.
THEMED: tuple[type[Model], ...] = (Question, Proposal, Workshop)


class ArchiveFilters(FilterForm):
    """A theme is one of the questions, proposals and workshops that an issue tells: none is given to it by hand."""

    annee = forms.ChoiceField(label="Année", required=False)
    theme = forms.ChoiceField(label="Thème abordé", required=False)

    def __init__(self, data: Any, *, user: Any) -> None:
        super().__init__(data)
        self.editions = editions_by_date(user)
        dated = self.editions.values_list("dated", flat=True)
        years = [(day or "")[:4] for day in dated]
        self.total = len(years)
        self.themes = self._themes(user)
        self.fields["annee"].choices = [
            ("", "Toutes"),
            *((year or UNDATED, year or "Sans date") for year in dict.fromkeys(years)),
        ]
        self.fields["theme"].choices = [("", "Tous"), *((theme, theme) for theme in sorted(self.themes, key=fold))]
        self.keep_what_was_typed()

    def _themes(self, user: Any) -> dict[str, set[int]]:
        """The editions that tell each theme, of what the reader may read."""
        read = self.editions.order_by().values("pk")
        questions, *others = (
            model.objects.visible_to(user)
            .filter(mentions__edition__in=read)
            .exclude(theme="")
            .order_by()
            .values_list("theme", "mentions__edition")
            for model in THEMED
        )
        themes: dict[str, set[int]] = {}
        for theme, edition in questions.union(*others):
            themes.setdefault(theme, set()).add(edition)
        return themes

    def found(self) -> QuerySet[Edition]:
        found = self.editions
        if year := self.asked.get("annee"):
            undated = Q(dated="") | Q(dated=None)
            found = found.filter(undated if year == UNDATED else Q(dated__startswith=year))
        if theme := self.asked.get("theme"):
            found = found.filter(pk__in=self.themes[theme])
        return found
