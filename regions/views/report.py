"""The report of a meeting: its form, saved at each change, and the steps it goes through."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from core import drafts
from core.errors import DomainError
from core.pages import public_page
from regions.cells import digest
from regions.enums import ReportState
from regions.forms.report import ReportForm, sent_of
from regions.forms.steps import StepForm
from regions.models import Attachment, Meeting, Report
from regions.permissions import (
    may_manage_meeting,
    may_see_report,
    may_take_back,
    may_validate,
    may_write_report,
)
from regions.services.attachments import ACCEPTED, join_file, remove_file
from regions.services.reports import Saved, Sent, give_up, keep_typed, open_report, save_report
from regions.services.workflow import STEPS, missing, move_report


@never_cache
@login_required
def report(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = _managed(request, pk)
    if request.method == "POST":
        return _save(request, open_report(meeting=meeting, by=request.user))
    return _page(request, getattr(meeting, "report", None) or Report(meeting=meeting))


def _managed(request: HttpRequest, pk: int) -> Meeting:
    """A meeting whose report this person writes; another's does not exist for them."""
    meeting = get_object_or_404(Meeting.objects.told(), pk=pk)
    if not may_manage_meeting(request.user, meeting):
        raise Http404
    return meeting


def _page(
    request: HttpRequest, report: Report, *, status: int = 200, error: str = "", step_form: StepForm | None = None
) -> HttpResponse:
    context = {"report": report, "meeting": report.meeting, "error": error}
    if may_write_report(request.user, report):
        form = ReportForm(report, request.user)
        lacks = missing(report) if report.is_begun else []
        last_step = report.steps.select_related("author").last() if report.pk else None
        unsaid = step_form["comment"].value() if step_form else ""
        context |= {"form": form, "lacks": lacks, "accepted": ACCEPTED, "last_step": last_step, "unsaid": unsaid}
        return render(request, "regions/report/form.html", context, status=status)
    kept = drafts.kept(owner=request.user, target=report) if report.pk else {}
    context |= {
        "kept": kept.items(),
        "step_form": step_form or StepForm(),
        "steps": steps_offered(request.user, report),
        "comment_help": _who_reads(request.user, report),
    }
    if report.pk:
        context["report"] = Report.objects.whole(request.user).get(pk=report.pk)
    return render(request, "regions/report/read.html", context, status=status)


def steps_offered(user, report: Report) -> list[ReportState]:
    """The steps ``user`` may take from a report's reading page."""
    if may_validate(user):
        return [step for step in STEPS[ReportState(report.state)] if step != ReportState.SUBMITTED]
    return [ReportState.DRAFT] if may_take_back(user, report) else []


def _who_reads(user, report: Report) -> str:
    """Who is told the comment of the next step."""
    if report.state == ReportState.VALIDATED:
        return "Les lecteurs le liront à la place du compte rendu. La délégation le reçoit par courriel."
    reader = "La délégation" if may_validate(user) else "L’équipe nationale"
    return f"{reader} le lit et le reçoit par courriel."


# --- Saving ---------------------------------------------------------------------------------------


def _save(request: HttpRequest, report: Report) -> HttpResponse:
    sent = _chosen(request, report, sent_of(request.POST))
    try:
        saved = save_report(report=report, by=request.user, sent=sent)
    except DomainError as error:
        kept = keep_typed(report=report, by=request.user, sent=sent)
        report = Report.objects.select_related("meeting").get(pk=report.pk)
        why = f"{error} Votre texte est gardé." if kept else str(error)
        if request.htmx:
            return _answer(request, report, sent, None, why)
        return _page(request, report, status=409, error=why)
    report = Report.objects.select_related("meeting").get(pk=report.pk)
    if request.htmx:
        return _answer(request, report, sent, saved)
    refused = _join_files(request, report)
    if not saved.is_whole:
        return _page(request, report, status=409 if saved.conflicts else 422, error=_not_taken(saved))
    if refused:
        kept = "Le reste est enregistré" + (", rien n’est envoyé." if "soumettre" in request.POST else ".")
        return _page(request, report, status=422, error=f"{' '.join(refused)} {kept}")
    if "soumettre" in request.POST:
        try:
            move_report(report=report, state=ReportState.SUBMITTED, by=request.user)
        except DomainError as error:
            return _page(request, report, status=422, error=f"Tout est enregistré, rien n’est envoyé. {error}")
        messages.success(request, "Compte rendu envoyé à l’équipe nationale.")
    else:
        messages.success(request, f"Enregistré à {timezone.localtime():%H h %M}.")
    return redirect("regions:report", report.meeting_id)


