"""Reading a draft as it would be published, beside its form or on a page of its own."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp, csp_replace
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_safe

from core.errors import DomainError
from newsletter.commented import CommentForm, Desk, commented_body
from newsletter.draft import Draft, draft_of
from newsletter.models import Issue, PreviewComment
from newsletter.permissions import may_preview
from newsletter.previews import known_pdf, leading_out, pdf_response, prepare_pdf, preview_pdf
from newsletter.sharing import comment_block

TABS = {"web": "Web", "pdf": "PDF", "courriel": "Courriel", "texte": "Texte"}
# Without a fragment of its own, a redirection keeps the one where the content editor notes how far one had scrolled.
TOP = "#content-start"
# What is said in a frame beside the form, and what is shown in its own: our pages alone may hold them.
FRAMED = csp_replace({"frame-ancestors": [SELF]})
# A mail carries its styles in its tags; nothing else of it is obeyed.
AS_A_MAIL = csp(
    {
        "default-src": [NONE],
        "style-src": [UNSAFE_INLINE],
        "img-src": [SELF],
        "form-action": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [SELF],
        "sandbox": ["allow-same-origin", "allow-popups", "allow-popups-to-escape-sandbox"],
    }
)
# The browser's own reader of PDF is an object of its page.
AS_A_FILE = csp({"frame-ancestors": [SELF]})


def told(view: Callable) -> Callable:
    """A draft that cannot be shown says why, in the place where it would have been."""

    @wraps(view)
    def view_or_reason(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except DomainError as error:
            return HttpResponse(str(error), content_type="text/plain; charset=utf-8", status=HTTPStatus.CONFLICT)

    return view_or_reason


def framed(policy: Callable, accept: Callable = require_safe) -> Callable:
    def decorated(view: Callable) -> Callable:
        for decorator in (told, never_cache, policy, xframe_options_sameorigin, accept):
            view = method_decorator(decorator)(view)
        return view

    return decorated


class IssuePreviews:
    """Mixed in the back-office of issues."""

    def get_urls(self):
        views = {
            "": ("preview", self.preview_view),
            "web/": ("preview_web", self.web_view),
            "pdf/": ("preview_pdf", self.pdf_view),
            "courriel/": ("preview_mail", self.mail_view),
            "texte/": ("preview_text", self.text_view),
        }
        urls = [
            path(f"<int:pk>/apercu/{end}", self.admin_site.admin_view(view), name=f"newsletter_issue_{name}")
            for end, (name, view) in views.items()
        ]
        return [*urls, *super().get_urls()]

    def render_change_form(self, request: HttpRequest, context: dict, **kwargs):
        issue = kwargs.get("obj")
        context |= {
            "can_preview": may_preview(request.user),
            "preview_is_open": issue is not None and "apercu" in request.GET and may_preview(request.user),
        }
        return super().render_change_form(request, context, **kwargs)

    def response_add(self, request: HttpRequest, obj: Issue, post_url_continue: str | None = None) -> HttpResponse:
        return self._to_preview(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Issue) -> HttpResponse:
        return self._to_preview(request, obj) or super().response_change(request, obj)

    def _to_preview(self, request: HttpRequest, issue: Issue) -> HttpResponse | None:
        """Saved from a wide window, the form comes back with its preview beside it."""
        asks = "_preview" in request.POST or ("_continue" in request.POST and "apercu" in request.GET)
        if not asks or not may_preview(request.user):
            return None
        if request.POST.get("_beside"):
            return redirect(reverse("admin:newsletter_issue_change", args=[issue.pk]) + "?apercu=1" + TOP)
        return redirect(reverse("admin:newsletter_issue_preview", args=[issue.pk]) + TOP)

    @framed(FRAMED)
    def preview_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        issue = self._issue(request, pk)
        tab = request.GET.get("support")
        tab = tab if tab in TABS else "web"
        prepare_pdf()
        context = {
            **self.admin_site.each_context(request),
            "title": f"Aperçu du {issue}",
            "opts": self.opts,
            "original": issue,
            "tabs": TABS,
            "tab": tab,
            # Beside the form, a page without the back-office around it.
            "is_popup": "cadre" in request.GET,
            **_shown(issue, tab),
            "remarks": list(issue.preview_comments.open()),
        }
        return TemplateResponse(request, "admin/newsletter/issue/preview.html", context)

    @framed(FRAMED, require_http_methods(["GET", "HEAD", "POST"]))
    def web_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page, where the team comments as those who hold a link do."""
        issue = self._issue(request, pk)
        draft = draft_of(issue)
        form = None
        if request.method == "POST":
            form = CommentForm(request.POST, anchor=request.POST.get("anchor", ""), asks_name=False)
            if comment := self._comment(request, draft, form):
                return redirect(f"{request.path}#{comment.anchor}")
        desk = Desk(
            action=request.path,
            token_name="csrfmiddlewaretoken",  # noqa: S106 - the name of the field
            token=get_token(request),
            asks_name=False,
            refused=form,
        )
        body = commented_body(draft, issue.preview_comments.all(), desk)
        response = render(request, "newsletter/preview/page.html", {"issue": issue, "draft": draft, "body": body})
        response.content = leading_out(response.text)
        return response

    def _comment(self, request: HttpRequest, draft: Draft, form: CommentForm) -> PreviewComment | None:
        if not form.is_valid():
            return None
        try:
            return comment_block(
                article=draft.article,
                anchor=form.cleaned_data["anchor"],
                author_name=str(request.user.person or request.user)[:80],
                body=form.cleaned_data["text"],
            )
        except DomainError as error:
            form.add_error(None, str(error))
            return None

    @framed(AS_A_FILE)
    def pdf_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        issue = self._issue(request, pk)
        return pdf_response(issue)

    @framed(AS_A_MAIL)
    def mail_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        return HttpResponse(leading_out(draft_of(self._issue(request, pk)).mail))

    @framed(AS_A_FILE)
    def text_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        return HttpResponse(draft_of(self._issue(request, pk)).text, content_type="text/plain; charset=utf-8")

    def _issue(self, request: HttpRequest, pk: int) -> Issue:
        if not may_preview(request.user):
            raise PermissionDenied
        return get_object_or_404(Issue, pk=pk)


CONTENTS: dict[str, Callable[[Draft], bytes]] = {
    "web": lambda draft: draft.body.encode(),
    "pdf": lambda draft: preview_pdf(draft).content,
    "courriel": lambda draft: draft.mail.encode(),
    "texte": lambda draft: draft.text.encode(),
}


def _shown(issue: Issue, tab: str) -> dict:
    """What the page says of the medium it shows, or why it cannot be shown."""
    try:
        draft = draft_of(issue)
        content = CONTENTS[tab](draft)
        pdf = known_pdf(draft)
    except DomainError as error:
        return {"refusal": str(error), "weight": None, "pages": None, "text": "", "anchors": set()}
    return {
        "refusal": "",
        "weight": len(content),
        "pages": pdf.pages if pdf else None,
        "text": draft.text if tab == "texte" else "",
        "anchors": {block.anchor for block in draft.article.blocks},
    }
