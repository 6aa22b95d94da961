"""Every URL the resolver knows, tried by six kinds of visitors, reading and writing, against ``url_table.py``."""

from collections import Counter
from collections.abc import Iterator
from functools import reduce

import pytest
from django.db.models import Model
from django.urls import URLResolver, get_resolver

from core.enums import Audience
from tests.support.answers import Row
from tests.support.visitors import Answer, Outcome, Visitor, World, make_world, outcome, undone
from tests.url_table import ROWS

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[World]:
    """Made once: each test, then each request, undoes what it changed."""
    with django_db_blocker.unblock(), undone():
        yield make_world()


def names_of_urls(patterns=None, route: str = "", namespace: str = "") -> Iterator[str]:
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        here = f"{route}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            inside = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from names_of_urls(pattern.url_patterns, here, inside)
        else:
            yield f"{namespace}{pattern.name}" if pattern.name else here


def check(world: World, url: str, method: str, answer: Answer, when: str = "") -> None:
    told = {visitor: outcome(world.ask(visitor, method, url)) for visitor in Visitor}
    wrong = [
        f"{visitor}: {told[visitor]}, not {answer[visitor]}" for visitor in Visitor if told[visitor] != answer[visitor]
    ]
    assert wrong == [], "\n".join([f"{method} {url} {when}", *wrong])


def reserve(subject: Model, path: str) -> None:
    """Reserve to the network an object, or what ``path`` says it belongs to, and nothing else."""
    for other in subject.audience_paths:
        *to_owner, _ = other.split("__")
        owner = reduce(getattr, to_owner, subject)
        owner.audience = Audience.NETWORK if other == path else Audience.PUBLIC
        owner.save()


def test_every_url_has_its_row_and_every_row_its_url():
    urls, listed = Counter(names_of_urls()), Counter(row.name for row in ROWS)
    assert {"without a row": urls - listed, "without a url": listed - urls} == {
        "without a row": Counter(),
        "without a url": Counter(),
    }


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_url_answers_each_visitor_as_its_row_says(row: Row, world):
    made = row.make(world)
    subject, arguments = made if row.reserved else (None, made)
    url = row.url(arguments)
    check(world, url, "get", row.get)
    check(world, url, "post", row.post)
    for path in subject.audience_paths if subject else ():
        reserve(subject, path)
        check(world, url, "get", row.reserved, when=f"once {path} is reserved")


def test_nothing_is_written_without_a_token(world):
    """The token is asked for before anything is looked up."""
    accepted = []
    for row in filter(lambda row: row.is_sent, ROWS):
        with undone():
            url = row.url(row.make(world))
            told = outcome(world.ask(Visitor.ADMINISTRATOR, "post", url, enforce_csrf_checks=True))
        if told != Outcome.REFUSED:
            accepted.append(f"{row.name}: {told}")
    assert accepted == []
