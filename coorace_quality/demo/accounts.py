"""An account for each role that enters the back-office, with one password kept on this machine."""

import os
import secrets
from pathlib import Path

from django.conf import settings
from django.db import transaction

from network.enums import Role
from network.models import Access, User

ACCOUNTS = (
    ("redaction@demo.example", Role.NATIONAL),
    ("administration@demo.example", Role.ADMINISTRATOR),
)
PASSWORD_FILE = "demo-password.txt"  # noqa: S105 - the file's name


def load_accounts() -> list[str]:
    """Return what to tell of the accounts, their password included."""
    file = settings.VAR_DIR / PASSWORD_FILE
    kept = _kept_password(file)
    password = kept or secrets.token_urlsafe(12)
    with transaction.atomic():
        for email, role in ACCOUNTS:
            _account(email, role, password, reset=not kept)
    if not kept:
        # After the accounts: a password nobody could read is drawn again by the next run.
        _keep(password, file)
    return [
        "Comptes de démonstration (courriel / mot de passe) :",
        *(f"  {email} / {password}" for email, _role in ACCOUNTS),
    ]


def _account(email: str, role: Role, password: str, *, reset: bool) -> None:
    """Make sure of an account; an administrator may have ended its access since, and that is left alone."""
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create_user(email, password)
        Access.objects.create(user=user, role=role)
    elif reset:
        user.set_password(password)
        user.save(update_fields=["password", "updated_at"])


def _kept_password(file: Path) -> str:
    return file.read_text().strip() if file.exists() else ""


def _keep(password: str, file: Path) -> None:
    """Write the password where this machine's user alone can read it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.unlink(missing_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
        stream.write(f"{password}\n")
