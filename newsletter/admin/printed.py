"""The PDF of an issue printed before the portal, in the back-office."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_http_methods

from core.errors import DomainError
from newsletter.models import Issue
from newsletter.printed import pictured_pages, printed_pdf
from newsletter.services import keep_printed_pdf, remove_printed_pdf


class PrintedForm(forms.Form):
    file = forms.FileField(
        label="Fichier PDF",
        help_text="20 Mo au plus. S’il a été numérisé, la recherche ne trouvera que les mots de votre résumé, "
        "et aucun nom ne pourra y être cherché.",
        widget=forms.FileInput(attrs={"accept": ".pdf,application/pdf"}),
        error_messages={"required": "Choisissez un fichier.", "empty": "Ce fichier est vide."},
    )


class PrintedIssues:
    """Mixed in the back-office of issues."""

    def get_urls(self):
        printed = self.admin_site.admin_view(self.printed_view)
        return [path("<int:pk>/pdf-d-origine/", printed, name="newsletter_issue_printed"), *super().get_urls()]

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def printed_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        issue = get_object_or_404(Issue, pk=pk)
        if not self.has_change_permission(request, issue):
            raise PermissionDenied
        if request.method == "POST" and "remove" in request.POST:
            remove_printed_pdf(issue=issue, by=request.user)
            messages.success(request, "Le PDF sera de nouveau composé à partir des blocs du numéro.")
            return redirect("admin:newsletter_issue_change", issue.pk)
        form = PrintedForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
        if form.is_valid():
            try:
                issue = keep_printed_pdf(issue=issue, file=form.cleaned_data["file"], by=request.user)
            except DomainError as error:
                form.add_error("file", str(error))
            else:
                messages.success(request, "Ce PDF paraîtra tel quel à la prochaine publication du numéro.")
                return redirect("admin:newsletter_issue_printed", issue.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": f"PDF d’origine du {issue}",
            "opts": self.opts,
            "original": issue,
            "form": form,
            **_kept(issue),
        }
        return TemplateResponse(request, "admin/newsletter/issue/printed.html", context)


def _kept(issue: Issue) -> dict:
    """The file it has, or why it cannot be read."""
    if not issue.printed_pdf:
        return {"pdf": None, "pictured": "", "reason": ""}
    try:
        return {"pdf": printed_pdf(issue), "pictured": pictured_pages(issue), "reason": ""}
    except DomainError as error:
        return {"pdf": None, "pictured": "", "reason": str(error)}
