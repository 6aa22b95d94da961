from pathlib import Path

import pytest

from core.pdf.engine import PdfError, PdfRefusedError, PdfTooLargeError, render_pdf
from core.pdf.fetcher import PortalFetcher, RefusedAddressError
from tests.support.pdf_samples import FONTS_CSS, HEAD, RESOURCES, bomb, picture, small

pytestmark = pytest.mark.usefixtures("font_set")

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><title>Dessin</title>{}</svg>'


@pytest.fixture
def fetcher(tmp_path: Path) -> PortalFetcher:
    (tmp_path / "photo").write_bytes(picture())
    (tmp_path / "police.ttf").write_bytes(b"une police")
    (tmp_path / "secret").write_text("secret")
    fetcher = PortalFetcher(fonts={"a.ttf": tmp_path / "police.ttf"}, max_pixels=1_000_000, max_pixels_of_all=1_000_000)
    fetcher.resources = {"image/1": tmp_path / "photo"}
    return fetcher


def render(body: str = "", *, head: str = "", resources=None):
    return render_pdf(html=small(body, head=HEAD + head), stylesheets=[FONTS_CSS], resources=resources)


# --- The fetcher alone ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "FILE:///etc/passwd",
        "file:/etc/passwd",
        "file:etc/passwd",
        " file:///etc/passwd",
        "http://127.0.0.1/",
        "https://www.coorace.org/logo.png",
        "//127.0.0.1/logo.png",
        "ftp://127.0.0.1/x",
        "gopher://127.0.0.1/x",
        "jar:file:///x!/y",
        "secret",
        "/etc/passwd",
        "../secret",
        "",
        "portail:",
        "portail:secret",
        "portail:image/2",
        "portail:image/1/../secret",
        "portail:/etc/passwd",
        "portail:../secret",
        "portail:font/",
        "portail:font/b.ttf",
        "portail:font/../secret",
        "portail:font//etc/passwd",
        "portail:font/%2e%2e/secret",
        "portail:document",
        "data:",
        "data:,texte",
        "data:text/css,h1{}",
        "data:text/plain;base64,eA==",
        "data:application/pdf,%25PDF",
        "data:image/png,pas une image",
        "data:image/png;base64,!!",
        "data:image/png;base64,A",
    ],
)
def test_fetcher_refuses_what_the_document_was_not_given(fetcher, address):
    with pytest.raises(RefusedAddressError) as refusal:
        fetcher.fetch(address)

    assert refusal.value.address == address
    assert fetcher.refusals == [refusal.value]


def test_fetcher_serves_pictures_and_fonts_by_name(fetcher):
    assert fetcher.fetch("portail:image/1").content_type == "image/jpeg"
    assert fetcher.fetch("PORTAIL:image/1").read() == picture()
    assert fetcher.fetch("portail:font/a.ttf").read() == b"une police"
    assert fetcher.fetch("data:image/svg+xml,%3Csvg/%3E").read() == b"<svg/>"
    assert fetcher.fetch("Data:Image/PNG;base64,PHN2Zy8+").read() == b"<svg/>"
    assert fetcher.refusals == []


def test_fetcher_shortens_the_address_of_a_message(fetcher):
    with pytest.raises(RefusedAddressError) as refusal:
        fetcher.fetch("data:text/plain," + "x" * 1000)

    assert len(refusal.value.address) == 201


def test_fetcher_counts_the_pixels_of_all_pictures_once(tmp_path):
    for name in "ab":
        (tmp_path / name).write_bytes(picture(size=(100, 100)))
    fetcher = PortalFetcher(fonts={}, max_pixels=15_000, max_pixels_of_all=15_000)
    fetcher.resources = {"a": tmp_path / "a", "b": tmp_path / "b"}

    fetcher.fetch("portail:a")
    fetcher.fetch("portail:a")
    with pytest.raises(RefusedAddressError, match="dépassent ensemble"):
        fetcher.fetch("portail:b")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (picture("JPEG", "CMYK"), "en mode CMYK"),
        (picture("PNG", "I;16"), "en mode I;16"),
        (picture("TIFF"), "illisible"),
        (picture()[:100], "illisible"),
        (b"", "illisible"),
    ],
    ids=["cmyk", "16 bits", "tiff", "cut", "empty"],
)
def test_fetcher_refuses_pictures_that_would_come_out_wrong(fetcher, tmp_path, content, said):
    (tmp_path / "photo").write_bytes(content)

    with pytest.raises(RefusedAddressError, match=said):
        fetcher.fetch("portail:image/1")


