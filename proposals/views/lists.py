"""Lists: proposals, the tracks of a year, questions by theme."""

from collections import Counter
from itertools import groupby

from django.conf import settings
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import capfirst

from core.enums import Provenance
from core.pages import public_page, read_page
from core.search import search
from core.spreadsheet import csv_response
from proposals.enums import QuestionStatus, TrackKind
from proposals.forms import ProposalFilters
from proposals.models import Observation, Proposal, Question, StatusChange, Trend, WorkTrack
from seminars.enums import Counted
from seminars.models import AnnouncedFigure, Seminar, Workshop

ON_A_PAGE = 25
AT_MOST_ELSEWHERE = 8
ELSEWHERE = (Observation, Trend, WorkTrack, Question)
FAMILIES = {
    TrackKind.GENERAL: "Pistes de travail « générales »",
    TrackKind.QUALITY: "Pistes de travail « Qualité »",
}
COLUMNS = (
    "Numéro",
    "Numéro imprimé",
    "Formulation courte",
    "Séminaire",
    "Atelier",
    "Thème",
    "Texte d’origine",
    "Texte corrigé",
    "Texte retenu",
    "État",
    "Réponse motivée",
    "Provenance",
    "Note de provenance",
    "Référence de la source",
    "Adresse",
    "Avertissement",
)


@public_page
def proposals(request: HttpRequest) -> HttpResponse:
    filters = _filters(request)
    found = filters.found().select_related("seminar").prefetch_related(_readable_workshops(request))
    page, page_error = read_page(found, request.GET.get("page") or "1", size=ON_A_PAGE)
    elsewhere = search(filters.text, user=request.user, types=ELSEWHERE)[:AT_MOST_ELSEWHERE]
    names = {model._meta.label_lower: capfirst(model._meta.verbose_name) for model in ELSEWHERE}
    context = {
        "crumbs": [("Propositions", "")],
        "filters": filters,
        "page": page,
        "page_error": page_error,
        "pages": page.paginator.get_elided_page_range(page.number),
        "announced": [] if filters.total else _announced_proposals(request),
        "elsewhere": [(names[entry.kind], entry) for entry in elsewhere],
        "is_fictitious": any(one.provenance == Provenance.FICTITIOUS for one in page),
    }
    return render(request, "proposals/proposals.html", context)


@public_page
def proposals_csv(request: HttpRequest) -> HttpResponse:
    """The whole of what the list shows, page after page. A filter that is not understood leads back to the list."""
    filters = _filters(request)
    if not filters.is_valid():
        return redirect(f"{reverse('proposals:proposals')}?{request.GET.urlencode()}")
    found = filters.found().select_related("seminar").prefetch_related(_readable_workshops(request))
    return csv_response("propositions.csv", COLUMNS, map(_row, found))


@public_page
def latest_tracks(request: HttpRequest) -> HttpResponse:
    years = _years(request)
    if years:
        return redirect("proposals:tracks", years[0])
    return render(request, "proposals/tracks_none.html", {"crumbs": [("Pistes de travail", "")]})


@public_page
def tracks(request: HttpRequest, year: int) -> HttpResponse:
    changes = Prefetch("changes", StatusChange.objects.order_by("at", "pk"))
    board = list(
        WorkTrack.objects.visible_to(request.user)
        .filter(year=year)
        .order_by("kind", "seminar", "position")
        .select_related("seminar")
        .prefetch_related("people", "delegations", "milestones", changes)
    )
    if not board:
        raise Http404("Aucune piste de travail cette année-là.")
    context = {
        "crumbs": [(f"Pistes de travail {year}", "")],
        "year": year,
        "years": _years(request),
        "families": [(FAMILIES[kind], list(one)) for kind, one in groupby(board, lambda track: track.kind)],
        "seminars": list(dict.fromkeys(track.seminar for track in board)),
        "is_fictitious": any(track.provenance == Provenance.FICTITIOUS for track in board),
    }
    return render(request, "proposals/tracks.html", context)


@public_page
def questions(request: HttpRequest) -> HttpResponse:
    register = list(
        Question.objects.visible_to(request.user)
        .select_related("seminar")
        .order_by("-seminar__year", "seminar", "position")
    )
    themes: dict[tuple[Seminar, str], list[Question]] = {}
    for question in register:
        themes.setdefault((question.seminar, question.theme), []).append(question)
    counts = Counter(question.status for question in register)
    context = {
        "crumbs": [("Questions", "")],
        "themes": [(seminar, theme, asked) for (seminar, theme), asked in themes.items()],
        "total": len(register),
        "counts": [(counts[status], status.label) for status in QuestionStatus if counts[status]],
        "is_fictitious": any(question.provenance == Provenance.FICTITIOUS for question in register),
    }
    return render(request, "proposals/questions.html", context)


def _filters(request: HttpRequest) -> ProposalFilters:
    return ProposalFilters(
        request.GET,
        proposals=Proposal.objects.visible_to(request.user),
        workshops=Workshop.objects.visible_to(request.user),
    )


def _readable_workshops(request: HttpRequest) -> Prefetch:
    """A proposal may be public and its workshop not: then it has none to show."""
    return Prefetch("workshop", Workshop.objects.visible_to(request.user).select_related("seminar"))


def _announced_proposals(request: HttpRequest) -> QuerySet[AnnouncedFigure]:
    """What documents announce, for when none of it is recorded."""
    seminars = Seminar.objects.visible_to(request.user)
    figures = AnnouncedFigure.objects.filter(counted=Counted.PROPOSALS, seminar__in=seminars)
    return figures.select_related("seminar").order_by("-seminar__year", "seminar", "position")


def _row(one: Proposal) -> tuple:
    return (
        one.number,
        one.printed_number,
        one.label,
        one.seminar.name,
        str(one.workshop or ""),
        one.theme,
        one.wording,
        one.corrected_wording,
        one.retained_wording,
        one.get_state_display(),
        one.answer,
        one.get_provenance_display(),
        one.provenance_note,
        one.source_ref,
        f"{settings.SITE_URL}{one.get_absolute_url()}",
        "Données de démonstration" if one.provenance == Provenance.FICTITIOUS else "",
    )


def _years(request: HttpRequest) -> list[int]:
    return list(WorkTrack.objects.visible_to(request.user).order_by("-year").values_list("year", flat=True).distinct())
