"""« Chemin de fer »: the rubriques of an issue on one page, with who writes each and for when."""

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
from core.errors import DomainError
from core.history import recorded
from newsletter.models import Issue, Rubrique
from newsletter.plan import announce_next_issue, next_issue_of, plan_of


class PlanForm(forms.ModelForm):
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


PlanFormSet = forms.modelformset_factory(Rubrique, form=PlanForm, extra=0, edit_only=True)


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
        if request.method == "POST" and formset.is_valid():
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
            "lines": [(form, lines.get(form.instance.pk)) for form in formset],
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
