# ruff: noqa: S603, T201
"""Wall and CPU time a request of the public pages served by granian, on one kept-open connection."""

import http.client
import statistics
import subprocess
import sys
import time

from benchmarks.measure import cpu_seconds, free_port, french, wait_for_page

PAGES = (
    *("/", "/fil-dinfo/", "/fil-dinfo/4/", "/fil-dinfo/4/pdf/"),
    *("/agenda/", "/regions/", "/regions/ile-de-france/", "/regions/matrice/", "/pistes/2011/"),
)
WARM_UP = 20
REQUESTS = 100


def main() -> None:
    port = free_port()
    options = (
        f"--interface wsgi --host 127.0.0.1 --port {port} --workers 1 --blocking-threads 4 --no-ws --log-level warning"
    )
    server = subprocess.Popen([f"{sys.prefix}/bin/granian", *options.split(), "coorace_quality.wsgi:application"])
    try:
        wait_for_page(f"http://127.0.0.1:{port}/", seconds=30, alive=lambda: server.poll() is None)
        print("## Les pages publiques\n")
        print(
            f"Servies par granian (un processus), une à la fois : {REQUESTS} requêtes après {WARM_UP} d’échauffement.\n"
        )
        print("| page | médiane (ms) | 95 % sous (ms) | CPU par requête (ms) | requêtes SQL | Kio |")
        print("|---|---|---|---|---|---|")
        for page in PAGES:
            walls, cpu, size = ask(port, server.pid, page)
            print(
                f"| `{page}` | {french(statistics.median(walls) * 1000)} "
                f"| {french(statistics.quantiles(walls, n=20)[-1] * 1000)} | {french(cpu * 1000)} "
                f"| {queries(page)} | {french(size / 1024, 1)} |"
            )
    finally:
        server.terminate()
        server.wait(timeout=10)


def ask(port: int, pid: int, page: str) -> tuple[list[float], float, int]:
    """Return the wall time of each request, the server's CPU time a request, and the size of the answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    walls, before = [], 0.0
    for number in range(WARM_UP + REQUESTS):
        if number == WARM_UP:
            before = cpu_seconds(pid)
        started = time.perf_counter()
        connection.request("GET", page)
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise SystemExit(f"{page} answered {answer.status}.")
        if number >= WARM_UP:
            walls.append(time.perf_counter() - started)
    cpu = (cpu_seconds(pid) - before) / REQUESTS
    connection.close()
    return walls, cpu, len(body)


def queries(page: str) -> int:
    """Count the queries of one warm request, in this process."""
    import os

    import django
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coorace_quality.settings")
    django.setup()
    client = Client(headers={"host": "127.0.0.1"})
    b"".join(client.get(page))
    with CaptureQueriesContext(connection) as captured:
        b"".join(client.get(page))
    return len(captured)


if __name__ == "__main__":
    main()
