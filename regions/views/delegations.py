"""The delegations: their map and list, and one page each."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from core.pages import public_page
from network.map import territories
from network.models import Delegation
from regions.people import is_fictitious, read_delegation


@public_page
def delegations(request: HttpRequest) -> HttpResponse:
    shown = territories()
    ended = list(Delegation.objects.ended().select_related("successor").order_by("-ends_on", "name"))
    head_office = Delegation.objects.current().filter(is_head_office=True).first()
    context = {
        "territories": shown,
        "ended": ended,
        "head_office": head_office,
        "is_fictitious": is_fictitious([*(one.delegation for one in shown), *ended]),
        "crumbs": [("Régions", "")],
    }
    return render(request, "regions/delegations.html", context)


@public_page
def delegation(request: HttpRequest, slug: str) -> HttpResponse:
    page = read_delegation(slug, request.user)
    if page is None:
        raise Http404("Aucune délégation à cette adresse.")
    context = {
        "page": page,
        "delegation": page.delegation,
        "is_fictitious": page.is_fictitious,
        "crumbs": [("Régions", reverse("regions:delegations")), (page.delegation.name, "")],
    }
    return render(request, "regions/delegation.html", context)
