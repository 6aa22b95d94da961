"""The words of ``tests/url_table.py``: who may, and what a URL is."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Model
from django.urls import reverse

from tests.support.visitors import Answer, Outcome, Visitor, World

# --- Who may --------------------------------------------------------------------------------------

TEAM = (Visitor.NATIONAL, Visitor.ADMINISTRATOR)
DELEGATES = (Visitor.DELEGATE_A, Visitor.DELEGATE_B)
ACCOUNTS = (Visitor.MEMBER, *DELEGATES, *TEAM)


def only(*allowed: Visitor, others: Outcome = Outcome.REFUSED, anonymous: Outcome = Outcome.SIGN_IN) -> Answer:
    refusal = dict.fromkeys(ACCOUNTS, others) | {Visitor.ANONYMOUS: anonymous}
    return refusal | dict.fromkeys(allowed, Outcome.SHOWN)


def leads(answer: Answer) -> Answer:
    """The same, whoever may being led to another page."""
    return {who: Outcome.LED if told is Outcome.SHOWN else told for who, told in answer.items()}


EVERYONE = only(Visitor.ANONYMOUS, *ACCOUNTS)
SIGNED_IN = only(*ACCOUNTS)
# What is reserved to the network does not exist for others.
NETWORK = only(*ACCOUNTS, anonymous=Outcome.UNKNOWN)
INVITERS = only(*DELEGATES, *TEAM)
WITH_WORKSPACE = only(*DELEGATES, *TEAM)
NATIONAL_TEAM = only(*TEAM)
# The colleagues of an account are strangers to what only its owner sees.
OWNER = only(Visitor.DELEGATE_A, others=Outcome.UNKNOWN)
OWN_DELEGATION = only(Visitor.DELEGATE_A, *TEAM, others=Outcome.UNKNOWN)
# The back-office sends all others to sign in, and tells them there that they may not.
EDITORS = only(*TEAM, others=Outcome.SIGN_IN)
ADMINISTRATORS = EDITORS | {Visitor.NATIONAL: Outcome.REFUSED}
NOBODY = EDITORS | dict.fromkeys(TEAM, Outcome.REFUSED)


# --- What URLs are --------------------------------------------------------------------------------


def nothing(world: World) -> dict:
    return {}


@dataclass(frozen=True)
class Row:
    name: str
    get: Answer
    post: Answer
    make: Callable[[World], dict] = nothing
    # What the same answers once reserved to the network.
    reserved: Answer | None = None

    @property
    def is_sent(self) -> bool:
        """Whether anyone may write to it."""
        return not {Outcome.SHOWN, Outcome.LED}.isdisjoint(self.post.values())

    def url(self, arguments: dict) -> str:
        if "/" in self.name:
            return "/" + re.sub(r"<\w+:(\w+)>", lambda found: str(arguments[found[1]]), self.name)
        return reverse(self.name, kwargs=arguments)


def read_only(answer: Answer) -> Answer:
    """One signs in first, then is told that the method is not taken."""
    return {who: told if told is Outcome.SIGN_IN else Outcome.READ_ONLY for who, told in answer.items()}


def page(name: str, answer: Answer, *, make=nothing) -> Row:
    return Row(name, answer, read_only(answer), make)


def form(name: str, answer: Answer, *, post: Answer | None = None, make=nothing) -> Row:
    """Sent empty, a form is shown again; or one is led on (``leads``)."""
    return Row(name, answer, post or answer, make)


def button(name: str, answer: Answer, *, make=nothing) -> Row:
    return Row(name, read_only(answer), leads(answer), make)


def content(name: str, make: Callable[[World], tuple[Model, dict]]) -> Row:
    return Row(name, EVERYONE, read_only(EVERYONE), make, reserved=NETWORK)
