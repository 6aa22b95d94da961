"""What seminars left in writing: observations and trends."""

from django.contrib import admin

from core.admin import FIELD_OF_CONSTRAINT, SourcedAdmin
from proposals.models import Observation, Trend
from seminars.admin import InSeminar

FIELD_OF_CONSTRAINT.update(
    {
        "proposals_observation_position": "position",
        "proposals_trend_position": "position",
    }
)


class WordedAdmin(InSeminar, SourcedAdmin):
    """In printed order."""

    list_display = ["label", "position", "seminar", "audience", "shown_provenance"]
    list_filter = [("seminar", admin.RelatedOnlyFieldListFilter), "audience", "provenance"]
    list_select_related = ["seminar"]
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
