"""An editor builds issue n° 4 again from an empty issue, with the keyboard only: readers get the same."""

import re

import pytest
from content_editor.contents import contents_for_item
from django.db.models import Model
from django.urls import reverse
from playwright.sync_api import Page, expect

from network.enums import Role
from newsletter.article import build_article
from newsletter.models import BLOCK_MODELS, Issue, KeyFigures, Live, Rubrique, Text
from newsletter.rendering import render_web
from tests.support.rows import account

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# In the order in which Tab meets them; None unfolds what is folded.
FIELDS = {
    Rubrique: ["title", "kicker", "subtitle", "teaser", "anchor", "band", "starts_page", None, "title_printed",
               "printed_page", "source_ref", "provenance_note"],
    Text: ["kind", "title", "body", "person", None, "printed", "source_ref"],
    KeyFigures: ["title", "figures"],
    Live: ["kind", "title", "intro", "band", "starts_page", None, "source_ref"],
}  # fmt: skip
MENU = [Rubrique, Text, KeyFigures, None, Live]
TYPED = 40  # longer texts are put in at once, as a paste would


class Keyboard:
    """What an editor without a mouse does; nothing else touches the page."""

    def __init__(self, page: Page) -> None:
        self.page, self.press, self.keys = page, page.keyboard.press, page.keyboard

    def focused(self, script: str):
        return self.page.evaluate(f"(() => {{ const it = document.activeElement; return {script}; }})()")

    def tab_to(self, script: str) -> None:
        for _ in range(250):
            if self.focused(script):
                return
            self.press("Tab")
        raise AssertionError(f"Tab does not meet {script}")

    def write(self, text: str) -> None:
        if len(text) <= TYPED and "\n" not in text:
            self.keys.type(text)
        else:
            self.keys.insert_text(text)

    def add(self, kind: type[Model]) -> None:
        self.tab_to("it.getAttribute('aria-label') === 'Ajouter un bloc à la fin'")
        self.press("Enter")
        for _ in range(MENU.index(kind)):
            self.press("ArrowDown")
        self.press("Enter")

    def fill(self, field: str, value) -> None:
        match field:
            case "body":
                self.tab_to("it.matches('.ProseMirror')")
                self.paste(value)
            case "person" | "figures":
                self.tab_to("it.matches('.select2-selection--single, .select2-search__field')")
                for one in value if field == "figures" else [value]:
                    self.pick(str(one))
            case _:
                self.tab_to(f"it.name?.endsWith('-{field}')")
                if self.focused("it.type === 'checkbox'"):
                    if self.focused("it.checked") != value:
                        self.press("Space")
                elif self.focused("it.matches('select')"):
                    self.choose(value)
                else:
                    self.press("Control+a")
                    self.write(value)

    def choose(self, value: str) -> None:
        steps = self.focused(f"[...it.options].findIndex((one) => one.value === '{value}') - it.selectedIndex")
        for _ in range(abs(steps)):
            self.press("ArrowDown" if steps > 0 else "ArrowUp")

    def pick(self, name: str) -> None:
        if self.focused("it.matches('.select2-selection--single')"):
            self.press("Enter")
            expect(self.page.locator(".select2-dropdown .select2-search__field")).to_be_focused()
        self.keys.type(name)
        expect(self.page.locator(".select2-results__option--highlighted")).to_have_text(name, timeout=20_000)
        self.press("Enter")
        expect(self.page.locator(".select2-container--open")).to_have_count(0)

    def paste(self, html: str) -> None:
        """A text without any mark is typed; another comes from where it was written."""
        plain = re.fullmatch(r"<p>([^<&]*)</p>", html)
        if plain:
            self.write(plain[1])
            return
        self.page.evaluate(
            """html => navigator.clipboard.write([
                   new ClipboardItem({ "text/html": new Blob([html], { type: "text/html" }) })])""",
            html,
        )
        self.press("Control+v")

    def build(self, block: Model) -> None:
        self.add(type(block))
        for field in FIELDS[type(block)]:
            if field is None:
                self.tab_to("it.matches('summary')")
                self.press("Enter")
                continue
            value = getattr(block, field)
            if value or isinstance(value, bool):
                self.fill(field, value)


def blocks_of(issue: Issue) -> list[Model]:
    return contents_for_item(issue, BLOCK_MODELS).main


def readers_get(issue: Issue) -> str:
    return render_web(build_article(Issue.objects.get(pk=issue.pk)))


def test_issue_4_is_built_again_with_the_keyboard_only(content, open_page):
    real = Issue.objects.get(number=4)
    expected, blocks = readers_get(real), blocks_of(real)
    Issue.objects.filter(pk=real.pk).update(number=99)
    copied = {field.attname: getattr(real, field.attname) for field in Issue._meta.concrete_fields}
    empty = Issue.objects.create(**copied | {"id": None})

    path = reverse("admin:newsletter_issue_change", args=[empty.pk])
    page = open_page(path, user=account("redaction@example.org", Role.NATIONAL))
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.wait_for_selector(".order-machine-insert-target.last")
    keyboard = Keyboard(page)
    for block in blocks:
        keyboard.build(block)
    with page.expect_navigation():
        page.keyboard.press("Control+s")
    page.wait_for_selector(".messagelist .success")
    assert readers_get(empty) == expected
