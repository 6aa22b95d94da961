from django.contrib import admin
from django.db import models
from django.db.models import Count, Max, Model, QuerySet
from django.http import HttpRequest

from core.admin import DATE_FIELDS, FIELD_OF_CONSTRAINT, PortalStackedInline, SharedFields, SourcedAdmin
from seminars.models import (
    AnnouncedFigure,
    MediaItem,
    Participation,
    Plenary,
    Seminar,
    Stage,
    Visit,
    Workshop,
)

FIELD_OF_CONSTRAINT.update(
    {
        "seminars_stage_position": "position",
        "seminars_stage_slug": "slug",
        "seminars_visit_slug": "slug",
        "seminars_visit_coordinates_together": "longitude",
        "seminars_workshop_number": "number",
        "seminars_plenary_position": "position",
        "seminars_participation_category": "category",
        "seminars_mediaitem_public_has_consent": "has_consent",
        "seminars_figure_position": "position",
        "seminars_figure_approximate_has_value": "value",
    }
)

WORDING = ("Texte", {"fields": ["wording", "corrected_wording"]})


class InSeminar:
    """A new object is proposed in the latest seminar, after those it has."""

    rank_field = "position"

    def get_changeform_initial_data(self, request: HttpRequest) -> dict:
        initial = super().get_changeform_initial_data(request)
        if "seminar" not in initial:
            initial["seminar"] = Seminar.objects.order_by("-year", "-pk").values_list("pk", flat=True).first()
        placed = self.model._base_manager.filter(seminar=initial["seminar"]).aggregate(last=Max(self.rank_field))
        return {self.rank_field: (placed["last"] or 0) + 1, **initial}


class KeptInSeminar(InSeminar):
    """Once made, it stays in its seminar: the addresses of what is below it follow it."""

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None):
        fields = super().get_readonly_fields(request, obj)
        return [*fields, "seminar"] if obj and obj.pk else fields


class StageInline(PortalStackedInline):
    model = Stage
    show_change_link = True
    prepopulated_fields = {"slug": ["name"]}
    classes = ["collapse"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("position", "name", "slug"),
                    *DATE_FIELDS,
                    ("place", "place_printed"),
                    "wording",
                    "corrected_wording",
                    "audience",
                ]
            },
        )
    ]


class AnnouncedFigureInline(PortalStackedInline):
    model = AnnouncedFigure
    show_change_link = True
    classes = ["collapse"]
    fieldsets = [
        (None, {"fields": [("position", "value", "is_approximate"), ("label", "nature"), "counted", "printed"]})
    ]


@admin.register(Seminar)
class SeminarAdmin(SourcedAdmin):
    list_display = ["name", "year", "stage_count", "audience", "shown_provenance"]
    list_filter = ["audience", "provenance"]
    ordering = ["-year", "name"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [StageInline, AnnouncedFigureInline]
    fieldsets = [(None, {"fields": [("name", "year"), "slug", "strapline", "audience"]})]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).annotate(stage_count=Count("stages"))

    @admin.display(description="étapes", ordering="stage_count")
    def stage_count(self, seminar: Seminar) -> int:
        return seminar.stage_count


class VisitInline(PortalStackedInline):
    model = Visit
    show_change_link = True
    prepopulated_fields = {"slug": ["place"]}
    autocomplete_fields = ["host"]
    fieldsets = [
        (None, {"fields": [("position", "place", "place_printed"), ("slug", "country"), ("host", "audience")]})
    ]


class PlenaryInline(PortalStackedInline):
    model = Plenary
    show_change_link = True
    autocomplete_fields = ["speakers"]
    classes = ["collapse"]
    fieldsets = [
        (None, {"fields": [("position", "title"), "speakers", "wording", "corrected_wording", "audience"]}),
    ]


class ParticipationInline(PortalStackedInline):
    model = Participation
    show_change_link = True
    autocomplete_fields = ["people"]
    classes = ["collapse"]
    fieldsets = [(None, {"fields": [("category", "count"), "people"]})]


@admin.register(Stage)
class StageAdmin(KeptInSeminar, SourcedAdmin):
    list_display = ["name", "position", "seminar", "date_label", "place", "audience", "shown_provenance"]
    list_filter = [("seminar", admin.RelatedOnlyFieldListFilter), "audience", "provenance"]
    list_select_related = ["seminar"]
    prepopulated_fields = {"slug": ["name"]}
    autocomplete_fields = ["seminar"]
    inlines = [VisitInline, PlenaryInline, ParticipationInline]
    fieldsets = [
        (None, {"fields": [("seminar", "position"), ("name", "slug"), ("place", "place_printed"), "audience"]}),
        ("Date", {"fields": DATE_FIELDS}),
        WORDING,
    ]


