"""From an article to what is published: one set of blocks, one renderer a medium."""

from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.template.loader import render_to_string

from core.pdf.engine import PdfFile, Renderer
from core.pdf.reader import read_pdf
from core.typography import french
from newsletter.article import Article
from newsletter.mail import dark_rules, inlined
from newsletter.media import pictures_in
from newsletter.plain import read_aloud, underlined
from newsletter.printed import printed_pdf

PRINT_STYLESHEETS = ("print/fonts.css", "css/tokens.css", "print/page.css", "print/cover.css", "print/blocks.css")


def print_stylesheets() -> list[Path]:
    return [Path(settings.BASE_DIR) / "static" / name for name in PRINT_STYLESHEETS]


def render_web(article: Article) -> str:
    """Return the article's HTML, without the page around it."""
    return render_to_string("newsletter/web/article.html", {"article": article, "issue": article.issue}).strip()


def render_mail(article: Article) -> str:
    """Return the whole HTML document of a mail that holds the issue."""
    context = {"article": article, "issue": article.issue, "dark": dark_rules()}
    return inlined(render_to_string("newsletter/mail/issue.html", context))


def render_text(article: Article) -> str:
    """Return the issue as plain text, as the mail says it: what one holds, the other cannot lack."""
    issue = article.issue
    online = f"{settings.SITE_URL}{issue.get_absolute_url()}"
    context = {
        "issue": issue,
        "title": underlined(french(issue.title)),
        "online": online,
        "body": read_aloud(
            render_to_string("newsletter/mail/article.html", {"article": article, "online": online}), home=online
        ),
    }
    return render_to_string("newsletter/text/issue.txt", context)


def render_pdf_source(article: Article) -> str:
    """Return the whole HTML document the PDF engine lays out."""
    return render_to_string("newsletter/pdf/issue.html", {"article": article, "issue": article.issue})


def render_pdf_file(article: Article, source: Callable[[], str] | None = None) -> PdfFile:
    """Lay out the article as an A4 PDF/A-2a and PDF/UA-1 file, in a child process; or read the one it was printed as.

    ``source`` gives what to lay out, when it is not just what ``render_pdf_source`` gives; it is asked for while the
    child loads.
    """
    if article.issue.printed_pdf:
        return printed_pdf(article.issue)
    with Renderer(stylesheets=print_stylesheets()) as renderer:
        pictures = {image.widest.name: _content(image.widest.name) for image in article.pictures}
        return renderer.render(source() if source else render_pdf_source(article), pictures)


def render_frozen_pdf(source: str) -> PdfFile:
    """Lay out again what an edition froze; its pictures are those of today that have the same content."""
    with Renderer(stylesheets=print_stylesheets()) as renderer:
        return render_source(renderer, source)


def cover_of(made: PdfFile) -> bytes:
    """A JPEG of the first page, for what is to be published."""
    return made.cover or read_pdf(made.content).cover


def render_source(renderer: Renderer, source: str) -> PdfFile:
    """Lay out what ``render_pdf_source`` gave, with the pictures it names."""
    return renderer.render(source, {name: _content(name) for name in pictures_in(source)})


def _content(name: str) -> bytes:
    with default_storage.open(name) as picture:
        return picture.read()
