"""What accounts ask of every request: two factors of the team, and a browser that keeps nothing once signed out."""

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import patch_cache_control

SECOND_FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
# Adding a factor asks who you are again; and one may always leave.
OPEN = frozenset({"account_reauthenticate", "account_logout"})


class SecondFactorMiddleware:
    """allauth asks for a second factor once there is one; nothing in it asks that there be one."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        # Who has no session is not looked up: the pages of the public depend on no cookie.
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
            return None
        name = request.resolver_match.view_name  # with its namespace: nothing of the back-office passes for ours
        if name.startswith("mfa_") or name in OPEN:
            return None
        if request.user.is_staff and not is_mfa_enabled(request.user, SECOND_FACTORS):
            return redirect("mfa_index")
        return None


class SignedInMiddleware:
    """What is answered to someone signed in is theirs alone: no shared cache keeps it.

    Signing out, by whichever page, empties what our pages keep in the browser: texts not yet sent (design § 5). A
    session that merely ended is not a sign-out: the text waits for its author to come back.
    """

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if getattr(request, "was_signed_in", False):
            if "public" not in response.get("Cache-Control", ""):
                patch_cache_control(response, private=True)
            if request.method == "POST" and not request.user.is_authenticated:
                response["Clear-Site-Data"] = '"storage"'
        return response

    def process_view(self, request: HttpRequest, view, args, kwargs) -> None:
        # Who has no session is not looked up: the pages of the public depend on no cookie.
        request.was_signed_in = settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated
