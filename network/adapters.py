"""What our accounts ask of django-allauth: closed sign-up, our mails, secrets kept encrypted."""

import logging
import secrets
from base64 import b32encode

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from core.mail import MailRefusedError, queue_mail
from core.typography import french
from network.encryption import seal, unseal
from network.invited import invitation_of
from network.models import User
from network.permissions import has_workspace

logger = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return invitation_of(request) is not None

    def pre_login(self, request: HttpRequest, user: User, *, email: str | None, **kwargs) -> HttpResponse | None:
        """A code sent to an address that the account has left since opens nothing, and gives it back nothing."""
        if email and not _is_theirs(email, user):
            clear_login(request)
            return redirect("account_login")
        return super().pre_login(request, user, email=email, **kwargs)

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        return _is_theirs(email_address.email, email_address.user) and super().confirm_email(request, email_address)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Whoever has work to do here lands on it; the others on their account."""
        return super().get_login_redirect_url(request) if has_workspace(request.user) else reverse("account")

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        return self.get_login_redirect_url(request)

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        message = self.render_mail(template_prefix, email, {"email": email, "site_url": settings.SITE_URL, **context})
        try:
            queue_mail(to=email, subject=french(message.subject), text=message.body)
        except MailRefusedError as error:
            # Typed by anyone, and no account has it: the page answers as it does for every other unknown address.
            logger.warning("Aucun courriel pour « %s » : %s", template_prefix, error)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The site's own address, whatever host the request named."""
        uid, _, token = key.partition("-")
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})
        return f"{settings.SITE_URL}{path}"


def _is_theirs(email: str, user: User) -> bool:
    return email.lower() == user.email.lower()


class SecondFactorAdapter(DefaultMFAAdapter):
    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret; in place of one that no key opens any more, another, which no code will answer to."""
        secret = unseal(encrypted_text)
        if secret is None:
            logger.critical("un secret de second facteur ne s’ouvre avec aucune clé de MFA_KEYS")
            return b32encode(secrets.token_bytes(20)).decode()
        return secret

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return super().get_public_key_credential_rp_entity() | {"name": settings.MFA_TOTP_ISSUER}
