"""What each region says, as a file: every cell of the page a line, and nothing that runs."""

import csv
from datetime import date
from io import BytesIO, StringIO

import pytest
from django.test import Client
from openpyxl import load_workbook

from core.enums import Audience
from network.enums import Role
from tests.support import rows
from tests.support.matrix import hold, make_question, make_track, say

HEADER = [
    "Délégation",
    "Genre",
    "Sujet",
    "Adresse du sujet",
    "Avis",
    "Note",
    "Date",
    "Rencontre",
    "Adresse de la rencontre",
    "Provenance",
    "Avertissement",
]


@pytest.fixture
def seminar(db):
    return rows.seminar(10)


@pytest.fixture
def nord(db):
    return rows.delegation(1)


@pytest.fixture
def told(seminar, nord):
    """A delegation that said something, and one that did not."""
    track = make_track(seminar, label="=Piste")
    meeting = hold(nord, title="@Caen", provenance="fictif", source_ref="")
    say(meeting, track, "reserves", "+1 pour\x0bl’idée")
    rows.delegation(2)
    return meeting


def test_csv_has_a_line_by_delegation_and_subject(told, client, settings):
    answer = client.get("/regions/matrice.csv")
    lines = list(csv.reader(StringIO(answer.content.decode()[1:], newline=""), delimiter=";"))
    subject = f"{settings.SITE_URL}/pistes/2011/piste-1/"
    assert answer["Content-Disposition"] == 'attachment; filename="regions-matrice.csv"'
    assert lines == [
        HEADER,
        [
            "Délégation 1",
            "piste de travail",
            "'=Piste",
            subject,
            "réserves",
            "'+1 pour\x0bl’idée",
            "2011-03-01",
            "'@Caen",
            f"{settings.SITE_URL}{told.get_absolute_url()}",
            "fictif",
            "Données de démonstration",
        ],
        ["Délégation 2", "piste de travail", "'=Piste", subject, "pas encore", "", "", "", "", "", ""],
    ]


def test_xlsx_holds_the_same_as_texts_and_days(told, client):
    answer = client.get("/regions/matrice.xlsx")
    (sheet,) = load_workbook(BytesIO(answer.content)).worksheets
    header, said, silent = sheet.rows
    assert answer["Content-Type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert [cell.value for cell in header] == HEADER
    assert {cell.data_type for cell in said} == {"s", "d"}
    assert [said[place].value for place in (0, 2, 4, 5, 7, 10)] == [
        "Délégation 1",
        "=Piste",
        "réserves",
        "+1 pourl’idée",
        "@Caen",
        "Données de démonstration",
    ]
    assert said[6].value.date() == date(2011, 3, 1)
    assert [cell.value for cell in silent][4:] == ["pas encore", None, None, None, None, None, None]


def test_files_follow_the_filters_and_tell_nothing_reserved(seminar, nord, client):
    member = Client()
    member.force_login(rows.account("membre@example.org", Role.MEMBER))
    make_track(seminar, audience=Audience.NETWORK, label="Réservée")
    make_question(seminar)
    rows.delegation(2)

    def lines(of: Client, query: str) -> list[list[object]]:
        (sheet,) = load_workbook(BytesIO(of.get(f"/regions/matrice.xlsx{query}").content)).worksheets
        return [[row[0], row[2]] for row in sheet.iter_rows(min_row=2, values_only=True)]

    assert lines(member, "?genre=piste&region=delegation-2") == [["Délégation 2", "Réservée"]]
    assert lines(client, "") == []
    make_track(seminar, 2)
    question = "Emploi : Que faire de 1 ?"
    assert lines(client, "?par=region") == [
        ["Délégation 1", "Piste 2"],
        ["Délégation 1", question],
        ["Délégation 2", "Piste 2"],
        ["Délégation 2", question],
    ]
