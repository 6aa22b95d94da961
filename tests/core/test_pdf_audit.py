"""The audit passes good files and sees each thing that breaks the standards; here on broken HTML.

The broken HTML goes through WeasyPrint without our engine, which refuses or mends most of it before it is a file.
"""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from core.pdf.fetcher import PortalFetcher
from core.pdf.finisher import finish
from tests.support.pdf_audit import audit
from tests.support.pdf_samples import FONTS_CSS, RESOURCES, STYLE, issue, page, small

pytestmark = [
    pytest.mark.usefixtures("font_set"),
    # WeasyPrint 70 forgets to close its colour profile.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),
]

TABLE = "<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>"


def picture_with(attribute: str) -> str:
    return f'<img src="portail:image/1" {attribute} style="height: 20mm">'


IMAGE = picture_with('alt="x"')


@pytest.fixture(scope="module")
def raw(tmp_path_factory) -> Callable[..., bytes]:
    """WeasyPrint alone: ``raw(html, variant=…, finisher=…)``."""
    folder = tmp_path_factory.mktemp("images")
    for name, content in RESOURCES.items():
        (folder / Path(name).name).write_bytes(content)

    def raw(html: str, *, variant: str | None = "pdf/a-2a", finisher=None, **options) -> bytes:
        fetcher = PortalFetcher(
            fonts={path.name: path for path in (settings.FONTS_DIR / "print").glob("*.ttf")},
            max_pixels=10**7,
            max_pixels_of_all=10**7,
        )
        fetcher.resources = {name: folder / Path(name).name for name in RESOURCES}
        fonts = FontConfiguration()
        sheet = CSS(string=FONTS_CSS.read_text(), url_fetcher=fetcher, font_config=fonts)
        document = HTML(string=html, base_url="portail:document", url_fetcher=fetcher)
        return document.write_pdf(
            stylesheets=[sheet], font_config=fonts, pdf_variant=variant, finisher=finisher, **options
        )

    return raw


# --- Controls -------------------------------------------------------------------------------------


def test_good_files_pass(small_pdf, issue_pdf):
    assert audit(small_pdf.content) == []
    assert audit(issue_pdf.content) == []


@pytest.mark.parametrize(
    "body",
    [
        TABLE,
        "<ul><li>a<ul><li>b</li></ul></li></ul>",
        "<ol><li><p>a</p><p>b</p></li></ol>",
        "<dl><dt>a</dt><dd>b</dd></dl>",
        '<p><a href="https://x.fr">x</a></p>',
        "<p>Une<span class='note'>note</span></p>",
        f"<p>{IMAGE}</p>",
        f"<figure>{IMAGE}<figcaption>x</figcaption></figure>",
        "<div style='opacity: .5; background: red; height: 9mm'></div>",
        "<p style='color: rgb(0 0 0 / .6); box-shadow: 0 0 3mm #0008'>x</p>",
        "<div style='background: linear-gradient(red, blue)'>x</div>",
        "<div class='columns'><h2>a</h2><p>b</p><h3>c</h3><p>d</p></div>",
        "<svg width='90' height='90'><title>x</title><path d='M5 5H80V80Z' fill='red'/><text y='9'>t</text></svg>",
        "<h2>a</h2><h3>b</h3><h2>c</h2>",
        "<p style='transform: rotate(5deg)'>x</p>",
    ],
)
def test_plain_markup_passes(raw, body):
    assert audit(raw(small(body), finisher=finish)) == []


# --- What WeasyPrint alone gives ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("variant", "said"),
    [
        ("pdf/a-1a", "metadata: PDF/A claim is ('1', 'A')"),
        ("pdf/a-1b", "metadata: PDF/A claim is ('1', 'B')"),
        ("pdf/a-2b", "catalog: no structure tree"),
        ("pdf/a-2u", "catalog: no structure tree"),
        ("pdf/a-3a", "metadata: PDF/A claim is ('3', 'A')"),
        ("pdf/a-4u", "metadata: PDF/A claim is ('4', 'U')"),
        ("pdf/a-4f", "metadata: PDF/A claim is ('4', 'F')"),
        ("pdf/ua-1", "metadata: PDF/A claim is (None, None)"),
        ("pdf/ua-2", "metadata: PDF/UA claim is '2'"),
        (None, "metadata: no XMP stream"),
    ],
)
def test_other_variants_fail(raw, variant, said):
    tagged = {} if variant and "a-2" in variant and "ua" not in variant else {"pdf_tags": True}

    found = audit(raw(small(), variant=variant, **tagged))

    assert any(issue.startswith(said) for issue in found), found


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("", "metadata: PDF/UA claim is None"),
        (TABLE, "tree: a TH without Scope"),
        (f"<p>{IMAGE}</p>", "image: Interpolate is not false"),
        (f"<p>{IMAGE}</p>", "tree: a Figure drawn elsewhere than it says"),
        ("<ul><li><p>x</p></li></ul>", "tree: P in LI"),
    ],
)
def test_what_the_finisher_mends_fails_without_it(raw, body, said):
    assert said in audit(raw(small(body)))
    assert audit(raw(small(body), finisher=finish)) == []


