from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest

from core.admin import DATE_FIELDS, FIELD_OF_CONSTRAINT, PortalStackedInline, SourcedAdmin
from seminars.models import AnnouncedFigure, Seminar, Stage, Visit

FIELD_OF_CONSTRAINT.update(
    {
        "seminars_stage_position": "position",
        "seminars_stage_slug": "slug",
        "seminars_visit_slug": "slug",
        "seminars_figure_position": "position",
        "seminars_figure_approximate_has_value": "value",
    }
)

WORDING = ("Texte", {"fields": ["wording", "corrected_wording"]})


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
    classes = ["collapse"]
    fieldsets = [(None, {"fields": [("position", "value", "is_approximate"), ("label", "nature"), "printed"]})]


@admin.register(Seminar)
class SeminarAdmin(SourcedAdmin):
    list_display = ["name", "year", "stage_count", "audience", "shown_provenance"]
    list_filter = ["audience", "provenance"]
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


@admin.register(Stage)
class StageAdmin(SourcedAdmin):
    list_display = ["name", "position", "seminar", "date_label", "place", "audience", "shown_provenance"]
    list_filter = [("seminar", admin.RelatedOnlyFieldListFilter), "audience", "provenance"]
    list_select_related = ["seminar"]
    prepopulated_fields = {"slug": ["name"]}
    autocomplete_fields = ["seminar"]
    inlines = [VisitInline]
    fieldsets = [
        (None, {"fields": [("seminar", "position"), ("name", "slug"), ("place", "place_printed"), "audience"]}),
        ("Date", {"fields": DATE_FIELDS}),
        WORDING,
    ]


@admin.register(Visit)
class VisitAdmin(SourcedAdmin):
    list_display = ["place", "country", "host", "stage", "audience", "shown_provenance"]
    list_filter = [("stage", admin.RelatedOnlyFieldListFilter), "country", "audience", "provenance"]
    list_select_related = ["stage", "host"]
    prepopulated_fields = {"slug": ["place"]}
    autocomplete_fields = ["stage", "host"]
    fieldsets = [
        (
            None,
            {"fields": [("stage", "position"), ("place", "place_printed"), ("slug", "country"), "host", "audience"]},
        )
    ]


@admin.register(AnnouncedFigure)
class AnnouncedFigureAdmin(SourcedAdmin):
    list_display = ["__str__", "printed", "nature", "seminar", "shown_provenance"]
    list_filter = [("seminar", admin.RelatedOnlyFieldListFilter), "nature", "provenance"]
    list_select_related = ["seminar"]
    autocomplete_fields = ["seminar"]
    fieldsets = [
        (None, {"fields": [("seminar", "position"), ("value", "is_approximate"), ("label", "nature"), "printed"]})
    ]
