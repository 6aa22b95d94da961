"""The map of the places visited in Belgium: dots on its outline, each with its name where nothing else is written."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from core.typography import french
from seminars.models import Visit

# Written by tools/map/belgium.mjs, in units of the drawing.
OUTLINE = Path(__file__).with_name("belgium.json")

# Of the names, in units of the drawing: their height, about how wide a letter is, and how far they stand from the dot.
# As large as they are written where the drawing is smallest.
_HEIGHT = 16
_LETTER = 8.3
_GAP = 10
_RADIUS = 6

SCALE_BAR_KM = 50
_KM_PER_DEGREE = 111.2


@dataclass(frozen=True)
class Box:
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


@dataclass(frozen=True)
class Dot:
    """A place: its dot, and where its name starts, ends or is centred (``anchor``, as SVG has it)."""

    visit: Visit
    x: float
    y: float
    name_x: float
    name_y: float
    anchor: str
    box: Box


@dataclass(frozen=True)
class Map:
    """``beyond`` are the visits that the drawing has no place for; the list beside the map has them all."""

    dots: tuple[Dot, ...]
    beyond: tuple[Visit, ...]

    @property
    def width(self) -> int:
        return outline()["width"]

    @property
    def height(self) -> int:
        return outline()["height"]

    @property
    def path(self) -> str:
        return outline()["path"]

    @property
    def scale_km(self) -> int:
        return SCALE_BAR_KM

    @property
    def scale_bar(self) -> int:
        """The length of the scale bar."""
        return round(SCALE_BAR_KM / _KM_PER_DEGREE * outline()["y_per_degree"])


@cache
def outline() -> dict[str, Any]:
    return json.loads(OUTLINE.read_text("utf-8"))


def draw(visits: Iterable[Visit]) -> Map | None:
    """Lay the visits out; nothing when none can be placed."""
    placed, beyond = [], []
    for visit in visits:
        point = _point(visit)
        if point:
            placed.append((visit, *point))
        else:
            beyond.append(visit)
    if not placed:
        return None
    taken = [Box(x - _RADIUS, y - _RADIUS, x + _RADIUS, y + _RADIUS) for _, x, y in placed]
    dots = {}
    # The longest names have the fewest places to stand.
    for visit, x, y in sorted(placed, key=lambda one: -len(one[0].place)):
        dots[visit.pk] = _named(visit, x, y, taken)
        taken.append(dots[visit.pk].box)
    return Map(tuple(dots[visit.pk] for visit, _, _ in placed), tuple(beyond))


def _point(visit: Visit) -> tuple[float, float] | None:
    if visit.latitude is None:
        return None
    ground = outline()
    x = ground["margin"] + (float(visit.longitude) - ground["west"]) * ground["x_per_degree"]
    y = ground["margin"] + (ground["north"] - float(visit.latitude)) * ground["y_per_degree"]
    inside = 0 <= x <= ground["width"] and 0 <= y <= ground["height"]
    return (round(x, 1), round(y, 1)) if inside else None


def _named(visit: Visit, x: float, y: float, taken: list[Box]) -> Dot:
    """Write the name at the first side of its dot where it meets no other; at the first of all when none is free."""
    sides = list(_sides(visit, x, y))
    free = (one for one in sides if _is_inside(one.box) and not any(one.box.meets(box) for box in taken))
    return next(free, sides[0])


def _sides(visit: Visit, x: float, y: float) -> Iterator[Dot]:
    width = len(french(visit.place)) * _LETTER
    middle = y + _HEIGHT * 0.35
    above, below = y - _GAP, y + _GAP + _HEIGHT * 0.75
    for anchor, name_x, name_y in (
        ("start", x + _GAP, middle),
        ("end", x - _GAP, middle),
        ("middle", x, above),
        ("middle", x, below),
        ("start", x, above),
        ("start", x, below),
        ("end", x, above),
        ("end", x, below),
    ):
        left = name_x - {"start": 0, "middle": width / 2, "end": width}[anchor]
        box = Box(left, name_y - _HEIGHT * 0.8, left + width, name_y + _HEIGHT * 0.25)
        yield Dot(visit, x, y, round(name_x, 1), round(name_y, 1), anchor, box)


def _is_inside(box: Box) -> bool:
    return box.left >= 0 and box.top >= 0 and box.right <= outline()["width"] and box.bottom <= outline()["height"]
