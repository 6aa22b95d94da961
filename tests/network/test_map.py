"""The drawing of delegations."""

import pytest

from network.map import land, outlines, territories
from tests.support import rows

pytestmark = pytest.mark.django_db


def made(number: int, departments: str):
    delegation = rows.delegation(number)
    delegation.departments = departments
    delegation.save()
    return delegation


def test_every_department_of_the_mainland_has_an_outline():
    numbers = {f"{number:02d}" for number in range(1, 96)} - {"20"} | {"2A", "2B"}
    assert set(outlines()["paths"]) == numbers
    assert all(path.startswith("M") and path.endswith("z") for path in outlines()["paths"].values())


def test_neighbours_never_share_a_tint():
    made(1, "44 49 53 72 85")
    made(2, "16 17 79 86")
    made(3, "14 50 61")
    made(4, "2A 2B")
    tints = [one.tint for one in territories()]
    assert tints[0] not in tints[1:3]
    assert tints[3] == tints[0]


def test_number_stands_on_the_mainland_of_a_delegation_with_an_island():
    made(1, "04 05 06 13 83 84")
    alone = territories()[0]
    made(1 + 1, "2A 2B")
    island = territories()[1]
    made(3, "04 05 06 13 83 84 2A 2B")
    both = territories()[2]
    assert (both.x, both.y) == (alone.x, alone.y) != (island.x, island.y)


def test_unknown_departments_and_empty_ones_are_listed_without_a_shape():
    made(1, "")
    made(2, "97 zz")
    assert [(one.number, one.shape, one.x) for one in territories()] == [(1, "", None), (2, "", None)]


def test_land_is_what_no_delegation_covers():
    made(1, "75 77")
    shown = territories()
    assert all(outlines()["paths"][number] not in land(shown) for number in ("75", "77"))
    assert len(land(shown)) + len(shown[0].shape) == sum(map(len, outlines()["paths"].values()))
