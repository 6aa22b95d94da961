"""Home, archive and issue in a real browser: accessibility, small screens, keyboard, what they load."""

from io import StringIO

import pypdfium2
import pytest
from django.core.management import call_command

from newsletter.models import Issue
from tests.support.browser import axe_violations
from tests.support.database import Rows, rows_written_by, write_again
from tests.support.matrix import make_voices
from tests.support.proposals import make_demonstration
from tests.support.web import correct, freeze, small_issue

pytestmark = pytest.mark.browser

PROPOSALS = (
    "/propositions/?q=mots&etat=perdue",
    "/propositions/2/",
    "/pistes/2012/",
    "/pistes/2012/metiers/",
    "/questions/",
    "/questions/partager-un-jobcoach/",
    "/seminaires/2010/observations/7/",
    "/fil-rouge/",
)
REGIONS = (
    "/regions/",
    "/regions/paca-corse/",
    "/regions/siege-national/",
    "/groupe-qualite/",
    "/agenda/",
    "/regions/matrice/?annee=2011",
    "/regions/matrice/?annee=2011&par=region&genre=inconnu",
)
SEMINARS = ("/seminaires/", "/seminaires/2010/", "/seminaires/2010/visites/ath/", "/seminaires/essai/ateliers/3/")
HELP = ("/aide/", "/aide/composer-un-numero/")
EDITIONS = ("/fil-dinfo/3/editions/", "/fil-dinfo/3/editions/1/", "/fil-dinfo/3/editions/2/difference/")
PAGES = ("/", "/fil-dinfo/", "/fil-dinfo/4/", *EDITIONS, *HELP, *PROPOSALS, *SEMINARS, *REGIONS)
WIDTHS = (320, 360, 768, 1280, 1920)
# The first pages are tried throughout; the others, made of the same parts, at both ends.
TRIED_THROUGHOUT = PAGES[:3]
TRIED = {
    True: [(width, scheme) for width in (320, 360, 1280) for scheme in ("light", "dark")],
    False: [(320, "dark"), (1280, "light")],
}


@pytest.fixture(scope="module")
def rows(django_db_setup, django_db_blocker) -> list[Rows]:
    def write() -> None:
        call_command("load_content", stdout=StringIO())
        freeze(Issue.objects.get(number=4))
        freeze(small_issue(3, year=2009))
        correct(Issue.objects.get(number=3))
        make_demonstration()
        make_voices()

    with django_db_blocker.unblock():
        return rows_written_by(write)


@pytest.fixture
def content(transactional_db, rows) -> None:
    write_again(rows)


@pytest.mark.parametrize("path", PAGES)
def test_page_is_accessible_and_nothing_overflows_sideways(path, content, open_page):
    page = open_page(path, scheme="dark")
    page.eval_on_selector_all("details", "all => all.forEach(one => one.open = true)")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        # What is drawn in a frame that scrolls by itself stays in it.
        beyond = page.evaluate(
            """() => [...document.querySelectorAll('main *, header *, footer *')].filter(element =>
                   element.getBoundingClientRect().right > innerWidth + 1 &&
                   !element.parentElement.closest('.picture__frame, .matrix-frame'))
                   .map(element => element.className)"""
        )
        assert (width, page.evaluate("document.documentElement.scrollWidth"), beyond) == (width, width, [])

    found = {}
    for width, scheme in TRIED[path in TRIED_THROUGHOUT]:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        found[width, scheme] = axe_violations(page)
    assert {where: violations for where, violations in found.items() if violations} == {}


