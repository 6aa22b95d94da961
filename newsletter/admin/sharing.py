"""Links that lend a draft, and the remarks made of its blocks, in the back-office."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_POST

from core.desk import Card, Line, register
from newsletter.models import Issue, PreviewComment, PreviewLink
from newsletter.permissions import may_preview
from newsletter.sharing import resolve_comment, revoke_link, share_preview


class LinkForm(forms.Form):
    label = forms.CharField(
        label="Pour qui",
        max_length=120,
        help_text="Un nom ou un groupe, pour vous y retrouver : « le bureau », « Catherine ».",
        error_messages={"required": "Dites à qui vous donnez ce lien."},
    )


class IssueSharing:
    """Mixed in the back-office of issues, beside its previews."""

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/liens/", view(self.links_view), name="newsletter_issue_links"),
            path("<int:pk>/liens/<int:link>/retirer/", view(self.revoke_view), name="newsletter_issue_link_revoke"),
            path("<int:pk>/remarques/<int:comment>/", view(self.resolve_view), name="newsletter_issue_resolve"),
            *super().get_urls(),
        ]

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def links_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        issue = self._shared(request, pk)
        form = LinkForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            shared = share_preview(issue=issue, label=form.cleaned_data["label"], by=request.user)
            address = f"{settings.SITE_URL}{reverse('preview:draft', args=[shared.token])}"
            said = "Lien à donner, montré cette seule fois : copiez-le maintenant. "
            messages.success(request, format_html('{}<a href="{}">{}</a>', said, address, address))
            return redirect("admin:newsletter_issue_links", issue.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": f"Liens d’aperçu du {issue}",
            "opts": self.opts,
            "original": issue,
            "links": issue.preview_links.select_related("created_by"),
            "form": form,
        }
        return TemplateResponse(request, "admin/newsletter/issue/links.html", context)

    @method_decorator(require_POST)
    def revoke_view(self, request: HttpRequest, pk: int, link: int) -> HttpResponse:
        issue = self._shared(request, pk)
        revoked = revoke_link(link=get_object_or_404(PreviewLink, issue=issue, pk=link))
        messages.success(request, f"Le lien pour « {revoked.label} » n’ouvre plus rien.")
        return redirect("admin:newsletter_issue_links", issue.pk)

    @method_decorator(require_POST)
    def resolve_view(self, request: HttpRequest, pk: int, comment: int) -> HttpResponse:
        issue = self._shared(request, pk)
        resolve_comment(comment=get_object_or_404(PreviewComment, issue=issue, pk=comment), by=request.user)
        # Back to the same medium, on the page or beside the form.
        query = f"?{request.GET.urlencode()}" if request.GET else ""
        return redirect(reverse("admin:newsletter_issue_preview", args=[issue.pk]) + query)

    def _shared(self, request: HttpRequest, pk: int) -> Issue:
        if not may_preview(request.user):
            raise PermissionDenied
        return get_object_or_404(Issue, pk=pk)


def open_comments(user) -> Card | None:
    """What readers of drafts said and nobody settled yet, the oldest first. One query."""
    if not may_preview(user):
        return None
    remarks = list(PreviewComment.objects.open().select_related("issue"))
    return Card(
        name="remarques",
        title="Remarques sur les brouillons",
        empty="Aucune remarque à régler.",
        lines=tuple(
            Line(
                f"{remark.author_name}, sur « {remark.block_title} »",
                reverse("admin:newsletter_issue_preview", args=[remark.issue_id]),
                str(remark.issue),
            )
            for remark in remarks
        ),
        count=len(remarks),
    )


register(open_comments, order=25)
