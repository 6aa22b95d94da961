"""The task queue: what is asked for, run, tried again, given up, taken from the dead and forgotten."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from core.tasks.queue import LONGEST, MAX_TRIES, prune, reap
from tests.support import tasks
from tests.support.tasks import said, work

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_said_yet():
    said.clear()


def only_row() -> DBTaskResult:
    return DBTaskResult.objects.get()


def make_ready() -> None:
    """Have what waits for its next try ready now."""
    DBTaskResult.objects.filter(status="READY").update(run_after=timezone.now())


def left_running(*workers: str, minutes: float) -> DBTaskResult:
    """A task that the last of ``workers`` began some minutes ago and did not end."""
    tasks.break_down.enqueue("mot")
    DBTaskResult.objects.update(
        status="RUNNING", worker_ids=list(workers), started_at=timezone.now() - timedelta(minutes=minutes)
    )
    return only_row()


def test_tasks_run_once_in_the_order_they_were_asked_for():
    for word in ("un", "deux", "trois"):
        tasks.say.enqueue(word)

    assert said == []
    assert work() == 3
    assert said == ["un", "deux", "trois"]
    assert work() == 0
    assert set(DBTaskResult.objects.values_list("status", "return_value")) == {
        ("SUCCESSFUL", "un"),
        ("SUCCESSFUL", "deux"),
        ("SUCCESSFUL", "trois"),
    }


def test_what_is_rolled_back_was_never_asked_for():
    with transaction.atomic():
        tasks.say.enqueue("non")
        transaction.set_rollback(True)

    assert work() == 0
    assert said == []


def test_transient_error_is_tried_again_after_a_wait_that_doubles_then_given_up():
    tasks.wait_for.enqueue("mot")

    waits = []
    for _ in range(MAX_TRIES - 1):
        assert work() == 1
        row = only_row()
        assert (row.status, row.exception_class_path) == ("READY", "core.tasks.queue.TransientError")
        waits.append(round((row.run_after - timezone.now()) / timedelta(minutes=1)))
        assert work() == 0  # not before its hour
        make_ready()
    assert waits == [2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048]
    assert said == []

    assert work() == 1
    assert only_row().status == "FAILED"
    assert said == ["mot : pas encore"]


@pytest.mark.django_db(transaction=True)
def test_task_that_lost_the_database_is_tried_again():
    tasks.lose_the_database.enqueue()

    assert work() == 1
    row = only_row()
    assert (row.status, row.exception_class_path) == ("READY", "django.db.utils.OperationalError")


def test_other_errors_are_not_tried_again_and_leave_their_trace():
    tasks.break_down.enqueue("mot")
    tasks.say.enqueue("la suite")

    assert work() == 2
    failed = DBTaskResult.objects.get(status="FAILED")
    assert failed.exception_class_path == "builtins.ValueError"
    assert 'raise ValueError("rien à faire")' in failed.traceback
    assert said == ["mot : rien à faire", "la suite"]


def test_worker_survives_what_is_done_on_giving_up_and_tasks_no_longer_there():
    tasks.break_down_twice.enqueue("mot")
    tasks.say.enqueue("mot")
    DBTaskResult.objects.filter(task_path="tests.support.tasks.say").update(task_path="tests.support.tasks.removed")

    assert work() == 2
    assert set(DBTaskResult.objects.values_list("status", "exception_class_path")) == {
        ("FAILED", "builtins.ValueError"),
        ("FAILED", "builtins.ImportError"),
    }


# --- Tasks of the dead ----------------------------------------------------------------------------


def test_task_of_a_living_worker_is_left_alone():
    left_running("one", minutes=LONGEST.seconds / 60 - 1)
    reap()

    assert only_row().status == "RUNNING"


@pytest.mark.parametrize("workers", [["one"], ["one", "two"], ["one", "one", "one", "two"]], ids=str)
def test_task_of_a_dead_worker_goes_to_another(workers):
    left_running(*workers, minutes=16)
    reap()

    assert only_row().status == "READY"
    assert work() == 1
    assert said == ["mot : rien à faire"]


def test_task_three_workers_died_of_is_given_up():
    left_running("one", "two", "three", minutes=16)
    reap()
    reap()

    assert only_row().status == "FAILED"
    assert said == ["mot : 3 processus se sont arrêtés en cours de tâche."]
    assert work() == 0


def test_old_results_are_forgotten_failures_later():
    now = timezone.now()
    ages = {("SUCCESSFUL", 15), ("SUCCESSFUL", 13), ("FAILED", 91), ("FAILED", 89), ("READY", 400), ("RUNNING", 400)}
    for status, days in ages:
        tasks.say.enqueue(f"{status} {days}")
        row = DBTaskResult.objects.get(status="READY", args_kwargs__args=[f"{status} {days}"])
        ended = now - timedelta(days=days) if status in ("SUCCESSFUL", "FAILED") else None
        DBTaskResult.objects.filter(pk=row.pk).update(status=status, finished_at=ended)

    prune()

    left = {row.args_kwargs["args"][0] for row in DBTaskResult.objects.all()}
    assert left == {"SUCCESSFUL 13", "FAILED 89", "READY 400", "RUNNING 400"}
