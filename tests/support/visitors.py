"""The six kinds of visitors a portal has, and what it answers to each."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from allauth.account.internal.flows.login import record_authentication
from django.db import transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from network.enums import Role
from network.models import Delegation, User
from tests.support import rows


class Visitor(StrEnum):
    ANONYMOUS = "anonymous"
    MEMBER = "member"
    DELEGATE_A = "delegate of A"
    DELEGATE_B = "delegate of B"
    NATIONAL = "national"
    ADMINISTRATOR = "administrator"


class Outcome(StrEnum):
    SHOWN = "200"
    LED = "redirected"
    SIGN_IN = "redirected to sign in"
    REFUSED = "403"
    UNKNOWN = "404"
    READ_ONLY = "405"


Answer = dict[Visitor, Outcome]


@dataclass(frozen=True)
class World:
    """Two delegations, and an account of each kind, signed in a moment ago with all the factors it has."""

    a: Delegation
    b: Delegation
    accounts: dict[Visitor, User]
    sessions: dict[Visitor, str]

    def ask(self, visitor: Visitor, method: str, url: str, **more) -> HttpResponse:
        """The answer, read to its end; what asking changed is undone."""
        client = Client(**more)
        if visitor in self.sessions:
            client.cookies["sessionid"] = self.sessions[visitor]
        with undone():
            answer = getattr(client, method)(url)
            b"".join(answer)  # the client closes a file when it is read to its end, and nothing else then
        return answer


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def make_world() -> World:
    a, b = rows.delegation(901), rows.delegation(902)
    accounts = {
        Visitor.MEMBER: rows.account("membre@example.org", Role.MEMBER),
        Visitor.DELEGATE_A: rows.account("delegation-a@example.org", Role.DELEGATE, delegation=a),
        Visitor.DELEGATE_B: rows.account("delegation-b@example.org", Role.DELEGATE, delegation=b),
        Visitor.NATIONAL: rows.account("equipe@example.org", Role.NATIONAL),
        Visitor.ADMINISTRATOR: rows.account("administration@example.org", Role.ADMINISTRATOR),
    }
    return World(a, b, accounts, {visitor: sign_in(user) for visitor, user in accounts.items()})


def sign_in(user: User) -> str:
    """The key of a new session, in which nothing will ask again who one is."""
    client = Client()
    client.force_login(user)
    request = RequestFactory().get("/")
    request.session = client.session
    record_authentication(request, user, method="password", reauthenticated=True)
    request.session.save()
    return request.session.session_key


def outcome(answer: HttpResponse) -> Outcome | str:
    """What was answered; a status that is none of an outcome, as it is."""
    if answer.status_code == 302:
        entrances = {reverse("account_login"), reverse("admin:login")}
        return Outcome.SIGN_IN if urlsplit(answer["Location"]).path in entrances else Outcome.LED
    if answer.status_code == 422:  # a form shown again, with what is wrong in it
        return Outcome.SHOWN
    return {str(told): told for told in Outcome}.get(str(answer.status_code), str(answer.status_code))
