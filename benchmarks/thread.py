# ruff: noqa: T201
"""CPU time of the thread of 500 proposals: reading it, walking it, and its page, all in this process.

What is measured is made in a transaction that is taken back: the portal of the other benchmarks stays as it is.
"""

import os
import time
from collections.abc import Callable
from statistics import median

import django

from benchmarks.measure import french

PROPOSALS = 500
ROUNDS = 15


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coorace_quality.settings")
    django.setup()
    from django.db import transaction

    with transaction.atomic():
        make()
        report()
        transaction.set_rollback(True)


def make() -> None:
    """A seminar of 10 workshops, 500 proposals, 50 observations, 40 tracks and 40 questions, each proposal tied."""
    from core.enums import Provenance
    from proposals.enums import TrackKind
    from proposals.models import (
        Observation,
        ObservationProposal,
        Proposal,
        ProposalTrack,
        Question,
        TrackQuestion,
        WorkTrack,
    )
    from seminars.models import Seminar, Workshop

    made = {"provenance": Provenance.FICTITIOUS}
    seminar = Seminar.objects.create(name="Mesures", slug="mesures", year=2099, **made)
    own = made | {"seminar": seminar}

    def several(model, count: int, **values) -> list:
        rows = (
            model(**own, **{name: value(n) if callable(value) else value for name, value in values.items()})
            for n in range(1, count + 1)
        )
        return model.objects.bulk_create(rows)

    def tie(model, sources: list, targets: list) -> None:
        count = max(len(sources), len(targets))
        model.objects.bulk_create(
            model(source=sources[n % len(sources)], target=targets[n % len(targets)], reason="Les mêmes mots.", **made)
            for n in range(count)
        )

    workshops = several(Workshop, 10, number=lambda n: n, theme=lambda n: f"Sujet {n}")
    seen = several(Observation, 50, position=lambda n: n, label=lambda n: f"Vu {n}", wording="Mots")
    proposed = several(
        Proposal,
        PROPOSALS,
        number=lambda n: 100_000 + n,
        label=lambda n: f"Proposé {n}",
        wording="Mots",
        workshop=lambda n: workshops[n % len(workshops)],
    )
    tracks = several(
        WorkTrack,
        40,
        year=2099,
        kind=TrackKind.GENERAL,
        position=lambda n: n,
        label=lambda n: f"Piste {n}",
        slug=lambda n: f"piste-{n}",
        wording="Mots",
    )
    asked = several(
        Question, 40, theme="Sujet", position=lambda n: n, slug=lambda n: f"mesure-{n}", question=lambda n: f"{n} ?"
    )
    tie(ObservationProposal, seen, proposed)
    tie(ProposalTrack, proposed, tracks)
    tie(TrackQuestion, tracks, asked)


def report() -> None:
    from django.contrib.auth.models import AnonymousUser
    from django.test import Client

    from proposals.models import WorkTrack
    from proposals.thread import key_of, read_thread

    reader = AnonymousUser()
    client = Client(headers={"host": "127.0.0.1"})
    thread = read_thread(reader)
    key = key_of(WorkTrack.objects.get(slug="piste-1", year=2099))
    print("## Le fil de 500 propositions\n")
    links = sum(map(len, thread.after.values()))
    print(f"{len(thread.nodes)} éléments, {links} liens ; médiane de {ROUNDS} fois, après une première.\n")
    print("| | CPU (ms) | requêtes SQL |\n|---|---|---|")
    for name, once in (
        ("lire le fil", lambda: read_thread(reader)),
        ("le parcourir depuis une piste, dans les deux sens", lambda: (thread.upstream(key), thread.downstream(key))),
        ("en faire des fils", thread.strings),
        ("la page `/fil-rouge/`", lambda: client.get("/fil-rouge/").content),
    ):
        cpu, queries = measure(once)
        print(f"| {name} | {french(cpu * 1000)} | {queries} |")


def measure(once: Callable[[], object]) -> tuple[float, int]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        once()
    queries = len(captured)  # now: the requests that follow empty the log
    times = []
    for _ in range(ROUNDS):
        started = time.process_time()
        once()
        times.append(time.process_time() - started)
    return median(times), queries


if __name__ == "__main__":
    main()
