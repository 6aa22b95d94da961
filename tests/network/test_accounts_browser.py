"""The pages of an account in a real browser: small screens, both schemes, without scripts, with a passkey."""

import pytest
from playwright.sync_api import expect

from network.enums import Role
from network.models import User
from network.services import invite
from tests.support import rows
from tests.support.browser import ENDS, axe_violations, show
from tests.support.factors import code_of
from tests.support.mails import sent
from tests.support.rows import PASSWORD, account

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ENTRANCE = (
    "/compte/connexion/",
    "/compte/mot-de-passe/oubli/",
    "/compte/mot-de-passe/oubli/envoye/",
    "/compte/mot-de-passe/oubli/1-abc/",
    "/compte/inactif/",
    "/compte/creation/",
    "/compte/invitation/x/",
)
INSIDE = (
    "/compte/",
    "/compte/invitations/",
    "/compte/second-facteur/",
    "/compte/second-facteur/application/ajouter/",
    "/compte/second-facteur/application/retirer/",
    "/compte/second-facteur/codes-de-secours/nouveaux/",
    "/compte/second-facteur/cles-d-acces/",
    "/compte/sessions/",
    "/compte/mot-de-passe/",
    "/compte/deconnexion/",
)


@pytest.fixture
def editor() -> User:
    return account("redaction@example.org", Role.NATIONAL)


@pytest.mark.parametrize(("paths", "is_inside"), [(ENTRANCE, False), (INSIDE, True)], ids=["entrance", "inside"])
def test_pages_are_accessible_and_fit_small_screens(open_page, editor, console_errors, paths, is_inside):
    invite(email="zoe@example.org", role=Role.DELEGATE, delegation=rows.delegation(1), invited_by=editor)
    page = open_page("about:blank", user=editor if is_inside else None)
    found = {}
    for path in paths:
        page.goto(path)
        expect(page.locator("h1")).to_have_count(1)
        for width, scheme in ENDS:
            show(page, width=width, scheme=scheme)
            found[path, width] = axe_violations(page)
            assert (path, page.evaluate("document.documentElement.scrollWidth")) == (path, width)
    console_errors.clear()  # the invitation that does not exist
    assert {where: violations for where, violations in found.items() if violations} == {}


def test_signing_in_takes_the_keyboard_alone_and_no_script(open_page, editor):
    page = open_page("/admin/", javascript=False)
    page.focus("#id_login")
    page.keyboard.type("redaction@example.org")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/second-facteur/")
    assert page.locator("noscript").first.is_visible()
    field = page.locator("#id_code")
    assert [field.get_attribute(name) for name in ("inputmode", "autocomplete")] == ["numeric", "one-time-code"]
    field.focus()
    page.keyboard.type(code_of(editor))
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/")
    assert page.locator("h1").text_content() == "À faire"


def test_invited_person_enters_from_the_mail_on_a_phone(open_page, editor):
    invite(email="zoe@example.org", role=Role.MEMBER, delegation=None, invited_by=editor)
    path = next(line for line in sent()[-1].text.splitlines() if "/compte/invitation/" in line).split(":8000")[1]
    page = open_page(path, width=320, javascript=False)
    page.click("text=Accepter l’invitation")
    page.click("text=Créer mon compte")
    page.wait_for_url("**/compte/")
    assert "zoe@example.org" in page.text_content("main")


def test_passkey_is_added_then_opens_the_account_alone(open_page):
    user = account("redaction@example.org", Role.ADMINISTRATOR)
    page = open_page("about:blank")
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})

    page.goto("/compte/connexion/?next=/compte/second-facteur/cles-d-acces/ajouter/")
    page.fill("#id_login", user.email)
    page.fill("#id_password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("#id_code")
    page.fill("#id_code", code_of(user))
    page.keyboard.press("Enter")
    page.wait_for_url("**/confirmation/**")
    page.fill("#id_password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("#mfa_webauthn_add")
    page.wait_for_load_state()  # the button does nothing before its script is there
    assert page.locator("#id_passwordless").is_checked()
    page.click("#mfa_webauthn_add")
    page.wait_for_url(lambda url: "ajouter" not in url)
    key = user.authenticator_set.get(type="webauthn")
    for path in ("", f"{key.pk}/nom/", f"{key.pk}/retirer/"):
        page.goto(f"/compte/second-facteur/cles-d-acces/{path}")
        assert axe_violations(page) == []

    page.context.clear_cookies()
    page.goto("/admin/")
    page.click("#passkey_login")
    page.wait_for_url("**/admin/")
    assert page.locator("h1").text_content() == "À faire"


def test_passkey_that_does_not_come_is_said_on_the_page(open_page, live_server, watch):
    """Browsers give none to an address in figures."""
    watch.origin = live_server.url.replace("localhost", "127.0.0.1")
    page = open_page(f"{watch.origin}/compte/connexion/")
    page.click("#passkey_login")
    page.wait_for_selector("#passkey-error")
    assert "n’a pas pu utiliser de clé d’accès" in page.text_content("#passkey-error")
