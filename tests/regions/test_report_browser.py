"""Writing a report on a phone, in a room without signal: no word is ever lost."""

import json
import re

import pytest
from django.test import Client
from playwright.sync_api import Page, Route, expect

from core.models import Draft
from network.models import Access
from regions.models import Decision, Outcome, Report
from tests.support import rows
from tests.support.browser import axe_violations
from tests.support.meetings import delegate, form_of, meeting, network_of, path_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SAVED = re.compile(r"Enregistré\s+à \d\d h \d\d")
PHONE = {"width": 360, "height": 740}


@pytest.fixture
def held():
    return meeting(rows.delegation(1), subjects=network_of(rows.seminar(9), tracks=9, questions=6))


@pytest.fixture
def marie(held):
    return delegate(held.delegation)


def kept_in_browser(page: Page) -> dict[str, str]:
    """What the browser holds that the server has not taken, by cell."""
    held = page.evaluate("Object.entries(localStorage).filter(([key]) => key.startsWith('saisie:'))")
    return {name: cell["text"] for _, text in held for name, cell in json.loads(text)["cells"].items()}


def fill(page: Page, name: str, text: str) -> None:
    page.locator(f"[name='{name}']").fill(text)


@pytest.mark.parametrize(("scheme", "width"), [("light", 320), ("dark", 1280)])
def test_the_form_is_accessible_and_fits(open_page, marie, held, scheme, width):
    page = open_page(path_of(held), width=width, scheme=scheme, user=marie)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert axe_violations(page) == []


def test_each_change_is_saved_where_one_stands(open_page, marie, held):
    first = held.items.first()
    page = open_page(path_of(held), user=marie, **PHONE)
    fill(page, "summary", "On avance.")
    page.locator("label", has_text="adhère").first.click()
    page.get_by_role("button", name="Ajouter une décision").click()
    page.keyboard.type("Écrire une fiche")
    expect(page.locator("#etat")).to_have_text(SAVED)
    page.wait_for_function("!Object.keys(localStorage).length")
    report = Report.objects.get()
    assert (report.summary, Outcome.objects.get().item, Decision.objects.get().text) == (
        "On avance.",
        first,
        "Écrire une fiche",
    )
    assert page.evaluate("document.activeElement.value") == "Écrire une fiche"


def test_what_is_lacking_to_send_follows_what_is_typed(open_page, marie, held):
    page = open_page(path_of(held), user=marie, **PHONE)
    fill(page, "summary", "On avance.")
    expect(page.locator("#manque")).to_have_text("Pour envoyer, il manque encore : le nombre de participants.")
    fill(page, "count-ensemble", "12")
    expect(page.locator("#manque")).to_be_hidden()


def test_a_cut_network_keeps_the_text_and_sends_it_when_it_is_back(open_page, console_errors, marie, held):
    page = open_page(path_of(held), user=marie, **PHONE)
    page.context.set_offline(True)
    fill(page, "summary", "Écrit sans réseau")
    expect(page.get_by_role("alert")).to_contain_text("Pas de réseau")
    expect(page.locator("#etat")).to_have_text("Non synchronisé")
    # The main button leaves the page where it is, with its text.
    page.get_by_role("button", name="Envoyer à l’équipe nationale").click()
    expect(page.get_by_role("alert")).to_contain_text("Compte rendu pas encore envoyé")
    fill(page, "next_steps", "Et la suite")
    assert kept_in_browser(page) == {"summary": "Écrit sans réseau", "next_steps": "Et la suite"}
    page.context.set_offline(False)
    expect(page.locator("#etat")).to_have_text(SAVED)
    page.wait_for_function("!Object.keys(localStorage).length")
    report = Report.objects.get()
    assert (report.summary, report.next_steps, report.state) == ("Écrit sans réseau", "Et la suite", "brouillon")
    # The text went by itself; the report did not, and says so until the button is pressed again.
    expect(page.get_by_role("alert")).to_have_text("Compte rendu pas encore envoyé : pressez de nouveau « Envoyer ».")
    console_errors.clear()


def test_a_tab_that_dies_without_network_gives_its_text_back(open_page, console_errors, marie, held):
    page = open_page(path_of(held), user=marie, **PHONE)
    page.context.set_offline(True)
    fill(page, "summary", "Écrit avant la fin")
    page.get_by_role("button", name="Ajouter une décision").click()
    page.keyboard.type("Une décision")
    expect(page.get_by_role("alert")).to_be_visible()
    other = page.context.new_page()
    page.close()
    other.context.set_offline(False)
    other.goto(path_of(held))
    expect(other.locator("[name=summary]")).to_have_value("Écrit avant la fin")
    expect(other.locator("#etat")).to_have_text(SAVED)
    other.wait_for_function("!Object.keys(localStorage).length")
    assert (Report.objects.get().summary, Decision.objects.get().text) == ("Écrit avant la fin", "Une décision")
    console_errors.clear()


def test_a_point_taken_off_the_agenda_while_the_tab_was_dead_gives_its_note_back(
    open_page, console_errors, marie, held
):
    point = held.items.first()
    page = open_page(path_of(held), user=marie, **PHONE)
    page.context.set_offline(True)
    fill(page, f"item-{point.pk}-note", "Une note de dix minutes")
    page.get_by_role("button", name="Ajouter une décision").click()
    page.get_by_label("Qui s’en charge").last.fill("la délégation")
    expect(page.get_by_role("alert")).to_be_visible()
    other = page.context.new_page()
    page.close()
    point.delete()
    other.context.set_offline(False)
    other.goto(path_of(held))
    expect(other.locator("#etat")).to_contain_text("relisez les champs signalés")
    other.wait_for_function("!Object.keys(localStorage).length")
    assert sorted(Draft.objects.get().data.values()) == ["Une note de dix minutes", "la délégation"]
    other.reload()
    expect(other.get_by_role("region", name="Textes gardés, sans place")).to_contain_text("Une note de dix minutes")
    expect(other.get_by_label("Qui s’en charge").first).to_have_value("la délégation")
    console_errors.clear()


