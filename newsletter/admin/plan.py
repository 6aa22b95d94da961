"""« Chemin de fer »: the rubriques of an issue on one page, with who writes each and for when."""

from datetime import date

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_http_methods

from core.admin.pickers import Picker, knows
from core.dates import day_in_words
from core.errors import DomainError
from core.history import recorded
from network.models import Person
from newsletter.models import Issue, Rubrique
from newsletter.plan import announce_next_issue, next_issue_of, plan_of


class PlanForm(forms.ModelForm):
    """Each field comes back with what it showed: what the person did not touch is nobody's change."""

    class Meta:
        model = Rubrique
        fields = ["owner", "due_on"]
        widgets = {
            "owner": Picker(Rubrique._meta.get_field("owner"), admin.site),
            "due_on": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        knows(self, "owner", [self.instance.owner])
        for name in self._meta.fields:
            self.fields[name].show_hidden_initial = True

    def clean(self) -> None:
        super().clean()
        for name in self._meta.fields:
            if name not in self.cleaned_data:
                continue
            mine, saved = self.cleaned_data[name], getattr(self.instance, name)
            if name not in self.changed_data:
                self.cleaned_data[name] = saved
            elif saved != mine and self._shown(name) != self._hidden(name, saved):
                self.add_error(
                    name,
                    f"Quelqu’un a mis « {_told(saved)} » depuis l’ouverture de la page, et vous « {_told(mine)} » : "
                    "enregistrez de nouveau pour garder votre choix, ou reprenez le sien.",
                )
                # Now told, so that the second time is a choice.
                self.data = self.data.copy()
                self.data[self.add_initial_prefix(name)] = self._hidden(name, saved)

    def _shown(self, name: str) -> str:
        return self.data.get(self.add_initial_prefix(name), "")

    def _hidden(self, name: str, value: Person | date | None) -> str:
        """As a hidden field writes it."""
        value = self.fields[name].prepare_value(value)
        return "" if value is None else str(value)


def _told(value: Person | date | None) -> str:
    if value is None:
        return "rien"
    return day_in_words(value) if isinstance(value, date) else str(value)


class BasePlanFormSet(forms.BaseModelFormSet):
    def clean(self) -> None:
        """A rubrique someone deleted since the page was opened keeps nobody from saving the others."""
        super().clean()
        for form in self.gone:
            form.errors.clear()

    @property
    def gone(self) -> list[PlanForm]:
        return [form for form in self.forms if form.instance.pk is None]


PlanFormSet = forms.modelformset_factory(Rubrique, form=PlanForm, formset=BasePlanFormSet, extra=0, edit_only=True)


class PlanOfIssue:
    def get_urls(self):
        view = self.admin_site.admin_view(self.plan_view)
        return [path("<int:pk>/plan/", view, name="newsletter_issue_plan"), *super().get_urls()]

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def plan_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        issue = get_object_or_404(Issue, pk=pk)
        if not self.has_change_permission(request, issue):
            raise PermissionDenied
        here = reverse("admin:newsletter_issue_plan", args=[pk])
        if "_announce" in request.POST:
            self._announce(request, issue)
            return redirect(here)
        rubriques = Rubrique.objects.filter(parent=issue).select_related("owner").order_by("ordering")
        formset = PlanFormSet(request.POST if request.method == "POST" else None, queryset=rubriques)
        is_valid = request.method == "POST" and formset.is_valid()
        if formset.gone:
            messages.warning(request, "Quelqu’un a supprimé une rubrique depuis l’ouverture de la page.")
        if is_valid:
            with recorded(by=request.user):
                formset.save()
            messages.success(request, "Le chemin de fer est enregistré.")
            return redirect(here)
        try:
            lines = {line.rubrique.pk: line for line in plan_of(issue)}
        except DomainError as error:  # a picture has gone
            lines = {}
            messages.error(request, str(error))
        context = {
            **self.admin_site.each_context(request),
            "title": "Chemin de fer",
            "subtitle": str(issue),
            "opts": self.opts,
            "original": issue,
            "formset": formset,
            "lines": [(form, lines.get(form.instance.pk)) for form in formset if form.instance.pk],
            "following": next_issue_of(issue),
            "media": self.media + formset.media,
        }
        return TemplateResponse(request, "admin/newsletter/issue/plan.html", context)

    def _announce(self, request: HttpRequest, issue: Issue) -> None:
        try:
            with recorded(by=request.user):
                issue = announce_next_issue(issue=issue)
        except DomainError as error:
            messages.error(request, str(error))
            return
        self.log_change(request, issue, "« Au prochain numéro » repris du plan du numéro suivant.")
        told = "« Au prochain numéro » dit le plan du numéro suivant ; les lecteurs le verront à la prochaine édition."
        messages.success(request, told)
