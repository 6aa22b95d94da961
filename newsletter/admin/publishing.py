"""Publishing an issue, at once or at its hour, following the worker that does it, and taking the issue back."""

from collections import defaultdict

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import drafts
from core.admin.changes import Changes
from core.admin.shown import typed
from core.errors import DomainError
from newsletter.admin.editions import edition_pdf
from newsletter.admin.previews import TOP
from newsletter.checklist import review
from newsletter.enums import IssueState
from newsletter.forms import ErratumForm
from newsletter.models import Edition, Issue, Publication, Rubrique
from newsletter.permissions import may_preview, may_publish
from newsletter.services import (
    ask_review,
    order_publication,
    put_back,
    restart_publication,
    take_up,
    unschedule,
    withdraw,
)

# Buttons of the form that save it, then take a step.
STEPS = {
    "_review": (ask_review, "Le numéro attend d’être relu."),
    "_take_up": (take_up, "Le numéro est de nouveau en brouillon."),
}


class PublicationForm(ErratumForm):
    publish_at = forms.DateTimeField(
        label="Jour et heure",
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text="À l’heure de Paris. Le numéro est gelé dès maintenant ; les lecteurs l’ont à cette heure-là.",
    )

    def clean(self) -> dict:
        """Neither button does what the other says."""
        wants_hour = "_schedule" in self.data
        chosen = self.cleaned_data.get("publish_at")
        if wants_hour and not chosen and "publish_at" not in self.errors:
            self.add_error("publish_at", "Choisissez le jour et l’heure.")
        if chosen and not wants_hour:
            self.add_error("publish_at", "Une heure est choisie : pressez « Programmer », ou effacez-la.")
        return self.cleaned_data


class WithdrawalForm(forms.Form):
    reason = forms.CharField(
        label="Pourquoi",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Les lecteurs le liront à la place du numéro.",
        error_messages={"required": "Dites pourquoi ce numéro est retiré : les lecteurs le liront."},
    )


def _is_waiting(issue: Issue) -> bool:
    """Told by what comes with the issues of the list and of the form."""
    told = getattr(issue, "is_waiting", None)
    return issue.waiting_edition is not None if told is None else told


