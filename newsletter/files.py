"""The files of editions, written beside their rows."""

import hashlib
from collections.abc import Iterator
from datetime import timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.utils import timezone

from newsletter.enums import Medium
from newsletter.models import Edition, Rendering
from newsletter.models.editions import editions_storage

SUFFIXES = {Medium.WEB: "html", Medium.PDF: "pdf", Medium.MAIL: "html", Medium.TEXT: "txt", Medium.COVER: "jpg"}


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


def remove_orphans(older_than: timedelta = timedelta(hours=1)) -> None:
    """Remove what no row names: files of a freeze whose process was killed. A row being written has its file first:
    only what is older than any freeze goes."""
    storage = editions_storage()
    before = timezone.now() - older_than
    old = {name for name in _names(storage, "") if storage.get_modified_time(name) < before}
    for name in old.difference(Rendering.objects.values_list("file", flat=True)):
        storage.delete(name)


def _names(storage: Storage, folder: str) -> Iterator[str]:
    folders, files = storage.listdir(folder) if storage.exists(folder) else ([], [])
    yield from (f"{folder}{name}" for name in files)
    for name in folders:
        yield from _names(storage, f"{folder}{name}/")


def destroy(rendering: Rendering) -> None:
    rendering.file.storage.delete(rendering.file.name)
