"""The thread as a picture: one thread a string, one bead a kind, worked out from the same walk as the list.

Only places are worked out here, in pixels, so that nothing written is shrunk: ``proposals/thread_picture.html`` draws
them in the colours of the style sheet, and a narrow screen scrolls.
"""

import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from proposals.thread import Kind, Node, Step, Strand

LABELS = 100
LABEL_LENGTH = 13
TOP = 34
ROW = 62
BEAD = 11
DIGIT = 8
WAVE = 7
# Between the outer edges of two columns.
APART = 11
# A thread that goes round a bead runs beside it, and one that goes round both further out.
LANE = 7


@dataclass(frozen=True)
class Row:
    """A kind: the line its beads stand on, and its name on one line of text or two."""

    y: int
    lines: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Bead:
    """How many things of one kind a string holds; wide enough to be read."""

    x: float
    y: int
    count: int
    tells: bool
    half: float

    @property
    def left(self) -> float:
        return self.x - self.half

    @property
    def top(self) -> int:
        return self.y - BEAD

    @property
    def width(self) -> float:
        return 2 * self.half


@dataclass(frozen=True)
class Stretch:
    """A length of thread from one bead to another; ``is_attested`` when one of its links is."""

    path: str
    is_attested: bool


@dataclass(frozen=True)
class Column:
    """A string, by its number in the list; or, without one, what is tied to nothing."""

    x: float
    number: int | None
    beads: tuple[Bead, ...]
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True)
class Drawing:
    """``labels`` is the width of the names of the kinds, which stand beside the rest."""

    labels: int
    width: float
    height: int
    rows: tuple[Row, ...]
    columns: tuple[Column, ...]


@dataclass(frozen=True)
class Way:
    """From the beads of one kind to those of another; ``lane`` is 0 straight on, else how far out, on which side."""

    source: Kind
    target: Kind
    is_attested: bool
    lane: int


def draw(strings: Sequence[Sequence[Step]], loose: Sequence[Node], *, first: int) -> Drawing:
    """Draw strings, the first of them numbered ``first``, and what is tied to nothing."""
    shown = {step.node.kind for string in strings for step in string} | {node.kind for node in loose}
    ys = {kind: TOP + ROW // 2 + ROW * rank for rank, kind in enumerate(sorted(shown, key=lambda kind: kind.rank))}
    edge = APART / 2
    columns = []
    told: list[tuple[int | None, Sequence[Node], list[Way]]] = [
        (number, [step.node for step in string], _ways(string)) for number, string in enumerate(strings, first)
    ]
    if loose:
        told.append((None, loose, []))
    for number, nodes, ways in told:
        counts = Counter(node.kind for node in nodes)
        half = max(_half(count) for count in counts.values())
        x = edge + _reach(half, ways, side=-1)
        beads = [Bead(x, y, counts[kind], kind.tells, _half(counts[kind])) for kind, y in ys.items() if counts[kind]]
        stretches = [Stretch(_path(x, ys[way.source], ys[way.target], way.lane, half), way.is_attested) for way in ways]
        columns.append(Column(x, number, tuple(beads), tuple(stretches)))
        edge = x + _reach(half, ways, side=1) + APART
    rows = tuple(_row(kind, y) for kind, y in ys.items())
    return Drawing(LABELS, edge - APART / 2, TOP + ROW * len(ys), rows, tuple(columns))


def _row(kind: Kind, y: int) -> Row:
    lines = textwrap.wrap(kind.plural[0].upper() + kind.plural[1:], LABEL_LENGTH)
    top = y + 4 - 8 * (len(lines) - 1)
    return Row(y, tuple((top + 16 * rank, line) for rank, line in enumerate(lines)))


def _half(count: int) -> float:
    """Half the width of a bead: round up to two digits, longer past them."""
    return BEAD + DIGIT / 2 * max(len(str(count)) - 2, 0)


def _ways(string: Sequence[Step]) -> list[Way]:
    """What the links join; what tells of a string hangs from its last bead alone."""
    here = {step.node.kind for step in string}
    strands = [strand for step in string for strand in step.strands if not strand.target.kind.tells]
    joined: dict[tuple[Kind, Kind], list[Strand]] = {}
    for strand in strands:
        if strand.source.kind != strand.target.kind:
            joined.setdefault((strand.source.kind, strand.target.kind), []).append(strand)
    last = max((kind for kind in here if not kind.tells), key=lambda kind: kind.rank)
    ways = [Way(last, kind, is_attested=True, lane=0) for kind in here if kind.tells]
    # The shortest go nearest to the beads.
    for source, target in sorted(joined, key=lambda ends: (ends[1].rank - ends[0].rank, ends[0].rank)):
        between = any(source.rank < kind.rank < target.rank for kind in here)
        lane = next(_free_lanes(source, target, ways)) if between else 0
        ways.append(Way(source, target, any(one.is_attested for one in joined[source, target]), lane))
    return ways


def _free_lanes(source: Kind, target: Kind, ways: Sequence[Way]) -> Iterator[int]:
    """The lanes that no other thread takes along the way: by turns on one side and on the other, ever further out."""
    taken = {way.lane for way in ways if way.source.rank < target.rank and source.rank < way.target.rank}
    return (lane for rank in count(1) for lane in (-rank, rank) if lane not in taken)


def _reach(half: float, ways: Sequence[Way], *, side: int) -> float:
    return half + LANE * max((side * way.lane for way in ways if side * way.lane > 0), default=0)


def _path(x: float, start: int, end: int, lane: int, half: float) -> str:
    if not lane:
        third = (end - start) / 3
        return f"M{x:g} {start}C{x + WAVE:g} {start + third:g} {x - WAVE:g} {end - third:g} {x:g} {end}"
    out = x + (half if lane > 0 else -half) + LANE * lane
    near, far = ROW * 0.2, ROW * 0.5
    return (
        f"M{x:g} {start}C{x:g} {start + near:g} {out:g} {start + near:g} {out:g} {start + far:g}"
        f"V{end - far:g}C{out:g} {end - near:g} {x:g} {end - near:g} {x:g} {end}"
    )
