"""The links of a content file: how they are refused, and what the portal holds once they are loaded, once and again."""

from pathlib import Path

import pytest

from coorace_quality.content.errors import ContentError
from coorace_quality.content.loader import load_file
from coorace_quality.content.writer import Tally
from proposals.models import LINKS, Observation, ObservationQuestion, Question, TrackQuestion, TrendTrack
from tests.coorace_quality.refusals import refusal

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[2]
ISSUE_4 = ROOT / "content" / "fil-dinfo-4.yaml"
OTHER = (ROOT / "tests" / "data" / "autre-numero.yaml").read_text()

LINK = {"id": "FIL-12-1", "de": "OBS-1", "vers": "Q-1", "provenance": "fictif", "raison": "Les deux parlent du temps."}
SECOND = LINK | {"id": "FIL-12-2", "de": "EVO-1", "vers": "PG-1"}


def with_links(*links: dict[str, str]) -> str:
    lines = [line for link in links for line in (f"  - {key}: {value}" for key, value in link.items())]
    folded = [line if line.startswith("  - id") else line.replace("  - ", "    ", 1) for line in lines]
    return "\n".join([OTHER.rstrip("\n"), "liens:", *folded, ""])


@pytest.fixture
def load(tmp_path):
    """Load the made-up file with these links, from a folder that has its picture."""
    (tmp_path / "pont.png").write_bytes((ROOT / "tests" / "data" / "pont.png").read_bytes())

    def load(*links: dict[str, str]):
        file = tmp_path / "autre.yaml"
        file.write_text(with_links(*links) if links else OTHER)
        return load_file(file)

    return load


def held() -> list[tuple[str, str, str, str, str]]:
    """Every link the portal holds: what it joins, its provenance, its reference and its reason."""
    return [
        (str(one.source), str(one.target), one.provenance, one.source_ref, one.reason)
        for table in LINKS
        for one in table.objects.all()
    ]


# --- Loading --------------------------------------------------------------------------------------


def test_links_of_issue_4_are_deduced_each_with_its_reason():
    load_file(ISSUE_4)
    refs = {
        (one.source.source_ref, one.target.source_ref): (one.source_ref, one.provenance, bool(one.reason))
        for table in LINKS
        for one in table.objects.all()
    }
    pairs = [
        ("OBS-1", "PG-1"),
        ("OBS-7", "Q-3a"),
        ("EVO-1", "PG-1"),
        ("EVO-1", "Q-1b"),
        ("EVO-1", "Q-3c"),
        ("EVO-2", "PG-2"),
        ("PG-2", "Q-3b"),
        ("PQ-3", "Q-3b"),
        ("PG-3", "Q-2"),
    ]
    assert refs == {pair: (f"FIL-4-{rank}", "deduit", True) for rank, pair in enumerate(pairs, 1)}


def test_links_are_created_then_left_unchanged(load):
    assert load(LINK, SECOND).of(ObservationQuestion) == Tally(created=1)
    before = held()
    assert before == [
        ("Houle", "Faut-il attendre le vent ?", "fictif", "FIL-12-1", "Les deux parlent du temps."),
        ("Balisage", "L’amarrage", "fictif", "FIL-12-2", "Les deux parlent du temps."),
    ]
    report = load(LINK, SECOND)
    assert (report.of(ObservationQuestion), report.of(TrendTrack)) == (Tally(unchanged=1), Tally(unchanged=1))
    assert held() == before


def test_link_with_another_reason_is_updated_in_place(load):
    load(LINK)
    pk = ObservationQuestion.objects.get().pk
    assert load(LINK | {"raison": "Une autre raison."}).of(ObservationQuestion) == Tally(updated=1)
    assert list(ObservationQuestion.objects.values_list("pk", "reason")) == [(pk, "Une autre raison.")]


def test_attested_link_keeps_its_passage(load):
    load(LINK | {"provenance": "atteste", "passage": "Q-1"})
    assert ObservationQuestion.objects.get().source_ref == "FIL-12-1, Q-1"


