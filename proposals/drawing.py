"""The thread as a picture: one thread a string, one bead a kind, worked out from the same walk as the list.

Only places are worked out here; ``proposals/thread_picture.html`` draws them, in the colours of the style sheet.
"""

import textwrap
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from proposals.thread import Kind, Node, Step, Strand

WIDTH = 360
MARGIN = 116
TOP = 34
ROW = 62
BEAD = 11
LABEL_LENGTH = 15
WAVE = 7
# Far enough to go round a bead, near enough to leave the next thread alone.
DETOUR = 19


@dataclass(frozen=True)
class Row:
    """A kind: the line its beads stand on, and its name on one line of text or two."""

    y: int
    lines: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Bead:
    """How many things of one kind a string holds."""

    x: float
    y: int
    count: int
    tells: bool


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
    width: int
    height: int
    rows: tuple[Row, ...]
    columns: tuple[Column, ...]


def draw(strings: Sequence[Sequence[Step]], loose: Sequence[Node], *, first: int) -> Drawing:
    """Draw strings, the first of them numbered ``first``, and what is tied to nothing."""
    shown = {step.node.kind for string in strings for step in string} | {node.kind for node in loose}
    ys = {kind: TOP + ROW // 2 + ROW * rank for rank, kind in enumerate(sorted(shown, key=lambda kind: kind.rank))}
    count = len(strings) + bool(loose)
    gap = (WIDTH - MARGIN) / max(count, 1)
    xs = [round(MARGIN + gap * (rank + 0.5), 1) for rank in range(count)]
    columns = [
        Column(x, number, _beads(x, ys, [step.node for step in string]), tuple(_stretches(x, ys, string)))
        for number, (x, string) in enumerate(zip(xs, strings, strict=False), first)
    ]
    if loose:
        columns.append(Column(xs[-1], None, _beads(xs[-1], ys, loose), ()))
    return Drawing(WIDTH, TOP + ROW * len(ys), tuple(_row(kind, y) for kind, y in ys.items()), tuple(columns))


def _row(kind: Kind, y: int) -> Row:
    lines = textwrap.wrap(kind.plural[0].upper() + kind.plural[1:], LABEL_LENGTH)
    top = y + 4 - 8 * (len(lines) - 1)
    return Row(y, tuple((top + 16 * rank, line) for rank, line in enumerate(lines)))


def _beads(x: float, ys: dict[Kind, int], nodes: Sequence[Node]) -> tuple[Bead, ...]:
    counts = Counter(node.kind for node in nodes)
    return tuple(Bead(x, y, counts[kind], kind.tells) for kind, y in ys.items() if counts[kind])


def _stretches(x: float, ys: dict[Kind, int], string: Sequence[Step]):
    """Thread between the beads that links join; what tells of a string hangs from its last bead alone."""
    here = {step.node.kind for step in string}
    strands = [strand for step in string for strand in step.strands if not strand.target.kind.tells]
    pairs = sorted(
        (strand for strand in strands if strand.source.kind != strand.target.kind),
        key=lambda strand: (strand.source.kind.rank, strand.target.kind.rank),
    )
    detours = 0
    for (source, target), joined in groupby(pairs, lambda strand: (strand.source.kind, strand.target.kind)):
        between = any(source.rank < kind.rank < target.rank for kind in here)
        detours += between
        yield _stretch(x, ys[source], ys[target], list(joined), side=(-1) ** detours if between else 0)
    last = max((kind for kind in here if not kind.tells), key=lambda kind: kind.rank)
    for kind in here:
        if kind.tells:
            yield Stretch(_path(x, ys[last], ys[kind], 0), is_attested=True)


def _stretch(x: float, start: int, end: int, strands: list[Strand], *, side: int) -> Stretch:
    return Stretch(_path(x, start, end, side), is_attested=any(strand.is_attested for strand in strands))


def _path(x: float, start: int, end: int, side: int) -> str:
    third = (end - start) / 3
    out, back = (side * DETOUR, side * DETOUR) if side else (WAVE, -WAVE)
    return f"M{x:g} {start}C{x + out:g} {start + third:g} {x + back:g} {end - third:g} {x:g} {end}"
