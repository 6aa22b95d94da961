"""The back-office's home, search and lists in a real browser: accessibility, small screens, keyboard."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from core.drafts import keep
from network.enums import Role
from regions.models import Report
from tests.support import rows
from tests.support.browser import ENDS, axe_violations, show
from tests.support.rows import account

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HOME = "/admin/"
SEARCH = "/admin/recherche/?q=piste"
LIST = "/admin/proposals/worktrack/"


@pytest.fixture
def sign_in(open_page):
    user = account("admin@example.org", Role.ADMINISTRATOR)
    at = timezone.now() - timedelta(days=9)
    report = Report.objects.create(meeting=rows.meeting(1), state="soumis", submitted_at=at)
    keep(owner=user, target=report, data={"summary": "Mots"})
    rows.mail(1)
    for n in range(1, 28):
        rows.track(n)

    def sign_in(path: str, **options):
        return open_page(path, user=user, **options)

    return sign_in


def test_axe_finds_no_violation_and_nothing_overflows(sign_in, console_errors):
    found = {}

    def wrongs(page) -> list[str]:
        sideways = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        found = [*console_errors, *["overflows"] * sideways, *axe_violations(page)]
        console_errors.clear()  # axe styles the page it reads, which the policy refuses
        return found

    page = sign_in(HOME)
    for path in (HOME, SEARCH, LIST, "bulk"):
        if path == "bulk":
            page.locator(".action-select").first.check()
            page.locator("select[name=action]").select_option("change_provenance")
            page.get_by_role("button", name="Envoyer").click()
            expect(page.get_by_role("heading", level=1)).to_have_text("Changer la provenance")
        else:
            page.goto(path)
        for width, scheme in ENDS:
            show(page, width=width, scheme=scheme)
            found[path, width] = wrongs(page)
    assert {where: what for where, what in found.items() if what} == {}


def test_search_box_is_met_by_the_keyboard_and_leads_to_the_form(sign_in):
    page = sign_in(HOME)
    page.get_by_role("searchbox", name="Rechercher dans tout le portail").focus()
    page.keyboard.type("piste 27")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("1 résultat pour « piste 27 »")
    page.get_by_role("link", name="Piste 27", exact=True).click()
    expect(page.get_by_role("link", name="Voir sur le site")).to_have_attribute("href", "/pistes/2011/piste-27/")


def test_row_of_a_list_is_a_card_on_a_phone_under_a_short_header(sign_in):
    page = sign_in(LIST, width=360)
    assert page.locator("#header").bounding_box()["height"] <= 130
    out = page.get_by_role("button", name="Déconnexion")
    expect(out).to_be_hidden()
    page.get_by_text("Menu", exact=True).press("Enter")
    expect(out).to_be_visible()
    page.get_by_text("Menu", exact=True).press("Enter")
    cell = page.locator("#result_list tbody tr").first.locator(".field-status")
    expect(cell).to_have_attribute("data-column", "État")
    assert cell.evaluate("cell => getComputedStyle(cell, '::before').content") == '"État : "'
