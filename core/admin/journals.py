"""What the portal does by itself: the mails it sends, the tasks of its workers."""

import django_tasks_db.admin  # noqa: F401 - registers the tasks in English, until below
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django_tasks_db.compat import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from core.admin.base import PortalModelAdmin, ReadOnly
from core.admin.bulk import Bulk
from core.mail import services
from core.mail.outbox import OutgoingMail
from core.permissions import may_resend
from core.tasks.schedule import ScheduledRun
from core.templatetags.typo import pluriel


class JournalAdmin(ReadOnly, PortalModelAdmin):
    """Too many rows, changing too often, for the search index: each list is searched by columns of its own."""

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str):
        return admin.ModelAdmin.get_search_results(self, request, queryset, search_term)


@admin.register(OutgoingMail)
class OutgoingMailAdmin(JournalAdmin):
    list_display = ["subject", "to", "state", "attempts", "created_at", "sent_at", "last_error"]
    list_filter = ["state"]
    search_fields = ["to", "subject"]
    date_hierarchy = "created_at"
    actions = ["resend"]
    # Never the text: it may hold a code or an invitation, which belong to whoever the mail is for.
    fields = [
        ("subject", "to"),
        ("state", "attempts"),
        "last_error",
        ("created_at", "sent_at"),
        "message_id",
    ]

    def has_resend_permission(self, request: HttpRequest) -> bool:
        return may_resend(request.user)

    @admin.action(description="Renvoyer les courriels en échec…", permissions=["resend"])
    def resend(self, request: HttpRequest, mails: QuerySet):
        bulk = Bulk(
            name="resend",
            title="Renvoyer des courriels",
            button="Renvoyer",
            change=lambda mail, asked: services.resend(mail=mail),
            done=lambda count: f"{count} {pluriel(count, 'courriel repart,courriels repartent')}.",
        )
        return self.ask_and_do(request, mails, bulk)


@admin.register(ScheduledRun)
class ScheduledRunAdmin(JournalAdmin):
    list_display = ["job", "slot", "tries", "started_at", "finished_at", "error"]
    list_filter = ["slot"]
    search_fields = ["job"]
    ordering = ["-slot"]
    fields = ["job", "slot", "tries", "started_at", "finished_at", "error"]


admin.site.unregister(DBTaskResult)


@admin.register(DBTaskResult)
class TaskAdmin(JournalAdmin):
    list_display = ["name", "status", "tries", "asked_at", "next_try_at", "ended_at"]
    list_filter = ["status"]
    search_fields = ["task_path"]
    ordering = ["-enqueued_at"]
    fields = ["name", "status", "tries", "asked_at", "begun_at", "ended_at", "next_try_at", "error"]

    @admin.display(description="tâche", ordering="task_path")
    def name(self, task: DBTaskResult) -> str:
        return task.task_path

    @admin.display(description="essais")
    def tries(self, task: DBTaskResult) -> int:
        return len(task.worker_ids)

    @admin.display(description="demandée le", ordering="enqueued_at")
    def asked_at(self, task: DBTaskResult):
        return task.enqueued_at

    @admin.display(description="commencée le", ordering="started_at")
    def begun_at(self, task: DBTaskResult):
        return task.started_at

    @admin.display(description="finie le", ordering="finished_at")
    def ended_at(self, task: DBTaskResult):
        return task.finished_at

    @admin.display(description="pas avant", ordering="run_after")
    def next_try_at(self, task: DBTaskResult):
        is_waiting = task.status == TaskResultStatus.READY and task.run_after != get_date_max()
        return task.run_after if is_waiting else None

    @admin.display(description="dernière erreur")
    def error(self, task: DBTaskResult) -> str:
        return format_html("<pre>{}</pre>", task.traceback) if task.traceback else ""
