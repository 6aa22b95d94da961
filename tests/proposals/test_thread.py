"""The thread: its walks in memory, and what is read of it for each reader, on both databases."""

from collections.abc import Iterable

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.enums import Provenance
from network.enums import Role
from proposals.models import (
    Observation,
    ObservationProposal,
    Proposal,
    ProposalProposal,
    ProposalQuestion,
    Question,
    VisitObservation,
)
from proposals.thread import Key, Kind, Node, Step, Thread, key_of, read_thread
from seminars.models import Seminar, Stage, Visit, Workshop
from tests.support.rows import ATTESTED, account

PUBLIC = AnonymousUser()
DEDUCED = {"provenance": "deduit", "reason": "Les mêmes mots."}


# --- The walks, in memory -------------------------------------------------------------------------


def kind(name: str, rank: int, *, tells: bool = False) -> Kind:
    return Kind(name, name, f"{name}s", rank, lambda user: None, lambda first, second: "", tells)


KINDS = {one.name: one for one in (kind("vu", 1), kind("proposé", 2), kind("fait", 3), kind("raconté", 9, tells=True))}


def thread(nodes: str, *links: tuple[str, str]) -> Thread:
    """A thread of nodes named by their kind and rank (« vu1 »), linked two by two."""

    def key(name: str) -> Key:
        return name[:-1], name

    made = [
        Node(KINDS[name[:-1]], key(name), name, (name, name), Provenance.ATTESTED, int(name[-1]))
        for name in nodes.split()
    ]
    return Thread(made, [(key(one), key(other), Provenance.DEDUCED, f"{one}-{other}") for one, other in links])


def told(steps: Iterable[Step]) -> list[tuple[str, list[str]]]:
    return [(step.node.title, [strand.reason for strand in step.strands]) for step in steps]


def titles(nodes: Iterable[Node]) -> list[str]:
    return [node.title for node in nodes]


def names(steps: Iterable[Step]) -> list[str]:
    return [step.node.title for step in steps]


def test_walks_go_from_the_farthest_back_to_the_nearest_and_on_along_the_thread():
    one = thread("vu1 proposé1 fait1", ("vu1", "proposé1"), ("proposé1", "fait1"))
    assert told(one.upstream(("fait", "fait1"))) == [("vu1", ["vu1-proposé1"]), ("proposé1", ["proposé1-fait1"])]
    assert told(one.downstream(("vu", "vu1"))) == [("proposé1", ["vu1-proposé1"]), ("fait1", ["proposé1-fait1"])]
    assert (one.upstream(("vu", "vu1")), one.downstream(("fait", "fait1"))) == ([], [])


def test_two_parents_are_both_told_in_their_order():
    one = thread("vu1 vu2 fait1", ("vu2", "fait1"), ("vu1", "fait1"))
    assert told(one.upstream(("fait", "fait1"))) == [("vu1", ["vu1-fait1"]), ("vu2", ["vu2-fait1"])]


def test_node_reached_two_ways_is_told_once_with_both_reasons():
    one = thread("vu1 proposé1 fait1", ("vu1", "proposé1"), ("proposé1", "fait1"), ("vu1", "fait1"))
    assert told(one.downstream(("vu", "vu1"))) == [
        ("proposé1", ["vu1-proposé1"]),
        ("fait1", ["vu1-fait1", "proposé1-fait1"]),
    ]


def test_cycle_ends_and_leaves_out_where_it_started():
    one = thread(
        "proposé1 proposé2 proposé3", ("proposé1", "proposé2"), ("proposé2", "proposé3"), ("proposé3", "proposé1")
    )
    assert names(one.downstream(("proposé", "proposé1"))) == ["proposé2", "proposé3"]
    assert names(one.upstream(("proposé", "proposé1"))) == ["proposé2", "proposé3"]
    assert [names(string) for string in one.strings()] == [["proposé1", "proposé2", "proposé3"]]


