"""What moved, as it was written: read, never amended."""

from collections.abc import Iterator

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html

from core import uses
from core.admin import PortalModelAdmin, ReadOnly
from core.dates import day_in_words
from core.uses import Going, Use, change_url
from proposals.models import StatusChange
from proposals.models.changes import SUBJECTS


class SubjectFilter(admin.SimpleListFilter):
    title = "objet"
    parameter_name = "objet"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [(name, str(StatusChange._meta.get_field(name).verbose_name)) for name in SUBJECTS]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(**{f"{self.value()}__isnull": False}) if self.value() in SUBJECTS else queryset


def history_of(going: Going) -> Iterator[Use]:
    for change in going.get(StatusChange, ()):
        day = day_in_words(timezone.localdate(change.at))
        yield Use(change.subject, "Historique, perdu avec lui", f"{day} : {change}", change_url(change))


uses.register(history_of)


@admin.register(StatusChange)
class StatusChangeAdmin(ReadOnly, PortalModelAdmin):
    goes_with_its_subject = True
    list_display = ["at", "subject_link", "step", "comment", "signed"]
    list_display_links = ["at"]
    list_filter = [SubjectFilter, "at"]
    list_select_related = [*SUBJECTS, "author"]
    fieldsets = [(None, {"fields": ["subject_link", "step", ("at", "signed"), "comment"]})]
    readonly_fields = ["subject_link", "step", "signed"]

    @admin.display(description="objet")
    def subject_link(self, change: StatusChange) -> str:
        return format_html('<a href="{}">{}</a>', change_url(change.subject), change.subject)

    @admin.display(description="changement")
    def step(self, change: StatusChange) -> str:
        return f"{change.before_label} → {change.after_label}"

    @admin.display(description="par")
    def signed(self, change: StatusChange) -> str:
        """Not a link: accounts are the administrators' business."""
        return str(change.author or "")
