"""The national Quality group and the extended one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.pages import public_page
from regions.enums import GroupKind
from regions.people import is_fictitious, read_groups


@public_page
def quality_group(request: HttpRequest) -> HttpResponse:
    groups = read_groups(request.user, kind__in=(GroupKind.NATIONAL, GroupKind.EXTENDED))
    sourced = [one for group in groups for one in group.sourced]
    context = {
        "groups": groups,
        "is_fictitious": is_fictitious(sourced),
        "crumbs": [("Groupe Qualité", "")],
    }
    return render(request, "regions/groups.html", context)
