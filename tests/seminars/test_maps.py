"""The map of visits: places where they are, and names that can be read."""

from itertools import combinations

import pytest

from seminars.maps import draw, outline
from seminars.models import Visit


def visit(pk: int, place: str, latitude: float | None = None, longitude: float | None = None) -> Visit:
    return Visit(pk=pk, place=place, latitude=latitude, longitude=longitude)


PLACES = [
    visit(1, "Tournai", 50.61, 3.39),
    visit(2, "Ath", 50.63, 3.78),
    visit(3, "Herstal", 50.66, 5.63),
    visit(4, "Quaregnon", 50.44, 3.86),
    visit(5, "La Louvière", 50.48, 4.19),
    visit(6, "Neuville-en-Condroz", 50.52, 5.45),
]


def test_places_of_issue_4_stand_in_order_from_west_to_east_and_north_to_south():
    drawn = draw(PLACES)
    assert [dot.visit.place for dot in drawn.dots] == [one.place for one in PLACES]
    assert [dot.visit.place for dot in sorted(drawn.dots, key=lambda dot: dot.x)] == [
        "Tournai",
        "Ath",
        "Quaregnon",
        "La Louvière",
        "Neuville-en-Condroz",
        "Herstal",
    ]
    assert sorted(drawn.dots, key=lambda dot: dot.y)[0].visit.place == "Herstal"


def test_names_stay_on_the_drawing_and_clear_of_each_other_and_of_the_dots():
    drawn = draw(PLACES)
    boxes = [dot.box for dot in drawn.dots]
    assert [pair for pair in combinations(boxes, 2) if pair[0].meets(pair[1])] == []
    covered = [
        (dot.visit.place, box)
        for dot in drawn.dots
        for box in boxes
        if box.left < dot.x < box.right and box.top < dot.y < box.bottom
    ]
    assert covered == []
    assert min(box.left for box in boxes) >= 0
    assert max(box.right for box in boxes) <= outline()["width"]


def test_distance_on_the_drawing_is_that_of_the_scale_bar():
    """Tournai and Ath are about 28 km apart."""
    drawn = draw(PLACES[:2])
    one, other = drawn.dots
    length = ((one.x - other.x) ** 2 + (one.y - other.y) ** 2) ** 0.5
    assert length / drawn.scale_bar * drawn.scale_km == pytest.approx(27.7, abs=1)


def test_places_not_known_or_elsewhere_are_said_beyond_the_map():
    drawn = draw([*PLACES[:1], visit(7, "Lille", 45.0, 3.06), visit(8, "Ailleurs")])
    assert [one.place for one in drawn.beyond] == ["Lille", "Ailleurs"]
    assert draw([visit(8, "Ailleurs")]) is None
