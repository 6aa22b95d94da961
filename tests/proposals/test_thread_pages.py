"""The thread as readers see it: on the page of an object, and whole."""

from itertools import pairwise

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.template import Context, Template
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from lxml import html

from core.typography import strip_typography
from network.enums import Role
from newsletter.article import build_article
from newsletter.mentions import record_mentions
from newsletter.models import Issue
from proposals.drawing import draw
from proposals.models import (
    ObservationProposal,
    ObservationQuestion,
    ObservationTrack,
    Proposal,
    ProposalQuestion,
    ProposalTrack,
    Question,
    TrackQuestion,
    WorkTrack,
)
from proposals.thread import read_thread
from seminars.models import Seminar
from tests.proposals.test_thread import DEDUCED, observation, proposal, question
from tests.support.rows import ATTESTED, account
from tests.support.web import freeze, select

pytestmark = pytest.mark.django_db

URL = "/fil-rouge/"


@pytest.fixture
def seminar():
    return Seminar.objects.create(name="Séminaire", slug="2010", year=2010, **ATTESTED)


@pytest.fixture
def told_4(content) -> Issue:
    """Issue 4, published, and what it mentions."""
    issue = Issue.objects.get(number=4)
    record_mentions(edition=freeze(issue), article=build_article(issue))
    return issue


def text(element) -> str:
    return strip_typography(" ".join(element.text_content().split()))


def texts(page, css: str) -> list[str]:
    return [text(one) for one in select(page, css)]


def read(client, url: str = URL) -> html.HtmlElement:
    answer = client.get(url)
    assert (answer.status_code, answer.cookies.output()) == (200, "")
    return html.document_fromstring(answer.content.decode())


def component(obj, user=None) -> html.HtmlElement:
    request = RequestFactory().get("/")
    request.user = user or AnonymousUser()
    shown = Template("{% load thread %}{% thread_of obj %}").render(Context({"request": request, "obj": obj}))
    return html.fragment_fromstring(shown.strip())


def sides(page: html.HtmlElement) -> dict[str, list[str]]:
    """What stands under each heading of an object's thread, line by line."""
    return {
        text(select(side, "h3")[0]): [text(one) for one in select(side, ".knot, .thread__none")]
        for side in select(page, ".thread__side")
    }


def steps(page: html.HtmlElement) -> list[list[str]]:
    return [texts(string, ".knot__title") for string in select(page, ".string")]


# --- On the page of an object ---------------------------------------------------------------------


def test_object_tells_where_it_comes_from_and_what_came_of_it(seminar):
    seen, proposed, asked = observation(seminar, 1), proposal(seminar, 1), question(seminar, 1)
    ObservationQuestion.objects.create(source=seen, target=asked, **DEDUCED)
    ProposalQuestion.objects.create(source=proposed, target=asked, provenance="atteste", source_ref="X", reason="Dit.")
    page = component(asked)
    assert sides(page) == {
        "D'où cela vient": [
            "Observation Vu 1 Les mêmes mots. lien déduit",
            "Proposition Proposé 1 Dit.",
        ],
        "Ce qui en est sorti": ["Lien non établi"],
    }
    assert [one.get("href") for one in select(page, ".knot__title")] == [
        "/seminaires/2010/observations/1/",
        "/propositions/1/",
    ]


def test_step_reached_through_another_says_through_which(seminar):
    seen, proposed, asked = observation(seminar, 1), proposal(seminar, 1, provenance="fictif"), question(seminar, 1)
    ObservationProposal.objects.create(source=seen, target=proposed, **DEDUCED)
    ProposalQuestion.objects.create(source=proposed, target=asked, **DEDUCED)
    assert sides(component(asked))["D'où cela vient"] == [
        "Observation Vu 1 Vers proposition « Proposé 1 » : Les mêmes mots. lien déduit",
        "Proposition Proposé 1 fictif Les mêmes mots. lien déduit",
    ]
    assert sides(component(seen))["Ce qui en est sorti"] == [
        "Proposition Proposé 1 fictif Les mêmes mots. lien déduit",
        "Question Thème : Demandé 1 ? Depuis proposition « Proposé 1 » : Les mêmes mots. lien déduit",
    ]


