"""Tasks and workers as tests use them."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import OperationalError, connection

from core.tasks import TransientError, task
from core.tasks.worker import Worker
from tests.support.source import ROOT

said: list[str] = []


@task
def say(word: str) -> str:
    said.append(word)
    return word


def _say_why(word: str, *, error: Exception) -> None:
    said.append(f"{word} : {error}")


@task(given_up=_say_why)
def wait_for(word: str) -> None:
    raise TransientError("pas encore")


@task(given_up=_say_why)
def break_down(word: str) -> None:
    raise ValueError("rien à faire")


def _stumble(word: str, *, error: Exception) -> None:
    raise RuntimeError("ni même cela")


@task(given_up=_stumble)
def break_down_twice(word: str) -> None:
    raise ValueError("rien à faire")


@task
def lose_the_database() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    raise OperationalError("database is locked")


@task
def write(path: str, word: str) -> None:
    """Write a word between two marks, and wait in between as long as ``<path>.hold`` is there."""
    _write(path, "<")
    while Path(f"{path}.hold").exists():
        time.sleep(0.02)
    _write(path, f"{word}>")


def _write(path: str, words: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(descriptor, words.encode())
    os.close(descriptor)


def work() -> int:
    """Do all that is ready, in this process; return how many tasks were."""
    worker, done = Worker(), 0
    while worker.run_next():
        done += 1
    return done


# --- Processes ------------------------------------------------------------------------------------


@contextmanager
def shared_database(folder: Path) -> Iterator[str]:
    """Have this process use a database that others may open, and yield its address. No transaction may be open."""
    if connection.vendor == "postgresql":
        yield f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{connection.settings_dict['NAME']}"
        return
    # That of the tests is in the memory of this process: it is copied, and the copy stands for it.
    path = folder / "portail.sqlite3"
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(path)])
    memory, name = connection.connection, connection.settings_dict["NAME"]
    connection.connection, connection.settings_dict["NAME"] = None, str(path)
    try:
        yield f"sqlite:///{path}"
    finally:
        connection.close()
        connection.connection, connection.settings_dict["NAME"] = memory, name


def process_environment(database_url: str, folder: Path, **variables: str) -> dict[str, str]:
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "coorace_quality.settings",
        "DATABASE_URL": database_url,
        "SECRET_KEY": "tests-only-" + "x" * 50,
        "VAR_DIR": str(folder),
        **variables,
    }


class Workers:
    """Real processes of ``manage.py run_worker``, over by the end of the test."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment
        self.processes: list[subprocess.Popen] = []

    def start(self) -> subprocess.Popen:
        process = subprocess.Popen([sys.executable, ROOT / "manage.py", "run_worker"], env=self.environment)
        self.processes.append(process)
        return process

    def end(self) -> None:
        for process in self.processes:
            process.kill()
            process.wait()


def wait_until(is_so: Callable[[], object], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.05)
