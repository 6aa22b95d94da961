"""What each region says of each track and question: the page, its table, its words."""

from datetime import date

import pytest
from django.test import Client
from lxml import html

from core.enums import Audience
from core.search import described_together
from network.enums import Role
from regions.enums import GroupKind, MeetingKind, ReportState
from regions.models import QualityGroup
from tests.support import rows
from tests.support.matrix import hold, make_question, make_track, say
from tests.support.rows import ATTESTED
from tests.support.web import select

URL = "/regions/matrice/"


@pytest.fixture
def seminar(db):
    return rows.seminar(10)


@pytest.fixture
def nord(db):
    return rows.delegation(1)


@pytest.fixture
def member(db) -> Client:
    return signed_in("membre@example.org", Role.MEMBER)


@pytest.fixture
def team(db) -> Client:
    return signed_in("equipe@example.org", Role.NATIONAL)


def signed_in(email: str, role: Role) -> Client:
    client = Client()
    client.force_login(rows.account(email, role))
    return client


def page_of(client: Client, query: str = "") -> html.HtmlElement:
    answer = client.get(f"{URL}{query}")
    assert answer.status_code == 200
    return html.document_fromstring(answer.content.decode())


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def table_of(page: html.HtmlElement) -> list[list[str]]:
    """The table as it is read, its heads included; no table, no line."""
    return [[words(cell) for cell in row.xpath("./*")] for row in page.xpath("//table//tr")]


def said_of(page: html.HtmlElement) -> list[str]:
    """The words, a line by group."""
    return [words(group) for group in select(page, ".said__group")]


# --- What counts ----------------------------------------------------------------------------------


def test_table_has_a_line_by_track_then_question_and_a_column_by_delegation(seminar, nord, client):
    second, first = make_track(seminar, 2), make_track(seminar, 1, kind="generale")
    quality = make_track(seminar, 1, kind="qualite", slug="qualite", label="Transmettre")
    question = make_question(seminar, context="L’emploi change.")
    sud = rows.delegation(2)
    meeting = hold(nord)
    say(meeting, first, "adhere")
    say(meeting, question, "", "À revoir.")
    say(hold(sud), second, "retravailler")
    page = page_of(client)

    assert table_of(page) == [
        ["Piste ou question", "Délégation 1", "Délégation 2"],
        ["Piste générale Piste 1", "adhère", "pas encore"],
        ["Piste générale Piste 2", "pas encore", "à retravailler"],
        ["Piste Qualité Transmettre", "pas encore", "pas encore"],
        ["Question L’emploi change. Que faire de 1 ?", "remarque", "pas encore"],
    ]
    assert [words(one) for one in select(page, ".said__summary")] == [
        "1 adhère, 1 pas encore",
        "1 à retravailler, 1 pas encore",
        "2 pas encore",
        "1 fait une remarque, 1 pas encore",
    ]
    assert quality.get_absolute_url() in page.xpath("//h3/a/@href")


def test_by_region_lines_and_columns_change_places(seminar, nord, client):
    one, other = make_track(seminar, 1), make_track(seminar, 2)
    meeting = hold(nord)
    say(meeting, one, "adhere")
    say(meeting, other, "adhere", "Oui.")
    page = page_of(client, "?par=region")

    assert table_of(page) == [
        ["Région", "Piste générale Piste 1", "Piste générale Piste 2"],
        ["Délégation 1", "adhère", "adhère"],
    ]
    assert words(select(page, ".said__summary")[0]) == "adhère : 2"
    assert said_of(page) == [
        "Adhère Piste 1 Rencontre régionale du séminaire, 1er mars 2011 "
        "Piste 2 Oui. Rencontre régionale du séminaire, 1er mars 2011"
    ]


def test_the_latest_word_counts_and_all_are_there_with_their_day_and_meeting(seminar, nord, client):
    track = make_track(seminar)
    before = hold(nord, date(2011, 1, 10), title="À Caen")
    after = hold(nord, date(2011, 5, 20), title="À Lille")
    say(after, track, "adhere", "Bilan fait : nous adhérons.")
    say(before, track, "reserves", "Il manque un bilan.")
    page = page_of(client)

    assert table_of(page)[1][1] == "adhère"
    assert said_of(page) == [
        "Adhère Délégation 1 Bilan fait : nous adhérons. À Lille, 20 mai 2011 "
        "Ce qu’elle en disait avant réserves Il manque un bilan. À Caen, 10 janvier 2011"
    ]
    (link,) = page.xpath("//table//td/a/@href")
    (place,) = page.xpath(f"//*[@id='{link.removeprefix('#')}']")
    assert place.xpath(".//p/a/@href") == [after.get_absolute_url(), before.get_absolute_url()]


