"""Real processes of ``manage.py run_worker`` on a database they share: killed, stopped, several at once."""

import signal
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from core.mail import queue_mail
from core.mail.delivery import MAYBE_SENT
from core.models import OutgoingMail
from tests.support import smtp, tasks
from tests.support.tasks import Workers, process_environment, shared_database, wait_until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def server() -> Iterator[smtp.MailServer]:
    with smtp.mail_server() as server:
        yield server


@pytest.fixture
def workers(tmp_path, server) -> Iterator[Workers]:
    with shared_database(tmp_path) as url:
        workers = Workers(process_environment(url, tmp_path, EMAIL_URL=server.url))
        yield workers
        workers.end()


@pytest.fixture
def written(tmp_path) -> Path:
    path = tmp_path / "written"
    path.touch()
    return path


@pytest.fixture
def hold(written) -> Path:
    hold = Path(f"{written}.hold")
    hold.touch()
    return hold


def a_quarter_of_an_hour_later() -> None:
    late = timezone.now() - timedelta(minutes=16)
    assert DBTaskResult.objects.filter(status="RUNNING").update(started_at=late) == 1


def all_done() -> bool:
    return not DBTaskResult.objects.exclude(status="SUCCESSFUL").exists()


def test_task_of_a_worker_killed_by_force_is_done_once_by_another(workers, written, hold):
    tasks.write.enqueue(str(written), "mot")
    first = workers.start()
    wait_until(lambda: written.read_text() == "<")
    first.kill()
    first.wait()
    assert DBTaskResult.objects.get().status == "RUNNING"

    hold.unlink()
    a_quarter_of_an_hour_later()
    workers.start()
    wait_until(all_done)

    assert written.read_text() == "<<mot>"
    assert len(DBTaskResult.objects.get().worker_ids) == 2


def test_worker_asked_to_stop_ends_its_task_and_takes_no_other(workers, written, hold):
    tasks.write.enqueue(str(written), "un")
    tasks.write.enqueue(str(written), "deux")
    worker = workers.start()
    wait_until(lambda: written.read_text() == "<")
    worker.send_signal(signal.SIGTERM)
    hold.unlink()

    assert worker.wait(timeout=30) == 0
    assert written.read_text() == "<un>"
    assert sorted(DBTaskResult.objects.values_list("status", flat=True)) == ["READY", "SUCCESSFUL"]


def test_worker_asked_twice_to_stop_does_not_wait_for_its_task(workers, written, hold):
    tasks.write.enqueue(str(written), "un")
    worker = workers.start()
    wait_until(lambda: written.read_text() == "<")
    worker.send_signal(signal.SIGINT)
    wait_until(lambda: worker.send_signal(signal.SIGINT) or worker.poll() is not None)

    assert worker.returncode == -signal.SIGINT
    assert written.read_text() == "<"


def test_worker_outlives_its_connection_to_the_database(workers, written):
    tasks.write.enqueue(str(written), "un")
    worker = workers.start()
    wait_until(all_done)
    if connection.vendor == "postgresql":  # SQLite has no server to lose
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
    tasks.write.enqueue(str(written), "deux")
    wait_until(all_done)

    assert written.read_text() == "<un><deux>"
    assert worker.poll() is None


def test_workers_together_run_nothing_twice(workers, written, server):
    for number in range(60):
        tasks.write.enqueue(str(written), f"{number}")
        queue_mail(to=f"qui{number}@example.org", subject="Objet", text="Mots")
    for _ in range(3):
        workers.start()
    wait_until(all_done, seconds=90)

    words = written.read_text().replace("<", "").removesuffix(">").split(">")
    assert sorted(words, key=int) == [str(number) for number in range(60)]
    recipients = [address for (address,) in server.recipients]
    assert sorted(recipients) == sorted(f"qui{number}@example.org" for number in range(60))
    assert set(OutgoingMail.objects.values_list("state", "attempts")) == {("envoye", 1)}


def test_worker_killed_while_the_server_takes_a_mail_does_not_have_it_sent_twice(workers, server):
    server.may_answer.clear()
    queue_mail(to="claire@example.org", subject="Objet", text="Mots")
    first = workers.start()
    wait_until(lambda: server.received)
    first.kill()
    first.wait()
    server.may_answer.set()
    assert OutgoingMail.objects.get().state == "depart"

    a_quarter_of_an_hour_later()
    workers.start()
    wait_until(all_done)

    mail = OutgoingMail.objects.get()
    assert (mail.state, mail.last_error) == ("echec", MAYBE_SENT)
    assert len(server.received) == 1
