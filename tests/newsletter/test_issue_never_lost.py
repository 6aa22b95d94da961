"""In a real browser: a draft kept and taken up, a session or a network that ends, and two people in one issue."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import expect

from core.drafts import keep
from core.models import Draft
from network.enums import Role
from network.models import User
from newsletter.models import Issue, Text
from tests.conftest import session_of
from tests.support import rows
from tests.support.browser import axe_violations
from tests.support.rows import account

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BODY = ".order-machine .ProseMirror[contenteditable]"


@pytest.fixture
def issue() -> Issue:
    made = rows.issue(7)
    for number in (1, 2):
        Text.objects.create(parent=made, region="main", ordering=number * 10, body=f"<p>Texte {number}</p>")
    return made


@pytest.fixture
def open_editor(open_page, issue):
    def open_editor(email: str):
        path = reverse("admin:newsletter_issue_change", args=[issue.pk])
        page = open_page(path, user=account(email, Role.NATIONAL))
        expect(page.locator(".block-tools")).to_have_count(2)
        return page

    return open_editor


def write(page, number: int, words: str) -> None:
    area = page.locator(BODY).nth(number)
    if not area.is_visible():
        page.locator("h3 .inline_label").nth(number).press("Enter")
    area.click()
    page.keyboard.press("Control+a")
    page.keyboard.type(words)


def save(page) -> None:
    with page.expect_navigation():
        page.keyboard.press("Control+s")
    page.wait_for_selector(".messagelist .success")


def bodies(issue: Issue) -> list[str]:
    return [text.body for text in issue.newsletter_text_set.order_by("ordering")]


def test_what_was_typed_in_a_page_closed_too_soon_is_taken_up(open_editor, issue, console_errors):
    page = open_editor("catherine@example.org")
    write(page, 0, "Pas encore")
    expect(page.locator(".draft-state")).to_have_text(
        re.compile(r"Brouillon enregistré à \d\d\sh\s\d\d"), timeout=15000
    )
    assert bodies(issue) == ["<p>Texte 1</p>", "<p>Texte 2</p>"]
    again = page.context.new_page()
    page.close()
    again.goto(reverse("admin:newsletter_issue_change", args=[issue.pk]))
    again.get_by_role("link", name="Reprendre").press("Enter")
    expect(again.locator(".draft-state")).to_have_text("Brouillon repris : il n’est pas encore dans le numéro.")
    assert console_errors == []
    assert axe_violations(again) == []
    console_errors.clear()  # axe styles the page it reads, which the policy refuses
    save(again)
    assert bodies(issue) == ["<p>Pas encore</p>", "<p>Texte 2</p>"]


def test_a_session_that_ends_takes_no_text_along(open_editor, issue, console_errors):
    page = open_editor("catherine@example.org")
    Session.objects.all().delete()
    write(page, 0, "Après la fin")
    alarm = page.get_by_role("alert")
    expect(alarm.get_by_role("link", name="Se reconnecter")).to_be_visible(timeout=15000)
    page.keyboard.press("Control+s")
    expect(page.locator(".draft-state")).to_have_text("Non synchronisé")
    expect(page.locator(BODY).first).to_have_text("Après la fin")
    # In another tab, one signs in again: the page goes on.
    session = session_of(User.objects.get())
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": page.url.split("/admin")[0]}])
    save(page)
    assert bodies(issue) == ["<p>Après la fin</p>", "<p>Texte 2</p>"]
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('brouillon:'))") == []
    console_errors.clear()


def test_a_text_typed_without_a_network_waits_in_the_browser(open_editor, issue, console_errors):
    page = open_editor("catherine@example.org")
    context = page.context
    context.set_offline(True)
    write(page, 1, "Dans le train")
    expect(page.get_by_role("alert")).to_contain_text("Non synchronisé : pas de réseau.", timeout=15000)
    again = context.new_page()
    page.close()
    context.set_offline(False)
    again.goto(reverse("admin:newsletter_issue_change", args=[issue.pk]))
    again.get_by_role("link", name="Reprendre").click()
    expect(again.locator(BODY).nth(1)).to_have_text("Dans le train")
    console_errors.clear()  # the browser tells that there was no network


def test_the_second_to_save_reads_both_texts_and_chooses_with_the_keyboard(open_editor, issue, console_errors):
    hers, his = open_editor("catherine@example.org"), open_editor("etienne@example.org")
    expect(his.locator(".draft-others")).to_have_text("catherine@example.org modifie aussi.")
    write(his, 0, "De lui")
    write(his, 1, "De lui aussi")
    save(his)
    write(hers, 1, "Le sien à elle")
    with hers.expect_navigation():
        hers.keyboard.press("Control+s")
    expect(hers.locator("#content-main").get_by_role("group")).to_have_count(1)
    assert console_errors == []
    assert axe_violations(hers) == []
    console_errors.clear()
    hers.get_by_role("radio", name="Le mien").focus()
    hers.keyboard.press("ArrowDown")
    expect(hers.get_by_role("radio", name="Le sien")).to_be_checked()
    hers.keyboard.press("ArrowUp")
    with hers.expect_navigation():
        hers.keyboard.press("Enter")
    hers.wait_for_selector(".messagelist .success")
    assert bodies(issue) == ["<p>De lui</p>", "<p>Le sien à elle</p>"]


def test_a_save_asked_twice_is_done_once(open_editor, issue, console_errors):
    page = open_editor("catherine@example.org")
    write(page, 0, "Une fois")
    page.evaluate("""() => {
        const submit = HTMLFormElement.prototype.requestSubmit;
        HTMLFormElement.prototype.requestSubmit = function (...given) {
            sessionStorage.asked = Number(sessionStorage.asked ?? 0) + 1;
            return submit.apply(this, given);
        };
        const button = document.querySelector("[name=_continue]");
        button.click();
        button.click();
    }""")
    page.wait_for_selector(".messagelist .success")
    assert page.evaluate("sessionStorage.asked") == "1"
    assert bodies(issue) == ["<p>Une fois</p>", "<p>Texte 2</p>"]


def test_a_copy_in_the_browser_is_offered_to_its_owner_only_and_after_the_draft(open_editor, issue, console_errors):
    page = open_editor("catherine@example.org")
    user = User.objects.get()
    path = reverse("admin:newsletter_issue_change", args=[issue.pk])

    def leave(owner: int, title: str) -> None:
        mine = {"fields": {"title": title}, "rows": {}, "order": []}
        copy = {
            "follows": "",
            "changes": {"base": {"fields": {"title": issue.title}, "rows": {}, "order": []}, "mine": mine},
        }
        page.evaluate(
            "([key, copy]) => (localStorage[key] = JSON.stringify(copy))", [f"brouillon:{owner}:1:{path}", copy]
        )

    def waiting() -> list[str]:
        return [draft.data["mine"]["fields"]["title"] for draft in Draft.objects.all()]

    leave(user.pk + 1000, "D’un autre")
    keep(
        owner=user,
        target=issue,
        data={
            "base": {"fields": {}, "rows": {}, "order": []},
            "mine": {"fields": {"title": "Au serveur"}, "rows": {}, "order": []},
        },
    )
    leave(user.pk, "Ici")
    page.reload()
    expect(page.locator(".draft-state")).to_contain_text("Ce navigateur garde aussi un texte")
    assert waiting() == ["Au serveur"]
    with page.expect_navigation():
        page.get_by_role("button", name="Abandonner").click()
    expect(page.get_by_role("link", name="Reprendre")).to_be_visible()
    assert waiting() == ["Ici"]
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('brouillon:')).length") == 1
