"""The board of the regions: where each stands, for how long, and its count over the year."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
from django.utils import timezone
from lxml import html

from core.search import described_together
from regions.board import read_board
from regions.enums import ReportState, Standing
from regions.models import Meeting
from tests.support import rows
from tests.support.reports import days_ago, make_meeting, make_report, take
from tests.support.web import select

pytestmark = pytest.mark.django_db

SUBMITTED, TO_COMPLETE, VALIDATED, WITHDRAWN = (
    ReportState.SUBMITTED,
    ReportState.TO_COMPLETE,
    ReportState.VALIDATED,
    ReportState.WITHDRAWN,
)
ALL = ["Délégation 1", "Délégation 2", "Délégation 3"]


def page(client, query: str = "") -> html.HtmlElement:
    return html.document_fromstring(client.get(f"/espace/{query}").content.decode())


def text(element) -> str:
    return " ".join(element.text_content().split())


def texts(tree, css: str) -> list[str]:
    return [text(element) for element in select(tree, css)]


def regions(client, query: str = "") -> list[str]:
    return texts(page(client, query), ".board tbody th")


@pytest.mark.parametrize(
    ("days", "steps", "standing", "waiting"),
    [
        (-3, None, Standing.ANNOUNCED, 0),
        (-3, (), Standing.ANNOUNCED, 0),
        (0, None, Standing.ANNOUNCED, 0),
        (1, None, Standing.HELD, 1),
        (8, (), Standing.DRAFT, 8),
        (8, (SUBMITTED,), Standing.SUBMITTED, 2),
        (8, (SUBMITTED, TO_COMPLETE), Standing.TO_COMPLETE, 2),
        (8, (SUBMITTED, VALIDATED), Standing.VALIDATED, 0),
        (8, (SUBMITTED, VALIDATED, WITHDRAWN), Standing.WITHDRAWN, 2),
    ],
)
def test_meeting_stands_where_its_report_does(clock, nord, national, days, steps, standing, waiting):
    meeting = make_meeting(nord, days_ago(days + 2 if days > 1 else days))
    if steps is not None:
        take(make_report(meeting), *((step, national, "Un mot.") for step in steps))
    if days > 1:
        clock(days=2)
        waiting = waiting + 4 if standing == Standing.DRAFT else waiting

    (row,) = read_board()
    line = row.next or row.last
    assert (line.standing, line.days) == (standing, waiting)


def test_row_tells_the_next_meeting_the_last_one_and_older_ones_still_waited_for(
    clock, nord, delegate, national, signed_in
):
    make_meeting(nord, days_ago(-40))
    make_meeting(nord, days_ago(-10))
    take(make_report(make_meeting(nord, days_ago(5))), (SUBMITTED, delegate))
    make_meeting(nord, days_ago(30))
    take(make_report(make_meeting(nord, days_ago(50))), (SUBMITTED, delegate), (VALIDATED, national))
    Meeting.objects.update(created_at=timezone.now() - timedelta(days=40))
    clock(days=1)

    tree = page(signed_in(national))
    coming, _, count = texts(tree, ".board tbody td")
    assert coming.split(", ")[-1] == "jeudi 12 mars 2026 Prévue"
    assert [one.split(", ", 2)[2].split(" :")[0] for one in texts(tree, ".board__meetings li")] == [
        "mercredi 25 février 2026 Soumis depuis 1 jour Relire",
        "samedi 31 janvier 2026 Tenue depuis 31 jours Ouvrir le compte rendu",
    ]
    assert count == "Référents 3 sur 5 + 2 annoncées"


def test_silent_region_is_on_the_board_and_head_office_is_not(nord, national, signed_in):
    rows.Delegation.objects.create(name="Siège", slug="siege", is_head_office=True, **rows.ATTESTED)

    tree = page(signed_in(national))
    assert texts(tree, ".board tbody th") == ["Délégation 1"]
    assert [one.split()[-1] for one in texts(tree, ".board tbody td")[:2]] == ["aucune", "aucune"]


def test_region_that_ended_leaves_once_it_owes_nothing(clock, nord, delegate, national):
    nord.ends_on = days_ago(3)
    nord.save()
    report = make_report(make_meeting(nord, days_ago(5)))
    assert [row.delegation for row in read_board()] == [nord]

    take(report, (SUBMITTED, delegate), (VALIDATED, national))
    assert read_board() == []


def test_submitted_report_leads_to_its_place_in_the_queue(nord, delegate, national, signed_in):
    report = take(make_report(make_meeting(nord, days_ago(5))), (SUBMITTED, delegate))
    client = signed_in(national)

    (link,) = select(page(client), ".board__act")
    address, _, place = link.get("href").partition("#")
    queue = html.document_fromstring(client.get(address).content.decode())
    assert [one.get("id") for one in select(queue, "article")] == [place] == [f"compte-rendu-{report.pk}"]


# --- Filters --------------------------------------------------------------------------------------


@pytest.fixture
def three(clock, nord, sud, delegate, national) -> None:
    """One has sent a report and announces a meeting, one owes a report, one says nothing."""
    rows.delegation(3)
    make_meeting(nord, days_ago(-10))
    take(make_report(make_meeting(nord, days_ago(5))), (SUBMITTED, delegate))
    make_meeting(sud, days_ago(5))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ALL),
        ("?etat=", ALL),
        ("?etat=prevue", ALL[:1]),
        ("?etat=soumis", ALL[:1]),
        ("?etat=tenue", ALL[1:2]),
        ("?etat=aucune", ALL[2:]),
        ("?etat=valide", []),
        ("?etat=inconnu", ALL),
        ("?autre=1", ALL),
    ],
)
def test_board_is_filtered_by_its_address_and_so_is_its_file(three, national, signed_in, query, found):
    client = signed_in(national)

    assert regions(client, query) == found
    assert [line[0] for line in table(client, query)[1:]] == found


def test_unknown_state_is_said_and_left_aside(three, national, signed_in):
    assert texts(page(signed_in(national), "?etat=inconnu"), ".field__error") == [
        "Cet état n’existe pas : voici toutes les régions."
    ]


# --- The file -------------------------------------------------------------------------------------


def table(client, query: str = "") -> list[list[str]]:
    content = client.get(f"/espace/regions.csv{query}").content.decode("utf-8-sig")
    return list(csv.reader(StringIO(content), delimiter=";"))


def test_file_tells_what_the_board_does(three, national, signed_in):
    header, nord, sud, silent = table(signed_in(national))

    last = read_board()[0].last.meeting
    assert dict(zip(header, nord, strict=True)) == {
        "délégation": "Délégation 1",
        "prochaine rencontre": "2026-03-12",
        "lieu": "Lille",
        "dernière rencontre": "Réunion des référents, Délégation 1",
        "date": "2026-02-25",
        "état": "soumis",
        "jours d’attente": "0",
        "autres comptes rendus attendus": "0",
        "réunions de référents tenues cette année": "1",
        "annoncées": "1",
        "prévues par an": "5",
        "adresse": f"http://127.0.0.1:8000{last.get_absolute_url()}",
    }
    assert sud[5:7] == ["tenue", "5"]
    assert silent == ["Délégation 3", "", "", "", "", "", "", "0", "0", "0", "5", ""]


def test_file_runs_no_formula(nord, national, signed_in):
    make_meeting(nord, days_ago(-1), place="=1+1")

    assert table(signed_in(national))[1][2] == "'=1+1"


@pytest.mark.parametrize("address", ["/espace/", "/espace/regions.csv"])
def test_board_is_read_in_as_many_queries_at_1_3_and_50(
    nord, delegate, national, signed_in, django_assert_num_queries, address
):
    client = signed_in(national)
    made = 0
    for total in (1, 3, 50):
        with described_together():
            for number in range(made, total):
                region = rows.delegation(100 + number)
                take(make_report(make_meeting(region, days_ago(3))), (SUBMITTED, national))
                make_meeting(region, days_ago(9))
                make_meeting(region, days_ago(-9))
        made = total
        with django_assert_num_queries(8 if address == "/espace/" else 6):
            client.get(address)
        assert len(read_board()) == total + 1