def test_generations_of_one_kind_are_told_in_their_order_whatever_their_numbers():
    one = thread(
        "proposé9 proposé5 proposé7 fait1", ("proposé9", "proposé5"), ("proposé5", "proposé7"), ("proposé7", "fait1")
    )
    assert names(one.downstream(("proposé", "proposé9"))) == ["proposé5", "proposé7", "fait1"]
    assert names(one.upstream(("fait", "fait1"))) == ["proposé9", "proposé5", "proposé7"]


def test_strings_hold_together_and_the_rest_is_loose():
    one = thread("vu1 vu2 vu3 fait1 fait2", ("vu1", "fait1"), ("vu2", "fait1"))
    assert [told(string) for string in one.strings()] == [
        [("vu1", []), ("vu2", []), ("fait1", ["vu1-fait1", "vu2-fait1"])]
    ]
    assert titles(one.loose()) == ["vu3", "fait2"]


def test_what_tells_ties_nothing_together_and_ends_each_string_it_tells():
    links = [("vu1", "fait1"), ("vu2", "fait2"), ("vu1", "raconté1"), ("fait2", "raconté1"), ("vu3", "raconté1")]
    one = thread("vu1 vu2 vu3 fait1 fait2 raconté1", *links)
    assert [told(string) for string in one.strings()] == [
        [("vu1", []), ("fait1", ["vu1-fait1"]), ("raconté1", ["vu1-raconté1"])],
        [("vu2", []), ("fait2", ["vu2-fait2"]), ("raconté1", ["fait2-raconté1"])],
    ]
    assert titles(one.loose()) == ["vu3"]


def test_what_tells_nothing_readable_is_not_there():
    one = thread("vu1 raconté1", ("caché1", "raconté1"))
    assert (titles(one.nodes.values()), titles(one.loose()), one.strings()) == (["vu1"], ["vu1"], [])


# --- What is read for each reader -----------------------------------------------------------------


@pytest.fixture
def seminar(db) -> Seminar:
    return Seminar.objects.create(name="Séminaire", slug="2010", year=2010, **ATTESTED)


@pytest.fixture
def member(db):
    return account("membre@example.org", Role.MEMBER)


def observation(seminar: Seminar, n: int, **fields) -> Observation:
    label = f"Vu {n}"
    return Observation.objects.create(seminar=seminar, position=n, label=label, wording="Mots", **ATTESTED | fields)


def proposal(seminar: Seminar, n: int, **fields) -> Proposal:
    label = f"Proposé {n}"
    return Proposal.objects.create(seminar=seminar, number=n, label=label, wording="Mots", **ATTESTED | fields)


def question(seminar: Seminar, n: int, **fields) -> Question:
    return Question.objects.create(
        seminar=seminar, theme="Thème", position=n, slug=f"q-{n}", question=f"Demandé {n} ?", **ATTESTED | fields
    )


@pytest.fixture
def chain(seminar) -> tuple[Observation, Proposal, Question]:
    ends = observation(seminar, 1), proposal(seminar, 1), question(seminar, 1)
    ObservationProposal.objects.create(source=ends[0], target=ends[1], **DEDUCED)
    ProposalQuestion.objects.create(source=ends[1], target=ends[2], **DEDUCED)
    return ends


def test_thread_names_each_kind_its_address_and_its_provenance(seminar):
    stage = Stage.objects.create(seminar=seminar, position=1, name="Étape", slug="etape", wording="Mots", **ATTESTED)
    visit = Visit.objects.create(stage=stage, position=1, place="Ath", slug="ath", **ATTESTED)
    seen = observation(seminar, 1, provenance="reconstitue")
    VisitObservation.objects.create(source=visit, target=seen, **DEDUCED)
    workshop = Workshop.objects.create(seminar=seminar, number=3, theme="Accueil", **ATTESTED)
    proposal(seminar, 12, workshop=workshop)
    found = [
        [(step.node.kind.label, step.node.title, step.node.url, step.node.provenance) for step in string]
        for string in read_thread(PUBLIC).strings()
    ]
    assert found == [
        [
            ("visite", "Ath", "/seminaires/2010/visites/ath/", "atteste"),
            ("observation", "Vu 1", "/seminaires/2010/observations/1/", "reconstitue"),
        ],
        [
            ("atelier", "Accueil", "/seminaires/2010/ateliers/3/", "atteste"),
            ("proposition", "Proposé 12", "/propositions/12/", "atteste"),
        ],
    ]