# --- Every way into it that markup knows ----------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        '<img alt="x" src="file:///etc/passwd">',
        '<img alt="x" src="http://127.0.0.1/x.png">',
        '<img alt="x" src="image.png">',
        '<img alt="x" src="portail:image/absente">',
        '<object data="file:///etc/passwd">x</object>',
        '<embed src="file:///etc/passwd">',
        '<p style="background: url(file:///etc/passwd)">x</p>',
        '<ul style="list-style-image: url(image.png)"><li>x</li></ul>',
        '<p style="border-image: url(file:///x) 3">x</p>',
        "<style>p::before { content: url(http://127.0.0.1/x) }</style><p>x</p>",
        '<style>@import url("style.css");</style>',
        '<style>@import "data:text/css,p{}";</style>',
        '<style>@font-face { font-family: x; src: url("file:///x.ttf") }</style>',
        '<style>@font-face { font-family: x; src: url("portail:font/../x.ttf") }</style>',
        '<style>@color-profile --x { src: url("file:///x.icc") }</style>',
        SVG.format('<image href="file:///etc/passwd" width="9" height="9"/>'),
        '<img alt="x" src="portail:image/svg">',
    ],
)
def test_markup_cannot_load_from_elsewhere(body):
    svg = SVG.format('<image href="file:///etc/passwd" width="9" height="9"/>').encode()

    with pytest.raises(PdfRefusedError, match="Adresse refusée dans le document, "):
        render(body, resources={"image/svg": svg})


@pytest.mark.parametrize(
    ("head", "address"),
    [
        ('<link rel="attachment" href="file:///etc/passwd">', "file:///etc/passwd"),
        ('<link rel="attachment" href="data:text/plain,x">', "data:text/plain,x"),
        ('<link rel="stylesheet" href="file:///etc/passwd">', "file:///etc/passwd"),
        ('<base href="file:///etc/"><link rel="stylesheet" href="passwd">', "file:///etc/passwd"),
    ],
)
def test_head_cannot_load_from_elsewhere(head, address):
    with pytest.raises(PdfRefusedError) as refusal:
        render(head=head)

    assert address in str(refusal.value)


@pytest.mark.parametrize(
    "link",
    [
        'href="javascript:alert(1)"',
        'href="file:///etc/passwd"',
        'href="page.html"',
        'href="data:text/html,x"',
        'rel="attachment" href="file:///etc/passwd"',
        'rel="attachment" href="https://www.coorace.org/"',
    ],
)
def test_links_lead_to_whole_addresses_only(link):
    with pytest.raises(PdfRefusedError, match="Adresse refusée dans un lien du document"):
        render(f"<p><a {link}>lien</a></p>")


def test_font_of_the_host_cannot_be_borrowed():
    face = '<style>@font-face { font-family: Autre; src: local("DejaVu Sans") }</style>'

    with pytest.raises(PdfError, match="La police « Autre » n’a pas pu être chargée"):
        render(f'{face}<p style="font-family: Autre">x</p>')


def test_what_is_never_fetched_leaves_nothing_behind():
    body = (
        '<iframe src="file:///etc/passwd"></iframe><video src="file:///etc/passwd"></video>'
        '<script src="file:///etc/passwd"></script><p>Reste.</p>'
    )

    pdf = render(body, head='<link rel="icon" href="file:///etc/passwd">')

    assert pdf.pages == 1
    assert b"/EmbeddedFile" not in pdf.content


def test_pictures_of_every_kind_are_drawn():
    resources = RESOURCES | {
        "image/gif": picture("GIF", "P"),
        "image/webp": picture("WEBP"),
        "image/grey": picture("PNG", "L"),
        "image/svg": SVG.format('<rect width="9" height="9"/>').encode(),
    }
    body = "".join(f'<p><img src="portail:{name}" alt="Image {name}"></p>' for name in resources)

    assert render(body, resources=resources).warnings == ()


def test_too_many_pixels_are_refused():
    with pytest.raises(PdfRefusedError, match="60 millions de pixels"):
        render('<p><img src="portail:grande" alt="x"></p>', resources={"grande": bomb(8000)})


def test_resources_are_bounded():
    with pytest.raises(PdfTooLargeError, match="compte 201 images"):
        render(resources={f"image/{number}": b"" for number in range(201)})
