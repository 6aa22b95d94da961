"""The log of who did what in the back-office: read, filtered, taken away as a spreadsheet, never changed."""

from collections.abc import Iterator

from django.contrib import admin
from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from core.admin.journals import JournalAdmin
from core.permissions import may_read_log
from core.spreadsheet import csv_response, xlsx_response

DONE = {ADDITION: "ajouté", CHANGE: "modifié", DELETION: "supprimé"}
HEADER = ("quand", "qui", "fait", "genre", "objet", "quoi")
# The most a file holds: the last ones.
MOST_ROWS = 10_000


class DoneFilter(admin.SimpleListFilter):
    title = "fait"
    parameter_name = "fait"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin):
        return [(str(flag), label) for flag, label in DONE.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(action_flag=self.value()) if self.value() in map(str, DONE) else queryset


@admin.register(LogEntry)
class LogEntryAdmin(JournalAdmin):
    list_display = ["action_time", "who", "done", "kind", "subject", "what"]
    list_filter = [
        "action_time",
        DoneFilter,
        ("user", admin.RelatedOnlyFieldListFilter),
        ("content_type", admin.RelatedOnlyFieldListFilter),
    ]
    list_select_related = ["user", "content_type"]
    search_fields = ["object_repr", "change_message", "user__email"]
    date_hierarchy = "action_time"
    ordering = ["-action_time", "-pk"]
    fields = ["action_time", "who", "done", "kind", "subject", "what"]
    readonly_fields = fields
    change_list_template = "admin/history/log.html"

    def get_urls(self) -> list:
        urls = [
            path(f"{kind}/", self.admin_site.admin_view(self.file_view), {"kind": kind}, name=f"admin_logentry_{kind}")
            for kind in ("csv", "xlsx")
        ]
        return [*urls, *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None):
        return super().changelist_view(request, {"title": "Journal", **(extra_context or {})})

    def has_view_permission(self, request: HttpRequest, obj: LogEntry | None = None) -> bool:
        return may_read_log(request.user)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Lines about what the reader may see: accounts are the administrators' business."""
        kinds = ContentType.objects.filter(pk__in=LogEntry.objects.order_by().values("content_type").distinct())
        seen = [one for one in kinds if request.user.has_perm(f"{one.app_label}.view_{one.model}")]
        return super().get_queryset(request).filter(content_type__in=seen)

    @method_decorator(require_safe)
    def file_view(self, request: HttpRequest, kind: str) -> HttpResponse:
        """The lines of the list, filters included, as a file."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            entries = self.get_changelist_instance(request).get_queryset(request)
        except IncorrectLookupParameters:  # as the list itself does
            return redirect(f"{reverse('admin:admin_logentry_changelist')}?e=1")
        rows = list(_rows(entries[:MOST_ROWS]))
        if kind == "csv":
            return csv_response("journal.csv", HEADER, rows)
        return xlsx_response("journal.xlsx", HEADER, rows, sheet="Journal")

    @admin.display(description="qui", ordering="user")
    def who(self, entry: LogEntry) -> str:
        """Not a link: accounts are the administrators' business."""
        return str(entry.user)

    @admin.display(description="fait", ordering="action_flag")
    def done(self, entry: LogEntry) -> str:
        return DONE[entry.action_flag]

    @admin.display(description="genre", ordering="content_type")
    def kind(self, entry: LogEntry) -> str:
        return _kind(entry)

    @admin.display(description="objet")
    def subject(self, entry: LogEntry) -> str:
        url = "" if entry.action_flag == DELETION else entry.get_admin_url()
        return format_html('<a href="{}">{}</a>', url, entry.object_repr) if url else entry.object_repr

    @admin.display(description="quoi")
    def what(self, entry: LogEntry) -> str:
        return _what(entry)


def _kind(entry: LogEntry) -> str:
    model = entry.content_type.model_class() if entry.content_type else None
    return str(model._meta.verbose_name) if model else ""


def _what(entry: LogEntry) -> str:
    return "" if entry.action_flag == DELETION else entry.get_change_message()


def _rows(entries: QuerySet) -> Iterator[tuple]:
    for entry in entries:
        when = timezone.localtime(entry.action_time).strftime("%Y-%m-%d %H:%M")
        yield when, str(entry.user), DONE[entry.action_flag], _kind(entry), entry.object_repr, _what(entry)
