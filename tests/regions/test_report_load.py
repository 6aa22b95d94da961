"""Many delegates saving at the same instant: no error, no word lost, and pages that cost the same whatever there is."""

from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html

from regions.cells import cells_of
from regions.models import Report
from tests.support import rows
from tests.support.meetings import delegate, form_of, meeting, network_of, path_of
from tests.support.tasks import shared_database

KEY = "6f1c1f0a-8f0e-4c5e-9a53-0f6a1c0b7e11"
REPORTS, SAVES = 10, 3


class Writer:
    """A delegate with the form of a report open, who fills its own cells over and over."""

    def __init__(self, of, name: str, held, cells: list[str]) -> None:
        self.client, self.path = Client(), path_of(held)
        self.client.force_login(delegate(of, name))
        self.data, self.name = form_of(self.client, held), name
        # Numbers where numbers are due.
        self.texts = [{cell: str(n) if "count" in cell else f"{name} {n}" for cell in cells} for n in range(SAVES)]
        self.answers: list[int] = []

    def write(self, together: Barrier) -> None:
        together.wait()
        try:
            for texts in self.texts:
                self.data |= texts
                response = self.client.post(self.path, self.data, headers={"HX-Request": "true"})
                self.answers.append(response.status_code)
                page = html.fromstring(response.content.decode())
                self.data |= {one.get("name"): one.get("value") for one in page.xpath("//*[@id='bases']//input")}
        finally:
            connection.close()


@pytest.mark.django_db(transaction=True)
def test_twenty_delegates_two_on_each_report_save_at_once_and_lose_nothing(tmp_path):
    subjects = network_of(rows.seminar(99))
    writers = []
    for n in range(1, REPORTS + 1):
        place = rows.delegation(n)
        held = meeting(place, subjects=subjects)
        note, other = (f"item-{item.pk}-note" for item in held.items.all()[:2])
        cells = [["summary", note, "count-permanents"], ["next_steps", other, f"decision-{KEY}-text"]]
        writers += [Writer(place, f"{who}{n}", held, mine) for who, mine in zip(("marie", "paul"), cells, strict=True)]
    together = Barrier(len(writers))
    with shared_database(tmp_path):
        threads = [Thread(target=writer.write, args=[together]) for writer in writers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        saved = {path_of(report.meeting): cells_of(report) for report in Report.objects.select_related("meeting")}
    assert [writer.answers for writer in writers] == [[200] * SAVES] * len(writers)
    expected = [(writer.path, cell, text) for writer in writers for cell, text in writer.texts[-1].items()]
    assert len(expected) == 60
    assert [one for one in expected if saved[one[0]][one[1]] != one[2]] == []


# --- What pages cost ------------------------------------------------------------------------------


def queries_of(client: Client, path: str, data: dict | None = None) -> int:
    with CaptureQueriesContext(connection) as captured:
        headers = {"HX-Request": "true"}
        response = client.post(path, data, headers=headers) if data else client.get(path)
    assert response.status_code == 200
    return len(captured)


def other_meetings(start: int, stop: int) -> None:
    for n in range(start, stop):
        rows.report(100 + n)


@pytest.fixture
def place():
    return rows.delegation(900)


@pytest.fixture
def client_of_place(client, place):
    client.force_login(delegate(place))
    return client


def autosave_queries(client: Client, held, text: str) -> int:
    return queries_of(client, path_of(held), form_of(client, held) | {"summary": text})


@pytest.mark.django_db
def test_the_form_its_saves_and_its_reading_cost_the_same_at_1_3_and_50_meetings(client_of_place, place):
    held = meeting(place, subjects=network_of(rows.seminar(99)))
    costs = []
    autosave_queries(client_of_place, held, "Pour que le reste soit lu une fois")
    for count, many in enumerate((1, 3, 50)):
        other_meetings(Report.objects.count(), many)
        Report.objects.filter(meeting=held).update(state="brouillon", submitted_at=None)
        form = queries_of(client_of_place, path_of(held))
        save = autosave_queries(client_of_place, held, f"Texte {count}")
        Report.objects.filter(meeting=held).update(state="soumis", submitted_at=timezone.now())
        costs.append((form, save, queries_of(client_of_place, path_of(held))))
    assert (Report.objects.count(), costs[1:]) == (50, costs[:1] * 2)


@pytest.mark.django_db
def test_the_form_its_saves_and_its_reading_cost_the_same_at_2_and_15_points(client_of_place, place):
    subjects = network_of(rows.seminar(99), tracks=9, questions=6)
    costs = []
    for points in (2, 2, 15):
        held = meeting(place, subjects=[*subjects[:1], *subjects[1 - points :]])
        said = {f"item-{item.pk}-note": "Une note" for item in held.items.all()}
        client_of_place.post(path_of(held), form_of(client_of_place, held) | said)
        form = queries_of(client_of_place, path_of(held))
        save = autosave_queries(client_of_place, held, "Texte")
        Report.objects.filter(meeting=held).update(state="soumis", submitted_at=timezone.now())
        costs.append((form, save, queries_of(client_of_place, path_of(held))))
    # The first meeting reads what is read once.
    assert costs[1] == costs[2]