def test_object_tied_to_nothing_says_so_and_still_where_it_is_told(told_4):
    lonely = Question.objects.get(slug="outils-d-evaluation")
    assert sides(component(lonely)) == {
        "D'où cela vient": ["Lien non établi"],
        "Ce qui en est sorti": ["Lien non établi"],
        "Paru dans": ["Fil d'Info N° 4 – Pistes de travail Raconté dans le Fil d'Info."],
    }


def test_reader_follows_the_idea_of_the_jobcoach_to_its_question(told_4):
    jobcoach = Question.objects.get(slug="metier-de-jobcoach")
    assert sides(component(jobcoach))["D'où cela vient"] == [
        "Observation Jobcoach Les deux parlent du jobcoach, et la question de son métier, qui « a suscité l'intérêt ». "
        "lien déduit"
    ]


def lines(page: html.HtmlElement) -> list[tuple[str, str]]:
    """Each step with how the thread is drawn from it to the next."""
    shown = {"knot": "", "knot knot--plein": "trait", "knot knot--pointille": "points"}
    return [(text(select(one, ".knot__title")[0]), shown[one.get("class")]) for one in select(page, ".knot")]


def test_thread_is_drawn_between_what_is_linked_alone_and_dotted_where_no_link_is_attested(seminar):
    seen, first, second = observation(seminar, 1), proposal(seminar, 1), proposal(seminar, 2)
    asked, last = question(seminar, 1), question(seminar, 2)
    said = {"provenance": "atteste", "source_ref": "X", "reason": "Dit."}
    ObservationProposal.objects.create(source=seen, target=first, **said)
    ObservationProposal.objects.create(source=seen, target=second, **DEDUCED)
    ProposalQuestion.objects.create(source=second, target=asked, **DEDUCED)
    ProposalQuestion.objects.create(source=first, target=last, **DEDUCED)
    assert lines(component(seen)) == [
        ("Proposé 1", ""),
        ("Proposé 2", "points"),
        ("Thème : Demandé 1 ?", ""),
        ("Thème : Demandé 2 ?", ""),
    ]
    assert lines(component(asked)) == [("Vu 1", "points"), ("Proposé 2", "")]
    assert lines(component(last)) == [("Vu 1", "trait"), ("Proposé 1", "")]
    reasons = [one.get("class") for one in select(component(last), ".knot__reason")]
    assert reasons == ["knot__reason", "knot__reason knot__reason--pointille"]


# --- Whole ----------------------------------------------------------------------------------------


def test_whole_thread_of_issue_4(told_4, client):
    page = read(client)
    assert text(select(page, ".hero__subject")[0]) == "4 fils relient 13 éléments ; 18 sont sans lien établi"
    assert [(titles[0], titles[-1]) for titles in steps(page)] == [
        ("Démarches qualité", "N° 4 – Tendances & évolutions"),
        ("Jobcoach", "N° 4 – Tendances & évolutions"),
        ("Projet d'entreprise", "N° 4 – Tendances & évolutions"),
        ("Les échanges de pratique", "N° 4 – Pistes de travail"),
    ]
    assert texts(page, ".loose__kind") == [
        "Visites",
        "Observations",
        "Évolutions possibles",
        "Pistes de travail",
        "Questions",
    ]
    assert len(select(page, ".loose__nodes li")) == 18


def test_every_deduced_link_says_so_with_its_reason(told_4, client):
    reasons = [one for one in texts(read(client), ".knot__reasons li") if one]
    assert len(reasons) == 9
    assert [one for one in reasons if not one.endswith("lien déduit")] == []


def test_picture_counts_what_the_list_holds(told_4, client):
    page = read(client)
    assert texts(page, ".picture__number") == ["1", "2", "3", "4", "–"]
    counts = [int(one) for one in texts(page, ".picture__count")]
    assert sum(counts) == len(select(page, ".knot")) + len(select(page, ".loose__nodes li"))
    assert len(select(page, ".picture__thread--deduced")) == 7
    svg = select(page, "svg[role=img]")[0]
    assert [page.get_element_by_id(svg.get(name)) is not None for name in ("aria-labelledby", "aria-describedby")] == [
        True,
        True,
    ]


