"""Public pages of seminars."""

from typing import TypeVar

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from core.pages import public_page
from seminars.models import Seminar
from seminars.reading import read_seminar, read_seminars, read_visit, read_workshop
from seminars.structured import seminar_data

Page = TypeVar("Page")


@public_page
def seminars(request: HttpRequest) -> HttpResponse:
    cards = read_seminars(request.user)
    context = {
        "cards": cards,
        "is_fictitious": any(card.is_fictitious for card in cards),
        "crumbs": [("Séminaires", "")],
    }
    return render(request, "seminars/seminars.html", context)


@public_page
def seminar(request: HttpRequest, slug: str) -> HttpResponse:
    page = _or_404(read_seminar(slug, request.user))
    context = {
        "page": page,
        "is_fictitious": page.is_fictitious,
        "seminar": page.seminar,
        "structured": seminar_data(page.seminar, page.stages),
        "crumbs": [*_above(), (page.seminar.name, "")],
    }
    return render(request, "seminars/seminar.html", context)


@public_page
def visit(request: HttpRequest, slug: str, visit: str) -> HttpResponse:
    page = _or_404(read_visit(slug, visit, request.user))
    seminar = page.visit.stage.seminar
    context = {
        "page": page,
        "is_fictitious": page.is_fictitious,
        "visit": page.visit,
        "stage": page.visit.stage,
        "seminar": seminar,
        "crumbs": [*_above(seminar), (page.visit.place, "")],
    }
    return render(request, "seminars/visit.html", context)


@public_page
def workshop(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    page = _or_404(read_workshop(slug, number, request.user))
    seminar = page.workshop.seminar
    context = {
        "page": page,
        "is_fictitious": page.is_fictitious,
        "workshop": page.workshop,
        "seminar": seminar,
        "crumbs": [*_above(seminar), (f"Atelier {number}", "")],
    }
    return render(request, "seminars/workshop.html", context)


def _above(seminar: Seminar | None = None) -> list[tuple[str, str]]:
    crumbs = [("Séminaires", reverse("seminars:seminars"))]
    return [*crumbs, (seminar.name, seminar.get_absolute_url())] if seminar else crumbs


def _or_404(page: Page | None) -> Page:
    if page is None:
        raise Http404("Cette page n’existe pas, ou pas pour tout le monde.")
    return page
