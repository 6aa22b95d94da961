"""The calendar: a page, and the files that people's own calendars read."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from core.enums import Provenance
from core.pages import public_page, read_page
from network.models import Delegation
from regions import calendar
from regions.forms.calendar import CalendarFilters
from regions.views.meetings import read_meeting

ON_A_PAGE = 25
NAME = "Réseau Qualité COORACE"


@public_page
def agenda(request: HttpRequest) -> HttpResponse:
    filters = CalendarFilters(request.GET, user=request.user)
    found = calendar.lines(request.user, delegation=filters.asked)
    page, page_error = read_page(found, request.GET.get("page") or "1", size=ON_A_PAGE)
    shown = calendar.entries(page.object_list)
    undated = calendar.undated(request.user, delegation=filters.asked) if page.number == 1 else []
    slug = filters.asked.slug if filters.asked else ""
    context = {
        "crumbs": [("Agenda", "")],
        "filters": filters,
        "page": page,
        "page_error": page_error,
        "pages": page.paginator.get_elided_page_range(page.number),
        "halves": calendar.by_month(shown),
        "has_fuzzy": any(not entry.is_settled for entry in shown),
        "undated": undated,
        "feed_url": reverse("regions:agenda-ics", args=[slug]) if slug else reverse("agenda-ics"),
        "is_fictitious": Provenance.FICTITIOUS in {one.provenance for one in (*undated, *(it.of for it in shown))},
    }
    return render(request, "regions/agenda.html", context)


@public_page
def agenda_file(request: HttpRequest, slug: str = "") -> HttpResponse:
    """The whole calendar, or that of a delegation. Programs that follow it ask whether it changed."""
    delegation = get_object_or_404(Delegation, slug=slug) if slug else None
    name = f"{NAME} – {delegation}" if delegation else NAME
    content = calendar.feed(name, calendar.all_entries(request.user, delegation=delegation))
    return _file(content, f"agenda-{slug}.ics" if slug else "agenda.ics")


@public_page
def meeting_file(request: HttpRequest, pk: int, slug: str | None = None) -> HttpResponse:
    meeting = read_meeting(request, pk, slug)
    return _file(calendar.feed(str(meeting), [calendar.Entry(meeting)]), f"rencontre-{pk}.ics")


def _file(content: bytes, filename: str) -> HttpResponse:
    headers = {"Content-Disposition": f'inline; filename="{filename}"', "Cache-Control": "no-cache"}
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)
