from django.contrib import admin
from django.db.models import Count, ForeignKey, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from core.admin import (
    FIELD_OF_CONSTRAINT,
    PortalStackedInline,
    SourcedAdmin,
)
from network.models import Mandate
from regions.models import GroupMembership, QualityGroup

FIELD_OF_CONSTRAINT.update(
    {
        "regions_group_regional_has_delegation": "delegation",
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

    def view_on_site(self, group: QualityGroup) -> str:
        return group.delegation.get_absolute_url() if group.delegation else reverse("regions:quality-group")

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
