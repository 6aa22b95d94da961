# ruff: noqa: S311, S603, T201
"""Publish again and again while the server or the worker is killed (``kill -9``) at a random moment of it.

Usage: ``python -m benchmarks.kills KILLS``. Exits with 1 when readers, rows or files were found halfway between two
editions, or when a file was left that no row names.
"""

import hashlib
import http.client
import os
import random
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import django
from lxml import html

from benchmarks.measure import free_port, wait_for_page

NUMBER = 7
PATIENCE_SECONDS = 120
# Each time readers get another text, they are told why.
ERRATUM = {"erratum_what": "Le texte.", "erratum_why": "Il était d’avant."}


class Portal:
    """A server and a worker, each started again once killed, and an editor signed in."""

    def __init__(self, session: str) -> None:
        self.session = session
        self.port = free_port()
        self.commands = {
            "serveur": [
                f"{sys.prefix}/bin/granian",
                *f"--interface wsgi --host 127.0.0.1 --port {self.port} --workers 1 --blocking-threads 4".split(),
                *["--no-ws", "--log-level", "error", "coorace_quality.wsgi:application"],
            ],
            "worker": [sys.executable, "manage.py", "run_worker"],
        }
        self.processes = {name: self._start(name) for name in self.commands}
        self._wait()

    def _start(self, name: str) -> subprocess.Popen:
        # A group of its own: the server's own children are killed with it.
        return subprocess.Popen(self.commands[name], process_group=0)

    def _wait(self) -> None:
        server = self.processes["serveur"]
        wait_for_page(f"http://127.0.0.1:{self.port}/sante/", seconds=60, alive=lambda: server.poll() is None)

    def kill(self, name: str) -> None:
        process = self.processes[name]
        os.killpg(process.pid, 9)
        process.wait()

    def start_again(self, name: str) -> None:
        self.processes[name] = self._start(name)
        if name == "serveur":
            self._wait()

    def end(self) -> None:
        for name in self.processes:
            self.kill(name)

    def ask(self, method: str, path: str, data: dict | None = None, cookies: str = "") -> tuple[int, str, str]:
        """Return the status, the cookies and the page."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Cookie": f"sessionid={self.session}; {cookies}"}
        if data is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, urlencode(data) if data is not None else None, headers)
        answer = connection.getresponse()
        said = answer.getheader("Set-Cookie") or ""
        body = answer.read().decode()
        connection.close()
        return answer.status, said, body

    def form(self, path: str) -> tuple[dict, str]:
        status, said, page = self.ask("GET", path)
        if status != 200:
            raise SystemExit(f"{path} answered {status}.")
        (token,) = set(html.fromstring(page).xpath("//input[@name='csrfmiddlewaretoken']/@value"))
        return ERRATUM | {
            "csrfmiddlewaretoken": token
        }, f"csrftoken={said.partition('csrftoken=')[2].partition(';')[0]}"

    def send(self, path: str, data: dict, cookies: str) -> None:
        """Press, whether or not the server lives long enough to answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {
            "Cookie": f"sessionid={self.session}; {cookies}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        connection.request("POST", path, urlencode(data), headers)
        self.pressed = connection  # kept open: the answer is read by nobody


def main() -> None:
    kills = int(sys.argv[1])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coorace_quality.settings")
    django.setup()
    issue, session = make()
    portal = Portal(session)
    counts = Counter()
    try:
        write(issue, 0)
        took = publish(portal, issue)
        for number in range(1, kills + 1):
            write(issue, number)
            page, cookies = portal.form(publish_address(issue))
            before = editions(issue)
            portal.send(publish_address(issue), page, cookies)
            time.sleep(random.uniform(0, took * 1.3))
            killed = random.choice(list(portal.processes))
            portal.kill(killed)
            counts[killed] += 1
            if killed == "serveur":
                portal.start_again("serveur")
                settle(issue)
            halves = halfway(portal, issue)
            counts["halves"] += bool(halves)
            counts["new" if editions(issue) > before else "old"] += 1
            for one in halves:
                print(f"Arrêt {number} ({killed}) : {one}", file=sys.stderr)
            if killed == "worker":
                portal.start_again("worker")
                fall_silent(issue)
        write(issue, kills + 1)
        publish(portal, issue)
        halves = halfway(portal, issue)
        orphans, left = sweep()
    finally:
        portal.end()
    print(
        f"| {kills} | {counts['serveur']} | {counts['worker']} | {counts['old']} | {counts['new']} "
        f"| {counts['halves'] + bool(halves)} | {editions(issue)} | {orphans} | {left} |",
        flush=True,
    )
    sys.exit(bool(counts["halves"] or halves or left))


def make():
    """An issue to publish, and the session of an editor."""
    from allauth.mfa.models import Authenticator
    from django.test import Client

    from network.enums import Role
    from network.models import Access, User
    from newsletter.models import Issue, Rubrique, Text

    issue = Issue.objects.create(number=NUMBER, title="Endurance", publisher="COORACE", provenance="fictif")
    Rubrique.objects.create(parent=issue, region="main", ordering=10, title="Ouverture", anchor="ouverture")
    Text.objects.create(parent=issue, region="main", ordering=20, body="<p>Mots</p>")
    user = User.objects.create_user("redaction@example.org")
    Access.objects.create(user=user, role=Role.NATIONAL)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    client = Client()
    client.force_login(user)
    return issue, client.session.session_key


def words(number: int) -> str:
    return f"Texte de la version {number}."


def write(issue, number: int) -> None:
    from newsletter.models import Text

    Text.objects.filter(parent=issue).update(body=f"<p>{words(number)}</p>")


def publish_address(issue) -> str:
    from django.urls import reverse

    return reverse("admin:newsletter_issue_publish", args=[issue.pk])


def publish(portal: Portal, issue) -> float:
    """Publish undisturbed; return how long it took."""
    before = editions(issue)
    page, cookies = portal.form(publish_address(issue))
    started = time.monotonic()
    portal.send(publish_address(issue), page, cookies)
    portal.pressed.getresponse().read()
    settle(issue)
    if editions(issue) != before + 1:
        raise SystemExit("Une publication que rien ne dérangeait n’a pas abouti.")
    return time.monotonic() - started


def editions(issue) -> int:
    return issue.editions.count()


def open_orders(issue):
    from newsletter.models.publications import OPEN_STATES

    return issue.publications.filter(state__in=OPEN_STATES)


def settle(issue) -> None:
    """Wait until nothing is being published: the worker is alive."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while open_orders(issue).exists():
        if time.monotonic() > deadline:
            raise SystemExit("Une publication ne finit pas.")
        time.sleep(0.1)


def fall_silent(issue) -> None:
    """The two minutes after which a killed worker is taken for dead are not waited for."""
    from django.utils import timezone

    from newsletter.models.publications import SILENCE

    late = timezone.now() - SILENCE - timedelta(seconds=1)
    open_orders(issue).update(asked_at=late, seen_at=late)


def halfway(portal: Portal, issue) -> list[str]:
    """What is neither the old state nor the new: in the rows, in the files, in what readers get."""
    found = []
    latest = issue.editions.first()
    made = list(issue.editions.prefetch_related("renderings"))
    media = {frozenset(one.medium for one in edition.renderings.all()) for edition in made}
    if len(media) != 1:
        found.append("des éditions n’ont pas tous leurs rendus")
    for rendering in (one for edition in made for one in edition.renderings.all()):
        try:
            with rendering.file.open() as file:
                is_whole = hashlib.sha256(file.read()).hexdigest() == rendering.sha256
        except FileNotFoundError:
            is_whole = False
        if not is_whole:
            found.append(f"{rendering.file.name} manque ou n’est pas entier")
    if issue.publications.filter(state="faite").count() != len(made):
        found.append("les publications faites ne sont pas les éditions")
    status, _, page = portal.ask("GET", issue.get_absolute_url())
    if status != 200 or latest.body not in page:
        found.append(f"les lecteurs n’ont pas la dernière édition ({status})")
    return found


def sweep() -> tuple[int, int]:
    """How many files ``remove_orphans`` removed, then how many are left that no row names."""
    from django.core.files.storage import storages

    from newsletter.files import remove_orphans
    from newsletter.models import Rendering

    folder = Path(storages["editions"].location)
    known = set(Rendering.objects.values_list("file", flat=True))

    def lost() -> int:
        return len({str(one.relative_to(folder)) for one in folder.rglob("*") if one.is_file()} - known)

    before = lost()
    remove_orphans(older_than=timedelta(0))
    return before - lost(), lost()


if __name__ == "__main__":
    main()
