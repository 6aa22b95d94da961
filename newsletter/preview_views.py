"""Drafts lent by a link: read without an account nor a cookie, and commented block by block."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from core.anonymous import check_form, count_sending, form_token
from core.errors import DomainError
from newsletter.commented import CommentForm, Desk, commented_body
from newsletter.draft import Draft, draft_of
from newsletter.models import PreviewComment, PreviewLink
from newsletter.previews import pdf_response
from newsletter.sharing import comment_block, find_link

# Of one link, in ten minutes: a meeting that reads together, not a machine.
MOST, SECONDS = 30, 600


def lent(view: Callable) -> Callable:
    """Open the link for a view; say what became of one that is closed, and of a draft that cannot be shown."""

    @csrf_exempt  # who reads has no session that another site could borrow
    @never_cache
    @wraps(view)
    def opened(request: HttpRequest, token: str, **kwargs) -> HttpResponse:
        link = find_link(token)
        if link is None:
            raise Http404("Aucun brouillon à cette adresse.")
        if not link.is_usable:
            response = render(request, "newsletter/preview/gone.html", {"link": link}, status=HTTPStatus.GONE)
        else:
            try:
                response = view(request, link, token, **kwargs)
            except DomainError as error:
                context = {"link": link, "reason": str(error)}
                response = render(request, "newsletter/preview/broken.html", context, status=HTTPStatus.CONFLICT)
        response["X-Robots-Tag"] = "noindex"
        return response

    return opened


@require_http_methods(["GET", "HEAD", "POST"])
@lent
def draft(request: HttpRequest, link: PreviewLink, token: str) -> HttpResponse:
    draft = draft_of(link.issue)
    refused = None
    if request.method == "POST":
        refused = CommentForm(request.POST, anchor=request.POST.get("anchor", ""))
        if comment := _comment(request, link, draft, refused):
            return redirect(f"{request.path}#{comment.anchor}")
    desk = Desk(action=request.path, token_name="token", token=form_token(_purpose(link)), refused=refused)  # noqa: S106
    body = commented_body(draft, link.comments.all(), desk)
    context = {
        "link": link,
        "issue": link.issue,
        "draft": draft,
        "refused": refused,
        # What was said of a block that has gone since has no place of its own any more.
        "is_lost": refused and refused["anchor"].value() not in {block.anchor for block in draft.article.blocks},
        # Pictures of a draft are the team's: the link lends them too.
        "body": body.replace(f"{settings.MEDIA_URL}images/", reverse("preview:draft", args=[token]) + "images/"),
        "token": token,
    }
    return render(request, "newsletter/preview/lent.html", context)


def _comment(request: HttpRequest, link: PreviewLink, draft: Draft, form: CommentForm) -> PreviewComment | None:
    """Write a remark down, or say on its form what is wrong: what was typed is still there."""
    try:
        check_form(request, purpose=_purpose(link))
        if not form.is_valid():
            return None
        count_sending(_purpose(link), most=MOST, seconds=SECONDS)
        return comment_block(
            article=draft.article,
            anchor=form.cleaned_data["anchor"],
            author_name=form.cleaned_data["name"],
            body=form.cleaned_data["text"],
            link=link,
        )
    except DomainError as error:
        form.add_error(None, str(error))
        return None


@require_safe
@lent
def draft_pdf(request: HttpRequest, link: PreviewLink, token: str) -> HttpResponse:
    return pdf_response(link.issue)


@require_safe
@lent
def draft_text(request: HttpRequest, link: PreviewLink, token: str) -> HttpResponse:
    return HttpResponse(draft_of(link.issue).text, content_type="text/plain; charset=utf-8")


@require_safe
@lent
def draft_picture(request: HttpRequest, link: PreviewLink, token: str, name: str) -> FileResponse:
    name = f"images/{name}"
    pictures = draft_of(link.issue).article.pictures
    if name not in {file.name for picture in pictures for file in picture.files}:
        raise Http404("Aucune image de ce nom dans ce brouillon.")
    return FileResponse(default_storage.open(name), content_type="image/jpeg")


def _purpose(link: PreviewLink) -> str:
    return f"apercu-{link.pk}"
