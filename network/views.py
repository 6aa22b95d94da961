"""One's own account, and invitations: sent, received, accepted."""

from allauth.account.views import signup
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from core.errors import DomainError
from core.pages import read_page
from network.forms import InvitationForm
from network.invited import invitation_of, remember_invitation
from network.middleware import SECOND_FACTORS
from network.models import Invitation, User
from network.permissions import has_workspace, invitable_roles, is_national_team, may_send_invitations
from network.services import accept, find_invitation, invite, invite_again, revoke

ON_A_PAGE = 25


@login_required
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    context = {
        "accesses": request.user.accesses.current().select_related("delegation"),
        "has_second_factor": is_mfa_enabled(request.user, SECOND_FACTORS),
        "may_invite": may_send_invitations(request.user),
        "has_workspace": has_workspace(request.user),
    }
    return render(request, "network/account.html", context)


@login_required
@require_POST
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    session = get_object_or_404(UserSession, pk=pk, user=request.user)
    session.end()
    return redirect("usersessions_list")


# --- Invitations sent -----------------------------------------------------------------------------


@login_required
def invitations(request: HttpRequest) -> HttpResponse:
    if not may_send_invitations(request.user):
        raise PermissionDenied
    form = InvitationForm(request.POST or None, sender=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            invitation = invite(**form.cleaned_data, invited_by=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"Invitation envoyée à {invitation.email}, valable 72 heures.")
            return redirect("invitations")
    seen = _seen_by(request.user).select_related("delegation", "invited_by")
    page, page_error = read_page(seen, request.GET.get("page") or "1", size=ON_A_PAGE)
    context = {
        "form": form,
        "page": page,
        "page_error": page_error,
        "pages": page.paginator.get_elided_page_range(page.number),
    }
    return render(request, "network/invitations.html", context)


@login_required
@require_POST
def send_again(request: HttpRequest, pk: int) -> HttpResponse:
    invitation = get_object_or_404(_seen_by(request.user), pk=pk)
    try:
        invite_again(invitation=invitation, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"Nouveau lien envoyé à {invitation.email} ; l’ancien n’ouvre plus rien.")
    return redirect("invitations")


@login_required
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    invitation = get_object_or_404(_seen_by(request.user), pk=pk)
    try:
        revoke(invitation=invitation)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"Invitation de {invitation.email} retirée.")
    return redirect("invitations")


def _seen_by(user: User) -> QuerySet[Invitation]:
    """The invitations to what ``user`` may invite to, whoever sent them."""
    found = Invitation.objects.filter(role__in=invitable_roles(user))
    return found if is_national_team(user) else found.filter(delegation__in=user.current_delegations)


# --- Invitation received --------------------------------------------------------------------------


def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """What the link of an invitation opens. Looking at it changes nothing: programs that read mail look too."""
    found = find_invitation(token)
    if found is None:
        return render(request, "network/invitation_gone.html", status=404)
    stranger = request.user.is_authenticated and request.user.email.lower() != found.email.lower()
    if request.method == "POST" and not stranger:
        return _accept(request, found)
    context = {"invitation": found, "stranger": stranger}
    return render(request, "network/invitation.html", context)


def _accept(request: HttpRequest, found: Invitation) -> HttpResponse:
    if request.user.is_authenticated:
        try:
            accept(invitation=found, user=request.user)
        except DomainError:
            return render(request, "network/invitation_gone.html", status=404)
        messages.success(request, f"Votre accès est ouvert : {found.role_label}.")
        return redirect("account")
    if User.objects.filter(email__iexact=found.email).exists():
        messages.info(request, "Un compte existe déjà avec cette adresse : connectez-vous pour accepter l’invitation.")
        return redirect(reverse("account_login", query={"next": request.path}))
    remember_invitation(request, found)
    return redirect("account_signup")


def sign_up(request: HttpRequest) -> HttpResponse:
    """allauth's own page, its account and our invitation written together or not at all."""
    invited = request.method == "POST" and invitation_of(request)
    if not invited:
        return signup(request)
    try:
        with transaction.atomic():
            # A second click waits here, then finds the invitation used and the page closed.
            Invitation.objects.select_for_update().get(pk=invited.pk)
            return signup(request)
    except DomainError:
        return render(request, "network/invitation_gone.html", status=404)
