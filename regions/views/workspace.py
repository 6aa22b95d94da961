"""The workspace: what is to do, the board of the regions, the reports to validate."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core.spreadsheet import csv_response
from network.permissions import has_workspace
from regions.board import Line, Row, meeting_to_answer_in, read_board, read_todo
from regions.filters import BoardFilters
from regions.models import Meeting, Report, StanceRequest
from regions.permissions import acts_for, may_manage_meeting, may_validate
from regions.queue import read_queue
from regions.services.meetings import add_to_agenda
from regions.services.reminders import resume_reminders, stop_reminders

COLUMNS = (
    "délégation",
    "prochaine rencontre",
    "lieu",
    "dernière rencontre",
    "date",
    "état",
    "jours d’attente",
    "autres comptes rendus attendus",
    "réunions de référents tenues cette année",
    "annoncées",
    "prévues par an",
    "adresse",
)


@never_cache
@login_required
@require_safe
def workspace(request: HttpRequest) -> HttpResponse:
    user = request.user
    if not has_workspace(user):
        return render(request, "regions/workspace/none.html")
    context = {"todo": read_todo(user), "may_validate": may_validate(user)}
    if may_validate(user):
        board, filters = read_board(), BoardFilters(request.GET)
        found = filters.found(board)
        context |= {"filters": filters, "rows": found, "total": len(board), "submitted": Report.objects.queue().count()}
    return render(request, "regions/workspace/workspace.html", context)


@never_cache
@login_required
@require_safe
def board_csv(request: HttpRequest) -> HttpResponse:
    _check_team(request)
    return csv_response("regions.csv", COLUMNS, map(_cells, BoardFilters(request.GET).found(read_board())))


@never_cache
@login_required
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    _check_team(request)
    return render(request, "regions/workspace/queue.html", {"queue": read_queue(request.user)})


# --- From a line ----------------------------------------------------------------------------------


@login_required
@require_POST
def reminders_stop(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = stop_reminders(meeting=_managed(request, pk), by=request.user)
    messages.success(request, f"Plus de rappel pour « {meeting} ».")
    return redirect("regions:workspace")


@login_required
@require_POST
def reminders_resume(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = resume_reminders(meeting=_managed(request, pk), by=request.user)
    messages.success(request, f"Les rappels reprennent pour « {meeting} ».")
    return redirect("regions:workspace")


@login_required
@require_POST
def plan_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Put what is asked on the agenda of the meeting that may answer it."""
    asked = get_object_or_404(StanceRequest.objects.select_related("proposal", "track", "question"), pk=pk)
    if not acts_for(request.user, asked.delegation_id):
        raise Http404("Cette demande est faite à une autre délégation.")
    meeting = meeting_to_answer_in(asked)
    if meeting is None:
        messages.info(request, "Annoncez d’abord une rencontre : cette demande sera à son ordre du jour.")
        return redirect("regions:meeting-new")
    add_to_agenda(meeting=meeting, subject=asked.subject)
    messages.success(request, f"« {asked.subject_title} » est à l’ordre du jour : {meeting}.")
    if meeting.starts_on and meeting.starts_on <= timezone.localdate():
        return redirect("regions:report", meeting.pk)
    return redirect("regions:workspace")


def _check_team(request: HttpRequest) -> None:
    if not may_validate(request.user):
        raise PermissionDenied


def _managed(request: HttpRequest, pk: int) -> Meeting:
    """A meeting of someone else's delegation does not exist here."""
    meeting = get_object_or_404(Meeting.objects.select_related("delegation", "group"), pk=pk)
    if not may_manage_meeting(request.user, meeting):
        raise Http404("Cette rencontre est celle d’une autre délégation.")
    return meeting


# --- The board as a file --------------------------------------------------------------------------


def _cells(row: Row) -> tuple:
    last = row.last
    return (
        row.delegation.name,
        _day(row.next),
        row.next.meeting.place if row.next else "",
        str(last.meeting) if last else "",
        _day(last),
        last.standing.label if last else "",
        last.days if last and last.is_waited_for else None,
        sum(line.is_waited_for for line in row.shown[1:]),
        row.quota.held,
        row.quota.announced,
        row.quota.expected,
        f"{settings.SITE_URL}{last.meeting.get_absolute_url()}" if last else "",
    )


def _day(line: Line | None) -> str:
    """A day as spreadsheets sort it; failing that, what was announced."""
    if line is None:
        return ""
    meeting = line.meeting
    return meeting.starts_on.isoformat() if meeting.is_settled else meeting.when or "jour à fixer"
