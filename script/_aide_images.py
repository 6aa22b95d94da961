# ruff: noqa: INP001, T201
"""Take the pictures that ``coorace_quality.help_pages`` names, of a demonstration made in ``VAR_DIR``."""

import os
import sys
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from socketserver import ThreadingMixIn
from threading import Thread
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "script")]

HEAVIEST = 60_000
FROM_ITS_TOP = "one => scrollTo(0, scrollY + one.getBoundingClientRect().top - 12)"
EDITOR = "redaction@demo.example"


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Silent(WSGIRequestHandler):
    def log_message(self, *args) -> None:
        pass


def main() -> None:
    from _prepare import prepare

    prepare()
    key, addresses = sign_in(), make_addresses()

    from django.core.wsgi import get_wsgi_application

    server = make_server("127.0.0.1", 0, get_wsgi_application(), Server, Silent)
    Thread(target=server.serve_forever, daemon=True).start()
    take_all(f"http://127.0.0.1:{server.server_port}", key, addresses)
    server.shutdown()


def sign_in() -> str:
    """The session of someone of the national team: their code by e-mail would show nothing more."""
    from django.test import Client

    from network.models import User

    client = Client()
    client.force_login(User.objects.get(email=EDITOR))
    return client.session.session_key


def make_addresses() -> dict[str, str]:
    """What pictures are taken of, by its name in their addresses; and the next issue, begun for the home to show."""
    from django.utils.timezone import localdate

    from newsletter.models import Issue, Rubrique, Text
    from regions.models import Report

    begun = Issue.objects.create(number=5, title="Séminaire 2011", provenance="fictif")
    for rank, title in enumerate(("Édito", "La synthèse des travaux, région par région", "À suivre"), start=1):
        place = {"parent": begun, "region": "main", "ordering": rank * 10, "anchor": f"rubrique-{rank}"}
        Rubrique.objects.create(title=title, due_on=localdate() + timedelta(days=7 * rank), **place)
    Text.objects.create(parent=begun, region="main", ordering=15, body="<p>Ce que le réseau a mis en œuvre.</p>")
    meeting = Report.objects.validated().latest("validated_at").meeting
    issue = Issue.objects.get(number=4)
    return {"issue": str(issue.pk), "begun": str(begun.pk), "meeting": meeting.get_absolute_url()}


def take_all(site: str, key: str, addresses: dict[str, str]) -> None:
    from django.conf import settings
    from playwright.sync_api import sync_playwright

    from coorace_quality.help_pages import PAGES, WIDTH
    from tests.support.browser import launch

    folder = ROOT / "static/img/aide"
    with sync_playwright() as playwright:
        # Letters stand where their font puts them, as on a real screen.
        browser = launch(playwright, "--font-render-hinting=none")
        context = browser.new_context(color_scheme="light", locale="fr-FR", timezone_id=settings.TIME_ZONE)
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": site}])
        page = context.new_page()
        for picture in (one for help_page in PAGES.values() for one in help_page.pictures):
            page.set_viewport_size({"width": WIDTH, "height": picture.height})
            page.goto(site + picture.path.format(**addresses), wait_until="networkidle")
            page.locator(picture.at).first.evaluate(FROM_ITS_TOP)
            content = lightened(page.screenshot(animations="disabled"))
            (folder / f"{picture.name}.webp").write_bytes(content)
            print(f"{picture.name}.webp : {len(content) // 1000} ko")
        browser.close()


def lightened(screenshot: bytes) -> bytes:
    """The best WebP that is light enough."""
    from PIL import Image

    image = Image.open(BytesIO(screenshot)).convert("RGB")
    for quality in range(90, 20, -6):
        written = BytesIO()
        image.save(written, "WEBP", quality=quality, method=6)
        if written.tell() <= HEAVIEST:
            return written.getvalue()
    raise ValueError(f"no quality makes this picture lighter than {HEAVIEST} bytes")


if __name__ == "__main__":
    os.umask(0o022)
    main()
