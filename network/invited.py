"""From the invitation's page to the sign-up form: the session remembers which invitation opened it."""

from allauth.account.adapter import get_adapter
from django.http import HttpRequest

from core.errors import DomainError
from network.models import Invitation, User
from network.permissions import is_still_answered_for
from network.services import NOT_USABLE, accept

_KEY = "invitation"


def remember_invitation(request: HttpRequest, invitation: Invitation) -> None:
    """The link came by e-mail: who holds it has shown that the address is theirs."""
    request.session[_KEY] = invitation.pk
    get_adapter(request).stash_verified_email(request, invitation.email)


def consume_invitation(request: HttpRequest, user: User, **signal) -> None:
    """What follows a sign-up: only then is the account whole, its address verified."""
    invitation = invitation_of(request)
    if invitation is None:
        raise DomainError(NOT_USABLE)
    accept(invitation=invitation, user=user)
    del request.session[_KEY]


def invitation_of(request: HttpRequest) -> Invitation | None:
    """The invitation this visitor opened, if it can still be used."""
    if _KEY not in request.session:
        return None
    invitation = Invitation.objects.usable().select_related("invited_by", "delegation").filter(pk=request.session[_KEY])
    found = invitation.first()
    return found if found and is_still_answered_for(found) else None
