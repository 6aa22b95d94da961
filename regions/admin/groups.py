from django.contrib import admin
from django.db.models import Count, ForeignKey, QuerySet
from django.http import HttpRequest

from core.admin import (
    DATE_FIELDS,
    FIELD_OF_CONSTRAINT,
    PortalInline,
    PortalInlineFormSet,
    PortalStackedInline,
    SourcedAdmin,
)
from network.models import Mandate
from regions.models import AgendaItem, GroupMembership, Meeting, QualityGroup
from regions.services.kits import ask_for_kit
from regions.services.meetings import change_meeting

FIELD_OF_CONSTRAINT.update(
    {
        "regions_group_regional_has_delegation": "delegation",
        "regions_meeting_held_by_one": "delegation",
        "regions_meeting_kind_fits_holder": "kind",
        "regions_meeting_hours_need_day": "starts_at",
        "regions_meeting_hours_in_order": "ends_at",
    }
)


class MembershipInline(PortalStackedInline):
    model = GroupMembership
    verbose_name_plural = "membres"
    show_change_link = True
    autocomplete_fields = ["person", "mandate"]
    classes = ["collapse"]
    fieldsets = [
        (None, {"fields": [("position", "person", "mandate"), "role", ("starts_on", "ends_on")]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("group", "person")

    def formfield_for_foreignkey(self, db_field: ForeignKey, request: HttpRequest, **kwargs):
        if db_field.name == "mandate":
            kwargs["queryset"] = Mandate.objects.select_related("person")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(QualityGroup)
class QualityGroupAdmin(SourcedAdmin):
    list_display = ["name", "kind", "delegation", "announced_size", "member_count", "audience", "shown_provenance"]
    list_filter = ["kind", ("delegation", admin.RelatedOnlyFieldListFilter), "audience", "provenance"]
    list_select_related = ["delegation"]
    prepopulated_fields = {"slug": ["name"]}
    autocomplete_fields = ["delegation", "stage"]
    inlines = [MembershipInline]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("name", "slug"),
                    ("kind", "delegation"),
                    "stage",
                    ("announced_size", "since_year"),
                    "mission",
                    "audience",
                ]
            },
        )
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).annotate(member_count=Count("memberships"))

    @admin.display(description="membres inscrits", ordering="member_count")
    def member_count(self, group: QualityGroup) -> int:
        return group.member_count


@admin.register(GroupMembership)
class GroupMembershipAdmin(SourcedAdmin):
    list_display = ["person", "group", "role", "mandate_role", "shown_provenance"]
    list_filter = [
        ("group", admin.RelatedOnlyFieldListFilter),
        ("mandate__delegation", admin.RelatedOnlyFieldListFilter),
        "provenance",
    ]
    list_select_related = ["person", "group", "mandate"]
    autocomplete_fields = ["group", "person", "mandate"]
    fieldsets = [
        (None, {"fields": [("group", "position"), ("person", "mandate"), "role", ("starts_on", "ends_on")]}),
    ]

    @admin.display(description="à titre de", ordering="mandate__role")
    def mandate_role(self, membership: GroupMembership) -> str:
        return membership.mandate.role if membership.mandate else ""


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