def test_only_validated_reports_of_delegations_count(seminar, nord, client):
    track = make_track(seminar)
    for state in set(ReportState) - {ReportState.VALIDATED}:
        say(hold(nord, state=state), track, "adhere", f"Mot {state}")
    group = QualityGroup.objects.create(kind=GroupKind.NATIONAL, name="National", slug="national", **ATTESTED)
    say(hold(None, kind=MeetingKind.NATIONAL_GROUP, group=group), track, "adhere", "Mot national")
    page = page_of(client)
    assert (table_of(page)[1:], said_of(page)) == (
        [["Piste générale Piste 1", "pas encore"]],
        ["Pas encore Délégation 1"],
    )


def test_what_is_reserved_is_for_the_network(seminar, nord, client, member):
    say(hold(nord, audience=Audience.NETWORK), make_track(seminar), "adhere")
    make_track(seminar, 2, audience=Audience.NETWORK)
    make_question(seminar, audience=Audience.NETWORK)

    assert table_of(page_of(client))[1:] == [["Piste générale Piste 1", "pas encore"]]
    assert table_of(page_of(member))[1:] == [
        ["Piste générale Piste 1", "adhère"],
        ["Piste générale Piste 2", "pas encore"],
        ["Question Emploi : Que faire de 1 ?", "pas encore"],
    ]


def test_delegation_that_ended_is_named_so_as_long_as_it_said_something(seminar, nord, client):
    one = make_track(seminar, 1)
    make_track(seminar, 2)
    spoke, silent, coming, head = (rows.delegation(n) for n in (2, 3, 4, 5))
    for ended in (spoke, silent):
        ended.ends_on = date(2015, 12, 31)
        ended.save()
    coming.starts_on = date(2999, 1, 1)
    coming.save()
    head.is_head_office = True
    head.save()
    say(hold(spoke), one, "adhere")
    page = page_of(client)

    assert table_of(page) == [
        ["Piste ou question", "Délégation 1", "Jusqu’en 2015 Délégation 2"],
        ["Piste générale Piste 1", "pas encore", "adhère"],
        ["Piste générale Piste 2", "pas encore", "sans réponse"],
    ]
    assert said_of(page)[2:] == ["Pas encore Délégation 1", "Sans réponse Délégation 2"]


def test_nothing_is_waited_for_of_what_is_closed(seminar, nord, client):
    make_track(seminar, 1, status="aboutie")
    make_track(seminar, 2, status="abandonnee")
    make_question(seminar, 1, status="tranchee", answer="Oui.", settled_on=date(2011, 6, 1))
    make_question(seminar, 2, status="reportee")
    assert [row[1] for row in table_of(page_of(client))[1:]] == ["sans réponse"] * 3 + ["pas encore"]


# --- What is asked of it --------------------------------------------------------------------------


def test_latest_year_is_shown_with_the_questions_of_its_seminar_and_another_when_asked(seminar, nord, client):
    older = rows.seminar(5)
    make_track(older, year=2006, label="Ancienne")
    make_question(older, slug="ancienne", question="Autrefois ?")
    make_track(seminar)
    make_question(seminar)

    heads = {query: [row[0] for row in table_of(page_of(client, query))[1:]] for query in ("", "?annee=2006")}
    assert heads == {
        "": ["Piste générale Piste 1", "Question Emploi : Que faire de 1 ?"],
        "?annee=2006": ["Piste générale Ancienne", "Question Emploi : Autrefois ?"],
    }


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?genre=piste", [["Piste générale Piste 1", "pas encore", "pas encore"]]),
        ("?genre=question", [["Question Emploi : Que faire de 1 ?", "pas encore", "pas encore"]]),
        (
            "?region=delegation-2",
            [["Piste générale Piste 1", "pas encore"], ["Question Emploi : Que faire de 1 ?", "pas encore"]],
        ),
    ],
)
def test_filters(query, expected, seminar, nord, client):
    rows.delegation(2)
    make_track(seminar)
    make_question(seminar)
    assert table_of(page_of(client, query))[1:] == expected