# --- What authors may break (pdf.md § 4), the engine's refusals set aside --------------------------


@pytest.mark.parametrize(
    ("html", "said"),
    [
        (small(lang=""), "catalog: Lang is ''"),
        (small(lang="français"), "catalog: Lang is 'français'"),
        (small(title=""), "metadata: no title"),
        (page("<h2>x</h2>"), "tree: heading H2 after level 0"),
        (page("<p>x</p>"), "tree: no heading"),
        (page("<p>x</p>"), "catalog: no bookmarks"),
        (small("<h3>x</h3>"), "tree: heading H3 after level 1"),
        (small("<p>" + picture_with("alt=''")), "tree: a Figure without alternative text"),
        (small(f"<p>{picture_with('')}</p>"), "tree: a Figure without alternative text"),
        (small(f"<p>{picture_with('role=presentation')}</p>"), "tree: a Figure without alternative text"),
        (small(f"<p>{picture_with('aria-hidden=true')}</p>"), "tree: a Figure without alternative text"),
        (
            small("<svg width='9' height='9' aria-label='x'><rect width='5' height='5'/></svg>"),
            "tree: a Figure without alternative text",
        ),
        (small(f'<p><a href="https://x.fr">{IMAGE}</a></p>'), "page 1: a link that is in no Link element"),
        (small('<p><a href="https://x.fr"><b>x</b></a></p>'), "page 1: a link that is in no Link element"),
        (small('<p><a href="https://x.fr"></a></p>'), "tree: a Link without text"),
        (small("<p style='opacity: .5'>x</p>"), "page 1: tagged content inside a form that the tree does not know"),
        (small("<dl><div><dt>a</dt><dd>b</dd></div></dl>"), "tree: Div in L"),
        (small("<ul><p>x</p></ul>"), "tree: P in L"),
        (small("<table><tr><td>x</td></tr></table>"), "tree: a Table without TH"),
        (
            small("<table><tr><th>a</th></tr><tr><td>1</td><td>2</td></tr></table>"),
            "tree: rows of different widths",
        ),
        (
            small(
                '<p style="position: running(h)"><a href="https://x.fr">x</a></p>',
                style=STYLE + "@page { @top-center { content: element(h) } }",
            ),
            "page 1: a link that is in no Link element",
        ),
        (small('<p><a href="page.html">x</a></p>'), "page 1: link to 'page.html'"),
        (small('<p><a href="javascript:x">x</a></p>'), "page 1: link to 'javascript:x'"),
        (small("<p style='color: device-cmyk(0 1 1 0)'>x</p>"), "page 1: CMYK colour"),
    ],
)
def test_broken_html_fails(raw, html, said):
    assert said in audit(raw(html, finisher=finish))


def test_attached_file_fails(raw):
    head = '<link rel="attachment" href="data:image/svg+xml,<svg/>">'

    found = audit(raw(small(head=head), finisher=finish))

    assert "catalog: unexpected name tree /EmbeddedFiles" in found
    assert "object: a file attached or outside" in found


def test_missing_glyph_fails(raw):
    # Without our finisher, which refuses it; the host has a font for most characters, not for this one.
    assert any("is not in the font" in found or "reads as" in found for found in audit(raw(small("<p>\U0010fffd</p>"))))


def test_raw_issue_fails_where_the_engine_mends(raw):
    """All that stands between WeasyPrint's file and ours, on a real issue."""
    found = {re.sub(r"^page \d+: |^tree: |\d+", "", issue) for issue in audit(raw(issue()))}

    assert found == {
        "metadata: PDF/UA claim is None",
        "image: Interpolate is not false",
        "a Figure drawn elsewhere than it says",
        "a TH without Scope",
        "Link in LI",
        "a Link in a Link",
        "a link that is in no Link element",
        # Running heads and page numbers.
        "mark  is in no element of the tree",
    }
