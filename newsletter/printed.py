"""Issues of before the portal: a PDF that someone else made is published as it is, beside the summary one writes.

Such an issue is an issue like any other, with its number, its blocks and its editions; only its PDF is not laid out.
"""

from functools import lru_cache

from core.errors import DomainError
from core.pdf.engine import PdfFile
from core.pdf.reader import PdfReading, read_pdf
from newsletter.models import Issue

# What an edition keeps of its words: by them the issue is found, and a name in it is known. An issue of 24 pages has
# some 60,000 characters.
MOST_WORDS = 100_000


def printed_pdf(issue: Issue) -> PdfFile:
    reading = _reading(issue.printed_pdf.name)
    return PdfFile(content=_content(issue.printed_pdf.name), pages=reading.pages, cover=reading.cover)


def printed_data(issue: Issue) -> dict:
    """What an edition keeps of it: the name of its file is the digest of its content."""
    words = _reading(issue.printed_pdf.name).words[:MOST_WORDS]
    return {"sha256": issue.printed_pdf.name.partition(".")[0], "words": words}


@lru_cache(maxsize=4)
def _reading(name: str) -> PdfReading:
    """Opening it takes a process: a draft is read several times while it is published."""
    return read_pdf(_content(name))


def _content(name: str) -> bytes:
    try:
        with Issue.printed_pdf.field.storage.open(name) as file:
            return file.read()
    except FileNotFoundError:
        raise DomainError("Le PDF d’origine de ce numéro a disparu du serveur : déposez-le de nouveau.") from None
