"""Issues of before the portal: a PDF that someone else made is published as it is, beside the summary one writes.

Such an issue is an issue like any other, with its number, its blocks and its editions; only its PDF is not laid out.
"""

from functools import lru_cache

from core.errors import DomainError
from core.pdf.engine import PdfFile
from core.pdf.reader import PdfReading, read_pdf
from newsletter.models import Issue


def printed_pdf(issue: Issue) -> PdfFile:
    reading = _reading(issue.printed_pdf.name)
    return PdfFile(content=_content(issue.printed_pdf.name), pages=reading.pages, cover=reading.cover)


def printed_data(issue: Issue) -> dict:
    """What an edition keeps of it: the name of its file is the digest of its content. By its words the issue is found,
    and a name in it is known."""
    return {"sha256": issue.printed_pdf.name.partition(".")[0], "words": _reading(issue.printed_pdf.name).words}


def pictured_pages(issue: Issue) -> str:
    """What to say of its pages that are pictures: no name is found there. Empty when there is none."""
    reading = _reading(issue.printed_pdf.name)
    if not reading.silent:
        return ""
    which = "Ce PDF a été numérisé : ses pages sont des images, sans texte."
    if reading.silent < reading.pages:
        which = f"{reading.silent} de ses {reading.pages} pages sont des images, sans texte, ou sont vides."
    return (
        f"{which} La recherche n’y trouvera rien, et le portail ne saura pas quels noms s’y lisent : "
        "si quelqu’un demande que le sien soit retiré, ce sera à vous de regarder."
    )


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
