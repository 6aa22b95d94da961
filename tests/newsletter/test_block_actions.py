"""What is done to a block while composing: duplicated, put away and taken back, pasted into, read if it is live."""

from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import expect
from reversion.models import Version

from core.sanitize import sanitize_html
from network.enums import Role
from newsletter.models import Issue, Live, Rubrique, Text
from tests.support import rows
from tests.support.rows import account

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASTED = Path(__file__).parents[1] / "data/paste"
CLEAN = (
    "<h3>Ce que nous avons vu</h3>"
    "<p>Trois <strong>entreprises</strong> d’insertion visitées&nbsp;:</p>"
    "<ul><li><p>La ressourcerie</p><ul><li><p>son <em>atelier</em></p></li></ul></li>"
    '<li><p>Le <a href="https://exemple.org/maraichage">maraîchage</a></p></li></ul>'
    "<p>Puis, dans l’ordre&nbsp;:</p>"
    "<ol><li><p>écouter</p></li><li><p>écrire</p></li></ol>"
)
BLOCKS = ".order-machine > .inline-related:not(.empty-form)"


@pytest.fixture
def issue() -> Issue:
    made = rows.issue(7)
    Rubrique.objects.create(parent=made, region="main", ordering=10, title="Une", anchor="une", teaser="Appel")
    Text.objects.create(parent=made, region="main", ordering=20, body="<p>Deux</p>")
    return made


@pytest.fixture
def editor(open_page, issue):
    user = account("redaction@example.org", Role.NATIONAL)
    page = open_page(reverse("admin:newsletter_issue_change", args=[issue.pk]), user=user)
    expect(page.locator(".block-tools")).to_have_count(issue_blocks(issue))
    return page


def issue_blocks(issue: Issue) -> int:
    return issue.newsletter_rubrique_set.count() + issue.newsletter_text_set.count() + Live.objects.count()


def save(page) -> None:
    with page.expect_navigation():
        page.keyboard.press("Control+s")
    page.wait_for_selector(".messagelist .success")
    page.wait_for_selector(".block-tools")


def press(page, name: str) -> None:
    page.get_by_role("button", name=name).press("Enter")


def test_opening_and_saving_writes_nothing_anew(editor, issue):
    """Texts as content files write them, lists included."""
    text = Text.objects.get()
    text.body = "<p>Deux\n  mots&nbsp;:</p>\n<ul><li>un</li>\n <li>deux<ul><li>trois</li></ul></li></ul>"
    text.save()
    before = text.body
    editor.reload()
    editor.wait_for_selector(".block-tools")
    save(editor)
    text.refresh_from_db()
    assert text.body == before
    # The state it was in before it had a history, and no other.
    assert Version.objects.get_for_object(issue).count() == 1


def test_blocks_are_duplicated_then_put_away_and_one_taken_back(editor, issue):
    press(editor, "Dupliquer « Rubrique\u00a0: Une »")
    expect(editor.locator(BLOCKS)).to_have_count(3)
    press(editor, "Dupliquer « Texte\u00a0: Deux »")
    expect(editor.locator(f"{BLOCKS} .ProseMirror[contenteditable]").last).to_have_text("Deux")
    press(editor, "Supprimer « Texte\u00a0: Deux »")
    said = editor.locator(".visually-hidden[role=status]")
    expect(said).to_have_text("Texte\u00a0: Deux : sera supprimé à l’enregistrement.")
    press(editor, "Annuler la suppression de « Texte\u00a0: Deux »")
    press(editor, "Supprimer « Texte\u00a0: nouveau »")
    expect(editor.locator(".block-gone")).to_have_text("Bloc supprimé — Texte\u00a0: nouveau Annuler")
    save(editor)
    told = issue.newsletter_rubrique_set.order_by("ordering").values_list("title", "anchor", "teaser")
    assert list(told) == [("Une", "une", "Appel"), ("Une", "une-2", "Appel")]
    assert [text.body for text in issue.newsletter_text_set.all()] == ["<p>Deux</p>"]
    press(editor, "Supprimer « Texte\u00a0: Deux »")
    save(editor)
    assert not issue.newsletter_text_set.exists()


@pytest.mark.parametrize("program", ["word", "libreoffice"])
def test_what_is_pasted_from_a_word_processor_is_clean_at_once(editor, issue, program):
    editor.get_by_label("Texte\u00a0: Deux", exact=True).click()
    area = editor.locator(f"{BLOCKS} .ProseMirror[contenteditable]")
    area.click()
    editor.keyboard.press("Control+a")
    area.evaluate(
        """(area, html) => {
            const clipboardData = new DataTransfer();
            clipboardData.setData("text/html", html);
            area.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
        }""",
        (PASTED / f"{program}.html").read_text(),
    )
    shown = editor.locator("textarea[name=newsletter_text_set-0-body]").input_value()
    assert shown.replace(' data-type="decimal"', "") == CLEAN
    save(editor)
    assert issue.newsletter_text_set.get().body == sanitize_html(CLEAN)


def test_a_live_block_shows_what_it_will_draw(open_page, issue):
    observation = rows.observation(8)
    issue.seminar = observation.seminar
    issue.save()
    Live.objects.create(parent=issue, region="main", ordering=30, kind="observations")
    user = account("redaction@example.org", Role.NATIONAL)
    page = open_page(reverse("admin:newsletter_issue_change", args=[issue.pk]), user=user)
    page.get_by_label("Bloc vivant\u00a0: observations", exact=True).press("Enter")
    reading = page.locator(".live-reading")
    expect(reading.get_by_role("listitem")).to_have_text([observation.wording])
    page.locator("[name=newsletter_live_set-0-kind]").select_option("ours")
    expect(reading).to_have_text("Rien à montrer pour l’instant\u00a0: ce bloc resterait vide.")
