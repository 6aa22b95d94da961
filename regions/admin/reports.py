"""Reports are written, sent and validated on their own pages: the back-office shows them, and leads there."""

from collections.abc import Iterator

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from core import uses
from core.admin import PortalInline, PortalModelAdmin, ReadOnly
from core.admin.journals import JournalAdmin
from core.uses import Going, Use, change_url
from regions.enums import ReportState
from regions.models import Attachment, Attendance, Decision, Reminder, Report, ReportStep, StanceRequest

WITH_ITS_MEETING = "Compte rendu, perdu avec sa rencontre"
FILES = "Pièces jointes, dont les fichiers seront effacés"


def reports_of(going: Going) -> Iterator[Use]:
    for report in going.get(Report, ()):
        label = f"{report} ({report.get_state_display()})"
        yield Use(report.meeting, WITH_ITS_MEETING, label, change_url(report))
    for attachment in going.get(Attachment, ()):
        yield Use(attachment.report.meeting, FILES, attachment.name)


uses.register(reports_of)


class ReportInline(ReadOnly, PortalInline, admin.TabularInline):
    can_delete = False


class DecisionInline(ReportInline):
    model = Decision
    fields = ["text", "who", "due_on", "state", "settles"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("settles")


class AttendanceInline(ReportInline):
    model = Attendance
    fields = ["category", "count"]


class AttachmentInline(ReportInline):
    model = Attachment
    fields = ["link", "size", "added"]
    readonly_fields = ["link", "added"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("added_by")

    @admin.display(description="fichier")
    def link(self, attachment: Attachment) -> str:
        """By the view that checks who asks: the storage gives no address."""
        return format_html('<a href="{}">{}</a>', reverse("regions:attachment", args=[attachment.pk]), attachment.name)

    @admin.display(description="joint par")
    def added(self, attachment: Attachment) -> str:
        return str(attachment.added_by or "")


class StepInline(ReportInline):
    model = ReportStep
    fields = ["at", "step", "comment", "signed"]
    readonly_fields = ["step", "signed"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("author")

    @admin.display(description="étape")
    def step(self, step: ReportStep) -> str:
        return str(step)

    @admin.display(description="par")
    def signed(self, step: ReportStep) -> str:
        """Not a link: accounts are the administrators' business."""
        return str(step.author or "")


@admin.register(Report)
class ReportAdmin(ReadOnly, PortalModelAdmin):
    goes_with_its_subject = True
    list_display = ["meeting", "state", "holder", "saved_at", "submitted_at", "validated_at", "withdrawn_at"]
    list_filter = [
        "state",
        ("meeting__delegation", admin.RelatedOnlyFieldListFilter),
        "meeting__kind",
        "submitted_at",
    ]
    list_select_related = ["meeting__delegation", "meeting__group"]
    inlines = [DecisionInline, AttendanceInline, AttachmentInline, StepInline]
    readonly_fields = ["page", "state", "version", "saved_at", "submitted_at", "validated_at", "withdrawn_at"]
    fieldsets = [
        (None, {"fields": ["page", ("state", "version"), "summary", "next_steps"]}),
        ("Étapes", {"fields": [("saved_at", "submitted_at"), ("validated_at", "withdrawn_at")]}),
    ]

    def view_on_site(self, report: Report) -> str | None:
        """Within the page of its meeting, once it is validated."""
        return report.meeting.get_absolute_url() if report.state == ReportState.VALIDATED else None

    @admin.display(description="attend")
    def holder(self, report: Report) -> str:
        return report.held_by

    @admin.display(description="à lire, valider ou renvoyer sur sa page")
    def page(self, report: Report) -> str:
        return format_html('<a href="{}">{}</a>', reverse("regions:report", args=[report.meeting_id]), report.meeting)


@admin.register(ReportStep)
class ReportStepAdmin(JournalAdmin):
    goes_with_its_subject = True
    list_display = ["at", "meeting", "__str__", "comment", "signed"]
    list_filter = ["after", ("report__meeting__delegation", admin.RelatedOnlyFieldListFilter), "at"]
    list_select_related = ["report__meeting__delegation", "report__meeting__group", "author"]
    search_fields = ["comment", "report__meeting__title", "report__meeting__delegation__name"]
    fieldsets = [(None, {"fields": ["meeting", ("before", "after"), "comment", ("at", "signed")]})]
    readonly_fields = ["meeting", "signed"]

    @admin.display(description="rencontre")
    def meeting(self, step: ReportStep) -> str:
        return str(step.report.meeting)

    @admin.display(description="par")
    def signed(self, step: ReportStep) -> str:
        return str(step.author or "")


@admin.register(Reminder)
class ReminderAdmin(JournalAdmin):
    goes_with_its_subject = True
    list_display = ["sent_at", "meeting", "step"]
    list_filter = ["step", ("meeting__delegation", admin.RelatedOnlyFieldListFilter), "sent_at"]
    list_select_related = ["meeting__delegation", "meeting__group"]
    search_fields = ["meeting__title", "meeting__delegation__name"]
    fields = ["meeting", "step", "sent_at"]


@admin.register(StanceRequest)
class StanceRequestAdmin(PortalModelAdmin):
    list_display = ["delegation", "subject_title", "created_at", "asker"]
    list_filter = [("delegation", admin.RelatedOnlyFieldListFilter), "created_at"]
    list_select_related = ["delegation", "proposal__seminar", "track__seminar", "question__seminar", "asked_by"]
    search_fields = ["delegation__name", "proposal__label", "track__label", "question__question"]
    autocomplete_fields = ["delegation", "proposal", "track", "question"]
    readonly_fields = ["asker", "asked_by"]
    fieldsets = [(None, {"fields": ["delegation", "track", "question", "proposal", "asker"]})]

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str):
        return admin.ModelAdmin.get_search_results(self, request, queryset, search_term)

    def save_model(self, request: HttpRequest, obj: StanceRequest, form, change: bool) -> None:
        if not change:
            obj.asked_by = request.user
        super().save_model(request, obj, form, change)

    @admin.display(description="sur", ordering="pk")
    def subject_title(self, one: StanceRequest) -> str:
        return one.subject_title

    @admin.display(description="demandé par", ordering="asked_by")
    def asker(self, one: StanceRequest) -> str:
        return str(one.asked_by or "")
