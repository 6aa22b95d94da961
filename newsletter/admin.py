"""Composing and publishing an issue: its form holds its blocks; a page of its own asks before publishing."""

from content_editor.admin import ContentEditor, ContentEditorInline
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Max, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_safe

from core.admin import DATE_FIELDS, FIELD_OF_CONSTRAINT, PortalInline, PortalModelAdmin, ReadOnly, SourcedAdmin
from core.errors import DomainError
from core.templatetags.typo import pluriel, poids
from newsletter import uses
from newsletter.enums import IssueState, Medium
from newsletter.forms import KeyFiguresForm
from newsletter.models import Edition, Image, Issue, KeyFigures, Live, MaskingRecord, Rendering, Rubrique, Text
from newsletter.permissions import may_open_rendering, may_publish
from newsletter.services import Publication, publish_issue

FIELD_OF_CONSTRAINT.update(
    {
        "newsletter_text_says_something": "body",
        "newsletter_text_only_signature_signs": "person",
        "newsletter_image_alternative_or_decorative": "alternative",
    }
)

uses.register()

# Without a fragment of its own, a redirection keeps the one where the content editor notes how far one had scrolled.
TOP = "#content-start"
PLACE = (None, {"fields": [("region", "ordering")]})  # hidden inputs the content editor asks for


class BlockInline(PortalInline, ContentEditorInline):
    pass


class RubriqueInline(BlockInline):
    model = Rubrique
    icon = "bookmark"
    color = "var(--block-rubrique)"
    prepopulated_fields = {"anchor": ["title"]}
    fieldsets = [
        (None, {"fields": ["title", ("kicker", "subtitle"), "teaser", ("anchor", "band"), "starts_page"]}),
        (
            "Source",
            {
                "fields": [("title_printed", "printed_page"), "source_ref", "provenance_note"],
                "classes": ["collapse"],
            },
        ),
        PLACE,
    ]


class TextInline(BlockInline):
    model = Text
    icon = "notes"
    color = "var(--block-text)"
    autocomplete_fields = ["person"]
    fieldsets = [
        (None, {"fields": [("kind", "title"), "body", "person"]}),
        ("Source", {"fields": ["printed", "source_ref"], "classes": ["collapse"]}),
        PLACE,
    ]


class KeyFiguresInline(BlockInline):
    model = KeyFigures
    form = KeyFiguresForm
    icon = "tag"
    color = "var(--block-figures)"
    fieldsets = [(None, {"fields": ["title", "figures"]}), PLACE]


class ImageInline(BlockInline):
    model = Image
    icon = "image"
    color = "var(--block-image)"
    fieldsets = [(None, {"fields": ["picture", "alternative", "is_decorative", ("caption", "credit")]}), PLACE]


class LiveInline(BlockInline):
    model = Live
    icon = "autorenew"
    color = "var(--block-live)"
    fieldsets = [
        (None, {"fields": [("kind", "title"), "intro", ("band", "starts_page")]}),
        ("Source", {"fields": ["source_ref"], "classes": ["collapse"]}),
        PLACE,
    ]


def edition_pdf(edition: Edition) -> Rendering | None:
    """The last made: that of a masking takes the place of the one before it."""
    made = [one for one in edition.renderings.all() if one.medium == Medium.PDF]
    return max(made, key=lambda one: one.pk, default=None)


def rendering_link(rendering: Rendering, label: str) -> str:
    return format_html('<a href="{}">{}</a>', reverse("admin:newsletter_rendering_file", args=[rendering.pk]), label)


def publication_message(publication: Publication) -> str:
    edition = publication.edition
    if not publication.is_new:
        return f"Rien n’a changé depuis : l’édition {edition.number} reste celle que lisent les lecteurs."
    pdf = edition_pdf(edition)
    return format_html(
        "L’édition {} est en ligne : {}{}.",
        edition.number,
        format_html('<a href="{}">page web</a>', edition.issue.get_absolute_url()),
        format_html(
            ', <a href="{}">PDF</a> ({} page{}, {})',
            reverse("newsletter:issue-pdf", args=[edition.issue.number]),
            pdf.pages,
            pluriel(pdf.pages),
            poids(pdf.size),
        )
        if pdf
        else "",
    )


