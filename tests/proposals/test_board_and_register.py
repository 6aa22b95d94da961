"""The board of a year's tracks and the register of questions, as readers find them."""

import datetime

import pytest
from lxml import html

from core.enums import Audience
from proposals.enums import QuestionStatus, TrackKind, TrackStatus
from proposals.models import Milestone, StatusChange
from proposals.services import move_question, move_track
from tests.support import rows
from tests.support.proposals import dated, make_question, make_seminar, make_track
from tests.support.web import select

pytestmark = pytest.mark.django_db


@pytest.fixture
def seminar(db):
    return make_seminar()


def read(client, url: str, status: int = 200) -> html.HtmlElement:
    answer = client.get(url)
    assert answer.status_code == status
    return html.document_fromstring(answer.content.decode())


def text(element) -> str:
    return " ".join(element.text_content().split())


def texts(page, css: str) -> list[str]:
    return [text(element) for element in select(page, css)]


# --- The board of a year --------------------------------------------------------------------------


def test_tracks_leads_to_the_latest_year(seminar, client):
    assert texts(read(client, "/pistes/"), ".hero__subject") == ["Aucune piste de travail n’est encore publiée."]
    make_track(seminar, 1)
    make_track(seminar, 1, year=2011)
    make_track(seminar, 1, year=2013, audience=Audience.NETWORK)
    assert client.get("/pistes/").headers["Location"] == "/pistes/2012/"
    assert texts(read(client, "/pistes/2011/"), ".years a") == ["2012", "2011"]
    read(client, "/pistes/2013/", 404)


def test_board_of_issue_4_shows_both_families_as_corrected_with_what_was_printed(content, client):
    page = read(client, "/pistes/2011/")
    families = {
        text(select(family, "h2")[0]): texts(family, "h3") for family in select(page, "section[aria-labelledby]")
    }

    assert families == {
        "Pistes de travail « générales »": [
            "L’accompagnement",
            "Le rôle du référent qualité",
            "Les échanges de pratique",
        ],
        "Pistes de travail « Qualité »": [
            "La transmission",
            "Les instances de travail en région",
            "Le renforcement des compétences",
            "Le renforcement des ressources",
            "Les liens entre les projets",
            "Le renouvellement de certification",
        ],
    }
    assert texts(page, ".state") == ["Posée"] * 9
    handed_down = select(page, ".row")[3]
    assert texts(handed_down, ".row__text > p")[0].startswith(
        "La « transmission » des acquis d’une démarche Qualité aux nouveaux entrants, y compris"
    )
    assert texts(handed_down, ".corrections li") == [
        "démarche Qualité au nouveaux entrants, → démarche Qualité aux nouveaux entrants,"
    ]


def test_board_says_who_leads_the_milestones_and_the_history(seminar, client):
    track = make_track(seminar, 1, kind=TrackKind.QUALITY)
    track.people.add(rows.person(1))
    track.delegations.add(rows.delegation(2))
    day = datetime.date(2012, 3, 1)
    Milestone.objects.create(track=track, label="Fait", due_on=day, reached_on=day + datetime.timedelta(1))
    Milestone.objects.create(track=track, label="En retard", due_on=day)
    Milestone.objects.create(track=track, label="À venir", due_on=datetime.date(2099, 4, 5))
    move_track(track=track, status=TrackStatus.COMMITTED, comment="Enfin !")
    dated(StatusChange.objects.get(), datetime.date(2010, 11, 4))
    page = read(client, "/pistes/2012/")

    assert texts(page, ".leads li") == ["Hélène Nom 1", "Délégation 2"]
    assert texts(page, ".milestone") == [
        "Fait Atteint le 2 mars 2012, prévu le 1er mars 2012",
        "En retard Prévu le 1er mars 2012, pas encore atteint",
        "À venir Prévu le 5 avril 2099",
    ]
    assert texts(page, ".history__changes li") == ["Le 4 novembre 2010, posée → engagée : Enfin !"]


@pytest.mark.parametrize("count", [1, 3, pytest.param(50, marks=pytest.mark.once)])
def test_board_asks_six_queries_whatever_its_length(seminar, client, count, django_assert_num_queries):
    for position in range(1, count + 1):
        track = make_track(seminar, position)
        track.people.add(rows.person(position))
        track.delegations.add(rows.delegation(position))
        Milestone.objects.create(track=track, label="Fait", due_on=datetime.date(2012, 3, 1))
        move_track(track=track, status=TrackStatus.COMMITTED)
    with django_assert_num_queries(6):
        page = read(client, "/pistes/2012/")
    assert len(select(page, ".row")) == count


# --- The register of questions --------------------------------------------------------------------


def test_questions_stand_by_theme_with_their_status_answer_and_dates(seminar, client):
    make_question(seminar, 1)
    make_question(seminar, 2, theme="Évaluation", review_on=datetime.date(2013, 6, 1))
    settled = make_question(seminar, 3)
    day = datetime.date(2012, 5, 3)
    move_question(question=settled, status=QuestionStatus.SETTLED, answer="Oui.\n\nEncore.", settled_on=day)
    page = read(client, "/questions/")

    assert [(text(select(row, "h2")[0]), texts(row, "h3")) for row in select(page, ".row")] == [
        ("Métiers Séminaire Essai", ["Métiers : Et ensuite, 1 ?", "Métiers : Et ensuite, 3 ?"]),
        ("Évaluation Séminaire Essai", ["Évaluation : Et ensuite, 2 ?"]),
    ]
    assert texts(page, ".states") == [
        "Ouverte reconstitué",
        "Tranchée le 3 mai 2012 reconstitué",
        "Ouverte à revoir le 1er juin 2013 reconstitué",
    ]
    assert texts(page, ".question__answer p") == ["Oui.", "Encore."]
    assert texts(page, ".hero__subject") == ["3 questions : 2 ouvertes, 1 tranchée"]


def test_what_is_not_sure_is_said_in_the_lists_as_on_the_pages(seminar, client):
    sure, doubtful = {"provenance": "atteste", "source_ref": "X"}, "Le rattachement est probable, sans être certain."
    make_question(seminar, 1, **sure)
    make_question(seminar, 2, **sure, provenance_note=doubtful)
    make_track(seminar, 1, **sure)
    make_track(seminar, 2, **sure, provenance_note=doubtful)
    for url, one in (("/questions/", ".question"), ("/pistes/2012/", ".row")):
        page = read(client, url)
        assert [texts(each, ".slips") for each in select(page, one)] == [
            [],
            [f"Ce qui est déduit ou incertain {doubtful}"],
        ]


@pytest.mark.parametrize("count", [1, 3, pytest.param(50, marks=pytest.mark.once)])
def test_register_asks_one_query_whatever_its_length(seminar, client, count, django_assert_num_queries):
    for position in range(1, count + 1):
        make_question(seminar, position, theme=f"Thème {position % 3}")
    with django_assert_num_queries(1):
        page = read(client, "/questions/")
    assert len(select(page, ".question")) == count
