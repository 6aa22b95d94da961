"""The matrix as the national team uses it: read at every width, one press to ask, and back where one was."""

import re

import pytest

from network.enums import Role
from network.models import Delegation
from tests.support.browser import ENDS, axe_violations, show
from tests.support.matrix import make_voices
from tests.support.rows import account

pytestmark = pytest.mark.browser


@pytest.fixture
def national(transactional_db, content):
    make_voices()
    for delegation in Delegation.objects.filter(is_head_office=False):
        account(f"{delegation.slug}@example.org", Role.DELEGATE, delegation=delegation)
    return account("equipe@example.org", Role.NATIONAL)


def test_team_reads_and_asks_at_every_width_without_javascript(national, open_page):
    # Tracks alone: what axe reads grows with the cells. The lists of phones say the same whichever way the table reads.
    for path, (read_at, scheme) in zip(
        ("/regions/matrice/?genre=piste&par=region", "/regions/matrice/?genre=piste"), ENDS, strict=True
    ):
        page = open_page(path, user=national)
        page.eval_on_selector_all("details", "all => all.forEach(one => one.open = true)")
        show(page, width=read_at, scheme=scheme)
        assert (path, axe_violations(page)) == (path, [])
        for width in (320, 768, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            assert (path, width, page.evaluate("document.documentElement.scrollWidth")) == (path, width, width)

    for width, place in ((1280, "case"), (360, "ligne")):
        page = open_page("/regions/matrice/?genre=piste", width=width, javascript=False, user=national)
        page.locator("button[name=case]:visible", has_text="Demander").first.click()
        page.wait_for_url(re.compile("genre=piste#"))
        told = page.locator(":target")
        assert told.get_attribute("id").startswith(f"{place}-")
        assert "demandé le" in told.inner_text()
        assert 0 <= told.bounding_box()["y"] <= 900
        told.locator("button", has_text="Annuler").click()
        page.wait_for_url(re.compile("genre=piste#"))
        page.locator(":target button", has_text="Demander").wait_for()


def test_keyboard_scrolls_the_table_whose_heads_stay_in_sight(national, open_page):
    page = open_page("/regions/matrice/?par=region", width=1000)
    frame = page.locator(".matrix-frame")
    frame.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelector('.matrix-frame').scrollLeft > 0")
    page.keyboard.press("End")
    frame.evaluate("one => one.scrollTo({left: 9999, behavior: 'instant'})")
    head = page.locator(".matrix tbody th").first
    assert head.bounding_box()["x"] >= 0


def test_table_gives_way_to_lists_on_phones(national, open_page):
    page = open_page("/regions/matrice/")
    seen = {}
    for width in (360, 768, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        seen[width] = (page.locator(".matrix").is_visible(), page.locator(".matrix-index").is_visible())
    assert seen == {360: (False, True), 768: (False, True), 1280: (True, False)}
