"""An issue's PDF, made by the real engine and read back."""

from collections.abc import Iterator
from functools import partial
from io import BytesIO

import pikepdf
import pypdfium2
import pytest

from core.pdf.engine import Limits, PdfFile, Renderer
from newsletter import rendering
from newsletter.article import Article

# Wide of what the portal allows: a machine busy with the rest of the suite is not what is tried here.
PATIENT = Limits(wall_seconds=240, cpu_seconds=120)


def render(article: Article, monkeypatch: pytest.MonkeyPatch) -> PdfFile:
    monkeypatch.setattr(rendering, "Renderer", partial(Renderer, limits=PATIENT))
    return rendering.render_pdf_file(article)


def page_texts(pdf: PdfFile) -> list[list[str]]:
    """The lines of each page, in the order a reader meets them, with plain spaces."""
    document = pypdfium2.PdfDocument(pdf.content)
    return [
        page.get_textpage().get_text_range().replace("\u00a0", " ").replace("\u202f", " ").splitlines()
        for page in document
    ]


def font_names(pdf: PdfFile) -> set[str]:
    with pikepdf.open(BytesIO(pdf.content)) as document:
        fonts = [one for one in document.objects if isinstance(one, pikepdf.Dictionary) and "/FontFile2" in one]
        return {str(font.FontName).split("+")[1] for font in fonts}


def outline(pdf: PdfFile) -> list[tuple[int, str]]:
    """Bookmarks with their depth, in order."""

    def walk(items, depth: int) -> Iterator[tuple[int, str]]:
        for item in items:
            yield depth, item.title.replace("\u00a0", " ").replace("\u202f", " ")
            yield from walk(item.children, depth + 1)

    with pikepdf.open(BytesIO(pdf.content)) as document, document.open_outline() as bookmarks:
        return list(walk(bookmarks.root, 0))


def destinations(document: pikepdf.Pdf) -> dict[str, int]:
    """Page number of each named place."""
    numbers = {page.objgen: number for number, page in enumerate(document.pages, start=1)}
    names = pikepdf.NameTree(document.Root.Names.Dests)
    return {name: numbers[place[0].objgen] for name, place in names.items()}


def inner_links(pdf: PdfFile) -> dict[str, int]:
    """Where the links inside the document lead: the page of each target."""
    with pikepdf.open(BytesIO(pdf.content)) as document:
        places = destinations(document)
        links = [link for page in document.pages for link in page.get("/Annots", []) if "/Dest" in link]
        return {str(link.Dest): places[str(link.Dest)] for link in links}


def boxes(pdf: PdfFile) -> Iterator[tuple[int, tuple[float, float, float, float], tuple[float, float]]]:
    """Each run of text: its page, its rectangle, the size of the page."""
    for number, page in enumerate(pypdfium2.PdfDocument(pdf.content), start=1):
        texts = page.get_textpage()
        for index in range(texts.count_rects()):
            yield number, texts.get_rect(index), page.get_size()


def spills(pdf: PdfFile) -> list[tuple[int, tuple[int, ...]]]:
    """Runs of text that come within 10 mm of an edge of their page, or pass it."""
    margin = 10 / 25.4 * 72
    return [
        (number, tuple(map(round, (left, bottom, right, top))))
        for number, (left, bottom, right, top), (width, height) in boxes(pdf)
        if left < margin or bottom < margin * 0.8 or right > width - margin or top > height - margin
    ]


def overlaps(pdf: PdfFile) -> list[tuple[int, tuple[int, ...]]]:
    """Runs of text of one page that cover each other by more than a hair."""
    found = []
    runs = list(boxes(pdf))
    for index, (number, (left, bottom, right, top), _) in enumerate(runs):
        for other, (left2, bottom2, right2, top2), _ in runs[index + 1 :]:
            if other != number:
                break
            width = min(right, right2) - max(left, left2)
            height = min(top, top2) - max(bottom, bottom2)
            if width > 2 and height > 0.4 * min(top - bottom, top2 - bottom2):
                found.append((number, tuple(map(round, (left, bottom, right, top)))))
    return found