class Elsewhere(SharedFields):
    """An address given without « http » or « https » is taken for the second."""

    formfield_overrides = SharedFields.formfield_overrides | {models.URLField: {"assume_scheme": "https"}}


class MediaItemInline(Elsewhere, PortalStackedInline):
    model = MediaItem
    show_change_link = True
    autocomplete_fields = ["seminar"]
    classes = ["collapse"]
    fieldsets = [(None, {"fields": [("seminar", "kind"), "title", "url", "credit", ("audience", "has_consent")]})]


@admin.register(Visit)
class VisitAdmin(SourcedAdmin):
    list_display = ["place", "country", "host", "stage", "audience", "shown_provenance"]
    list_filter = [("stage", admin.RelatedOnlyFieldListFilter), "country", "audience", "provenance"]
    list_select_related = ["stage__seminar", "host"]
    prepopulated_fields = {"slug": ["place"]}
    autocomplete_fields = ["stage", "host"]
    inlines = [MediaItemInline]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("stage", "position"),
                    ("place", "place_printed"),
                    ("slug", "country"),
                    ("host", "audience"),
                    "seen",
                ]
            },
        ),
        ("Carte", {"fields": [("latitude", "longitude")]}),
    ]


@admin.register(Workshop)
class WorkshopAdmin(KeptInSeminar, SourcedAdmin):
    rank_field = "number"
    list_display = ["number", "theme", "seminar", "audience", "shown_provenance"]
    list_display_links = ["number", "theme"]
    list_filter = [("seminar", admin.RelatedOnlyFieldListFilter), "audience", "provenance"]
    list_select_related = ["seminar"]
    autocomplete_fields = ["seminar", "stage", "facilitators", "rapporteurs"]
    fieldsets = [
        (None, {"fields": [("seminar", "stage"), ("number", "theme"), ("facilitators", "rapporteurs"), "audience"]}),
        ("Texte", {"fields": ["summary"]}),
    ]


@admin.register(Plenary)
class PlenaryAdmin(SourcedAdmin):
    list_display = ["title", "stage", "position", "audience", "shown_provenance"]
    list_filter = [("stage", admin.RelatedOnlyFieldListFilter), "audience", "provenance"]
    list_select_related = ["stage"]
    autocomplete_fields = ["stage", "speakers"]
    fieldsets = [
        (None, {"fields": [("stage", "position"), "title", "speakers", "audience"]}),
        WORDING,
    ]


@admin.register(Participation)
class ParticipationAdmin(SourcedAdmin):
    list_display = ["category", "count", "stage", "shown_provenance"]
    list_filter = [("stage", admin.RelatedOnlyFieldListFilter), "category", "provenance"]
    list_select_related = ["stage"]
    autocomplete_fields = ["stage", "people"]
    fieldsets = [(None, {"fields": ["stage", ("category", "count"), "people"]})]


@admin.register(MediaItem)
class MediaItemAdmin(Elsewhere, SourcedAdmin):
    list_display = ["title", "kind", "visit", "seminar", "has_consent", "audience", "shown_provenance"]
    list_filter = [
        ("seminar", admin.RelatedOnlyFieldListFilter),
        "kind",
        "has_consent",
        "audience",
        "provenance",
    ]
    list_select_related = ["seminar", "visit"]
    autocomplete_fields = ["seminar", "visit"]
    fieldsets = [
        (None, {"fields": [("seminar", "visit"), ("kind", "title"), "url", "credit", ("audience", "has_consent")]}),
        ("Texte", {"fields": ["transcript"]}),
    ]


@admin.register(AnnouncedFigure)
class AnnouncedFigureAdmin(InSeminar, SourcedAdmin):
    list_display = ["__str__", "printed", "nature", "counted", "seminar", "shown_provenance"]
    list_filter = [("seminar", admin.RelatedOnlyFieldListFilter), "nature", "counted", "provenance"]
    list_select_related = ["seminar"]
    autocomplete_fields = ["seminar"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("seminar", "position"),
                    ("value", "is_approximate"),
                    ("label", "nature"),
                    "counted",
                    "printed",
                ]
            },
        )
    ]
