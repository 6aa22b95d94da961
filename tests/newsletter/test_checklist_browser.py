"""The checklist and the crop of pictures in a real browser."""

import pytest
from django.core.cache import caches
from django.urls import reverse
from playwright.sync_api import expect

from core.pdf.engine import PdfFile
from network.enums import Role
from newsletter.draft import draft_of
from newsletter.models import Image, Text
from tests.support import rows
from tests.support.browser import axe_violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_line_opens_its_block_and_the_page_is_accessible(open_page, console_errors):
    issue = rows.picture(7).parent
    Text.objects.create(parent=issue, region="main", ordering=10, body="<p>Le sigle GRETA.</p>")
    caches["previews"].set(draft_of(issue).pdf_digest, PdfFile(b"", 2))
    user = rows.account("redaction@example.org", Role.NATIONAL)
    path = reverse("admin:newsletter_issue_check", args=[issue.pk])
    found = []
    for width, scheme in ((360, "dark"), (1280, "light")):
        page = open_page(path, user=user, width=width, scheme=scheme)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        found += axe_violations(page)
    assert found == []
    console_errors.clear()  # axe styles the page it reads, which the policy refuses

    page.goto(path)
    page.get_by_role("link", name="Le sigle GRETA").click()
    expect(page.locator(".inline_label:focus")).to_have_text("Le sigle GRETA.")
    expect(page.get_by_role("link", name="Prêt à publier")).to_have_accessible_name(
        "Prêt à publier ? : 1 à corriger avant de publier"
    )


def test_a_picture_is_cropped_with_the_keyboard_and_seen_as_it_will_be(open_page):
    picture = rows.picture(7)
    user = rows.account("redaction@example.org", Role.NATIONAL)
    path = reverse("admin:newsletter_issue_change", args=[picture.parent_id])
    page = open_page(f"{path}#bloc-image-{picture.pk}", user=user)
    expect(page.locator(".inline_label:focus")).to_be_visible()
    image = page.locator(".crop img:visible")
    page.get_by_label("Cadrage").locator("visible=true").select_option("1:1")
    across = page.get_by_label("De gauche à droite").locator("visible=true")
    across.fill("0")
    across.press("ArrowUp")
    expect(image).to_have_css("aspect-ratio", "1 / 1")
    expect(image).to_have_css("object-position", "1% 50%")
    box = image.bounding_box()
    page.mouse.move(box["x"] + 10, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] - 5000, box["y"] + 10)
    page.mouse.up()
    page.locator("[name=_continue]").click()
    page.wait_for_selector(".messagelist .success")
    kept = Image.objects.get()
    assert (kept.ratio, kept.focus_y, kept.widest.width, kept.widest.height) == ("1:1", 50, 30, 30)
