"""Masking someone: where their name stands, and what has to follow when it goes. Apps register what they hold."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db.models import CharField, Model, Q, QuerySet, SlugField, TextField

from core.models import Frozen
from core.search import describe_again
from core.uses import Use, change_url
from network.models import Access, Invitation, Person, User
from network.names import hide_in_text, is_named
from network.permissions import EDITORIAL_APPS

FOLLOWS = "Le nom n’y sera plus, aussitôt"
NAMESAKES = "Une autre fiche porte ce nom : si c’est la même personne, retirez-le aussi là"
JOURNALS = "Écrit dans ces historiques, où il sera remplacé pour de bon"
BY_HAND = "Écrit à la main dans ces textes : à corriger vous-même, le bouton n’y touche pas"


@dataclass(frozen=True)
class Follower:
    """What an app freezes of names, in rows of ``models``: ``places`` says where, ``follow`` takes them out."""

    models: tuple[type[Model], ...]
    places: Callable[[Person], Iterable[Use]]
    follow: Callable[[Person, User], None]


_followers: list[Follower] = []


def register(follower: Follower) -> None:
    _followers.append(follower)


def masked_people() -> list[Person]:
    return list(Person.objects.filter(masked_at__isnull=False))


def follow(person: Person, by: User) -> None:
    """Take a name out of what nobody can change by hand: what was frozen, and journals."""
    for one in _followers:
        one.follow(person, by)
    for row, names in _naming(person, is_journal=True):
        # Such rows refuse every change but this one.
        hidden = {name: hide_in_text(getattr(row, name), [person]) for name in names}
        QuerySet(type(row)).filter(pk=row.pk).update(**hidden)
        describe_again(row)


def places_of(person: Person) -> dict[str, list[Use]]:
    """Where a name stands, by heading: what the portal draws, what it froze, what was written by hand."""
    frozen = (use for one in _followers for use in one.places(person))
    found: dict[str, list[Use]] = {}
    by_hand = (*_written(person, JOURNALS), *_written(person, BY_HAND))
    for use in (*_namesakes(person), *_drawn(person), *frozen, *by_hand):
        found.setdefault(use.heading, []).append(use)
    return found


def _namesakes(person: Person) -> Iterator[Use]:
    named_so = Person.objects.filter(
        given_name__iexact=person.given_name, family_name__iexact=person.family_name, masked_at=None
    )
    for other in named_so.exclude(pk=person.pk).order_by("pk"):
        yield Use(None, NAMESAKES, f"{other} ({other.source_ref})", change_url(other))


def _drawn(person: Person) -> Iterator[Use]:
    """What points to the person: every page writes it through the ``person`` tag."""
    followed = {model for one in _followers for model in one.models}
    for relation in person._meta.related_objects:
        if relation.related_model in followed:
            continue
        for row in relation.related_model._base_manager.filter(**{relation.field.name: person}).order_by("pk"):
            yield Use(None, FOLLOWS, _named(row), _url(row))


def _named(row: Model) -> str:
    issue = f" ({row.parent})" if hasattr(row, "parent") else ""
    return f"{row._meta.verbose_name} « {row} »{issue}"


def _url(row: Model) -> str:
    """The form where a row is edited: a block's is that of its issue."""
    return change_url(getattr(row, "parent", row))


def _written(person: Person, heading: str) -> Iterator[Use]:
    for row, names in _naming(person, is_journal=heading == JOURNALS):
        where = ", ".join(f"« {row._meta.get_field(name).verbose_name} »" for name in names)
        yield Use(None, heading, f"{_named(row)}, {where}", _url(row))


def _naming(person: Person, *, is_journal: bool) -> Iterator[tuple[Model, list[str]]]:
    """The rows whose own texts name someone, and the fields that do."""
    # The database looks for what no accent changes, Python for the whole name.
    letters = max(re.findall(r"[A-Za-z]+", person.family_name), key=len, default="")
    followed = {model for one in _followers for model in one.models}
    for model in _models():
        if model in followed or issubclass(model, Frozen) != is_journal:
            continue
        names = [
            field.name
            for field in model._meta.concrete_fields
            if isinstance(field, CharField | TextField) and not field.choices
        ]
        condition = Q()
        for name in names:
            condition |= Q(**{f"{name}__icontains": letters})
        for row in model._base_manager.filter(condition).order_by("pk") if names else ():
            if naming := [name for name in names if is_named(_words_of(row, name), person)]:
                yield row, naming


def _words_of(row: Model, name: str) -> str:
    words = getattr(row, name) or ""
    return words.replace("-", " ") if isinstance(row._meta.get_field(name), SlugField) else words


def _models() -> list[type[Model]]:
    """What is written about the network; accounts and their invitations are nobody's reading."""
    ours = [model for app in sorted({*EDITORIAL_APPS, "network"}) for model in apps.get_app_config(app).get_models()]
    return [model for model in ours if not issubclass(model, Person | User | Access | Invitation)]
