"""Invitations as tests send them."""

import re

from django.test import Client

from network.enums import Role
from network.models import Delegation, User
from network.services import invite
from tests.support.mails import sent

PAGE = "/compte/invitations/"
GUEST = "zoe@example.org"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def link() -> str:
    """The path that the last one brings."""
    return re.search(r"http://127\.0\.0\.1:8000(/compte/invitation/\S+)", sent()[-1].text)[1]


def invited(by: User, delegation: Delegation | None = None, role: Role = Role.DELEGATE, email: str = GUEST) -> str:
    invite(email=email, role=role, delegation=delegation, invited_by=by)
    return link()
