"""Announcing a meeting, changing it, cancelling it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from core.errors import DomainError
from network.permissions import has_workspace
from regions.forms.meetings import CancelForm, MeetingForm, moved
from regions.models import Meeting
from regions.permissions import may_manage_meeting
from regions.services.meetings import announce_meeting, cancel_meeting, change_meeting


@never_cache
@login_required
def announce(request: HttpRequest) -> HttpResponse:
    if not has_workspace(request.user):
        raise PermissionDenied
    form = _form(request)
    if form.is_bound and form.is_valid():
        try:
            made = announce_meeting(
                meeting=form.instance,
                by=request.user,
                uid=form.cleaned_data["uid"],
                subjects=form.subjects,
            )
        except (DomainError, ValidationError) as error:
            form.refuse(error)
        else:
            messages.success(request, "La rencontre est annoncée. Tout ce qui suit peut encore changer.")
            return redirect("regions:meeting-edit", made.pk)
    return render(request, "regions/announce.html", {"form": form})


@never_cache
@login_required
def change(request: HttpRequest, pk: int) -> HttpResponse:
    if request.method != "POST":
        meeting = _managed(request, pk, Meeting.objects.all())
        return _edit_page(request, meeting, str(meeting), _form(request, meeting), CancelForm())
    with transaction.atomic():
        # Two people who save at once do it one after the other: the second is told what the first wrote.
        meeting = _managed(request, pk, Meeting.objects.select_for_update(of=("self",)))
        return _save_change(request, meeting)


def _save_change(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    name, form = str(meeting), _form(request, meeting)
    if form.is_bound and form.is_valid():
        try:
            change_meeting(meeting=form.instance, by=request.user, subjects=form.subjects)
        except (DomainError, ValidationError) as error:
            form.refuse(error)
        else:
            messages.success(request, "La rencontre est modifiée.")
            return redirect("regions:meeting-edit", meeting.pk)
    return _edit_page(request, meeting, name, form, CancelForm())


@never_cache
@login_required
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = _managed(request, pk, Meeting.objects.all())
    form = CancelForm(request.POST)
    if form.is_valid():
        try:
            cancel_meeting(meeting=meeting, by=request.user, reason=form.cleaned_data["reason"])
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "La rencontre est annulée. Sa page et les agendas le disent.")
            return redirect("regions:meeting-edit", pk)
    return _edit_page(request, meeting, str(meeting), MeetingForm(instance=meeting, by=request.user), form)


def _managed(request: HttpRequest, pk: int, meetings: QuerySet[Meeting]) -> Meeting:
    """A meeting of theirs; that of another delegation is not there."""
    meeting = get_object_or_404(meetings.select_related("delegation", "group"), pk=pk)
    if not may_manage_meeting(request.user, meeting):
        raise Http404("Aucune rencontre à cette adresse.")
    return meeting


def _form(request: HttpRequest, meeting: Meeting | None = None) -> MeetingForm:
    """The form as sent. One whose points are being put in order is shown again, as it was and not judged."""
    if request.method != "POST":
        return MeetingForm(instance=meeting, by=request.user)
    up, down = request.POST.get("monter", ""), request.POST.get("descendre", "")
    if not up and not down:
        return MeetingForm(request.POST, instance=meeting, by=request.user)
    typed = request.POST.dict() | {
        "agenda": moved(request.POST.getlist("agenda"), up=up, down=down),
        "shown_points": request.POST.getlist("shown_points"),
    }
    return MeetingForm(initial=typed, instance=meeting, by=request.user)


def _edit_page(
    request: HttpRequest, meeting: Meeting, name: str, form: MeetingForm, cancel_form: CancelForm
) -> HttpResponse:
    context = {"meeting": meeting, "name": name, "form": form, "cancel_form": cancel_form}
    return render(request, "regions/meeting_edit.html", context)
