"""The tasks' rows: how one is asked for, tried again, given up and forgotten.

The only module that knows where tasks come from: ``django_tasks`` today, ``django.tasks`` from Django 6 on.

A task may run more than once: the worker that had it was killed, or lost the database before it could say it was done.
So each one is written to be run again, and to end long before ``LONGEST``.
"""

import logging
from collections.abc import Callable
from datetime import timedelta
from traceback import format_exception

from django.core.exceptions import SuspiciousOperation
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django_tasks_db.compat import Task, TaskResultStatus
from django_tasks_db.models import DBTaskResult

try:
    from django.tasks import task as django_task
except ImportError:
    from django_tasks import task as django_task

logger = logging.getLogger(__name__)

# Past it, the worker that runs a task is taken for dead.
LONGEST = timedelta(minutes=15)
# A task that so many workers died of is not given to another one.
MAX_WORKERS = 3
# The wait doubles from 2 minutes on: the last try comes nearly three days after the first, past any week-end.
MAX_TRIES = 12

KEPT_DONE = timedelta(days=14)
KEPT_FAILED = timedelta(days=90)


class TransientError(Exception):
    """Raised by a task whose obstacle will pass: it is tried again later."""


class WorkersKilledError(Exception):
    """Why a task is given up that never ended by itself."""


_when_given_up: dict[str, Callable] = {}


def task(function: Callable | None = None, *, given_up: Callable | None = None):
    """Make a task of a function of a module, whose arguments JSON can hold.

    ``given_up`` is called with the task's own arguments and ``error=`` in the transaction that marks it failed,
    whether it raised, was tried too often, or killed its workers.
    """

    def decorate(function: Callable) -> Task:
        made = django_task(function)
        if given_up:
            _when_given_up[made.module_path] = given_up
        return made

    return decorate(function) if function else decorate


def postpone(row: DBTaskResult, error: Exception) -> None:
    """Put a task back: 2 minutes after its first try, 4 after its second, and so on; given up after ``MAX_TRIES``."""
    tries = len(row.worker_ids)
    if tries >= MAX_TRIES:
        give_up(row, error)
        return
    row.status = TaskResultStatus.READY
    row.run_after = timezone.now() + timedelta(minutes=2**tries)
    row.exception_class_path = f"{type(error).__module__}.{type(error).__qualname__}"
    row.traceback = "".join(format_exception(error))
    row.save(update_fields=["status", "run_after", "exception_class_path", "traceback"])


def give_up(row: DBTaskResult, error: Exception) -> None:
    logger.error("Tâche abandonnée : %s %s", row.task_path, row.id, exc_info=error)
    try:
        with transaction.atomic():
            row.set_failed(error)
            if given_up := _callback_of(row):
                given_up(*row.args_kwargs["args"], **row.args_kwargs["kwargs"], error=error)
    except Exception:
        # Else every worker to come would stumble on this row.
        logger.exception("Tâche abandonnée sans suite : %s %s", row.task_path, row.id)
        row.set_failed(error)


def _callback_of(row: DBTaskResult) -> Callable | None:
    try:
        return _when_given_up.get(row.task.module_path)  # finding the task imports its module, which fills the table
    except (ImportError, SuspiciousOperation):
        return None  # removed since


def reap() -> None:
    """Give the tasks of dead workers to others, or give them up: no one else ever would."""
    running = DBTaskResult.objects.running().filter(started_at__lt=timezone.now() - LONGEST)
    for pk in running.values_list("pk", flat=True):
        with transaction.atomic():
            row = running.select_for_update().filter(pk=pk).first()
            if row is None:  # another worker reaped it first
                continue
            # One worker may have tried it several times: those it survived do not count.
            if len(set(row.worker_ids)) >= MAX_WORKERS:
                give_up(row, WorkersKilledError(f"{MAX_WORKERS} processus se sont arrêtés en cours de tâche."))
            else:
                row.status = TaskResultStatus.READY
                row.save(update_fields=["status"])


def prune() -> None:
    """Forget the tasks done or given up long ago."""
    now = timezone.now()
    DBTaskResult.objects.filter(
        Q(status=TaskResultStatus.SUCCESSFUL, finished_at__lt=now - KEPT_DONE)
        | Q(status=TaskResultStatus.FAILED, finished_at__lt=now - KEPT_FAILED)
    ).delete()