def test_long_title_is_named_in_a_sentence_by_its_beginning(seminar):
    question(seminar, 1)
    Question.objects.update(question=f"Faut-il{' encore' * 12} ?")
    (node,) = read_thread(PUBLIC).loose()
    assert (node.title, node.named) == (
        f"Thème : Faut-il{' encore' * 12} ?",
        f"question « Thème : Faut-il{' encore' * 9}… »",
    )


def test_proposal_comes_from_its_workshop_as_far_as_its_own_source_says(seminar):
    workshop = Workshop.objects.create(seminar=seminar, number=3, theme="Accueil", **ATTESTED)
    made = proposal(seminar, 1, workshop=workshop, provenance="reconstitue")
    (step,) = read_thread(PUBLIC).upstream(key_of(made))
    assert [(strand.provenance, strand.reason) for strand in step.strands] == [
        ("reconstitue", "Proposée dans cet atelier.")
    ]


def test_whole_chain_is_walked_both_ways(chain):
    seen, _, asked = chain
    one = read_thread(PUBLIC)
    assert told(one.upstream(key_of(asked))) == [("Vu 1", ["Les mêmes mots."]), ("Proposé 1", ["Les mêmes mots."])]
    assert names(one.downstream(key_of(seen))) == ["Proposé 1", "Thème : Demandé 1 ?"]


def test_what_is_reserved_in_the_middle_is_neither_named_counted_nor_bridged(chain, member):
    seen, proposed, asked = chain
    Proposal.objects.update(audience="reseau")
    public = read_thread(PUBLIC)
    assert (public.upstream(key_of(asked)), public.downstream(key_of(seen)), public.strings()) == ([], [], [])
    assert titles(public.loose()) == ["Vu 1", "Thème : Demandé 1 ?"]
    assert (public.upstream(key_of(proposed)), public.downstream(key_of(proposed))) == ([], [])
    assert [names(string) for string in read_thread(member).strings()] == [["Vu 1", "Proposé 1", "Thème : Demandé 1 ?"]]


def test_reserved_seminar_hides_all_that_belongs_to_it(chain, member):
    Seminar.objects.update(audience="reseau")
    assert read_thread(PUBLIC).nodes == {}
    assert len(read_thread(member).nodes) == 3


def test_workshop_reserved_to_the_network_is_not_told_by_its_proposals(seminar, member):
    workshop = Workshop.objects.create(seminar=seminar, number=3, theme="Accueil", audience="reseau", **ATTESTED)
    made = proposal(seminar, 1, workshop=workshop)
    assert read_thread(PUBLIC).upstream(key_of(made)) == []
    assert names(read_thread(member).upstream(key_of(made))) == ["Accueil"]


def test_reworded_proposals_that_go_round_in_a_circle_are_each_told_once(seminar):
    first, second = proposal(seminar, 1), proposal(seminar, 2)
    for source, target in ((first, second), (second, first)):
        ProposalProposal.objects.create(source=source, target=target, filiation="reformulation", **DEDUCED)
    one = read_thread(PUBLIC)
    assert (names(one.upstream(key_of(first))), names(one.downstream(key_of(first)))) == (["Proposé 2"], ["Proposé 2"])


def test_deleted_object_leaves_the_thread_with_its_links(chain):
    chain[1].delete()
    assert titles(read_thread(PUBLIC).loose()) == ["Vu 1", "Thème : Demandé 1 ?"]


@pytest.mark.parametrize("count", [1, 3, 50])
def test_thread_is_read_in_two_queries_whatever_its_length(seminar, count):
    for n in range(1, count + 1):
        ObservationProposal.objects.create(source=observation(seminar, n), target=proposal(seminar, n), **DEDUCED)
    with CaptureQueriesContext(connection) as queries:
        one = read_thread(PUBLIC)
    assert (len(queries), len(one.strings())) == (2, count)
