"""What the form of an issue says beside its blocks: the remarks that wait, where a drafted text comes from."""

from collections import Counter

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_safe

from newsletter.drafting import drafted_blocks
from newsletter.models import Issue, PreviewComment
from newsletter.permissions import may_preview


class BlockMarks:
    """Mixed in the back-office of issues. ``open-block.js`` asks once the form is shown: nobody waits for it."""

    def get_urls(self):
        view = self.admin_site.admin_view
        return [path("<int:pk>/reperes/", view(self.marks_view), name="newsletter_issue_marks"), *super().get_urls()]

    @method_decorator(require_safe)
    def marks_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        issue = get_object_or_404(Issue, pk=pk)
        if not may_preview(request.user):
            raise PermissionDenied
        remarks = PreviewComment.objects.open().filter(issue=issue)
        context = {
            "issue": issue,
            "remarks": dict(Counter(remark.anchor for remark in remarks)),
            "drafted": drafted_blocks(issue),
        }
        return TemplateResponse(request, "admin/newsletter/issue/_marks.html", context)
