"""Every URL the resolver knows, tried by six kinds of visitors, reading and writing, against ``url_table.py``."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from functools import reduce
from itertools import count

import pytest
from django.db.models import Model
from django.urls import URLResolver, get_resolver
from django.utils import timezone

from core.enums import Audience
from network.models import Access, Mandate
from newsletter.models import Issue
from seminars.models import Stage
from tests.support import rows, url_objects
from tests.support.answers import Row
from tests.support.rows import MAKERS
from tests.support.visitors import Answer, Outcome, Visitor, World, make_world, outcome, undone
from tests.support.web import freeze
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


# On one database: the other tries who may do what (test_predicates.py), and opens each page below.
@pytest.mark.once
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


# --- Rights that are not there ---------------------------------------------------------------------


def end_yesterday(world: World) -> None:
    Access.objects.update(starts_on=day(-9), ends_on=day(-1))


def start_tomorrow(world: World) -> None:
    Access.objects.update(starts_on=day(1))


def leave_only_a_mandate(world: World) -> None:
    """Each account is that of a person whom the printed list says to hold a role in delegation A."""
    Access.objects.all().delete()
    for number, user in enumerate(world.accounts.values(), start=50):
        mandate = rows.mandate(number)
        Mandate.objects.filter(pk=mandate.pk).update(delegation=world.a, role="administrateur national")
        user.person = mandate.person
        user.save()


def day(distance: int) -> date:
    return timezone.localdate() + timedelta(days=distance)


def test_administrator_opens_each_page_on_both_databases(world):
    told, expected = {}, {}
    for row in ROWS:
        with undone():
            made = row.make(world)
            url = row.url(made[1] if row.reserved else made)
            told[row.name] = outcome(world.ask(Visitor.ADMINISTRATOR, "get", url))
        expected[row.name] = row.get[Visitor.ADMINISTRATOR]
    assert told == expected


@pytest.mark.parametrize("lose", [end_yesterday, start_tomorrow, leave_only_a_mandate], ids=lambda lose: lose.__name__)
def test_only_an_access_of_today_gives_rights_in_a_session_already_open(lose, world):
    row_of = {row.name: row for row in ROWS}
    reserved, arguments = url_objects.a_proposal(world)
    reserve(reserved, "audience")
    urls = {
        "reserved": row_of["proposals:proposal"].url(arguments),
        "invitations": row_of["invitations"].url({}),
        "draft's file": row_of["regions:attachment"].url(url_objects.a_file_of_a_report(world)),
        "back-office": row_of["admin:index"].url({}),
        "account": row_of["account"].url({}),
    }
    lose(world)
    told = {name: {outcome(world.ask(visitor, "get", url)) for visitor in world.accounts} for name, url in urls.items()}
    assert told == {
        "reserved": {Outcome.UNKNOWN},
        "invitations": {Outcome.REFUSED},
        "draft's file": {Outcome.UNKNOWN},
        "back-office": {Outcome.SIGN_IN},
        "account": {Outcome.SHOWN},
    }


# --- Reserved content -----------------------------------------------------------------------------

SECRET = "Xylographe"


def hide(subject: Model, path: str) -> None:
    """Reserve an object, or what it belongs to, and write the secret in all that is then reserved."""
    reserve(subject, path)
    owner = reduce(getattr, path.split("__")[:-1], subject)
    for one in {owner, subject}:
        for field in one._meta.concrete_fields:
            if field.name in ("name", "title", "label", "theme", "wording", "question", "place"):
                setattr(one, field.name, f"{SECRET} {one.pk}")
        one.save()


def hide_one_of_each() -> None:
    numbers = count(20)
    # The latest seminar, which pages put first, is the reserved one of a stage.
    for model in sorted(MAKERS, key=lambda model: model is Stage):
        for path in getattr(model, "audience_paths", ()):
            subject = MAKERS[model](next(numbers))
            hide(subject, path)
            if isinstance(subject, Issue):
                freeze(subject)


def pages_that_tell(world: World, visitor: Visitor) -> set[str]:
    """Those everybody reads where this visitor reads the secret."""
    telling = set()
    for row in ROWS:
        if row.get[Visitor.ANONYMOUS] == Outcome.SHOWN:
            with undone():
                made = row.make(world)
                url = row.url(made[1] if row.reserved else made)
                answer = world.ask(visitor, "get", url)
                if not answer.streaming and SECRET.encode() in answer.content:
                    telling.add(row.name)
    return telling


def test_pages_everybody_reads_tell_nothing_reserved(world):
    """By itself or by what it belongs to; and the network reads it there."""
    hide_one_of_each()
    assert pages_that_tell(world, Visitor.ANONYMOUS) == set()
    assert pages_that_tell(world, Visitor.MEMBER) >= {
        "home",
        "newsletter:archive",
        "seminars:seminars",
        "proposals:proposals",
        "proposals:proposals-csv",
        "proposals:tracks",
        "proposals:questions",
        "proposals:thread",
        "agenda",
        "agenda-ics",
        "regions:matrix",
        "regions:matrix-csv",
    }


# --- Tokens ---------------------------------------------------------------------------------------


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