@pytest.mark.parametrize(
    ("query", "label"),
    [("?annee=1999", "Année"), ("?genre=x", "Montrer"), ("?region=x", "Région"), ("?par=x", "Présenter")],
)
def test_unknown_choice_is_said_and_left_aside(query, label, seminar, nord, client):
    make_track(seminar)
    page = page_of(client, query)
    value = query.partition("=")[2]
    assert [words(one) for one in select(page, "[role=alert] li")] == [
        f"{label} : « {value} » n’est pas dans la liste : ce choix est laissé de côté."
    ]
    assert table_of(page)[1:] == [["Piste générale Piste 1", "pas encore"]]
    for file in ("csv", "xlsx"):
        answer = client.get(f"/regions/matrice.{file}{query}")
        assert (answer.status_code, answer["Location"]) == (302, f"{URL}{query}")


def test_empty_pages_say_why(db, client):
    def told(query: str = "") -> str:
        return words(select(page_of(client, query), ".notice p")[0])

    assert told() == "Aucune piste de travail n’est encore publiée : ce que les régions en disent paraîtra ici."
    make_track(rows.seminar(10))
    assert told() == "Aucune délégation n’est encore publiée : leurs avis paraîtront ici."
    rows.delegation(1)
    assert told("?genre=question") == "Rien ne correspond à ce choix."
    assert [client.get(f"/regions/matrice.{file}").status_code for file in ("csv", "xlsx")] == [200, 200]


# --- How it is shown ------------------------------------------------------------------------------


def test_table_is_one_that_screen_readers_and_keyboards_read(seminar, nord, client):
    say(hold(nord), make_track(seminar), "adhere")
    page = page_of(client)
    (frame,) = select(page, "[role=region]")
    (caption,) = page.xpath(f"//caption[@id='{frame.get('aria-labelledby')}']")

    assert frame.get("tabindex") == "0"
    assert words(caption) == "L’avis de chaque région sur chaque piste et question, 2011"
    assert page.xpath("//table//th/@scope") == ["col", "col", "row"]
    # The shape says it beside the word.
    assert len(select(page, "td .stance--adhere circle")) == 1


def test_page_says_when_part_of_it_is_made_up(seminar, nord, client):
    track = make_track(seminar)
    say(hold(nord), track, "adhere")
    assert select(page_of(client), ".stamp") == []
    say(hold(nord, date(2011, 4, 1), provenance="fictif", source_ref=""), track, "adhere")
    assert len(select(page_of(client), ".stamp")) == 1


def test_nobody_but_the_team_has_buttons_and_the_public_no_cookie(seminar, nord, client, member, team):
    make_track(seminar)
    answers = {who: one.get(URL) for who, one in (("public", client), ("member", member), ("team", team))}
    told = {
        who: ("csrfmiddlewaretoken" in answer.content.decode(), "csrftoken" in answer.cookies)
        for who, answer in answers.items()
    }
    assert told == {"public": (False, False), "member": (False, False), "team": (True, True)}
    assert (answers["public"].cookies.output(), answers["public"].get("Cache-Control")) == ("", None)
    assert {answer["Vary"] for answer in answers.values()} == {"Cookie"}
    assert answers["team"]["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("query", ["", "?par=region"])
@pytest.mark.parametrize(("delegations", "subjects"), [(1, 1), (3, 3), pytest.param(20, 50, marks=pytest.mark.once)])
def test_one_number_of_queries_whatever_is_said(
    query, delegations, subjects, seminar, client, team, django_assert_num_queries
):
    tracks = [make_track(seminar, n) for n in range(1, subjects // 2 + 2)]
    debated = [*tracks, *(make_question(seminar, n) for n in range(1, subjects // 2 + 1))][:subjects]
    with described_together():
        for number in range(1, delegations + 1):
            meeting = hold(rows.delegation(number))
            for subject in debated[: -1 if subjects > 1 else 1]:
                say(meeting, subject, "adhere", "Oui.")
    with django_assert_num_queries(4):
        page = page_of(client, query)
    assert len(page.xpath("//td")) >= delegations * subjects
    # Four of them say who is reading.
    with django_assert_num_queries(8):
        page_of(team, query)
    for file in ("csv", "xlsx"):
        with django_assert_num_queries(4):
            client.get(f"/regions/matrice.{file}{query}")
