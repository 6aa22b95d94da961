"""What the drafted blocks of an issue come from, and whether it changed since."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Model

from newsletter.drafting.plan import WRITTEN, Piece, digest, plan
from newsletter.enums import SourceKind
from newsletter.models import DraftedBlock, Issue, Text
from newsletter.national import reader_of
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
    """A drafted block as it stands, and the piece its source would give today; none when readers may not read it, or
    when it has nothing to tell any more."""

    row: DraftedBlock
    block: Text
    source: Model | None
    piece: Piece | None
    # Of a track or a question that is back where it was: readers may read it still.
    has_come_back: bool = False

    @cached_property
    def is_edited(self) -> bool:
        """Whether someone wrote in it since."""
        return digest({name: getattr(self.block, name) for name in WRITTEN[Text]}) != self.row.text_digest

    @property
    def has_moved_on(self) -> bool:
        """Whether its source says something else than when it was last looked at."""
        return not self.is_orphan and self.digest != self.row.source_digest

    @property
    def will_follow(self) -> bool:
        """Whether preparing the issue again writes it anew."""
        return self.piece is not None and self.has_moved_on and not self.is_edited

    @property
    def digest(self) -> str:
        """Of what its source says now; empty when that is nothing."""
        return self.piece.digest if self.piece else ""

    @property
    def is_orphan(self) -> bool:
        """Whether readers of the issue may no longer read its source: withdrawn, deleted, or kept to the network."""
        return self.piece is None and not self.has_come_back

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
    pieces = {piece.key: piece for section in plan(issue, previous).sections for piece in section.pieces}
    blocks = Text.objects.in_bulk([row.block_pk for row in rows])
    sources = {kind: _sources(kind, rows) for kind in SPEAKING}
    back = _come_back(issue, [row for row in rows if row.key not in pieces])
    return [
        Drafted(
            row,
            blocks[row.block_pk],
            sources[row.source_kind].get(row.source_pk),
            pieces.get(row.key),
            (row.source_kind, row.source_pk) in back,
        )
        for row in rows
        if row.block_pk in blocks
    ]


def _come_back(issue: Issue, rows: list[DraftedBlock]) -> set[tuple[str, int]]:
    """Those of the tracks and questions of which nothing is told any more that readers may read. What a report says no
    more, they may not."""
    found = set()
    for kind in (SourceKind.TRACK, SourceKind.QUESTION):
        if keys := [row.source_pk for row in rows if row.source_kind == kind]:
            readable = SPEAKING[kind].objects.visible_to(reader_of(issue)).filter(pk__in=keys)
            found |= {(kind, pk) for pk in readable.values_list("pk", flat=True)}
    return found


def _sources(kind: SourceKind, rows: list[DraftedBlock]) -> dict[int, Model]:
    rows_of = SPEAKING[kind].objects.all()
    if kind == SourceKind.REPORT:
        rows_of = rows_of.select_related("meeting__delegation", "meeting__group")
    return rows_of.in_bulk([row.source_pk for row in rows if row.source_kind == kind])
