"""The files of editions, written beside their rows."""

import hashlib

from django.core.files.base import ContentFile

from newsletter.enums import Medium
from newsletter.models import Edition, Rendering

SUFFIXES = {Medium.WEB: "html", Medium.PDF: "pdf", Medium.MAIL: "html", Medium.TEXT: "txt"}


def store(
    *, edition: Edition, medium: Medium, content: bytes, pages: int | None = None, variant: str = ""
) -> Rendering:
    """Write a file of an edition and its row; a row that is refused leaves no file."""
    rendering = Rendering(
        edition=edition,
        medium=medium,
        variant=variant,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        pages=pages,
    )
    name = "-".join(filter(None, (f"fil-dinfo-{edition.issue.number}", variant)))
    rendering.file.save(f"{name}.{SUFFIXES[medium]}", ContentFile(content), save=False)
    try:
        rendering.save()
    except BaseException:
        destroy(rendering)
        raise
    return rendering


def destroy(rendering: Rendering) -> None:
    rendering.file.storage.delete(rendering.file.name)
