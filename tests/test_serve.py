"""``script/_serve.py``: the server, the worker and the scheduler live and end together."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core.mail import queue_mail
from core.models import OutgoingMail, ScheduledRun
from tests.support.source import ROOT
from tests.support.tasks import process_environment, shared_database, wait_until

pytestmark = pytest.mark.django_db(transaction=True)

# It is enough for a server to be there. Told to stop, it leaves with a code of its own.
SERVER = "import signal, sys, time; signal.signal(signal.SIGTERM, lambda *_: sys.exit(3)); time.sleep(600)"


# Every process seen, so that a failing test leaves none behind.
seen: set[int] = set()


def children(pid: int) -> dict[str, int]:
    """The living processes that ``pid`` started, by what they run."""
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            arguments = (entry / "cmdline").read_text().split("\0")
        except (FileNotFoundError, ProcessLookupError):
            continue
        if parent == pid and arguments != [""]:
            found[arguments[2] if "manage.py" in arguments[1] else "server"] = int(entry.name)
    seen.update(found.values())
    return found


def is_alive(pid: int) -> bool:
    try:
        # A dead one may wait to be reaped by a first process that is slow to.
        return (Path("/proc") / str(pid) / "cmdline").read_bytes() != b""
    except FileNotFoundError:
        return False


@pytest.fixture
def serve(tmp_path) -> Iterator[Callable[[str], subprocess.Popen]]:
    started = []

    with shared_database(tmp_path) as url:

        def serve(server: str = SERVER) -> subprocess.Popen:
            command = [sys.executable, ROOT / "script" / "_serve.py", sys.executable, "-c", server]
            process = subprocess.Popen(
                command,
                env=process_environment(url, tmp_path),
                stderr=subprocess.PIPE,
                # The tests may run under nohup.
                preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_DFL),
            )
            started.append(process)
            return process

        yield serve
        for process in started:
            children(process.pid)
            process.kill()
            process.wait()
            process.stderr.close()
        for pid in filter(is_alive, seen):
            os.kill(pid, signal.SIGKILL)
        seen.clear()


def working(process: subprocess.Popen) -> dict[str, int]:
    """Wait until the worker and the scheduler both did something, and return the three processes."""
    mail = queue_mail(to="claire@example.org", subject="Objet", text="Mots")
    wait_until(lambda: OutgoingMail.objects.filter(pk=mail.pk, state="envoye").exists(), seconds=60)
    wait_until(lambda: ScheduledRun.objects.exclude(finished_at=None).count() >= 2, seconds=60)
    return children(process.pid)


def test_worker_and_scheduler_run_beside_the_server_and_mails_become_files(serve, tmp_path):
    assert set(working(serve())) == {"server", "run_worker", "run_scheduled"}
    assert len(list((tmp_path / "mail").glob("*.eml"))) == 1


@pytest.mark.once
@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_whoever_stops_it_stops_everything(serve, signum):
    process = serve()
    started = working(process)
    process.send_signal(signum)

    assert process.wait(timeout=30) == 3
    assert [name for name, pid in started.items() if is_alive(pid)] == []


@pytest.mark.once
@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a killed process cannot take others with it")
def test_killed_by_force_it_leaves_nothing_running(serve):
    process = serve()
    started = working(process)
    process.kill()

    wait_until(lambda: not any(map(is_alive, started.values())), seconds=10)


@pytest.mark.once
def test_end_of_the_server_is_the_end_of_all(serve):
    process = serve("import time; time.sleep(1); raise SystemExit(7)")
    wait_until(lambda: "run_worker" in children(process.pid))
    started = children(process.pid)

    assert process.wait(timeout=30) == 7
    assert [name for name, pid in started.items() if is_alive(pid)] == []


def test_worker_that_dies_is_started_again_and_nothing_else(serve):
    process = serve()
    before = working(process)
    os.kill(before["run_worker"], signal.SIGKILL)
    wait_until(lambda: children(process.pid).get("run_worker", before["run_worker"]) != before["run_worker"])
    after = working(process)
    process.terminate()
    process.wait(timeout=30)

    said = [line for line in process.stderr.read().decode().splitlines() if "arrêté" in line]
    assert said == ["run_worker s’est arrêté (code -9) : relancé dans 5 s."]
    assert {name: pid for name, pid in after.items() if before[name] != pid}.keys() == {"run_worker"}