class EditionColumns:
    """What lists tell of an edition. The article itself, long, is not read for it."""

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        editions = super().get_queryset(request).defer("body", "data")
        return editions.select_related("issue", "created_by").prefetch_related("renderings")

    @admin.display(description="gelée par")
    def author(self, edition: Edition) -> str:
        """Not a link: accounts are the administrators' business."""
        return str(edition.created_by or "")

    @admin.display(description="pages du PDF")
    def pages(self, edition: Edition) -> int | None:
        pdf = edition_pdf(edition)
        return pdf.pages if pdf else None

    @admin.display(description="PDF")
    def pdf_link(self, edition: Edition) -> str | None:
        pdf = edition_pdf(edition)
        return rendering_link(pdf, f"ouvrir ({poids(pdf.size)})") if pdf else None


class EditionInline(ReadOnly, EditionColumns, admin.TabularInline):
    model = Edition
    verbose_name_plural = "éditions gelées"
    extra = 0
    show_change_link = True
    fields = readonly_fields = ["number", "created_at", "author", "pages", "pdf_link"]


@admin.register(Issue)
class IssueAdmin(SourcedAdmin, ContentEditor):
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
            ]
        }
        js = ["admin-portal/styles.js", "admin-portal/blocks.js", "admin-portal/text-editor.js"]

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
        return [*fields, "number"] if obj and obj.editions.exists() else fields

    def get_inlines(self, request: HttpRequest, obj: Issue | None):
        inlines = super().get_inlines(request, obj)
        return [*inlines, EditionInline] if obj and obj.editions.exists() else inlines

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


class RenderingInline(ReadOnly, admin.TabularInline):
    model = Rendering
    extra = 0
    fields = readonly_fields = ["medium", "variant", "pages", "weight", "sha256", "link"]

    @admin.display(description="poids")
    def weight(self, rendering: Rendering) -> str:
        return poids(rendering.size)

    @admin.display(description="fichier")
    def link(self, rendering: Rendering) -> str:
        return rendering_link(rendering, "ouvrir")


class MaskingInline(ReadOnly, admin.TabularInline):
    """Why files of the edition are gone."""

    model = MaskingRecord
    extra = 0
    fields = readonly_fields = ["number", "person", "created_at", "created_by"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("person", "created_by", "edition__issue")


@admin.register(Edition)
class EditionAdmin(ReadOnly, EditionColumns, PortalModelAdmin):
    list_display = ["issue", "number", "created_at", "author", "pages", "pdf_link"]
    list_display_links = ["issue", "number"]
    list_filter = [("issue", admin.RelatedOnlyFieldListFilter)]
    inlines = [RenderingInline, MaskingInline]
    fieldsets = [(None, {"fields": [("issue", "number"), ("created_at", "author"), "digest"]})]
    readonly_fields = ["author"]

    def get_urls(self):
        rendering = self.admin_site.admin_view(self.rendering_view)
        return [path("rendus/<int:pk>/", rendering, name="newsletter_rendering_file"), *super().get_urls()]

    @method_decorator(require_safe)
    def rendering_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Hand out a frozen file: the PDF to look at, the HTML to keep, never to be run under the back-office."""
        if not may_open_rendering(request.user):
            raise PermissionDenied
        rendering = get_object_or_404(Rendering, pk=pk)
        try:
            content = rendering.file.open()
        except FileNotFoundError:
            raise Http404("Le fichier de ce rendu a disparu du serveur.") from None
        return FileResponse(
            content,
            as_attachment=rendering.medium != Medium.PDF,
            filename=rendering.file.name.rpartition("/")[2],
        )
