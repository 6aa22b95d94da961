# ruff: noqa: S603, T201
"""Twenty delegates, two on each report, saving at once through granian: every word they saved is counted at the end.

Usage: ``python -m benchmarks.saves TITLE SECONDS``. Exits with 1 when one answer was an error or one field was lost.
"""

import http.client
import os
import re
import statistics
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from urllib.parse import urlencode

import django
from lxml import html

from benchmarks.measure import cpu_seconds, free_port, french, wait_for_page

DELEGATES, A_REPORT = 20, 2
TRACKS, QUESTIONS = 9, 6


def main() -> None:
    title, seconds = sys.argv[1], float(sys.argv[2])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coorace_quality.settings")
    django.setup()
    delegates = make()
    port = free_port()
    options = (
        f"--interface wsgi --host 127.0.0.1 --port {port} --workers 1 --blocking-threads 4 --no-ws --log-level warning"
    )
    server = subprocess.Popen([f"{sys.prefix}/bin/granian", *options.split(), "coorace_quality.wsgi:application"])
    try:
        wait_for_page(f"http://127.0.0.1:{port}/sante/", seconds=60, alive=lambda: server.poll() is None)
        for one in delegates:
            one.open(port)
        started, before = time.perf_counter(), cpu_seconds(server.pid)
        with ThreadPoolExecutor(len(delegates)) as threads:
            for done in [threads.submit(one.write, started + seconds) for one in delegates]:
                done.result()
        took, cpu = time.perf_counter() - started, cpu_seconds(server.pid) - before
    finally:
        server.terminate()
        server.wait(timeout=10)
    sys.exit(not report(title, delegates, took, cpu))


@dataclass
class Delegate:
    """Someone signed in, with the form of a report open, who saves again as soon as the last save is answered."""

    session: str
    meeting: int
    own: slice
    cells: list[str] = field(default_factory=list)
    saved: dict[str, str] = field(default_factory=dict)
    walls: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def path(self) -> str:
        return f"/espace/rencontres/{self.meeting}/compte-rendu/"

    def open(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.connection.request("GET", self.path, headers={"Cookie": f"sessionid={self.session}"})
        answer = self.connection.getresponse()
        page = html.fromstring(answer.read().decode())
        if answer.status != 200:
            raise SystemExit(f"{self.path} answered {answer.status}.")
        token = answer.getheader("Set-Cookie").partition("csrftoken=")[2].partition(";")[0]
        self.cookies = f"sessionid={self.session}; csrftoken={token}"
        (form,) = page.xpath("//form[@data-report]")
        self.data = {name: value or "" for name, value in form.form_values()}
        texts = [name for name in self.data if name in ("summary", "next_steps") or re.fullmatch("item-.*-note", name)]
        self.cells = texts[self.own]

    def write(self, until: float) -> None:
        """Type a little more in each cell in turn, as long as there is time."""
        number = 0
        while time.perf_counter() < until:
            number += 1
            cell = self.cells[number % len(self.cells)]
            self.data[cell] = f"Ce que nous en disons, relu {number} fois, à la virgule près."
            started = time.perf_counter()
            why = self._save()
            self.walls.append(time.perf_counter() - started)
            if why:
                self.errors.append(why)
            else:
                self.saved[cell] = self.data[cell]

    def _save(self) -> str:
        """Save as the open page does; return what went wrong."""
        headers = {
            "Cookie": self.cookies,
            "Content-Type": "application/x-www-form-urlencoded",
            "HX-Request": "true",
            "X-CSRFToken": self.data["csrfmiddlewaretoken"],
        }
        try:
            self.connection.request("POST", self.path, urlencode(self.data), headers)
            answer = self.connection.getresponse()
            body = answer.read().decode()
        except OSError as error:
            self.connection.close()
            return repr(error)
        if answer.status != 200 or answer.getheader("X-Report") != "saved":
            return f"{answer.status} : {' '.join(body.split())[:200]}"
        page = html.fromstring(body)
        self.data |= {one.get("name"): one.get("value") for one in page.xpath("//*[@id='bases']//input")}
        return ""


def make() -> list[Delegate]:
    """Ten delegations with a meeting each, nine tracks and six questions on its agenda, and two delegates signed in."""
    from django.test import Client

    from core.enums import DatePrecision, Provenance
    from network.enums import Role
    from network.models import Access, Delegation, User
    from proposals.enums import TrackKind
    from proposals.models import Question, WorkTrack
    from regions.enums import MeetingKind
    from regions.models import Meeting
    from regions.services.meetings import set_agenda
    from seminars.models import Seminar

    made = {"provenance": Provenance.FICTITIOUS}
    own = made | {"seminar": Seminar.objects.create(name="Endurance", slug="endurance", year=2099, **made)}
    subjects = [
        WorkTrack.objects.create(
            year=2099, kind=TrackKind.GENERAL, position=n, label=f"Piste {n}", slug=f"p-{n}", wording="Mots", **own
        )
        for n in range(TRACKS)
    ]
    subjects += [
        Question.objects.create(theme="Thème", position=n, slug=f"q-{n}", question=f"Que faire de {n} ?", **own)
        for n in range(QUESTIONS)
    ]
    delegates = []
    for n in range(DELEGATES // A_REPORT):
        place = Delegation.objects.create(name=f"Délégation {n}", slug=f"endurance-{n}", **made)
        day = {"starts_on": "2026-11-20", "ends_on": "2026-11-20", "precision": DatePrecision.DAY}
        meeting = Meeting.objects.create(kind=MeetingKind.SEMINAR, delegation=place, place="Caen", **day, **made)
        set_agenda(meeting=meeting, subjects=subjects)
        for rank in range(A_REPORT):
            user = User.objects.create_user(f"delegue-{n}-{rank}@example.org")
            Access.objects.create(user=user, role=Role.DELEGATE, delegation=place)
            client = Client()
            client.force_login(user)
            # One field in two is theirs, the others their colleague's.
            delegates.append(Delegate(client.session.session_key, meeting.pk, slice(rank, None, A_REPORT)))
    return delegates


def report(title: str, delegates: list[Delegate], took: float, cpu: float) -> bool:
    """Tell what came of it; return whether nothing went wrong."""
    from regions.cells import cells_of
    from regions.models import Report

    held = {one.meeting_id: cells_of(one) for one in Report.objects.select_related("meeting")}
    kept = [held[one.meeting].get(cell) == text for one in delegates for cell, text in one.saved.items()]
    errors = [error for one in delegates for error in one.errors]
    walls = [wall * 1000 for one in delegates for wall in one.walls]
    centiles = statistics.quantiles(walls, n=100)
    print(f"| {title} | {len(walls)} | {french(len(walls) / took, 1)} | {len(errors)} | {len(kept)} ", end="")
    print(f"| {kept.count(False)} | {' | '.join(french(centiles[rank - 1], 0) for rank in (50, 95, 99))} ", end="")
    print(f"| {french(cpu / len(walls) * 1000, 1)} |", flush=True)
    for error in errors[:5]:
        print(error, file=sys.stderr)
    return not errors and all(kept)


if __name__ == "__main__":
    main()
