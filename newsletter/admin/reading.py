"""What a live block of an issue being composed will draw: asked when the block is unfolded."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_safe

from newsletter.live import KINDS
from newsletter.models import Issue
from newsletter.reading import live_lines

SHOWN_LINES = 12


class LiveReading:
    def get_urls(self):
        view = self.admin_site.admin_view(self.live_view)
        return [path("<int:pk>/vivant/<slug:kind>/", view, name="newsletter_issue_live"), *super().get_urls()]

    @method_decorator(require_safe)
    def live_view(self, request: HttpRequest, pk: int, kind: str) -> HttpResponse:
        issue = get_object_or_404(Issue, pk=pk)
        if not self.has_view_permission(request, issue):
            raise PermissionDenied
        if kind not in KINDS:
            raise Http404("Aucun bloc vivant de ce genre.")
        lines = live_lines(issue=issue, kind=kind)
        context = {"lines": lines[:SHOWN_LINES], "left": len(lines) - SHOWN_LINES}
        return TemplateResponse(request, "admin/newsletter/issue/live.html", context)
