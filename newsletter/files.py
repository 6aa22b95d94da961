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


def remove_orphans(older_than: timedelta = timedelta(hours=1)) -> bool:
    """Remove what no row names: files of a freeze whose process was killed. A row being written has its file first:
    only what is older than any freeze goes. Returns whether there was any."""
    storage = editions_storage()
    before = timezone.now() - older_than
    unnamed = set(_names(storage, "")).difference(Rendering.objects.values_list("file", flat=True))
    orphans = [name for name in unnamed if storage.get_modified_time(name) < before]
    for name in orphans:
        storage.delete(name)
    return bool(orphans)


def _names(storage: Storage, folder: str) -> Iterator[str]:
    """Asked of the storage by listing alone: not all know of folders, and say that one exists."""
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:  # nothing was ever stored
        return
    yield from (f"{folder}{name}" for name in files)
    for name in folders:
        yield from _names(storage, f"{folder}{name}/")


def destroy(rendering: Rendering) -> None:
    rendering.file.storage.delete(rendering.file.name)
