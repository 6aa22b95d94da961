from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from core.admin import DATE_FIELDS, FIELD_OF_CONSTRAINT, PortalInline, PortalInlineFormSet, SourcedAdmin
from regions.models import AgendaItem, Meeting
from regions.services.kits import ask_for_kit
from regions.services.meetings import change_meeting

FIELD_OF_CONSTRAINT.update(
    {
        "regions_meeting_held_by_one": "delegation",
        "regions_meeting_kind_fits_holder": "kind",
        "regions_meeting_hours_need_day": "starts_at",
        "regions_meeting_hours_in_order": "ends_at",
    }
)


class AgendaItemFormSet(PortalInlineFormSet):
    def clean(self) -> None:
        super().clean()
        for form in self.initial_forms:
            if self._should_delete_form(form) and hasattr(form.instance, "outcome"):
                form.add_error(None, "Un avis est déjà donné sur ce point : il reste à l’ordre du jour.")


class AgendaItemInline(PortalInline, admin.TabularInline):
    model = AgendaItem
    formset = AgendaItemFormSet
    fields = ["position", "track", "question", "proposal"]
    autocomplete_fields = ["track", "question", "proposal"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).with_subjects().select_related("outcome")


@admin.register(Meeting)
class MeetingAdmin(SourcedAdmin):
    list_display = ["__str__", "shown_date", "kind", "delegation", "place", "standing", "audience", "shown_provenance"]
    list_filter = ["kind", ("delegation", admin.RelatedOnlyFieldListFilter), "audience", "provenance"]
    list_select_related = ["delegation", "group"]
    autocomplete_fields = ["delegation", "group", "stage"]
    inlines = [AgendaItemInline]
    readonly_fields = ["standing"]
    fieldsets = [
        (None, {"fields": ["kind", ("delegation", "group"), "stage", "title", ("audience", "standing")]}),
        ("Quand", {"fields": [*DATE_FIELDS, ("starts_at", "ends_at")]}),
        ("Où", {"fields": ["place", "address", "welcome"]}),
    ]

    def has_change_permission(self, request: HttpRequest, obj: Meeting | None = None) -> bool:
        return not (obj and obj.cancelled_at) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Meeting | None = None) -> bool:
        """What was written of a meeting does not go with it: such a meeting is cancelled at most."""
        begun = obj and hasattr(obj, "report") and obj.report.is_begun
        return not begun and super().has_delete_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: Meeting, form, change: bool) -> None:
        if change:
            change_meeting(meeting=obj, by=request.user)
        else:
            obj.created_by = request.user
            super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form, formsets, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        ask_for_kit(form.instance)

    @admin.display(description="date", ordering="starts_on")
    def shown_date(self, meeting: Meeting) -> str:
        return meeting.when

    @admin.display(description="maintien")
    def standing(self, meeting: Meeting) -> str:
        return f"annulée : {meeting.cancellation_reason}" if meeting.cancelled_at else "maintenue"
