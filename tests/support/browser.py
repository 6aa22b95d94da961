"""A real Chromium, the system's own, driven by Playwright, and what tests ask of the pages it shows."""

import shutil
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, Request, Route

# The first has the engine without the windows around it: a page opens three times faster.
PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# The narrowest in the dark, the widest in the light: where most of what can be wrong is.
ENDS = ((320, "dark"), (1280, "light"))
WCAG_TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


def launch(playwright: Playwright, *flags: str) -> Browser:
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        raise FileNotFoundError(f"none of these is on this machine: {', '.join(PROGRAMS)} (script/test installs one)")
    return playwright.chromium.launch(executable_path=program, args=[*FLAGS, *flags])


@dataclass
class Watch:
    """What went wrong, or out, while a test's pages were open."""

    origin: str
    errors: list[str] = field(default_factory=list)
    external: list[str] = field(default_factory=list)

    def follow(self, context: BrowserContext) -> None:
        context.route(self._is_external, self._refuse)
        context.on("console", self._on_console)
        context.on("weberror", lambda error: self.errors.append(str(error.error)))

    def _is_external(self, url: str) -> bool:
        parts = urlsplit(url)
        return parts.scheme not in ("data", "blob", "about") and f"{parts.scheme}://{parts.netloc}" != self.origin

    def _refuse(self, route: Route, request: Request) -> None:
        self.external.append(f"{request.method} {request.url}")
        route.abort()

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(f"{message.text} ({message.location['url']})")


def show(page: Page, *, width: int, scheme: str) -> None:
    """Show the same page on another screen: it is not loaded again."""
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    # Colours of links pass from one scheme to the other in a moment.
    page.evaluate("Promise.all(document.getAnimations().map(animation => animation.finished))")


def axe_violations(page: Page, *, ignore: tuple[str, ...] = ()) -> list[str]:
    """Return what axe finds against WCAG 2.2 A and AA and good practice, one readable line an element."""
    options = {
        "resultTypes": ["violations"],
        "runOnly": {"type": "tag", "values": list(WCAG_TAGS)},
        "rules": {rule: {"enabled": False} for rule in ignore},
    }
    return [
        f"{violation['id']} ({violation['impact']}): {violation['help']} — {' '.join(map(str, node['target']))}"
        for violation in Axe().run(page, options=options).response["violations"]
        for node in violation["nodes"]
    ]