class IssuePublishing:
    """Mixed in the back-office of issues."""

    def get_urls(self):
        view = self.admin_site.admin_view
        order = "<int:pk>/publication/<int:order>/"
        return [
            path("<int:pk>/publier/", view(self.publish_view), name="newsletter_issue_publish"),
            path(order, view(self.publication_view), name="newsletter_issue_publication"),
            path(f"{order}recommencer/", view(self.restart_view), name="newsletter_issue_publication_restart"),
            path("<int:pk>/deprogrammer/", view(self.unschedule_view), name="newsletter_issue_unschedule"),
            path("<int:pk>/retirer/", view(self.withdraw_view), name="newsletter_issue_withdraw"),
            path("<int:pk>/remettre/", view(self.put_back_view), name="newsletter_issue_put_back"),
            *super().get_urls(),
        ]

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return may_publish(request.user)

    def view_on_site(self, issue: Issue) -> str | None:
        return issue.get_absolute_url() if issue.current_state == IssueState.PUBLISHED else None

    # --- The form of an issue ---------------------------------------------------------------------

    def has_change_permission(self, request: HttpRequest, obj: Issue | None = None) -> bool:
        """What is frozen for an hour to come is not written any more: it is taken back first."""
        may_change = super().has_change_permission(request, obj)
        return may_change and not (obj and obj.pk and _is_waiting(obj))

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Issue | None:
        """Read once to be shown; each time it is to be changed."""
        if request.method != "GET" or from_field:
            return super().get_object(request, object_id, from_field)
        if getattr(request, "issue_shown", (None,))[0] != object_id:
            request.issue_shown = (object_id, super().get_object(request, object_id))
        return request.issue_shown[1]

    def changeform_view(self, request: HttpRequest, object_id=None, form_url: str = "", extra_context=None):
        issue = self.get_object(request, object_id) if object_id and request.method != "POST" else None
        if not (issue and self.has_view_permission(request, issue) and _is_waiting(issue)):
            return super().changeform_view(request, object_id, form_url, extra_context)
        return TemplateResponse(
            request,
            "admin/newsletter/issue/waiting.html",
            {
                **self._about(request, issue, f"Le {issue} attend son heure"),
                "edition": (waiting := issue.waiting_edition),
                "pdf": edition_pdf(waiting),
                "is_correction": issue.current_state == IssueState.PUBLISHED,
                "can_publish": self.has_publish_permission(request),
                "can_preview": may_preview(request.user),
            },
        )

    def overtaken(self, issue: Issue, shown_at: str) -> str:
        if issue.pk and _is_waiting(issue):
            return "Ce numéro vient d’être programmé : il ne se modifie plus. Votre texte est gardé."
        return super().overtaken(issue, shown_at)

    def refuse_save(self, request: HttpRequest, issue: Issue) -> HttpResponse | None:
        """Someone else scheduled the issue while this form was open: its text waits until the issue is taken back."""
        if not _is_waiting(issue):
            return None
        said = "Ce numéro vient d’être programmé : rien n’y a été changé."
        if data := self._typed(request, issue):
            drafts.keep(owner=request.user, target=issue, data=data)
            said += " Votre texte est gardé ; il vous sera proposé quand le numéro sera déprogrammé."
        if request.FILES:
            said += " Le fichier que vous aviez choisi sera à choisir de nouveau."
        messages.warning(request, said)
        return redirect(self._form_of(issue))

    def _typed(self, request: HttpRequest, issue: Issue) -> dict:
        """What was changed in the form, by itself as our script tells it, or else all that differs from the issue."""
        try:
            changes = Changes.read(request.POST.get("changes", ""))
        except DomainError:
            issue.is_waiting = False  # the form is read as it was opened: what waits has no fields
            changes = typed(self, request, issue)
        return changes.data() if changes.mine.fields or changes.mine.rows or changes.mine.order else {}

    def render_change_form(self, request: HttpRequest, context: dict, **kwargs):
        issue = kwargs.get("obj")
        can_publish = issue is not None and self.has_publish_permission(request)
        state = issue.current_state if can_publish else None
        context |= {
            "can_publish": can_publish,
            "can_ask_review": state == IssueState.DRAFT,
            "can_take_up": state == IssueState.REVIEW,
            "can_withdraw": state == IssueState.PUBLISHED,
            "can_put_back": state == IssueState.WITHDRAWN,
        }
        return super().render_change_form(request, context, **kwargs)

    def response_change(self, request: HttpRequest, obj: Issue) -> HttpResponse:
        if not self.has_publish_permission(request):
            return super().response_change(request, obj)
        if "_publish" in request.POST:
            messages.success(request, f"{obj} est enregistré.")
            return redirect(reverse("admin:newsletter_issue_publish", args=[obj.pk]) + TOP)
        for name, (step, said) in STEPS.items():
            if name in request.POST:
                self._take(request, said, step, issue=obj)
                return redirect(self._form_of(obj))
        return super().response_change(request, obj)

    def _take(self, request: HttpRequest, said: str, step, **asked) -> bool:
        try:
            step(by=request.user, **asked)
        except DomainError as error:
            messages.error(request, str(error))
            return False
        messages.success(request, said)
        return True

    # --- Publishing -------------------------------------------------------------------------------

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def publish_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        issue = self._asked_about(request, pk)
        form = PublicationForm(request.POST if request.method == "POST" else None, issue=issue)
        if form.is_valid():
            try:
                order = order_publication(issue=issue, by=request.user, **form.cleaned_data)
            except DomainError as error:
                form.add_error(None, str(error))
            else:
                return redirect("admin:newsletter_issue_publication", issue.pk, order.pk)
        latest = issue.editions.readable().defer("body", "data").prefetch_related("renderings").first()
        numbered = issue.editions.values_list("number", flat=True).first()
        context = {
            **self._about(request, issue, f"Publier le {issue}"),
            "latest": latest,
            "latest_pdf": edition_pdf(latest) if latest else None,
            "next_number": (numbered or 0) + 1,
            "rubriques": Rubrique.objects.filter(parent=issue).order_by("ordering"),
            "review": review(issue),
            "form": form,
        }
        return TemplateResponse(request, "admin/newsletter/issue/publish.html", context)

    @method_decorator(require_safe)
    def publication_view(self, request: HttpRequest, pk: int, order: int) -> HttpResponse:
        """Where an order stands. The page asks again each second as long as it is open."""
        issue = self._asked_about(request, pk)
        orders = Publication.objects.select_related("issue", "edition", "asked_by")
        publication = get_object_or_404(orders, issue=issue, pk=order)
        edition: Edition | None = publication.edition
        context = {
            **self._about(request, issue, f"Publication du {issue}"),
            "publication": publication,
            "edition": edition,
            "is_new": edition is not None and edition.created_at >= publication.asked_at,
            "waits": edition is not None and edition in issue.editions.waiting(),
            "pdf": edition_pdf(edition) if edition else None,
            "reasons": self._reasons(publication),
        }
        return TemplateResponse(request, "admin/newsletter/issue/publication.html", context)

    def _reasons(self, publication: Publication) -> list[tuple[str, str]]:
        """What kept it from being done, each line with the place in the form that it is about, if it is known."""
        if not publication.reason:
            return []
        places = defaultdict(list)  # several blocks may have the same to say
        for one in reversed(review(publication.issue).blocking):
            places[one.sentence].append(one.fragment)
        return [(line, places[line].pop() if places[line] else "") for line in publication.reason.splitlines()]

    @method_decorator(require_POST)
    def restart_view(self, request: HttpRequest, pk: int, order: int) -> HttpResponse:
        issue = self._asked_about(request, pk)
        publication = get_object_or_404(Publication, issue=issue, pk=order)
        try:
            publication = restart_publication(publication=publication, by=request.user)
        except DomainError as error:
            messages.error(request, str(error))
        return redirect("admin:newsletter_issue_publication", issue.pk, publication.pk)

    # --- Taking back ------------------------------------------------------------------------------

    @method_decorator(require_POST)
    def unschedule_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        issue = self._asked_about(request, pk)
        self._take(request, "Le numéro est déprogrammé : il se modifie de nouveau.", unschedule, issue=issue)
        return redirect(self._form_of(issue))

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def withdraw_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        issue = self._asked_about(request, pk)
        form = WithdrawalForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            self._take(request, f"Le {issue} n’est plus en ligne.", withdraw, issue=issue, **form.cleaned_data)
            return redirect(self._form_of(issue))
        title = f"Remettre en ligne le {issue}" if issue.withdrawn_at else f"Retirer le {issue}"
        context = {**self._about(request, issue, title), "form": form}
        return TemplateResponse(request, "admin/newsletter/issue/withdraw.html", context)

    @method_decorator(require_POST)
    def put_back_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        issue = self._asked_about(request, pk)
        self._take(request, f"Le {issue} est de nouveau en ligne, tel qu’il était.", put_back, issue=issue)
        return redirect(self._form_of(issue))

    def _asked_about(self, request: HttpRequest, pk: int) -> Issue:
        if not self.has_publish_permission(request):
            raise PermissionDenied
        return get_object_or_404(Issue, pk=pk)

    def _form_of(self, issue: Issue) -> str:
        return reverse("admin:newsletter_issue_change", args=[issue.pk]) + TOP

    def _about(self, request: HttpRequest, issue: Issue, title: str) -> dict:
        return {**self.admin_site.each_context(request), "title": title, "opts": self.opts, "original": issue}
