"""What the drafted blocks of an issue come from, and whether it changed since."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Model

from newsletter.drafting.plan import WRITTEN, Piece, digest, plan
from newsletter.enums import SourceKind
from newsletter.models import DraftedBlock, Issue, Text
from newsletter.period import issue_before
from proposals.models import Question, WorkTrack
from regions.models import Report

# The sources whose words are told; the others only give a rubrique its name.
SPEAKING: dict[str, type[Model]] = {
    SourceKind.REPORT: Report,
    SourceKind.TRACK: WorkTrack,
    SourceKind.QUESTION: Question,
}


@dataclass(frozen=True)
class Drafted:
    """A drafted block as it stands, and the piece its source would give today; none when readers may not read it."""

    row: DraftedBlock
    block: Text
    source: Model | None
    piece: Piece | None

    @cached_property
    def is_edited(self) -> bool:
        """Whether someone wrote in it since."""
        return digest({name: getattr(self.block, name) for name in WRITTEN[Text]}) != self.row.text_digest

    @property
    def has_moved_on(self) -> bool:
        """Whether its source says something else than when it was last looked at."""
        return self.piece is not None and self.piece.digest != self.row.source_digest

    @property
    def is_orphan(self) -> bool:
        """Whether readers of the issue may no longer read its source: withdrawn, deleted, or kept to the network."""
        return self.piece is None

    @property
    def says(self) -> str:
        if self.is_orphan:
            return "sa source n’est plus publiée"
        return "source modifiée depuis" if self.has_moved_on else ""

    @property
    def url(self) -> str:
        """Where its source is read."""
        about = self.source.meeting if isinstance(self.source, Report) else self.source
        return about.get_absolute_url() if about else ""


def drafted_blocks(issue: Issue) -> list[Drafted]:
    """The drafted blocks that are still there and tell what someone else wrote, in the order they were drafted."""
    rows = [row for row in issue.drafted.all() if row.source_kind in SPEAKING]
    previous = issue_before(issue) if rows else None
    if previous is None:
        return []
    pieces = {piece.key: piece for section in plan(issue, previous) for piece in section.pieces}
    blocks = Text.objects.in_bulk([row.block_pk for row in rows])
    sources = {kind: _sources(kind, rows) for kind in SPEAKING}
    return [
        Drafted(row, blocks[row.block_pk], sources[row.source_kind].get(row.source_pk), pieces.get(row.key))
        for row in rows
        if row.block_pk in blocks
    ]


def _sources(kind: SourceKind, rows: list[DraftedBlock]) -> dict[int, Model]:
    rows_of = SPEAKING[kind].objects.all()
    if kind == SourceKind.REPORT:
        rows_of = rows_of.select_related("meeting__delegation", "meeting__group")
    return rows_of.in_bulk([row.source_pk for row in rows if row.source_kind == kind])
