"""The public page of a meeting, and how its pages find it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from core.enums import Audience, Provenance
from core.pages import public_page
from regions.enums import ReportState
from regions.models import Meeting, Report
from regions.permissions import may_manage_meeting, may_read_kit


@public_page
def meeting(request: HttpRequest, pk: int, slug: str | None = None) -> HttpResponse:
    one = read_meeting(request, pk, slug)
    items = list(one.items.visible_to(request.user).with_subjects())
    report = getattr(one, "report", None)
    withdrawal = report.withdrawal if report else None
    if report:
        is_validated = report.state == ReportState.VALIDATED
        report = Report.objects.whole(request.user).get(pk=report.pk) if is_validated else None
    context = {
        "meeting": one,
        "items": items,
        "shows_kit": shows_kit(request.user, one),
        "kit": getattr(one, "kit", None),
        "stage": _readable_stage(request, one),
        "report": report,
        "withdrawal": withdrawal,
        # Whoever is signed in is served a page of their own already: they may read more than the others.
        "may_write": may_manage_meeting(request.user, one),
        "is_fictitious": Provenance.FICTITIOUS in {one.provenance, *(item.subject.provenance for item in items)},
        "crumbs": [*crumbs_above(one), (str(one), "")],
    }
    return render(request, "regions/meeting.html", context)


def read_meeting(request: HttpRequest, pk: int, slug: str | None) -> Meeting:
    """The meeting of a delegation, of a national group without ``slug``, or 404."""
    readable = Meeting.objects.visible_to(request.user).told()
    return get_object_or_404(readable, pk=pk, delegation__slug=slug)


def shows_kit(user, one: Meeting) -> bool:
    """Whether there is a kit for this reader, or will be soon."""
    return not one.cancelled_at and (one.has_kit_to_come or hasattr(one, "kit")) and may_read_kit(user, one)


def crumbs_above(one: Meeting) -> list[tuple[str, str]]:
    if one.delegation is None:
        return [("Groupe Qualité", reverse("regions:quality-group"))]
    return [("Régions", reverse("regions:delegations")), (one.delegation.name, one.delegation.get_absolute_url())]


def _readable_stage(request: HttpRequest, one: Meeting):
    stage = one.stage
    is_for_all = stage and stage.effective_audience == Audience.PUBLIC
    return stage if is_for_all or getattr(request.user, "is_network_member", False) else None
