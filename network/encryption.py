"""Secrets of the second factors, kept encrypted with the keys of ``MFA_KEYS``."""

from base64 import urlsafe_b64encode
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


def seal(secret: str) -> str:
    return _fernet().encrypt(secret.encode()).decode()


def unseal(sealed: str) -> str | None:
    """Return the secret, or nothing when no key of ours opens it."""
    try:
        return _fernet().decrypt(sealed.encode()).decode()
    except InvalidToken:
        return None


def seal_anew(sealed: str) -> str | None:
    """Return the same secret sealed with the first key, or nothing when no key of ours opens it."""
    try:
        return _fernet().rotate(sealed.encode()).decode()
    except InvalidToken:
        return None


def _fernet() -> MultiFernet:
    """The keys are drawn long enough; their digest only gives them the form that Fernet wants."""
    return MultiFernet([Fernet(urlsafe_b64encode(sha256(key.encode()).digest())) for key in settings.MFA_KEYS])
