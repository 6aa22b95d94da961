"""The help: its pages are there for everyone, and each picture is the one they speak of."""

from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from PIL import Image

from coorace_quality.help_pages import PAGES

pytestmark = pytest.mark.django_db

HEAVIEST = 60_000


class Pictures(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[dict] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list) -> None:
        if tag == "img":
            self.found.append(dict(attrs))


def static_file(url: str) -> Path:
    return settings.BASE_DIR / url.removeprefix("/")


def test_help_leads_to_each_of_its_pages():
    page = Client().get("/aide/").content.decode()
    assert [f'href="/aide/{slug}/"' in page for slug in PAGES] == [True, True]
    assert Client().get("/aide/inconnue/").status_code == 404


@pytest.mark.parametrize("slug", PAGES)
def test_every_picture_of_a_page_is_shown_as_it_is_light_and_described(slug):
    shown = Pictures(Client().get(f"/aide/{slug}/").content.decode()).found
    assert len(shown) == len(PAGES[slug].pictures)
    for picture in shown:
        file = static_file(picture["src"])
        with Image.open(file) as image:
            assert (str(image.width), str(image.height)) == (picture["width"], picture["height"])
        assert file.stat().st_size <= HEAVIEST
        assert len(picture["alt"]) > 20


def test_no_picture_is_kept_that_no_page_shows():
    kept = {file.stem for file in (settings.BASE_DIR / "static/img/aide").iterdir()}
    assert kept == {picture.name for page in PAGES.values() for picture in page.pictures}