def test_a_session_that_ends_keeps_the_page_and_its_text(open_page, marie, held, live_server):
    page = open_page(path_of(held), user=marie, **PHONE)
    page.context.clear_cookies(name="sessionid")
    fill(page, "summary", "Écrit après la fin de la session")
    expect(page.get_by_role("alert")).to_contain_text("Votre session est terminée")
    expect(page.get_by_role("link", name="se reconnecter")).to_have_attribute("target", "_blank")
    client = Client()
    client.force_login(marie)
    page.context.add_cookies(
        [
            {"name": "sessionid", "value": client.session.session_key, "url": live_server.url},
            # Signing in changes the token too.
            {"name": "csrftoken", "value": "n" * 32, "url": live_server.url},
        ]
    )
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("#etat")).to_have_text(SAVED)
    expect(page.get_by_role("alert")).to_be_hidden()
    assert Report.objects.get().summary == "Écrit après la fin de la session"


def test_a_server_error_is_said_at_once_and_costs_nothing(open_page, console_errors, marie, held):
    page = open_page(path_of(held), user=marie, **PHONE)

    def refuse(route: Route) -> None:
        if route.request.method == "POST":
            route.fulfill(status=503, body="en panne")
        else:
            route.continue_()

    page.route("**/compte-rendu/", refuse)
    fill(page, "summary", "Pendant la panne")
    expect(page.get_by_role("alert")).to_contain_text("Le serveur ne répond pas bien")
    assert kept_in_browser(page) == {"summary": "Pendant la panne"}
    page.unroute("**/compte-rendu/", refuse)
    fill(page, "next_steps", "Après")
    expect(page.locator("#etat")).to_have_text(SAVED)
    page.wait_for_function("!Object.keys(localStorage).length")
    assert (Report.objects.get().summary, Report.objects.get().next_steps) == ("Pendant la panne", "Après")
    console_errors.clear()


def test_someone_whose_rights_end_is_told_and_keeps_a_copy(open_page, console_errors, marie, held):
    page = open_page(path_of(held), user=marie, **PHONE)
    Access.objects.all().delete()
    fill(page, "summary", "Écrit sans droit")
    expect(page.get_by_role("alert")).to_contain_text("n’accepte plus votre texte")
    assert (kept_in_browser(page), Report.objects.count()) == ({"summary": "Écrit sans droit"}, 0)
    console_errors.clear()


def test_two_people_on_one_report_see_both_texts_and_choose(open_page, console_errors, marie, held):
    page = open_page(path_of(held), user=marie, **PHONE)
    paul = Client()
    paul.force_login(delegate(held.delegation, "paul"))
    paul.post(path_of(held), form_of(paul, held) | {"summary": "De Paul"})
    fill(page, "summary", "De Marie")
    slot = page.locator("#slot-summary")
    expect(slot).to_contain_text("De Paul")
    expect(slot).to_contain_text("De Marie")
    assert axe_violations(page) == []
    assert Report.objects.get().summary == "De Paul"
    slot.get_by_role("button", name="Mettre le mien").click()
    expect(slot).not_to_contain_text("De Paul")
    expect(page.locator("[name=summary]")).to_have_value("De Marie")
    assert (Report.objects.get().summary, Draft.objects.count()) == ("De Marie", 0)
    console_errors.clear()


def test_a_report_is_written_and_sent_without_any_script(open_page, marie, held):
    page = open_page(path_of(held), user=marie, javascript=False, **PHONE)
    fill(page, "summary", "On avance.")
    fill(page, "count-ensemble", "12")
    page.locator("textarea[name$='-text']").first.fill("Écrire une fiche")
    page.get_by_role("button", name="Ajouter une décision").click()
    expect(page.locator("textarea[name$='-text']")).to_have_count(2)
    page.get_by_role("button", name="Envoyer à l’équipe nationale").click()
    expect(page.get_by_role("status")).to_have_text("Compte rendu envoyé à l’équipe nationale.")
    assert (Report.objects.get().state, Decision.objects.get().text) == ("soumis", "Écrire une fiche")


def test_a_double_click_sends_one_report(open_page, marie, held):
    page = open_page(path_of(held), user=marie, **PHONE)
    fill(page, "summary", "On avance.")
    fill(page, "count-ensemble", "12")
    page.get_by_role("button", name="Envoyer à l’équipe nationale").dblclick()
    expect(page.get_by_role("status")).to_have_text("Compte rendu envoyé à l’équipe nationale.")
    assert [(step.before, step.after) for step in Report.objects.get().steps.all()] == [("brouillon", "soumis")]


def test_signing_out_says_what_is_not_saved_then_empties_the_browser(open_page, console_errors, marie, held):
    page = open_page(path_of(held), user=marie, **PHONE)
    page.context.set_offline(True)
    fill(page, "summary", "Pas encore parti")
    expect(page.get_by_role("alert")).to_be_visible()
    page.context.set_offline(False)
    # Left before it could be sent: the page is no longer there to do it.
    page.route("**/compte-rendu/", lambda route: route.abort())
    page.goto("/compte/")
    expect(page.get_by_role("alert")).to_contain_text("n’est pas encore enregistré")
    assert page.get_by_role("alert").get_by_role("link").get_attribute("href") == path_of(held)
    page.get_by_role("button", name="Se déconnecter").click()
    page.wait_for_url(lambda url: "/compte/connexion/" in url or url.endswith("/"))
    assert page.evaluate("localStorage.length") == 0
    console_errors.clear()
