"""The list of proposals as a spreadsheet: what is shown, all of it, and nothing that runs."""

import csv
from io import StringIO

import pytest

from core.enums import Audience
from core.spreadsheet import csv_response
from proposals.enums import ProposalState
from proposals.services import move_proposal
from tests.support.proposals import make_proposal, make_seminar, make_workshop


def table(answer) -> list[list[str]]:
    content = answer.content.decode()
    assert content[0] == "\ufeff"
    return list(csv.reader(StringIO(content[1:], newline=""), delimiter=";"))


@pytest.fixture
def seminar(db):
    return make_seminar()


def test_every_column_of_a_proposal(seminar, client):
    made = make_proposal(
        seminar,
        7,
        printed_number=2,
        theme="Métiers",
        workshop=make_workshop(seminar, 3),
        wording="Former des jobcoach ;\nvite.",
        corrected_wording="Former des jobcoachs ;\nvite.",
        retained_wording="Former.",
        provenance_note="D’après « nos notes ».",
        source_ref="N-1",
        provenance="fictif",
    )
    move_proposal(proposal=made, state=ProposalState.STUDIED)
    move_proposal(proposal=made, state=ProposalState.RETAINED, answer="Oui.")
    answer = client.get("/propositions/csv/")
    header, row = table(answer)

    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="propositions.csv"'
    assert dict(zip(header, row, strict=True)) == {
        "Numéro": "7",
        "Numéro imprimé": "2",
        "Formulation courte": "Proposition d’essai 7",
        "Séminaire": "Séminaire Essai",
        "Atelier": "Atelier 3 – Sujet 3",
        "Thème": "Métiers",
        "Texte d’origine": "Former des jobcoach ;\nvite.",
        "Texte corrigé": "Former des jobcoachs ;\nvite.",
        "Texte retenu": "Former.",
        "État": "retenue",
        "Réponse motivée": "Oui.",
        "Provenance": "fictif",
        "Note de provenance": "D’après « nos notes ».",
        "Référence de la source": "N-1",
        "Adresse": "http://127.0.0.1:8000/propositions/7/",
        "Avertissement": "Données de démonstration",
    }


def test_file_holds_all_that_the_filters_keep_in_the_order_asked_for(seminar, client):
    for number in range(1, 61):
        make_proposal(seminar, number, theme="Métiers" if number % 2 else "Échanges")
    move_proposal(proposal=seminar.proposals.get(number=41), state=ProposalState.STUDIED)
    rows = table(client.get("/propositions/csv/?theme=M%C3%A9tiers&tri=mouvement&page=2"))[1:]

    assert [int(row[0]) for row in rows] == [41, *(n for n in range(1, 60, 2) if n != 41)]


def test_the_list_leads_to_its_own_file(seminar, client):
    make_proposal(seminar, 1, theme="Métiers")
    page = client.get("/propositions/?theme=M%C3%A9tiers&etat=").content.decode()
    assert 'href="/propositions/csv/?theme=M%C3%A9tiers"' in page


def test_a_filter_that_is_not_understood_gives_no_file(seminar, client):
    make_proposal(seminar, 1)
    answer = client.get("/propositions/csv/?etat=perdue&q=essai")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/propositions/?etat=perdue&q=essai")


def test_file_holds_nothing_reserved(seminar, client):
    hidden = make_workshop(seminar, 4, audience=Audience.NETWORK, theme="Sujet caché")
    make_proposal(seminar, 1, workshop=hidden)
    make_proposal(seminar, 2, audience=Audience.NETWORK)
    rows = table(client.get("/propositions/csv/"))[1:]
    assert [(row[0], row[4]) for row in rows] == [("1", "")]


@pytest.mark.parametrize("count", [1, 3, 50])
def test_file_asks_four_queries_whatever_its_length(seminar, client, count, django_assert_num_queries):
    for number in range(1, count + 1):
        make_proposal(seminar, number, workshop=make_workshop(seminar, number))
    with django_assert_num_queries(4):
        rows = table(client.get("/propositions/csv/"))[1:]
    assert len(rows) == count


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+33 1", "'+33 1"),
        ("-1", "'-1"),
        ("@SOMME(A1)", "'@SOMME(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("\n=1", "'\n=1"),
        ("  =1", "'  =1"),
        ("\u00a0=1", "'\u00a0=1"),
        ("＝1+1", "'＝1+1"),
        ('=HYPERLINK("https://ailleurs.example";"ici")', '\'=HYPERLINK("https://ailleurs.example";"ici")'),
        ("a = b", "a = b"),
        ("L’été – c’est demain", "L’été – c’est demain"),
        ("", ""),
        (None, ""),
        (-3, "-3"),
    ],
)
def test_no_cell_is_read_as_a_formula(typed, written):
    assert table(csv_response("essai.csv", ["Colonne", "Autre"], [[typed, "x"]]))[1] == [written, "x"]


def test_a_formula_in_a_proposal_is_words_in_the_file(seminar, client):
    make_proposal(seminar, 1, label="=CMD()", theme="@essai", wording="-2+3")
    row = table(client.get("/propositions/csv/"))[1]
    assert (row[2], row[5], row[6]) == ("'=CMD()", "'@essai", "'-2+3")
