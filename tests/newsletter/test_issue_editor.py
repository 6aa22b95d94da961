"""The issue's editor in a real browser, under the portal's own content security policy."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from network.enums import Role
from newsletter.models import Issue, KeyFigures, Rubrique, Text
from seminars.models import AnnouncedFigure
from tests.support import rows
from tests.support.browser import ENDS, axe_violations, show
from tests.support.rows import account

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BLOCKS = ".order-machine > .inline-related:not(.empty-form)"


@pytest.fixture
def issue() -> Issue:
    made = rows.issue(7)
    for number, title in enumerate(("Une", "Deux"), start=1):
        Rubrique.objects.create(parent=made, region="main", ordering=number * 10, title=title, anchor=title.lower())
    return made


@pytest.fixture
def sign_in(open_page):
    def sign_in(path: str, **options):
        return open_page(path, user=account("redaction@example.org", Role.NATIONAL), **options)

    return sign_in


def focused(page) -> str:
    return page.evaluate("document.activeElement.getAttribute('aria-label') ?? document.activeElement.className")


def tab_to(page, name: str) -> None:
    for _ in range(200):
        if name in focused(page):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no « {name} » on the way of the Tab key")


def open_editor(sign_in, issue: Issue, **options):
    page = sign_in(reverse("admin:newsletter_issue_change", args=[issue.pk]), **options)
    page.wait_for_selector(".block-tools")
    return page


def test_a_text_is_written_between_two_rubriques_without_a_mouse(sign_in, issue):
    page = open_editor(sign_in, issue)
    tab_to(page, "Ajouter un bloc avant « Rubrique\u00a0: Deux »")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    tab_to(page, "ProseMirror")
    page.keyboard.type("Écrit au clavier, ")
    page.keyboard.press("Control+b")
    page.keyboard.type("en gras")
    page.keyboard.press("Control+s")
    page.wait_for_selector(".messagelist .success")
    assert Text.objects.get().body == "<p>Écrit au clavier, <strong>en gras</strong></p>"
    # The blocks are put in their places once the page is there.
    expect(page.locator(f"{BLOCKS} .inline_label")).to_have_text(["Une", "Écrit au clavier, en gras", "Deux"])


def test_a_block_is_moved_and_its_new_place_is_said_and_kept(sign_in, issue):
    page = open_editor(sign_in, issue)
    tab_to(page, "Monter « Rubrique\u00a0: Deux »")
    page.keyboard.press("Enter")
    assert page.locator(".visually-hidden[role=status]").text_content() == "Rubrique\u00a0: Deux : place 1 sur 2."
    assert focused(page) == "Monter « Rubrique\u00a0: Deux »"
    page.keyboard.press("Control+s")
    page.wait_for_selector(".messagelist .success")
    assert list(Rubrique.objects.order_by("ordering").values_list("title", flat=True)) == ["Deux", "Une"]


def test_a_new_block_removed_again_leaves_the_others_whole(sign_in, issue):
    """Django then numbers the rows again, in the order of the page: existing rows must keep theirs."""
    page = open_editor(sign_in, issue)
    for title in ("Ôtée", "Neuve"):
        page.locator(BLOCKS).first.locator(".order-machine-insert-target").click()
        page.get_by_role("menuitem", name="Rubrique").click()
        page.locator(":focus").fill(title)
    tab_to(page, "Supprimer « Rubrique\u00a0: nouveau »")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+s")
    page.wait_for_selector(".messagelist .success")
    titles = list(Rubrique.objects.order_by("ordering").values_list("title", "anchor"))
    assert titles == [("Neuve", "neuve"), ("Une", "une"), ("Deux", "deux")]


def test_a_refused_form_opens_on_its_errors_which_lead_to_the_fields(sign_in, issue):
    page = open_editor(sign_in, issue)
    page.locator(".order-machine-insert-target.last").click()
    page.get_by_role("menuitem", name="Rubrique").click()
    page.keyboard.type("Une")  # gives the anchor of the first rubrique
    page.keyboard.press("Control+s")
    page.wait_for_selector(".errornote:focus")
    link = page.get_by_role("link", name="Une autre rubrique du numéro porte déjà cette ancre.")
    assert (
        link.text_content()
        == "Rubrique\u00a0: nouveau Ancre\u00a0: Une autre rubrique du numéro porte déjà cette ancre."
    )
    link.press("Enter")
    assert page.locator(":focus").get_attribute("name") == "newsletter_rubrique_set-2-anchor"
    page.locator(":focus").fill("une-bis")
    page.keyboard.press("Control+s")
    page.wait_for_selector(".messagelist .success")
    assert list(Rubrique.objects.order_by("ordering").values_list("anchor", flat=True)) == ["une", "deux", "une-bis"]


def test_what_was_saved_is_said_where_one_was(sign_in, issue):
    for number in range(30):
        Text.objects.create(parent=issue, region="main", ordering=100 + number, body="<p>Mots</p>")
    page = open_editor(sign_in, issue)
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.keyboard.press("Control+s")
    page.wait_for_selector(".messagelist.pinned .success")
    assert page.evaluate("scrollY") > 900
    message = page.locator(".messagelist").bounding_box()
    assert message["y"] == 0


def test_a_heading_is_set_from_the_keyboard_and_the_tools_are_named_in_french(sign_in, issue):
    text = Text.objects.create(parent=issue, region="main", ordering=30, body="<p>Un</p><p>Deux</p>")
    page = open_editor(sign_in, issue)
    page.get_by_label("Texte\u00a0: Un Deux", exact=True).click()
    tools = page.get_by_role("toolbar", name="Mise en forme").last
    assert tools.locator(".prose-menubar__button[title]").evaluate_all("all => all.map(one => one.title)") == [
        "Paragraphe",
        "Liste à puces",
        "Liste numérotée",
        "Citation",
        "Gras",
        "Italique",
        "Lien (choisissez d’abord le texte à lier)",
        "Retirer le lien",
        "Annuler",
        "Rétablir",
    ]
    page.locator("[contenteditable] p").filter(has_text="Un").click()
    tools.get_by_role("button", name="Style : Paragraphe").press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+a")
    tools.get_by_role("button", name="Style : mélangé").wait_for()
    page.keyboard.press("Control+s")
    page.wait_for_selector(".messagelist .success")
    text.refresh_from_db()
    assert text.body == "<h3>Un</h3><p>Deux</p>"


def test_figures_are_published_in_the_order_they_are_picked(sign_in, issue):
    first = rows.figure(8)
    for position, label in ((2, "deux"), (3, "trois")):
        AnnouncedFigure.objects.create(
            seminar=first.seminar, position=position, label=label, printed=label, **rows.ATTESTED
        )
    page = open_editor(sign_in, issue)
    page.locator(".order-machine-insert-target.last").click()
    page.get_by_role("menuitem", name="Chiffres clés").click()
    picker = page.locator(f"{BLOCKS} .field-figures").last

    def pick(label: str) -> None:
        picker.locator(".select2-search__field").fill(label)
        page.locator(".select2-results__option", has_text=label).click()

    for label in ("trois", "visites", "deux"):
        pick(label)
    picker.get_by_title("trois").locator(".select2-selection__choice__remove").click()
    pick("trois")
    page.locator("[name=_continue]").click()
    page.wait_for_selector(".messagelist .success")
    assert [figure.label for figure in KeyFigures.objects.get().figures] == ["visites", "deux", "trois"]
    shown = page.locator(f"{BLOCKS} .field-figures .select2-selection__choice")
    expect(shown).to_have_text(["×6 visites", "×deux", "×trois"])


def test_addresses_are_made_as_the_french_read_them(sign_in):
    page = sign_in("/admin/network/glossaryterm/add/")
    page.get_by_label("Terme").press_sequentially("L’œuvre d’été")
    page.keyboard.press("Tab")
    assert page.get_by_label("Adresse").input_value() == "l-oeuvre-d-ete"


def test_pages_are_accessible_and_fit(sign_in, issue, console_errors):
    page = open_editor(sign_in, issue)
    page.locator(".collapse-items").click()
    found = []
    for path in (None, *(reverse(f"admin:newsletter_issue_{name}", args=[issue.pk]) for name in ("plan", "publish"))):
        if path:
            console_errors.clear()  # axe styles the page it reads, which the policy refuses
            page.goto(path)
        assert console_errors == []
        for width, scheme in ENDS:
            show(page, width=width, scheme=scheme)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            found += axe_violations(page)
    console_errors.clear()
    assert found == []