def test_empty_portal_says_so(client):
    page = read(client)
    assert (text(select(page, ".hero__subject")[0]), select(page, "svg[role=img]")) == ("Rien n'est encore publié.", [])


def test_portal_without_any_link_says_so(seminar, client):
    observation(seminar, 1), question(seminar, 1)
    page = read(client)
    assert text(select(page, ".hero__subject")[0]) == "Aucun lien n'est établi entre les 2 éléments publiés"
    assert (steps(page), texts(page, ".loose__nodes li")) == ([], ["Vu 1", "Thème : Demandé 1 ?"])


def test_public_reads_nothing_of_what_is_reserved_and_members_do(seminar, client):
    seen, hidden, asked = observation(seminar, 1), proposal(seminar, 1, audience="reseau"), question(seminar, 1)
    ObservationProposal.objects.create(source=seen, target=hidden, **DEDUCED)
    ProposalQuestion.objects.create(source=hidden, target=asked, **DEDUCED)
    page = read(client)
    assert "Proposé" not in page.text_content()
    assert (steps(page), texts(page, ".loose__nodes li")) == ([], ["Vu 1", "Thème : Demandé 1 ?"])
    client.force_login(account("membre@example.org", Role.MEMBER))
    assert steps(html.document_fromstring(client.get(URL).content.decode())) == [
        ["Vu 1", "Proposé 1", "Thème : Demandé 1 ?"]
    ]


def test_page_with_something_fictitious_says_it_is_a_demonstration(seminar, client):
    question(seminar, 1)
    assert select(read(client), ".stamp") == []
    question(seminar, 2, provenance="fictif")
    assert texts(read(client), ".stamp strong") == ["Données de démonstration"]


def pairs(seminar, count: int) -> None:
    """As many strings of an observation and a proposal."""
    for n in range(1, count + 1):
        ObservationProposal.objects.create(source=observation(seminar, n), target=proposal(seminar, n), **DEDUCED)


@pytest.mark.parametrize("count", [1, 3, 50])
def test_page_takes_two_queries_whatever_the_thread(seminar, client, count):
    pairs(seminar, count)
    client.get(URL)
    with CaptureQueriesContext(connection) as queries:
        client.get(URL)
    assert len(queries) == 2


def test_strings_are_paged_and_what_is_loose_ends_the_last_page(seminar, client):
    pairs(seminar, 20)
    question(seminar, 1)
    pages = [read(client, f"{URL}?page={number}") for number in (1, 2, 3)]
    assert [(len(steps(page)), len(select(page, ".loose"))) for page in pages] == [(8, 0), (8, 0), (4, 1)]
    names = [f"Fil {n} – Vu {n}" for n in range(17, 21)]
    assert texts(pages[2], ".string__title") == names
    assert texts(pages[2], ".whole__index a") == [*names, "Lien non établi", "Le fil en image"]
    anchors = [link.get("href").removeprefix("#") for link in select(pages[2], ".whole__index a")]
    assert [pages[2].get_element_by_id(anchor) is not None for anchor in anchors] == [True] * 6
    assert texts(pages[2], ".picture__number") == ["17", "18", "19", "20", "–"]
    assert select(pages[0], ".hero__subject a")[0].get("href") == "?page=3#sans-lien"
    assert [page.xpath("string(//link[@rel='canonical']/@href)") for page in pages] == [
        f"http://127.0.0.1:8000{URL}{query}" for query in ("", "?page=2", "?page=3")
    ]
    odd = read(client, f"{URL}?page=tout")
    assert steps(odd) == steps(pages[0])
    assert texts(odd, "[role=alert]") == ["« tout » n'est pas un numéro de page : voici la première."]


def test_many_of_a_kind_are_folded_and_none_is_left_out(seminar, client):
    asked = question(seminar, 1)
    for n in range(1, 13):
        ProposalQuestion.objects.create(source=proposal(seminar, n), target=asked, **DEDUCED)
    for n in range(13, 25):
        proposal(seminar, n)
    page = read(client)
    assert texts(page, ".fold summary") == ["12 propositions", "12 propositions"]
    assert steps(page) == [[*(f"Proposé {n}" for n in range(1, 13)), "Thème : Demandé 1 ?"]]
    assert texts(page, ".loose__nodes li") == [f"Proposé {n}" for n in range(13, 25)]


