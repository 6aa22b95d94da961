"""The meetings of a content file: whose they are, and what loading them again changes."""

from collections.abc import Callable
from pathlib import Path

import pytest

from coorace_quality.content.errors import ContentError
from coorace_quality.content.loader import load_file
from regions.models import Meeting

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[2]
ISSUE_4 = ROOT / "content" / "fil-dinfo-4.yaml"
OTHER = ROOT / "tests" / "data" / "autre-numero.yaml"
MEETING = """rencontres:
  - id: REU-1
    genre: groupe
    délégation: DEL-1
    étape: ETAPE-1
    dates: {du: 2011-03-05, au: 2011-03-05, précision: jour}
    lieu: Port-aux-Essais

glossaire:
"""


@pytest.fixture
def load_with(tmp_path) -> Callable[[str], None]:
    """Load the made-up file with a section of meetings."""
    (tmp_path / "pont.png").write_bytes((OTHER.parent / "pont.png").read_bytes())

    def load(meetings: str) -> None:
        file = tmp_path / "autre.yaml"
        file.write_text(OTHER.read_text().replace("glossaire:\n", meetings))
        load_file(file)

    return load


def test_issue_4_tells_of_one_meeting_which_is_a_stage_of_the_seminar():
    load_file(ISSUE_4)
    made = Meeting.objects.get()
    assert (str(made), made.kind, made.group.slug) == (
        "La rencontre du Groupe Qualité national élargi",
        "national",
        "groupe-qualite-national-elargi",
    )
    assert (made.stage.source_ref, made.source_ref, made.provenance) == ("ETAPE-3", "RUB-1", "atteste")
    assert (made.starts_on, made.when, made.place) == (made.stage.starts_on, "4 novembre 2010", "")


def test_a_meeting_that_changes_in_its_file_keeps_its_place_in_calendars(load_with):
    load_with(MEETING)
    before = Meeting.objects.get()
    for _ in range(2):
        load_with(MEETING.replace("2011-03-05", "2011-03-06"))
    after = Meeting.objects.get()
    assert (before.sequence, after.sequence, str(after.starts_on)) == (0, 1, "2011-03-06")
    assert (after.pk, after.uid) == (before.pk, before.uid)


@pytest.mark.parametrize(
    ("before", "after", "refusal"),
    [
        ("    délégation: DEL-1\n", "", "Une rencontre est celle d’une délégation ou d’un groupe national."),
        ("genre: groupe", "genre: national", "Ce genre de rencontre ne va pas avec qui la tient."),
    ],
)
def test_a_meeting_has_one_holder_that_suits_its_kind(load_with, before, after, refusal):
    with pytest.raises(ContentError) as refused:
        load_with(MEETING.replace(before, after))
    assert refusal in str(refused.value)
    assert not Meeting.objects.exists()
