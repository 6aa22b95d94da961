"""The reconstructed proposals of ``manage.py load_demo``: each says what it is, and where its sentence comes from."""

from io import StringIO

import pytest
from django.core.management import call_command

from core.enums import Provenance
from proposals.models import Proposal, StatusChange, Trend, WorkTrack
from proposals.thread import read_whole_thread
from seminars.models import Workshop
from tests.support import rows

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _var(settings, tmp_path) -> None:
    settings.VAR_DIR = tmp_path / "var"


def load(command: str) -> str:
    output = StringIO()
    call_command(command, stdout=output)
    return output.getvalue().splitlines()[0]


@pytest.fixture
def told(content) -> str:
    return load("load_demo")


def origins() -> list[tuple]:
    """Each proposal with what it is taken from, which is one thing."""
    found = []
    for proposal in Proposal.objects.all():
        links = [*proposal.to_trends.all(), *proposal.to_tracks.all(), *proposal.to_questions.all()]
        assert len(links) == 1
        found.append((proposal, links[0]))
    return found


def test_they_are_25_reconstructed_and_say_so(told):
    assert told == "Propositions de démonstration : 25, reconstituées à partir du Fil d’Info n° 4."
    assert list(Proposal.objects.values_list("number", flat=True)) == list(range(1, 26))
    assert {(one.provenance, one.state, one.printed_number, one.workshop) for one in Proposal.objects.all()} == {
        (Provenance.RECONSTRUCTED, "recueillie", None, None)
    }
    for proposal, link in origins():
        assert (proposal.source_ref, proposal.provenance_note) == (
            link.target.source_ref,
            "Mot pour mot, à l’orthographe près, dans la synthèse de la réunion du 4 novembre 2010 que publie le Fil "
            "d’Info n° 4. Les propositions des ateliers sont autre chose : le Fil d’Info en annonce « quelques 25 » "
            "sans en citer une. Le nombre de ces passages ne tient qu’à notre découpage.",
        )
        assert (link.provenance, link.source_ref) == (Provenance.RECONSTRUCTED, link.target.source_ref)
        assert link.reason.startswith("Reconstituée à partir d’une phrase de cette ")


def test_each_is_word_for_word_in_what_it_comes_from(told):
    for proposal, link in origins():
        origin = link.target
        if isinstance(origin, Trend | WorkTrack):
            printed, read, theme = origin.wording, origin.reading, origin.label
        else:
            printed = read = f"{origin.context} {origin.question}"
            theme = origin.theme
        assert proposal.wording in printed
        assert proposal.reading in read
        assert proposal.theme == theme


def test_sentences_with_a_slip_are_corrected(told):
    corrected = Proposal.objects.exclude(corrected_wording="").order_by("number")
    assert list(corrected.values_list("source_ref", flat=True)) == ["EVO-3", "PG-1", "PQ-1", "PQ-2"]


def test_nothing_else_is_invented(told):
    assert Workshop.objects.count() == 0
    assert StatusChange.objects.count() == 0


def test_the_thread_leads_from_them_to_their_origins(told):
    thread = read_whole_thread()
    proposal = Proposal.objects.get(label="Intégrer le métier de jobcoach")
    strands = thread.after["proposition", str(proposal.pk)]
    assert [strand.target.title for strand in strands if strand.target.kind.name == "question"] == [
        "Le métier de jobcoach a suscité l’intérêt. "
        "Est-il pertinent de l’intégrer à nos pratiques et de développer en conséquence les compétences associées ?"
    ]


def test_second_run_leaves_what_an_editor_did(told):
    Proposal.objects.filter(number=2).delete()
    Proposal.objects.filter(number=3).update(label="Autrement dit")
    before = list(Proposal.objects.values())
    assert load("load_demo") == "Propositions de démonstration : déjà chargées."
    assert list(Proposal.objects.values()) == before


def test_numbers_follow_those_of_proposals_already_there():
    rows.proposal(7)
    load("load_content")
    load("load_demo")
    assert list(Proposal.objects.values_list("number", flat=True)) == [7, *range(8, 33)]


def test_without_the_seminar_there_are_none():
    assert load("load_demo") == "Propositions de démonstration : aucune, le séminaire 2010 n’est pas chargé."
    assert Proposal.objects.count() == 0


def test_what_has_lost_its_origin_is_not_loaded(content):
    WorkTrack.objects.get(source_ref="PQ-5").delete()
    assert load("load_demo") == "Propositions de démonstration : 23, reconstituées à partir du Fil d’Info n° 4."
