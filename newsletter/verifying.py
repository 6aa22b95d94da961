"""What is left of each edition, compared with what was frozen: its files, its pictures, the triggers that guard it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.core.files.storage import Storage, default_storage

from core import triggers
from newsletter.enums import Medium
from newsletter.media import fingerprint, pictures_in
from newsletter.models import Edition, MaskingRecord, Rendering
from newsletter.models.editions import editions_storage


@dataclass(frozen=True)
class Verified:
    edition: Edition
    files: int
    pictures: int
    destroyed: int
    faults: tuple[str, ...]


def verify_editions() -> Iterator[Verified]:
    found = Edition.objects.select_related("issue").prefetch_related("renderings", "maskings")
    for edition in found.order_by("issue__number", "number"):
        yield _verified(edition)


def missing_triggers() -> list[str]:
    return [f"la base ne garde plus ses tables gelées : il manque « {name} »" for name in triggers.missing()]


def _verified(edition: Edition) -> Verified:
    shown, renderings = edition.shown, list(edition.renderings.all())
    kept = [one for one in renderings if one.variant == shown.variant]
    # Only a masking explains that files are gone, and it wants them gone.
    masked = [one for one in renderings if one.variant != shown.variant]
    pictures = _pictures_of(shown)
    faults = [
        *(fault for rendering in kept for fault in _rendering_faults(rendering, shown)),
        *(fault for rendering in masked for fault in _leftover(rendering)),
        *_lacking(renderings, shown),
        *(fault for name, known in pictures.items() for fault in _file_faults(name, default_storage, name, known)),
    ]
    return Verified(edition, len(kept), len(pictures), len(masked), tuple(faults))


def _rendering_faults(rendering: Rendering, shown: Edition | MaskingRecord) -> Iterator[str]:
    known = {"sha256": rendering.sha256, "size": rendering.size}
    label = _label(rendering)
    faults = list(_file_faults(label, rendering.file.storage, rendering.file.name, known))
    yield from faults
    if rendering.medium == Medium.WEB and not faults:
        with rendering.file.open() as file:
            if file.read().decode() != shown.body:
                yield f"{label} : l’article de la base n’est pas celui du fichier"


def _leftover(rendering: Rendering) -> Iterator[str]:
    if editions_storage().exists(rendering.file.name):
        yield f"{_label(rendering)} : un nom en a été retiré, et l’original est encore là"


def _lacking(renderings: list[Rendering], shown: Edition | MaskingRecord) -> Iterator[str]:
    """What a masking has not made again. Without its print source, an edition has no PDF any more."""
    frozen = {one.medium for one in renderings}
    again = {one.medium for one in renderings if one.variant == shown.variant}
    for medium in sorted(frozen - again, key=Medium.values.index):
        if medium not in (Medium.PDF, Medium.COVER) or shown.pdf_source:
            yield f"{Medium(medium).label} : pas encore refait sans le nom retiré"


def _pictures_of(shown: Edition | MaskingRecord) -> dict[str, dict]:
    """Editions of before media were kept know the names alone, which begin as the digests do."""
    kept = {one["name"]: one for one in shown.data.get("media", ())}
    return {name: kept.get(name, {}) for name in sorted({*kept, *pictures_in(shown.body, shown.pdf_source)})}


def _file_faults(label: str, storage: Storage, name: str, known: dict) -> Iterator[str]:
    try:
        found = fingerprint(storage, name)
    except FileNotFoundError:
        yield f"{label} : le fichier a disparu ({name})"
        return
    expected = known.get("sha256") or _digest_in(name)
    if not found["sha256"].startswith(expected) or found["size"] != known.get("size", found["size"]):
        yield f"{label} : le fichier n’est plus celui qui a été gelé ({name})"


def _digest_in(name: str) -> str:
    return name.removeprefix("images/").removesuffix(".jpg")


def _label(rendering: Rendering) -> str:
    return f"{rendering.get_medium_display()}{f' ({rendering.variant})' if rendering.variant else ''}"
