"""What each region says of each track and question; and asking one for its stance."""

from collections.abc import Callable, Iterator

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_POST

from core.enums import Provenance
from core.errors import DomainError
from core.pages import public_page
from core.spreadsheet import csv_response, xlsx_response
from regions.forms.matrix import CellForm, MatrixFilters
from regions.matrix import Cell
from regions.permissions import may_ask_stance
from regions.services.requests import ask_stance, withdraw_request
from regions.services.telling import delegates_of

COLUMNS = (
    "Délégation",
    "Genre",
    "Sujet",
    "Adresse du sujet",
    "Avis",
    "Note",
    "Date",
    "Rencontre",
    "Adresse de la rencontre",
    "Provenance",
    "Avertissement",
)


@public_page
def matrix(request: HttpRequest) -> HttpResponse:
    filters = MatrixFilters(request.GET, user=request.user)
    found, may_ask = filters.found, may_ask_stance(request.user)
    lines, columns = found.by_subject, found.by_delegation
    if filters.is_by_region:
        lines, columns = columns, lines
    context = {
        "filters": filters,
        "matrix": found,
        "lines": lines,
        "columns": columns,
        "may_ask": may_ask,
        "is_fictitious": found.is_fictitious,
        "crumbs": [("Régions", reverse("regions:delegations")), ("Matrice", "")],
    }
    response = render(request, "regions/matrix.html", context)
    if may_ask:
        # The team's page has buttons, hence a token of its own: nobody else is to be served it, nor an old one.
        patch_cache_control(response, private=True, no_cache=True)
    return response


@public_page
def matrix_csv(request: HttpRequest) -> HttpResponse:
    return _file(request, lambda rows: csv_response("regions-matrice.csv", COLUMNS, rows))


@public_page
def matrix_xlsx(request: HttpRequest) -> HttpResponse:
    return _file(request, lambda rows: xlsx_response("regions-matrice.xlsx", COLUMNS, rows, sheet="Matrice"))


def _file(request: HttpRequest, write: Callable[[Iterator[tuple]], HttpResponse]) -> HttpResponse:
    """What the page shows, a line a cell. A filter that is not understood leads back to the page."""
    filters = MatrixFilters(request.GET, user=request.user)
    if not filters.is_valid():
        return redirect(f"{reverse('regions:matrix')}?{request.GET.urlencode()}")
    lines = filters.found.by_delegation if filters.is_by_region else filters.found.by_subject
    return write(_row(cell) for line in lines for cell in line.cells)


def _row(cell: Cell) -> tuple:
    meeting = cell.latest and cell.latest.item.meeting
    shown = (cell.delegation, cell.subject, meeting)
    is_fictitious = any(one and one.provenance == Provenance.FICTITIOUS for one in shown)
    return (
        cell.delegation.name,
        cell.subject._meta.verbose_name,
        cell.title,
        f"{settings.SITE_URL}{cell.subject.get_absolute_url()}",
        cell.label,
        cell.latest.note if cell.latest else "",
        meeting.starts_on if meeting else None,
        str(meeting) if meeting else "",
        f"{settings.SITE_URL}{meeting.get_absolute_url()}" if meeting else "",
        meeting.get_provenance_display() if meeting else "",
        "Données de démonstration" if is_fictitious else "",
    )


# --- Asking ---------------------------------------------------------------------------------------


@login_required
@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    return _press(request, ask_stance)


@login_required
@require_POST
def withdraw(request: HttpRequest) -> HttpResponse:
    return _press(request, withdraw_request)


def _press(request: HttpRequest, act: Callable[..., object]) -> HttpResponse:
    """Do what the button of a cell says and come back to it, or to the head of the page if there is more to say."""
    if not may_ask_stance(request.user):
        raise PermissionDenied
    page = reverse("regions:matrix")
    if filters := QueryDict(request.POST.get("filtres", "")).urlencode():
        page += f"?{filters}"
    form = CellForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Cette case n’existe plus : voici le tableau d’aujourd’hui.")
        return redirect(page)
    delegation = form.cleaned_data["delegation"]
    try:
        act(delegation=delegation, subject=form.cleaned_data["subject"], by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect(page)
    if act is ask_stance and not delegates_of(delegation.pk):
        messages.warning(
            request, f"C’est demandé, mais {delegation} n’a pas encore de délégué inscrit : invitez-en un."
        )
        return redirect(page)
    return redirect(f"{page}#{form.cleaned_data['case']}")