def test_link_taken_from_the_file_is_removed_and_those_made_elsewhere_stay(load):
    load(LINK, SECOND)
    question = Question.objects.get()
    track = TrendTrack.objects.get().target
    by_hand = {"provenance": "deduit", "source_ref": "PG-1", "reason": "Dit par un éditeur."}
    TrackQuestion.objects.create(source=track, target=question, **by_hand)
    report = load(SECOND)
    assert (report.of(ObservationQuestion), report.of(TrackQuestion)) == (Tally(removed=1), Tally())
    assert [one[3] for one in held()] == ["FIL-12-2", "PG-1"]
    load()
    assert [one[3] for one in held()] == ["PG-1"]


def test_links_of_another_file_stay(load):
    load_file(ISSUE_4)
    before = held()
    load(LINK)
    load()
    assert held() == before


def test_link_that_joins_others_than_before_replaces_the_one_it_was(load):
    load(LINK)
    report = load(LINK | {"de": "EVO-1", "vers": "PG-1"})
    assert (report.of(ObservationQuestion), report.of(TrendTrack)) == (Tally(removed=1), Tally(created=1))


def test_link_made_by_hand_between_the_same_two_becomes_the_file_s(load):
    load()
    ObservationQuestion.objects.create(
        source=Observation.objects.get(), target=Question.objects.get(), provenance="fictif", reason="À la main."
    )
    assert load(LINK).of(ObservationQuestion) == Tally(updated=1)
    assert [one[3:] for one in held()] == [("FIL-12-1", "Les deux parlent du temps.")]


# --- Refusals -------------------------------------------------------------------------------------

KINDS = "visite, observation, évolution, piste, question"


@pytest.mark.parametrize(
    ("changes", "place", "message"),
    [
        ({"de": "OBS-9"}, "de", f"« OBS-9 » n’est l’identifiant de rien que le fil relie : {KINDS}"),
        ({"vers": "P-01"}, "vers", f"« P-01 » n’est l’identifiant de rien que le fil relie : {KINDS}"),
        ({"de": "Q-1", "vers": "OBS-1"}, "vers", "aucun lien ne va d’une question à une observation"),
        ({"de": "PG-1", "vers": "PQ-1"}, "vers", "aucun lien ne va d’une piste à une piste"),
        ({"id": "LIEN-1"}, "id", "« LIEN-1 » ne commence pas par « FIL-12- », comme tout lien du fichier"),
        ({"provenance": "certain"}, "provenance", None),
        ({"provenance": "atteste"}, "provenance", "un lien attesté donne le passage qui l’écrit (« passage: PQ-2 »)"),
        ({"raison": None}, "raison", "ce champ manque"),
        ({"provenance": None}, "provenance", "ce champ manque"),
        ({"motif": "Le temps."}, "motif", "ce champ n’existe pas ici"),
    ],
)
def test_link_is_refused_with_its_line_and_field(file, changes, place, message):
    (file.parent / "pont.png").write_bytes((ROOT / "tests" / "data" / "pont.png").read_bytes())
    link = {key: value for key, value in (LINK | changes).items() if value}
    content = with_links(link)
    key = place if place in link else "id"  # what is missing is told at the link's own line
    line = content[: content.index(f"{key}: {link[key]}", content.index("liens:"))].count("\n") + 1
    message = message or "« certain » n’est pas un choix possible : atteste, deduit, reconstitue, fictif"
    assert refusal(file, content) == f"ligne {line}, champ liens[1].{place} : {message}"


def test_link_given_twice_is_refused(file):
    (file.parent / "pont.png").write_bytes((ROOT / "tests" / "data" / "pont.png").read_bytes())
    content = with_links(LINK, LINK | {"id": "FIL-12-2"})
    line = content[: content.index("id: FIL-12-2")].count("\n") + 1
    assert refusal(file, content) == f"ligne {line}, champ liens[2] : ce lien est déjà donné par liens[1]"


def test_reason_too_long_for_one_line_is_refused_and_nothing_is_loaded(load):
    with pytest.raises(ContentError, match=r"champ liens\[1\].raison : Assurez-vous que cette valeur comporte au plus"):
        load(LINK | {"raison": "x" * 241})
    assert Observation.objects.count() == 0
