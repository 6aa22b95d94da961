"""How blocks are laid on paper: what flows in columns, what stands beside what, which column takes what.

Pure functions of lengths and orders: the print templates decide nothing from an issue's own words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import ceil
from textwrap import wrap
from typing import Any

from newsletter.enums import TextKind

# Lengths in characters, measured on the page: a column of 84 mm holds about 55 of them a line.
COLUMNS_FROM = 520
CARD_AT_MOST = 600
A_PAGE_OF_TEXT = 4500
FLOWING = {TextKind.BODY, TextKind.QUOTE, TextKind.SIGNATURE}


@dataclass(frozen=True)
class Part:
    """Blocks of a group set together: a text ``flow`` in columns, two ``cards`` side by side, or one ``block``."""

    kind: str
    blocks: tuple[Any, ...]
    columns: int = 1


def parts(blocks: Sequence[Any]) -> tuple[Part, ...]:
    """Join texts that follow each other in one flow; set a short text beside the announcement of the next issue."""
    found: list[Part] = []
    run: list[Any] = []

    def end_run() -> None:
        if run:
            found.append(Part("flow", tuple(run), 2 if sum(map(text_length, run)) >= COLUMNS_FROM else 1))
            run.clear()

    beside = _beside_next_issue(blocks)
    if beside:
        found.append(Part("cards", tuple(blocks[: beside + 1])))
        blocks = blocks[beside + 1 :]
    for block in blocks:
        if flows(block):
            run.append(block)
            continue
        end_run()
        found.append(Part("block", (block,)))
    end_run()
    return tuple(found)


def _beside_next_issue(blocks: Sequence[Any]) -> int:
    """How many short texts the blocks start with, just before the announcement of the next issue; 0 for none."""
    names = [block.name for block in blocks]
    count = names.index("next_issue") if "next_issue" in names else 0
    before = blocks[:count]
    is_short = sum(map(text_length, before)) <= CARD_AT_MOST if set(names[:count]) <= {"text", "signature"} else False
    return count if is_short else 0


def flows(block: Any) -> bool:
    """Whether a block is part of the running text: a note goes to the foot of the page, a box stands by itself."""
    return block.name in {"text", "signature"} and block.item.kind in FLOWING


def text_length(block: Any) -> int:
    return len(block.item.body) + len(block.item.title or "")


def fills_a_page(blocks: Sequence[Any]) -> bool:
    """Whether blocks take more than about a page: so many characters, pictures, or objects of the portal."""
    texts = sum(text_length(block) for block in blocks if block.name in {"text", "signature"})
    pictures = sum(block.name == "image" for block in blocks)
    objects = sum(len(block.objects) for block in blocks if block.name != "key_figures")
    return texts / A_PAGE_OF_TEXT + pictures / 3 + objects / 10 > 1


def share_out(weights: Sequence[float], count: int) -> tuple[range, ...]:
    """Cut a sequence in ``count`` runs, in order and none empty, as even as can be (least sum of squares).

    >>> share_out([3, 1, 1, 1], 2)
    (range(0, 1), range(1, 4))
    """
    count = min(count, len(weights))
    sums = [0, *accumulate(weights)]
    # plans[end] is the best way to cut what precedes ``end`` in the runs opened so far: its cost, then its cuts.
    plans: dict[int, tuple[float, tuple[int, ...]]] = {0: (0, (0,))}
    for _ in range(count):
        plans = {
            end: min(
                (cost + (sums[end] - sums[start]) ** 2, (*cuts, end))
                for start, (cost, cuts) in plans.items()
                if start < end
            )
            for end in range(min(plans) + 1, len(sums))
        }
    _, cuts = plans[len(weights)]
    return tuple(range(start, end) for start, end in pairwise(cuts))


def widths(lengths: Sequence[int], total: int = 24, least: int = 4, lost: float = 0) -> tuple[int, ...]:
    """Share ``total`` narrow tracks among texts so that they end at about the same height.

    The longest take the most; none gets fewer than ``least``. ``lost`` is the share of a column its margin takes,
    in tracks.

    >>> widths([10, 10], total=12)
    (6, 6)
    """
    if not lengths:
        return ()
    least = min(least, total // len(lengths))
    given = [least] * len(lengths)
    for _ in range(total - least * len(lengths)):
        heights = [length / (width - lost) for length, width in zip(lengths, given, strict=True)]
        given[heights.index(max(heights))] += 1
    return tuple(given)


# What the print sheets give a picture, in millimetres: its column, its height within the issue or on the cover; a
# decorative one fills its band. A pixel of a sheet is 1/96 of an inch.
PICTURE_WIDTH, PICTURE_HEIGHT, COVER_PICTURE_HEIGHT, DECOR_HEIGHT = 176, 125, 70, 58
INCH, PIXELS_AN_INCH = 25.4, 96


def print_resolution(
    width: int, height: int, *, is_decorative: bool, is_on_cover: bool, sharp: int
) -> tuple[float, int]:
    """Dots per inch of a picture of so many pixels at the size it is printed, and the width that would be sharp.

    >>> print_resolution(1600, 900, is_decorative=False, is_on_cover=False, sharp=150)[1]
    1040
    """
    across, down = (side * INCH / PIXELS_AN_INCH for side in (width, height))
    if is_decorative:
        scale = max(PICTURE_WIDTH / across, DECOR_HEIGHT / down)
        printed = across * scale
    else:
        most = COVER_PICTURE_HEIGHT if is_on_cover else PICTURE_HEIGHT
        # A greater picture would be printed larger, up to the place there is.
        printed = min(PICTURE_WIDTH, most * across / down)
        scale = min(1, printed / across)
    return PIXELS_AN_INCH / scale, ceil(printed / INCH * sharp)


def lines(text: str, width: int) -> int:
    """How many lines of ``width`` characters a text takes, at least one; compound words are not cut."""
    return max(1, len(wrap(text, width, break_on_hyphens=False)))


def columns(weights: Sequence[float], count: int, most: float) -> tuple[tuple[range, ...], ...]:
    """Lay a sequence out, in order, in rows of ``count`` even columns, none heavier than ``most`` if that can be.

    Each row can then be kept on one page. A single item too heavy for a column has a row to itself.

    >>> columns([4, 4, 4, 4, 4], 2, 8)
    ((range(0, 2), range(2, 4)), (range(4, 5),))
    """
    rows = []
    start = 0
    while start < len(weights):
        end, row = start + 1, (range(1),)
        while end < len(weights):
            trial = share_out(weights[start : end + 1], count)
            if max(sum(weights[start + index] for index in column) for column in trial) > most:
                break
            end, row = end + 1, trial
        rows.append(tuple(range(start + column.start, start + column.stop) for column in row))
        start = end
    return tuple(rows)
