"""Second factors of the accounts made for tests."""

import time

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value

from network.encryption import unseal
from network.models import User


def verify(user: User) -> User:
    """What a first sign-in does: show that the address is theirs."""
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def enrol(user: User) -> User:
    TOTP.activate(user, generate_totp_secret())
    return user


def code_of(user: User, *, step: int = 0) -> str:
    """The code their application shows now, or ``step`` half-minutes later."""
    factor = Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP)
    return format_hotp_value(hotp_value(unseal(factor.data["secret"]), int(time.time()) // 30 + step))