def _chosen(request: HttpRequest, report: Report, sent: Sent) -> Sent:
    """What is sent, once the choice between two texts is made: one's own again, or the other's."""
    texts, shown = dict(sent.texts), dict(sent.shown)
    if name := request.POST.get("oublier"):
        give_up(report=report, by=request.user, name=name)
        texts.pop(name, None)
    if chosen := request.POST.get("reprendre"):
        name, _, base = chosen.rpartition(":")
        mine = drafts.kept(owner=request.user, target=report).get(name)
        if name not in sent.typed() and mine is not None:
            texts[name] = mine
        shown[name] = base
    return Sent(texts=texts, shown=shown, page=sent.page)


def _join_files(request: HttpRequest, report: Report) -> list[str]:
    """Join and remove what the form asks for; return why a file was refused."""
    acts = [partial(join_file, report=report, file=file) for file in request.FILES.getlist("attachment")]
    removed = request.POST.get("retirer")
    acts += [partial(remove_file, attachment=one) for one in report.attachments.all() if str(one.pk) == removed]
    refused = []
    for act in acts:
        try:
            act(by=request.user)
        except DomainError as error:
            refused.append(str(error))
    return refused


def _not_taken(saved: Saved) -> str:
    if saved.conflicts:
        return "Une autre personne a écrit au même endroit : les deux textes sont gardés, choisissez plus bas."
    return "Presque tout est enregistré : relisez les champs signalés."


def _answer(request: HttpRequest, report: Report, sent: Sent, saved: Saved | None, error: str = "") -> HttpResponse:
    """What the open page is told: when it was saved, what it is now shown, what was not taken."""
    context = {"report": report, "error": error or (saved and not saved.is_whole and _not_taken(saved))}
    status = 200
    if saved:
        form = ReportForm(report, request.user)
        # A cell that waits keeps its former base: only its author's choice, on the page, gives it a new one.
        waiting = {*saved.conflicts, *saved.refused}
        bases = {
            name: sent.base(name) if name in waiting or saved.cells.get(name, "") != text else digest(text)
            for name, text in sent.texts.items()
        }
        cells = [cell for cell in form.cells if cell.name in sent.typed() or cell.error or cell.conflict]
        stale = any(sent.texts.get(name, "") != text for name, text in saved.cells.items() if name not in waiting)
        context |= {"bases": bases, "cells": cells, "stale": stale, "lacks": missing(report)}
    if not saved or saved.conflicts:
        status = 409
    response = render(request, "regions/report/saved.html", context, status=status)
    response["X-Report"] = "locked" if not saved else "saved"
    return response


# --- Steps ----------------------------------------------------------------------------------------


@login_required
@require_POST
def step(request: HttpRequest, pk: int) -> HttpResponse:
    """Send, take back, send back, validate or withdraw a report, from its page or from a list."""
    report = getattr(_managed(request, pk), "report", None)
    if report is None:
        raise Http404
    form = StepForm(request.POST)
    if not form.is_valid():
        return _page(request, report, status=422, step_form=form)
    try:
        report = move_report(report=report, by=request.user, **form.cleaned_data)
    except DomainError as error:
        report.refresh_from_db()
        return _page(request, report, status=422, error=str(error), step_form=form)
    messages.success(request, f"{report.get_state_display().capitalize()} : {report.meeting}.")
    if request.POST.get("next") == "queue":
        return redirect("regions:queue")
    return redirect("regions:report", report.meeting_id)


@public_page
def attachment(request: HttpRequest, pk: int) -> FileResponse:
    """A joined file, to whoever may read its report; downloaded, never shown as a page of ours."""
    found = get_object_or_404(Attachment.objects.select_related("report__meeting"), pk=pk)
    if not may_see_report(request.user, found.report):
        raise Http404
    try:
        content = found.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(content, as_attachment=True, filename=found.name, content_type=found.content_type)
    response["X-Content-Type-Options"] = "nosniff"
    # Who may read it changes with its report: no cache on the way keeps it.
    response["Cache-Control"] = "private, no-cache"
    return response
