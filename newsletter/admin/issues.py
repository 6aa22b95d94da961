"""Composing and publishing an issue: its form holds its blocks; a page of its own asks before publishing."""

from content_editor.admin import ContentEditor
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Max, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_http_methods

from core.admin import DATE_FIELDS, KeepsDrafts, SourcedAdmin
from core.errors import DomainError
from newsletter import uses
from newsletter.admin.blocks import ImageInline, KeyFiguresInline, LiveInline, RubriqueInline, TextInline
from newsletter.admin.editions import EditionInline, edition_pdf, publication_message
from newsletter.admin.plan import PlanOfIssue
from newsletter.admin.previews import IssuePreviews
from newsletter.admin.readiness import Readiness
from newsletter.admin.reading import LiveReading
from newsletter.admin.sharing import IssueSharing
from newsletter.checklist import review
from newsletter.enums import IssueState
from newsletter.models import Issue, Rubrique
from newsletter.permissions import may_publish
from newsletter.services import publish_issue

uses.register()

# Without a fragment of its own, a redirection keeps the one where the content editor notes how far one had scrolled.
TOP = "#content-start"


def _has_editions(issue: Issue) -> bool:
    """Told by the count that comes with the issues of the list and of the form."""
    count = getattr(issue, "edition_count", None)
    return issue.editions.exists() if count is None else count > 0


@admin.register(Issue)
class IssueAdmin(
    IssueSharing, IssuePreviews, LiveReading, Readiness, KeepsDrafts, PlanOfIssue, SourcedAdmin, ContentEditor
):
    list_display = ["number", "title", "date_label", "state", "edition_count", "audience", "shown_provenance"]
    list_display_links = ["number", "title"]
    list_filter = ["state", ("seminar", admin.RelatedOnlyFieldListFilter), "audience", "provenance"]
    autocomplete_fields = ["seminar"]
    readonly_fields = ["state", "published_at"]
    inlines = [RubriqueInline, TextInline, KeyFiguresInline, ImageInline, LiveInline]
    fieldsets = [
        (None, {"fields": ["number", "title", "strapline", ("state", "published_at")]}),
        ("Date", {"fields": DATE_FIELDS, "classes": ["collapse"]}),
        ("Réglages", {"fields": ["seminar", "publisher", "audience"], "classes": ["collapse"]}),
        ("Prochain numéro", {"fields": ["next_label", "next_summary"], "classes": ["collapse"]}),
        ("Ours", {"fields": ["imprint", "imprint_printed"], "classes": ["collapse"]}),
    ]

    class Media:
        # Django orders files by these lists alone: our sheet names those it amends.
        css = {
            "all": [
                "content_editor/content_editor.css",
                "django_prose_editor/editor.css",
                "django_prose_editor/overrides.css",
                "admin-portal/editor.css",
                "admin-portal/preview.css",
                "admin-portal/checklist.css",
                "admin-portal/drafts.css",
            ]
        }
        js = [
            "admin-portal/styles.js",
            "admin-portal/blocks.js",
            "admin-portal/block-actions.js",
            "admin-portal/crop.js",
            "admin-portal/checklist.js",
            "admin-portal/text-editor.js",
            "admin-portal/paste.js",
            "admin-portal/preview.js",
            "admin-portal/open-block.js",
        ]

    def get_urls(self):
        publish = self.admin_site.admin_view(self.publish_view)
        return [path("<int:pk>/publier/", publish, name="newsletter_issue_publish"), *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).annotate(edition_count=Count("editions"))

    def get_changeform_initial_data(self, request: HttpRequest) -> dict:
        latest = Issue.objects.aggregate(number=Max("number"))["number"] or 0
        return {"number": latest + 1, **super().get_changeform_initial_data(request)}

    def get_fieldsets(self, request: HttpRequest, obj: Issue | None = None):
        """A new issue shows all it needs; later what changes seldom is folded, so that the blocks come first."""
        fieldsets = super().get_fieldsets(request, obj)
        return fieldsets if obj else [(name, {**options, "classes": []}) for name, options in fieldsets]

    def get_readonly_fields(self, request: HttpRequest, obj: Issue | None = None):
        """The number is the published address: frozen with the first edition."""
        fields = super().get_readonly_fields(request, obj)
        return [*fields, "number"] if obj and _has_editions(obj) else fields

    def get_inlines(self, request: HttpRequest, obj: Issue | None):
        inlines = super().get_inlines(request, obj)
        return [*inlines, EditionInline] if obj and _has_editions(obj) else inlines

    @admin.display(description="éditions", ordering="edition_count")
    def edition_count(self, issue: Issue) -> int:
        return issue.edition_count

    def view_on_site(self, issue: Issue) -> str | None:
        return issue.get_absolute_url() if issue.state == IssueState.PUBLISHED else None

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return may_publish(request.user)

    def render_change_form(self, request: HttpRequest, context: dict, **kwargs):
        issue = kwargs.get("obj")
        context |= {
            "can_publish": issue is not None and self.has_publish_permission(request),
            "show_save_and_add_another": False,
        }
        return super().render_change_form(request, context, **kwargs)

    def response_change(self, request: HttpRequest, obj: Issue) -> HttpResponse:
        if "_publish" in request.POST and self.has_publish_permission(request):
            messages.success(request, f"{obj} est enregistré.")
            return redirect(reverse("admin:newsletter_issue_publish", args=[obj.pk]) + TOP)
        return super().response_change(request, obj)

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def publish_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not self.has_publish_permission(request):
            raise PermissionDenied
        issue = get_object_or_404(Issue, pk=pk)
        if request.method == "POST":
            self._publish(request, issue)
            return redirect(reverse("admin:newsletter_issue_change", args=[issue.pk]) + TOP)
        latest = issue.editions.defer("body", "data").prefetch_related("renderings").first()
        context = {
            **self.admin_site.each_context(request),
            "title": f"Publier le {issue}",
            "opts": self.opts,
            "original": issue,
            "latest": latest,
            "latest_pdf": edition_pdf(latest) if latest else None,
            "next_number": latest.number + 1 if latest else 1,
            "rubriques": Rubrique.objects.filter(parent=issue).order_by("ordering"),
            "review": review(issue),
        }
        return TemplateResponse(request, "admin/newsletter/issue/publish.html", context)

    def _publish(self, request: HttpRequest, issue: Issue) -> None:
        try:
            publication = publish_issue(issue=issue, user=request.user)
        except DomainError as error:
            messages.error(request, str(error))
            return
        edition = publication.edition
        if publication.is_new:
            self.log_change(request, issue, f"Édition {edition.number} publiée.")
        messages.success(request, publication_message(publication))
