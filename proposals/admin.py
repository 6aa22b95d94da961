from django.contrib import admin

from core.admin import FIELD_OF_CONSTRAINT, SourcedAdmin
from proposals.models import Observation, Question, Trend, WorkTrack

FIELD_OF_CONSTRAINT.update(
    {
        "proposals_observation_position": "position",
        "proposals_trend_position": "position",
        "proposals_track_position": "position",
        "proposals_track_slug": "slug",
        "proposals_question_position": "position",
    }
)


class WordedAdmin(SourcedAdmin):
    """What a seminar left in writing, in its printed order."""

    list_display = ["label", "position", "audience", "shown_provenance"]
    list_filter = [("seminar", admin.RelatedOnlyFieldListFilter), "audience", "provenance"]
    autocomplete_fields = ["seminar"]
    fieldsets = [
        (None, {"fields": [("seminar", "position"), "label", "audience"]}),
        ("Texte", {"fields": ["wording", "corrected_wording"]}),
    ]


@admin.register(Observation)
class ObservationAdmin(WordedAdmin):
    pass


@admin.register(Trend)
class TrendAdmin(WordedAdmin):
    pass


@admin.register(WorkTrack)
class WorkTrackAdmin(WordedAdmin):
    list_display = ["label", "year", "kind", "position", "audience", "shown_provenance"]
    list_filter = ["year", "kind", *WordedAdmin.list_filter]
    prepopulated_fields = {"slug": ["label"]}
    fieldsets = [
        (None, {"fields": [("seminar", "year"), ("kind", "position"), "label", "slug", "audience"]}),
        ("Texte", {"fields": ["wording", "corrected_wording"]}),
    ]


@admin.register(Question)
class QuestionAdmin(SourcedAdmin):
    list_display = ["question", "theme", "position", "audience", "shown_provenance"]
    list_filter = ["theme", ("seminar", admin.RelatedOnlyFieldListFilter), "audience", "provenance"]
    prepopulated_fields = {"slug": ["theme"]}
    autocomplete_fields = ["seminar"]
    fieldsets = [
        (None, {"fields": [("seminar", "position"), "theme", "slug", "audience"]}),
        ("Texte", {"fields": ["context", "question"]}),
    ]
