"""The editions of a published issue: each stays readable as it was, and says what took its place."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from core.pages import public_page
from newsletter.corrections import changes
from newsletter.editions import ReadEdition, editions_of, read_editions
from newsletter.published import PublishedIssue
from newsletter.views import pdf_response, published_only


@public_page
@published_only
def editions(request: HttpRequest, published: PublishedIssue) -> HttpResponse:
    context = {
        "published": published,
        "editions": editions_of(published, request.user),
        "crumbs": [*_above(published), ("Éditions", "")],
    }
    return render(request, "newsletter/editions.html", context)


@public_page
@published_only
def edition(request: HttpRequest, published: PublishedIssue, edition: int) -> HttpResponse:
    read = _edition_or_404(request, published, edition)
    context = {
        "published": read.published,
        "edition": read,
        "read": [read],
        "present": published,
        "crumbs": [*_above(published), _all(published), (f"Édition {edition}", "")],
    }
    return render(request, "newsletter/edition.html", context)


@public_page
@published_only
def edition_pdf(request: HttpRequest, published: PublishedIssue, edition: int) -> HttpResponse:
    return pdf_response(request, _edition_or_404(request, published, edition).published)


@public_page
@published_only
def difference(request: HttpRequest, published: PublishedIssue, edition: int) -> HttpResponse:
    """Between an edition and the one it took the place of."""
    read = _edition_or_404(request, published, edition)
    if read.replaces is None:
        raise Http404("Cette édition n’en remplace aucune.")
    context = {
        "published": published,
        "edition": read,
        "changes": changes(read.replaces.shown, read.published.shown),
        "crumbs": [*_above(published), _all(published), ("Ce qui a changé", "")],
    }
    return render(request, "newsletter/difference.html", context)


def _edition_or_404(request: HttpRequest, published: PublishedIssue, number: int) -> ReadEdition:
    for read in read_editions(published, request.user):
        if read.number == number:
            return read
    raise Http404("Ce numéro n’a pas d’édition de ce rang que l’on puisse lire.")


def _above(published: PublishedIssue) -> list[tuple[str, str]]:
    return [
        ("Fil d’Info", reverse("newsletter:archive")),
        (f"N° {published.number}", published.get_absolute_url()),
    ]


def _all(published: PublishedIssue) -> tuple[str, str]:
    return "Éditions", reverse("newsletter:editions", args=[published.number])
