"""The map of delegations: each one's departments, drawn together and numbered as in the list beside the map."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from core.typography import fold
from network.models import Delegation

# Written by tools/map/build.mjs, in units of the drawing.
OUTLINES = Path(__file__).with_name("departments.json")
# They hold on light and dark grounds. Each delegation takes the first that no neighbour before it has.
TINTS = ("#1f7580", "#3d9aa0", "#2b6a8c", "#4f7f63")
_MOVE = re.compile(r"M(\d+) ?(-?\d+)l([^z]*)z")
_NUMBER = re.compile(r"-?\d+")

Point = tuple[int, int]


@dataclass(frozen=True)
class Territory:
    """A delegation on the map; ``shape`` is empty, and ``x`` and ``y`` none, when its departments are not known."""

    number: int
    delegation: Delegation
    shape: str = ""
    tint: str = ""
    x: int | None = None
    y: int | None = None


@cache
def outlines() -> dict:
    """``width`` and ``height`` of the drawing, and the SVG path of each department by its number (``"2A"``)."""
    return json.loads(OUTLINES.read_text("utf-8"))


def territories() -> list[Territory]:
    """The delegations of the day, numbered, the head office left out: it is no territory. One query."""
    current = Delegation.objects.current().filter(is_head_office=False)
    # Not by the database: SQLite would put « Île-de-France » after « Poitou ».
    named = sorted(current, key=lambda delegation: fold(delegation.name))
    found: list[Territory] = []
    corners: list[set[Point]] = []
    for number, delegation in enumerate(named, start=1):
        paths = [outlines()["paths"][one] for one in delegation.departments.split() if one in outlines()["paths"]]
        points = {point for path in paths for point in _corners(path)}
        touched = {other.tint for other, others in zip(found, corners, strict=True) if points & others}
        tint = next((one for one in TINTS if one not in touched), TINTS[0])
        corners.append(points)
        if paths:
            found.append(Territory(number, delegation, "".join(paths), tint, *_middle(_mainland(paths))))
        else:
            found.append(Territory(number, delegation))
    return found


def land(shown: Iterable[Territory]) -> str:
    """The rest of the country, as one path."""
    taken = {department for one in shown for department in one.delegation.departments.split()}
    return "".join(path for department, path in outlines()["paths"].items() if department not in taken)


def _mainland(paths: Iterable[str]) -> set[Point]:
    """The corners of the departments that lie together; an island away from the others is left out."""
    parts: list[set[Point]] = []
    for path in paths:
        merged = set(_corners(path))
        apart = []
        for part in parts:
            if merged & part:
                merged |= part
            else:
                apart.append(part)
        parts = [*apart, merged]
    return max(parts, key=len)


@cache
def _corners(path: str) -> tuple[Point, ...]:
    found = []
    for x, y, steps in _MOVE.findall(path):
        point = int(x), int(y)
        found.append(point)
        numbers = [int(one) for one in _NUMBER.findall(steps)]
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            point = point[0] + dx, point[1] + dy
            found.append(point)
    return tuple(found)


def _middle(points: Iterable[Point]) -> Point:
    return tuple((min(values) + max(values)) // 2 for values in zip(*points, strict=True))
