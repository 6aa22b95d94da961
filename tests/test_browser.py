"""The browser the other tests look through: what it must see, refuse and report."""

import pytest

from tests.support.browser import axe_violations

pytestmark = pytest.mark.browser

# Any page of the portal that needs no content: what is tested here is then put in it.
SOME_PAGE = "/compte/connexion/"


def test_page_is_seen_as_asked(open_page):
    page = open_page(SOME_PAGE, width=360, scheme="dark")

    assert page.evaluate("[innerWidth, matchMedia('(prefers-color-scheme: dark)').matches]") == [360, True]


def test_page_without_javascript_runs_no_script(open_page):
    page = open_page(SOME_PAGE, javascript=False)
    page.set_content("<p>Sans script</p><script>document.body.textContent = 'Avec'</script>")

    assert page.text_content("p") == "Sans script"


def test_request_to_another_origin_is_refused_and_recorded(open_page, external_requests, console_errors):
    page = open_page(SOME_PAGE, javascript=False)
    assert external_requests == []

    page.goto("about:blank")  # without the portal's content security policy, which refuses too
    page.set_content('<img src="http://ailleurs.example/compteur.gif" alt="">')

    assert external_requests == ["GET http://ailleurs.example/compteur.gif"]
    console_errors.clear()


def test_error_in_the_console_is_reported(open_page, console_errors):
    page = open_page(SOME_PAGE)
    assert console_errors == []

    with page.expect_event("pageerror"):
        page.evaluate("console.error('perdu'); setTimeout(() => { throw new Error('lancé') })")

    assert [error.split(" (")[0].splitlines()[0] for error in console_errors] == ["perdu", "lancé"]
    console_errors.clear()


def test_axe_names_the_element_and_the_rule(open_page):
    page = open_page(SOME_PAGE)
    page.set_content(
        "<!doctype html><html lang=fr><title>Essai</title><main><h1>Essai</h1><input id=sans-nom></main></html>"
    )

    assert axe_violations(page) == ["label (critical): Form elements must have labels — #sans-nom"]
    assert axe_violations(page, ignore=("label",)) == []
