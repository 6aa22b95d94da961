"""Frozen editions and their files: read here, changed by nobody."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from core.admin import PortalModelAdmin, ReadOnly
from core.templatetags.typo import poids
from newsletter.enums import IssueState, Medium
from newsletter.models import Edition, MaskingRecord, Rendering
from newsletter.permissions import may_open_rendering


def edition_pdf(edition: Edition) -> Rendering | None:
    """The last made: that of a masking takes the place of the one before it."""
    made = [one for one in edition.renderings.all() if one.medium == Medium.PDF]
    return max(made, key=lambda one: one.pk, default=None)


def rendering_link(rendering: Rendering, label: str) -> str:
    return format_html('<a href="{}">{}</a>', reverse("admin:newsletter_rendering_file", args=[rendering.pk]), label)


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
    fieldsets = [
        (None, {"fields": [("issue", "number"), ("created_at", "author"), "publish_at", "corrected", "why", "digest"]})
    ]
    readonly_fields = ["author", "corrected", "why"]

    @admin.display(description="ce qui est corrigé")
    def corrected(self, edition: Edition) -> str:
        """As readers have it: without the names that were taken out since."""
        return edition.shown.data.get("erratum", {}).get("what", "")

    @admin.display(description="pourquoi")
    def why(self, edition: Edition) -> str:
        return edition.shown.data.get("erratum", {}).get("why", "")

    def view_on_site(self, edition: Edition) -> str | None:
        """Its own page, where readers find it once it was replaced too."""
        is_out = edition.issue.current_state == IssueState.PUBLISHED
        if not is_out or edition not in edition.issue.editions.readable():
            return None
        return reverse("newsletter:edition", args=[edition.issue.number, edition.number])

    def get_urls(self):
        rendering = self.admin_site.admin_view(self.rendering_view)
        return [path("rendus/<int:pk>/", rendering, name="newsletter_rendering_file"), *super().get_urls()]

    @method_decorator(require_safe)
    def rendering_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Hand out a frozen file: PDF and cover to look at, HTML to keep, never to be run under the back-office."""
        if not may_open_rendering(request.user):
            raise PermissionDenied
        rendering = get_object_or_404(Rendering, pk=pk)
        try:
            content = rendering.file.open()
        except FileNotFoundError:
            raise Http404("Le fichier de ce rendu a disparu du serveur.") from None
        return FileResponse(
            content,
            as_attachment=rendering.medium not in (Medium.PDF, Medium.COVER),
            filename=rendering.file.name.rpartition("/")[2],
        )
