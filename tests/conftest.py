"""Fixtures of the whole suite, and the rules every test runs under."""

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from core import triggers
from tests.support import database, html_checker

# Without the checker its module is not collected: nothing to skip, and one line says so.
collect_ignore = [] if html_checker.is_available() else ["test_html_checker.py"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database-only", action="store_true", help="leave out the tests that never open the database: once is enough"
    )


def pytest_report_header() -> str | None:
    if collect_ignore:
        return "html checker: not on this machine, test_html_checker.py is left out (script/test says what is missing)"
    return None


def pytest_configure() -> None:
    # WhiteNoise warns when the folder of collected files is not there, and warnings are errors here.
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


def pytest_unconfigure() -> None:
    shutil.rmtree(Path(settings.MEDIA_ROOT).parent, ignore_errors=True)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("database_only"):
        left_out = [item for item in items if not opens_database(item)]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if opens_database(item)]
    # Once Playwright has started, its event loop runs in this process to the end: the browser comes last.
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


def opens_database(item: pytest.Item) -> bool:
    """Whether the test asked for the database: pytest-django refuses it to the others."""
    return item.get_closest_marker("django_db") is not None or not {"db", "transactional_db"}.isdisjoint(
        item.fixturenames
    )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item):
    """Let the tests of the browser use the database beside Playwright's event loop, set-up and tear-down included."""
    if item.get_closest_marker("browser") is None:
        return (yield)
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    try:
        return (yield)
    finally:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def _rows_of_issue_4(django_db_setup, django_db_blocker) -> list[database.Rows]:
    with django_db_blocker.unblock():
        return database.rows_written_by(lambda: call_command("load_content", stdout=StringIO()))


@pytest.fixture
def content(db, _rows_of_issue_4) -> None:
    """What ``load_content`` makes of issue 4: loaded once, then written again as it was."""
    database.write_again(_rows_of_issue_4)


@pytest.fixture(autouse=True)
def _content_first(request: pytest.FixtureRequest) -> None:
    """Written with the numbers its rows had: before any other fixture makes one."""
    if "content" in request.fixturenames:
        request.getfixturevalue("content")


@pytest.fixture(scope="session", autouse=True)
def _strict_templates() -> None:
    from tests.support.templates import fail_on_undefined_variables

    fail_on_undefined_variables()


@pytest.fixture(autouse=True)
def _empty_cache(request: pytest.FixtureRequest) -> None:
    """The cache is a table of the database, which emptying the models leaves as it is: limits would add up."""
    if opens_database(request.node):
        request.getfixturevalue("db")
        cache.clear()


@pytest.fixture(autouse=True)
def _frozen_rows_go_too(request: pytest.FixtureRequest) -> Iterator[None]:
    """Django empties the tables behind a test that committed, then says so: the triggers come back by themselves."""
    if not opens_database(request.node):
        yield
        return
    request.getfixturevalue("db")
    yield
    if not connection.in_atomic_block:
        triggers.take_off(triggers.frozen_models())


@pytest.fixture(autouse=True)
def _stored_files_go_with_their_rows() -> Iterator[None]:
    """A test's database is emptied behind it; so are the renderings and the joined files it stored."""
    yield
    for kept in ("editions", "attachments", "printed"):
        shutil.rmtree(settings.STORAGES[kept]["OPTIONS"]["location"], ignore_errors=True)


@pytest.fixture
def clock(monkeypatch) -> Callable[..., datetime]:
    """``clock(days=3)`` moves the present on; the calendar starts on a Monday at nine, in Paris."""
    now = [datetime(2026, 3, 2, 9, tzinfo=timezone.get_default_timezone())]
    monkeypatch.setattr(timezone, "now", lambda: now[0])

    def move(**by: int) -> datetime:
        now[0] += timedelta(**by)
        return now[0]

    return move


# --- The browser ----------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser(django_db_setup) -> Iterator:
    from playwright.sync_api import sync_playwright

    from tests.support.browser import launch

    with sync_playwright() as playwright:
        chromium = launch(playwright)
        yield chromium
        chromium.close()


@pytest.fixture
def watch(live_server):
    from tests.support.browser import Watch

    return Watch(origin=live_server.url)


@pytest.fixture
def external_requests(watch) -> list[str]:
    """Every request the pages of this test made to another origin; all were refused."""
    return watch.external


@pytest.fixture
def console_errors(watch) -> list[str]:
    """What the console said; a test that expects an error (a 404 is one) clears it."""
    return watch.errors


def session_of(user) -> str:
    client = Client()
    client.force_login(user)
    return client.session.session_key


@pytest.fixture
def open_page(browser, live_server, watch) -> Iterator[Callable]:
    """``open_page("/", width=360, scheme="dark", javascript=False, user=someone)`` returns the loaded page.

    Each call has a profile of its own, ``user`` signed in or nobody. The test fails if the console said an error.
    """
    contexts = []

    def open_page(
        path: str,
        *,
        width: int = 1280,
        height: int = 900,
        scheme: str = "light",
        javascript: bool = True,
        user=None,
    ):
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            java_script_enabled=javascript,
            locale="fr-FR",
            timezone_id="Europe/Paris",
            reduced_motion="reduce",
        )
        contexts.append(context)
        watch.follow(context)
        if user:
            context.add_cookies([{"name": "sessionid", "value": session_of(user), "url": live_server.url}])
        page = context.new_page()
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert watch.errors == []