def test_five_hundred_proposals_are_listed_whole_in_few_queries(seminar, client):
    asked = [question(seminar, n) for n in range(1, 6)]
    Proposal.objects.bulk_create(
        Proposal(seminar=seminar, number=n, label=f"Proposé {n}", wording="Mots", **ATTESTED) for n in range(1, 501)
    )
    made = list(Proposal.objects.all())
    ProposalQuestion.objects.bulk_create(
        ProposalQuestion(source=one, target=asked[rank % 5], **DEDUCED) for rank, one in enumerate(made)
    )
    with CaptureQueriesContext(connection) as queries:
        page = read(client)
    assert len(queries) <= 10
    assert sorted(len(titles) for titles in steps(page)) == [101] * 5
    assert texts(page, ".picture__count") == ["100", "1"] * 5


# --- The picture ----------------------------------------------------------------------------------


def test_beads_stand_one_column_a_string_and_one_row_a_kind(seminar):
    pairs(seminar, 3)
    question(seminar, 1)
    thread = read_thread(AnonymousUser())
    drawing = draw(thread.strings(), thread.loose(), first=9)
    assert [column.number for column in drawing.columns] == [9, 10, 11, None]
    assert [[(bead.y, bead.count) for bead in column.beads] for column in drawing.columns] == [
        *[[(65, 1), (127, 1)]] * 3,
        [(189, 1)],
    ]
    assert [[stretch.is_attested for stretch in column.stretches] for column in drawing.columns] == [
        *[[False]] * 3,
        [],
    ]
    assert [[line for _, line in row.lines] for row in drawing.rows] == [
        ["Observations"],
        ["Propositions"],
        ["Questions"],
    ]


def test_eight_strings_and_what_is_loose_stay_apart_in_the_picture(seminar):
    pairs(seminar, 8)
    question(seminar, 1)
    thread = read_thread(AnonymousUser())
    drawing = draw(thread.strings(), thread.loose(), first=1)
    xs = [column.x for column in drawing.columns]
    assert len(xs) == 9
    assert min(after - before for before, after in pairwise(xs)) >= 32
    assert max(xs) + 11 <= drawing.width


def test_threads_that_go_round_beads_take_each_their_own_way_and_its_room(seminar):
    seen, proposed, asked = observation(seminar, 1), proposal(seminar, 1), question(seminar, 1)
    track = WorkTrack.objects.create(
        seminar=seminar, year=2011, kind="generale", position=1, label="P", slug="p", wording="Mots", **ATTESTED
    )
    ObservationProposal.objects.create(source=seen, target=proposed, **DEDUCED)
    ProposalTrack.objects.create(source=proposed, target=track, **DEDUCED)
    TrackQuestion.objects.create(source=track, target=asked, **DEDUCED)
    plain = draw(read_thread(AnonymousUser()).strings(), [], first=1)
    ObservationTrack.objects.create(source=seen, target=track, **DEDUCED)
    ProposalQuestion.objects.create(source=proposed, target=asked, **DEDUCED)
    ObservationQuestion.objects.create(source=seen, target=asked, **DEDUCED)
    drawing = draw(read_thread(AnonymousUser()).strings(), [], first=1)
    (column,) = drawing.columns
    outs = [float(path.split("V")[0].split()[-2]) for path in (one.path for one in column.stretches) if "V" in path]
    assert [out - column.x for out in outs] == [-18, 18, -25]
    assert drawing.width - plain.width == 7 + 14


def test_bead_of_many_is_wide_enough_to_be_read(seminar):
    Proposal.objects.bulk_create(
        Proposal(seminar=seminar, number=n, label=f"Proposé {n}", wording="Mots", **ATTESTED) for n in range(1, 101)
    )
    (column,) = draw([], read_thread(AnonymousUser()).loose(), first=1).columns
    assert [(bead.count, bead.width, bead.left >= 0) for bead in column.beads] == [(100, 30, True)]