@pytest.mark.parametrize("path", ["/fil-rouge/", "/seminaires/2010/", "/seminaires/2010/visites/ath/"])
def test_words_of_drawings_are_large_enough_to_be_read(path, content, open_page):
    page = open_page(path)
    for width in (320, 360, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        small = page.eval_on_selector_all(
            "main svg text",
            """all => all.filter(one => parseFloat(getComputedStyle(one).fontSize) * one.getScreenCTM().a < 11.95)
                         .map(one => one.textContent)""",
        )
        assert (width, small, page.locator("main svg text").count() > 0) == (width, [], True)


def test_keyboard_meets_the_skip_link_first_and_always_sees_where_it_is(content, open_page):
    page = open_page("/fil-dinfo/4/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Aller au contenu"
    assert page.evaluate("document.activeElement.getBoundingClientRect().top") >= 0

    page.keyboard.press("Enter")
    assert page.evaluate("[location.hash, document.activeElement.id]") == ["#contenu", "contenu"]

    page = open_page("/fil-dinfo/4/")  # afresh: with the fragment, Chromium moves the focus when it pleases
    seen = []
    for _ in range(60):
        page.keyboard.press("Tab")
        name, outline, width = page.evaluate(
            """() => { const it = document.activeElement, style = getComputedStyle(it);
                       return [it.tagName, style.outlineStyle, parseFloat(style.outlineWidth)] }"""
        )
        if name == "BODY":
            break
        seen.append((name, outline, width))
    assert len(seen) >= 15
    assert [one for one in seen if one[1:] != ("solid", 3)] == []


def test_pages_read_without_javascript_and_load_nothing_from_outside(content, open_page, external_requests):
    page = open_page("about:blank", width=360, javascript=False)
    refused = []
    page.on("response", lambda answer: refused.append(answer.url) if answer.status >= 400 else None)
    for path in PAGES:
        page.goto(path, wait_until="load")
        assert (path, page.locator("h1").is_visible()) == (path, True)

    assert page.context.cookies() == []
    assert (external_requests, refused) == ([], [])


def test_labels_stand_above_their_texts_on_phones_and_beside_them_on_wide_screens(content, open_page):
    def label_and_text(width: int) -> tuple[dict, dict]:
        row = open_page("/fil-dinfo/4/", width=width).locator(".row").first
        return row.locator(".row__label").bounding_box(), row.locator(".row__text").bounding_box()

    label, text = label_and_text(360)
    assert label["y"] + label["height"] <= text["y"]
    label, text = label_and_text(1280)
    assert label["x"] + label["width"] <= text["x"]
    assert abs(label["y"] - text["y"]) < 10


def test_stages_go_down_on_phones_and_across_on_wide_screens(content, open_page):
    def places(width: int) -> list[dict]:
        return [one.bounding_box() for one in open_page("/fil-dinfo/4/", width=width).locator(".stage__number").all()]

    phone, wide = places(360), places(1280)
    assert len({box["x"] for box in phone}) == 1
    assert len({box["y"] for box in wide}) == 1
    assert [box["x"] for box in wide] == sorted({box["x"] for box in wide})


def test_buttons_are_large_enough_to_touch(content, open_page):
    page = open_page("/", width=320)
    heights = [box.bounding_box()["height"] for box in page.locator(".button, .site-nav a, .brand").all()]
    assert len(heights) == 13
    assert min(heights) >= 44


def test_lines_keep_to_about_68_characters(content, open_page):
    page = open_page("/fil-dinfo/4/", width=1920)
    longest = page.evaluate(
        """() => Math.max(...[...document.querySelectorAll('.prose > p, .row__text > p')].map(paragraph => {
            const range = document.createRange(); range.selectNodeContents(paragraph);
            const tops = new Set([...range.getClientRects()].map(box => Math.round(box.top / 10)));
            return tops.size > 2 ? paragraph.textContent.length / tops.size : 0 }))"""
    )
    assert 55 <= longest <= 80


def test_paper_drops_the_navigation_and_the_dark_grounds(content, open_page):
    page = open_page("/fil-dinfo/4/", scheme="dark")
    page.emulate_media(media="print")
    hidden = [page.locator(css).first.is_visible() for css in (".site-header", ".site-footer", ".cover-art", ".button")]
    assert hidden == [False] * 4
    ink = page.evaluate("getComputedStyle(document.querySelector('.imprint')).backgroundColor")
    assert ink == "rgba(0, 0, 0, 0)"
    assert page.locator("h1").is_visible()


@pytest.mark.parametrize(
    ("path", "first"),
    [("/questions/", "Quels outils pour cette évaluation"), ("/pistes/2011/", "Les SIAE doivent être accompagnées")],
)
def test_list_on_paper_begins_under_its_title(path, first, content, open_page):
    with pypdfium2.PdfDocument(open_page(path).pdf(format="A4")) as printed:
        words = [" ".join(page.get_textpage().get_text_bounded().split()) for page in printed]
    assert [first in page for page in words] == [True, *[False] * (len(words) - 1)]
