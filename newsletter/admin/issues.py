"""Composing and publishing an issue: its form holds its blocks; a page of its own asks before publishing."""

from content_editor.admin import ContentEditor
from django.contrib import admin
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.http import HttpRequest

from core.admin import DATE_FIELDS, KeepsDrafts, SourcedAdmin
from newsletter import uses
from newsletter.admin.blocks import ImageInline, KeyFiguresInline, LiveInline, RubriqueInline, TextInline
from newsletter.admin.editions import EditionInline
from newsletter.admin.marks import BlockMarks
from newsletter.admin.next_issue import NextIssue
from newsletter.admin.plan import PlanOfIssue
from newsletter.admin.previews import IssuePreviews
from newsletter.admin.printed import PrintedIssues
from newsletter.admin.publishing import IssuePublishing
from newsletter.admin.readiness import Readiness
from newsletter.admin.reading import LiveReading
from newsletter.admin.sharing import IssueSharing
from newsletter.enums import UNFROZEN_STATES, IssueState
from newsletter.models import Edition, Issue

uses.register()


def _has_editions(issue: Issue) -> bool:
    """Told by the count that comes with the issues of the list and of the form."""
    count = getattr(issue, "edition_count", None)
    return issue.editions.exists() if count is None else count > 0


@admin.register(Issue)
class IssueAdmin(
    IssuePublishing,
    IssueSharing,
    IssuePreviews,
    PrintedIssues,
    LiveReading,
    NextIssue,
    BlockMarks,
    Readiness,
    KeepsDrafts,
    PlanOfIssue,
    SourcedAdmin,
    ContentEditor,
):
    list_display = ["number", "title", "date_label", "shown_state", "edition_count", "audience", "shown_provenance"]
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

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """With what the form and the list ask of each issue, so that none asks again."""
        waiting = Edition.objects.waiting().filter(issue=OuterRef("pk"))
        later = Issue.objects.filter(number__gt=OuterRef("number")).exclude(state__in=UNFROZEN_STATES)
        return (
            super()
            .get_queryset(request)
            .select_related("seminar")
            .annotate(edition_count=Count("editions"), is_waiting=Exists(waiting), is_followed=Exists(later))
        )

    def get_changeform_initial_data(self, request: HttpRequest) -> dict:
        """What seldom changes from an issue to the next is that of the latest."""
        latest = Issue.objects.order_by("number").last()
        begun = (
            {"number": latest.number + 1, "publisher": latest.publisher, "imprint": latest.imprint}
            if latest
            else {"number": 1}
        )
        return {**begun, **super().get_changeform_initial_data(request)}

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

    @admin.display(description="état", ordering="state")
    def shown_state(self, issue: Issue) -> str:
        state = issue.current_state
        waits = state == IssueState.PUBLISHED and issue.is_waiting
        return f"{state.label}, une correction attend son heure" if waits else state.label

    @admin.display(description="éditions", ordering="edition_count")
    def edition_count(self, issue: Issue) -> int:
        return issue.edition_count

    def render_change_form(self, request: HttpRequest, context: dict, **kwargs):
        context["show_save_and_add_another"] = False
        return super().render_change_form(request, context, **kwargs)
