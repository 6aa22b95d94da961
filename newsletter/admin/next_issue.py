"""« Préparer le numéro suivant »: what is new since the last issue, and the button that makes a draft of it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_http_methods, require_POST

from core.errors import DomainError
from core.templatetags.typo import pluriel
from newsletter.admin.previews import TOP
from newsletter.drafting import (
    Preparation,
    draft_next_issue,
    drafted_blocks,
    issue_to_draft,
    keep_own_words,
    new_pieces,
)
from newsletter.models import DraftedBlock, Issue

PAGE = "admin:newsletter_issue_next"


class NextIssue:
    """Mixed in the back-office of issues."""

    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("preparer/", wrap(self.next_view), name="newsletter_issue_next"),
            path("<int:pk>/sources/<int:drafted>/", wrap(self.keep_view), name="newsletter_issue_keep"),
            *super().get_urls(),
        ]

    def render_change_form(self, request: HttpRequest, context: dict, **kwargs):
        issue = kwargs.get("obj")
        context["leads_to_next"] = issue is not None and self.has_add_permission(request) and not issue.is_followed
        return super().render_change_form(request, context, **kwargs)

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def next_view(self, request: HttpRequest) -> HttpResponse:
        self._refuse_readers(request)
        if request.method == "POST":
            return self._draft(request)
        context = {**self.admin_site.each_context(request), "title": "Préparer le numéro suivant", "opts": self.opts}
        try:
            issue, previous = issue_to_draft()
        except DomainError as refusal:
            context["refusal"] = str(refusal)
        else:
            drafted = drafted_blocks(issue) if issue.pk else []
            context |= {
                "issue": issue,
                "previous": previous,
                "new": new_pieces(issue, previous),
                "drafted": drafted,
                "following": [one for one in drafted if one.will_follow],
            }
        return TemplateResponse(request, "admin/newsletter/issue/next.html", context)

    def _draft(self, request: HttpRequest) -> HttpResponse:
        try:
            done = draft_next_issue(by=request.user)
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return redirect(PAGE)
        said = _said(done)
        (self.log_addition if done.is_new else self.log_change)(request, done.issue, said)
        messages.success(request, said)
        for title in done.set_aside:
            messages.warning(
                request, f"« {title} » a du nouveau, mais vous aviez retiré sa rubrique : rien n’y est mis."
            )
        if done.awaited:
            messages.info(
                request,
                f"« {done.awaited} » n’y est pas encore : aucune piste ni question n’a bougé depuis le numéro "
                "précédent. Si l’une bouge d’ici là, « Ajouter ce qui est nouveau » l’y mettra.",
            )
        return redirect(reverse("admin:newsletter_issue_change", args=[done.issue.pk]) + TOP)

    @method_decorator(require_POST)
    def keep_view(self, request: HttpRequest, pk: int, drafted: int) -> HttpResponse:
        """« J’en ai tenu compte » of a text whose source changed."""
        self._refuse_readers(request)
        row = get_object_or_404(DraftedBlock, issue=pk, pk=drafted)
        keep_own_words(drafted=row, source_digest=request.POST.get("source", "")[:64])
        messages.success(request, "C’est noté : ce texte reste tel qu’il est.")
        return redirect(PAGE)

    def _refuse_readers(self, request: HttpRequest) -> None:
        if not (self.has_add_permission(request) and self.has_change_permission(request)):
            raise PermissionDenied


def _said(done: Preparation) -> str:
    issue: Issue = done.issue
    if done.is_new:
        return f"Le n° {issue.number} est commencé : relisez, complétez, retirez ce que vous ne voulez pas."
    added, updated = done.added, done.updated
    told = [
        f"{len(added)} bloc{pluriel(added)} ajouté{pluriel(added)}" if added else "",
        f"{len(updated)} bloc{pluriel(updated)} mis à jour" if updated else "",
    ]
    said = ", ".join(filter(None, told))
    return f"Au n° {issue.number} : {said}." if said else f"Rien de nouveau pour le n° {issue.number}."
