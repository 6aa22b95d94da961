"""An account for each role, with one password kept on this machine, and a second factor for the team's."""

import os
import secrets
import time
from pathlib import Path

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.conf import settings
from django.db import transaction

from core.errors import DomainError
from network.encryption import unseal
from network.enums import STAFF_ROLES, Role
from network.models import Access, Delegation, User

ACCOUNTS = (
    ("membre@demo.example", Role.MEMBER),
    ("delegation@demo.example", Role.DELEGATE),
    ("redaction@demo.example", Role.NATIONAL),
    ("administration@demo.example", Role.ADMINISTRATOR),
)
PASSWORD_FILE = "demo-password.txt"  # noqa: S105 - the file's name
TOTP_PERIOD = 30


def load_accounts() -> list[str]:
    """Return what to tell of the accounts, their password included."""
    file = settings.VAR_DIR / PASSWORD_FILE
    kept = _kept_password(file)
    password = kept or secrets.token_urlsafe(12)
    # A delegate acts for a delegation: without one loaded, there is no such account.
    delegation = Delegation.objects.filter(is_head_office=False).order_by("name").first()
    with transaction.atomic():
        made = [
            (_account(email, role, delegation, password, reset=not kept), role)
            for email, role in ACCOUNTS
            if role != Role.DELEGATE or delegation
        ]
    if not kept:
        # After the accounts: a password nobody could read is drawn again by the next run.
        _keep(password, file)
    return [
        "Comptes de démonstration (courriel / mot de passe) :",
        *(f"  {user.email} / {password} ({_told(user, role)})" for user, role in made),
        "Les deux derniers demandent aussi un code, que donne : .venv/bin/python manage.py demo_code COURRIEL",
    ]


def current_code(email: str) -> tuple[str, int]:
    """Return the code an account's application would show now, and for how many seconds.

    Raises ``DomainError`` for any account but the demonstration's that has a second factor.
    """
    factor = Authenticator.objects.filter(user__email=email, type=Authenticator.Type.TOTP).first()
    secret = factor and email in dict(ACCOUNTS) and unseal(factor.data["secret"])
    if not secret:
        raise DomainError(f"{email} n’est pas un compte de démonstration qui demande un code.")
    step, spent = divmod(int(time.time()), TOTP_PERIOD)
    return format_hotp_value(hotp_value(secret, step)), TOTP_PERIOD - spent


def _told(user: User, role: Role) -> str:
    delegation = next((access.delegation for access in user.accesses.all() if access.delegation), None)
    return f"{role.label} {delegation}" if delegation else role.label


def _account(email: str, role: Role, delegation: Delegation | None, password: str, *, reset: bool) -> User:
    """Make sure of an account; an administrator may have ended its access since, and that is left alone."""
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create_user(email, password)
        Access.objects.create(user=user, role=role, delegation=delegation if role == Role.DELEGATE else None)
    elif reset:
        user.set_password(password)
        user.save(update_fields=["password", "updated_at"])
    # Nobody reads the mail of these addresses.
    EmailAddress.objects.update_or_create(user=user, email=email, defaults={"verified": True, "primary": True})
    if role in STAFF_ROLES:
        _enrol(user)
    return user


def _enrol(user: User) -> None:
    """Give a second factor to whoever has none, or one sealed with a key that was lost."""
    factor = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    if factor and unseal(factor.data["secret"]) is None:
        factor.delete()
        factor = None
    if factor is None:
        TOTP.activate(user, generate_totp_secret())


def _kept_password(file: Path) -> str:
    return file.read_text().strip() if file.exists() else ""


def _keep(password: str, file: Path) -> None:
    """Write the password where this machine's user alone can read it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.unlink(missing_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
        stream.write(f"{password}\n")
