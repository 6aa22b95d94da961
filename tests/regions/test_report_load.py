"""Many delegates saving at the same instant: no error, no word lost, and pages that cost the same whatever there is."""

from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test import Client
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
