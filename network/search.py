"""How the network's objects are found."""

from core import search
from core.enums import Audience
from core.search import Document
from network.models import Delegation, Enterprise, GlossaryTerm, Mandate, Person, User


def register() -> None:
    search.register(Delegation, delegation)
    search.register(Enterprise, enterprise, feeds=["delegation"])
    search.register(Person, person, feeds=["mandates__delegation", "mandates__enterprise"])
    search.register(Mandate, mandate, feeds=["person", "delegation", "enterprise"])
    search.register(GlossaryTerm, term)
    search.register(User, account, feeds=["person"])


def delegation(one: Delegation) -> Document:
    return Document(
        title=one.name,
        text=one.departments,
        aliases=one.name_printed,
        audience=Audience.PUBLIC,
        region=one.slug,
    )


def enterprise(one: Enterprise) -> Document:
    place = one.delegation
    return Document(
        title=str(one),
        text=f"{one.get_kind_display()}, {place}" if place else one.get_kind_display(),
        audience=Audience.PUBLIC,
        region=place.slug if place else "",
    )


def person(one: Person) -> Document:
    """People have no public page: readers find them by the groups and the issues that name them.

    One whose name was removed is found by nobody: the back-office lists them by a filter.
    """
    return Document(
        title=str(one),
        text="\n".join(f"{held.role}, {held.delegation or held.enterprise}" for held in one.mandates.all()),
        audience="" if one.is_masked else Audience.NETWORK,
    )


def mandate(one: Mandate) -> Document:
    return Document(title=str(one), text=str(one.delegation or one.enterprise), aliases=one.role_printed)


def term(one: GlossaryTerm) -> Document:
    text = "\n".join(part for part in (one.expansion, one.meaning, one.unsaid) if part)
    return Document(title=one.term, text=text, audience=one.audience)


def account(one: User) -> Document:
    return Document(title=one.email, text=str(one.person or ""))
