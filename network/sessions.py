"""A session opened with one proof does not outlive the day when two are asked for."""

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import HttpRequest

from network.middleware import SECOND_FACTORS
from network.models import User
from network.services import close_sessions


def close_those_of_one_factor(request: HttpRequest, user: User, authenticator: Authenticator, **signal) -> None:
    """What follows the first second factor: the sessions elsewhere were opened without it."""
    factors = Authenticator.objects.filter(user_id=user.pk, type__in=SECOND_FACTORS)
    if authenticator.type not in SECOND_FACTORS or factors.exclude(pk=authenticator.pk).exists():
        return
    if close_sessions(user=user, but=request.session.session_key):
        messages.info(request, "Vos autres appareils sont déconnectés : ils demanderont aussi le second facteur.")
