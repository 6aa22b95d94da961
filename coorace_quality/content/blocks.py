"""The blocks of an issue: those of the file, in its order, each written over the row it came from."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any

from django.core.files.base import ContentFile, File
from django.db import models

from coorace_quality.content.schema import (
    Block,
    FiguresBlock,
    ImageBlock,
    LiveBlock,
    RubriqueBlock,
    TextBlock,
)
from coorace_quality.content.writer import Prepared, Row, Writer
from core.images import master_jpeg
from core.sanitize import plain_text
from network.models import Person
from newsletter.models import BLOCK_MODELS, Image, Issue, KeyFigures, Live, Rubrique, Text
from newsletter.services import set_key_figures
from seminars.models import AnnouncedFigure

REGION = "main"
STEP = 10

_MODEL_OF: dict[type[Block], type[models.Model]] = {
    RubriqueBlock: Rubrique,
    TextBlock: Text,
    FiguresBlock: KeyFigures,
    ImageBlock: Image,
    LiveBlock: Live,
}


@dataclass(frozen=True)
class BlocksWriter:
    writer: Writer
    issue: Issue
    people: dict[str, Person]
    figures: dict[str, AnnouncedFigure]
    folder: FilePath

    def write(self, blocks: tuple[Block, ...]) -> None:
        rows = {
            model: list(model.objects.filter(parent=self.issue).order_by("ordering", "pk")) for model in BLOCK_MODELS
        }
        kept = _match(blocks, rows)
        self.writer.remove(row for left in rows.values() for row in left)
        # All are judged before any is saved, so that a refusal leaves no picture on the disk.
        prepared = [self._prepare(place, block, kept.get(place)) for place, block in enumerate(blocks)]
        self.writer.stop_if_refused()
        for block, one in zip(blocks, prepared, strict=True):
            saved = self.writer.save(one)
            if one.changes_more:
                set_key_figures(block=saved, figures=self._figures_of(block))

    def _prepare(self, place: int, block: Block, row: models.Model | None) -> Prepared | None:
        obj = row or _MODEL_OF[type(block)](parent=self.issue)
        values = {"region": REGION, "ordering": (place + 1) * STEP} | self._values(block, obj)
        return self.writer.prepare(
            obj, Row(("numéro", "blocs", place), block, values), changes_more=self._changes_figures(block, row)
        )

    def _figures_of(self, block: FiguresBlock) -> list[AnnouncedFigure]:
        return [self.figures[ref] for ref in block.figures]

    def _changes_figures(self, block: Block, row: models.Model | None) -> bool:
        if not isinstance(block, FiguresBlock):
            return False
        return row is None or row.figures != self._figures_of(block)

    def _values(self, block: Block, obj: models.Model) -> dict[str, Any]:
        build: dict[type[Block], Callable[..., dict[str, Any]]] = {
            RubriqueBlock: self._rubrique,
            TextBlock: self._text,
            FiguresBlock: lambda block, obj: {"title": block.reading("title")},
            ImageBlock: self._image,
            LiveBlock: self._live,
        }
        return build[type(block)](block, obj)

    def _rubrique(self, block: RubriqueBlock, obj: Rubrique) -> dict[str, Any]:
        return {
            "title": block.reading("title"),
            "title_printed": block.printed_if_differs("title"),
            "kicker": block.reading("kicker"),
            "subtitle": block.reading("subtitle"),
            "anchor": block.anchor,
            "teaser": block.reading("teaser"),
            "printed_page": block.printed_page,
            "source_ref": block.source_ref,
            "provenance_note": block.provenance_note,
            "band": block.band,
            "starts_page": block.starts_page,
        }

    def _text(self, block: TextBlock, obj: Text) -> dict[str, Any]:
        return {
            "kind": block.kind,
            "title": block.reading("title"),
            "body": block.reading("body"),
            "printed": plain_text(block.printed_if_differs("body")),
            "person": self.people[block.person] if block.person else None,
            "source_ref": block.source_ref,
        }

    def _live(self, block: LiveBlock, obj: Live) -> dict[str, Any]:
        return {
            "kind": block.kind,
            "title": block.reading("title"),
            "intro": block.reading("intro"),
            "source_ref": block.source_ref,
            "band": block.band or "",
            "starts_page": block.starts_page,
        }

    def _image(self, block: ImageBlock, obj: Image) -> dict[str, Any]:
        values = {
            "alternative": block.alternative,
            "is_decorative": block.is_decorative,
            "caption": block.reading("caption"),
            "credit": block.credit,
        }
        file = self.folder / block.file
        content = file.read_bytes()
        if not obj.picture or _stored(obj) != master_jpeg(ContentFile(content)):
            values["picture"] = File(ContentFile(content), name=file.name)
        return values


def _match(blocks: tuple[Block, ...], rows: dict[type[models.Model], list[models.Model]]) -> dict[int, models.Model]:
    """Pair blocks with rows by what names them, then by kind, then in order; ``rows`` keeps those left over."""
    kept: dict[int, models.Model] = {}
    for matches in (
        lambda block, row: _key(block) == _key(row) != (),
        lambda block, row: getattr(block, "kind", "") == getattr(row, "kind", ""),
        lambda block, row: True,
    ):
        for place, block in enumerate(blocks):
            candidates = rows[_MODEL_OF[type(block)]]
            row = next((one for one in candidates if place not in kept and matches(block, one)), None)
            if row is not None:
                candidates.remove(row)
                kept[place] = row
    return kept


def _key(block: Any) -> tuple:
    """What names a block, in the file as in its row; empty when only its rank does."""
    if isinstance(block, RubriqueBlock | Rubrique):
        return (block.anchor,)
    if isinstance(block, TextBlock | Text | LiveBlock | Live) and block.source_ref:
        return (str(block.kind), block.source_ref)
    return ()


def _stored(image: Image) -> bytes | None:
    """The picture's bytes; None when its file has gone."""
    try:
        with image.picture.open() as picture:
            return picture.read()
    except FileNotFoundError:
        return None
