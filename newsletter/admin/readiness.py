"""« Prêt à publier »: what the checklist finds in an issue as it is saved, each line leading to its block."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_safe

from newsletter.checklist import Review, review
from newsletter.models import Issue


class Readiness:
    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/verifier/", wrap(self.check_view), name="newsletter_issue_check"),
            path("<int:pk>/verifier/compte/", wrap(self.count_view), name="newsletter_issue_check_count"),
            *super().get_urls(),
        ]

    @method_decorator(require_safe)
    def check_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        issue = self._issue(request, pk)
        context = {
            **self.admin_site.each_context(request),
            "title": f"{issue} : prêt à publier ?",
            "opts": self.opts,
            "original": issue,
            "review": review(issue, lay_out_pages=True),
            "can_publish": self.has_publish_permission(request),
        }
        return TemplateResponse(request, "admin/newsletter/issue/check.html", context)

    @method_decorator(require_safe)
    def count_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """For the form, which asks once it is shown: nobody waits for it."""
        found: Review = review(self._issue(request, pk))
        return JsonResponse({"blocking": len(found.blocking), "doubtful": len(found.doubtful)})

    def _issue(self, request: HttpRequest, pk: int) -> Issue:
        issue = get_object_or_404(Issue, pk=pk)
        if not self.has_change_permission(request, issue):
            raise PermissionDenied
        return issue
