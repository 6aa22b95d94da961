"""What a content file says of figures and visits, and how it is refused."""

import pytest
from django.conf import settings

from coorace_quality.content.errors import ContentError
from coorace_quality.content.loader import load_file
from seminars.models import AnnouncedFigure, Seminar, Visit
from tests.coorace_quality.refusals import refusal

REAL = settings.BASE_DIR / "content" / "fil-dinfo-4.yaml"


def test_figures_of_issue_4_say_what_they_count(seminar_2010: Seminar):
    counted = AnnouncedFigure.objects.exclude(counted="").values_list("source_ref", "counted")
    assert dict(counted) == {
        "CH-1": "visites",
        "CH-3": "ateliers",
        "CH-4": "plenieres",
        "CH-5": "participants",
        "CH-6": "propositions",
        "CH-8": "etapes",
    }


def test_coordinates_are_loaded_and_put_right_by_loading_again(seminar_2010: Seminar):
    Visit.objects.filter(slug="ath").update(latitude=1, longitude=2)
    load_file(REAL)
    visit = Visit.objects.get(slug="ath")
    assert (float(visit.latitude), float(visit.longitude)) == (50.63, 3.78)


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("latitude: 50.63", "latitude: 50,63", "écrivez des degrés décimaux, avec un point : 50.61"),
        ("latitude: 50.63", "latitude: 91", "90 au plus"),
        ("longitude: 3.78", "longitude: -181", "-180 au moins"),
        ("compte: visites", "compte: visite", "« visite » n’est pas un choix possible"),
    ],
)
def test_what_is_not_a_place_or_a_count_is_refused(before, after, message, tmp_path):
    content = REAL.read_text()
    assert content.count(f"{before}\n") == 1
    assert message in refusal(tmp_path / "numero.yaml", content.replace(before, after))


def test_half_a_place_is_refused(seminar_2010: Seminar, tmp_path):
    file = tmp_path / "numero.yaml"
    file.write_text(REAL.read_text().replace("          longitude: 3.78\n", ""))
    with pytest.raises(ContentError, match="Donnez la latitude et la longitude, ou aucune des deux"):
        load_file(file)
