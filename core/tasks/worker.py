"""Who does the tasks. Several may work at once, on one machine or more."""

import os
import socket
import time

from django.db import InterfaceError, OperationalError, close_old_connections, transaction
from django.utils.crypto import get_random_string
from django_tasks_db.models import DBTaskResult

from core.tasks.queue import TransientError, give_up, postpone, reap

REAP_EVERY_SECONDS = 60


class Worker:
    def __init__(self) -> None:
        # The end tells apart two processes that had the same number.
        self.id = f"{socket.gethostname()[:40]}-{os.getpid()}-{get_random_string(8)}"
        self._reap_at = time.monotonic()

    def step(self) -> bool:
        """Reap when it is time, then run a task; False when there was none."""
        if time.monotonic() >= self._reap_at:
            reap()
            self._reap_at = time.monotonic() + REAP_EVERY_SECONDS
        return self.run_next()

    def run_next(self) -> bool:
        """Run the next task that is ready; False when there is none."""
        ready = DBTaskResult.objects.ready()
        # SQLite has one writer at a time: none is kept waiting as long as there is nothing to do.
        if not ready.exists():
            return False
        with transaction.atomic():
            row = ready.get_locked()
            if row is None:
                return False
            row.claim(self.id)
        try:
            row.set_successful(row.task.call(*row.args_kwargs["args"], **row.args_kwargs["kwargs"]))
        except TransientError as error:
            postpone(row, error)
        except (OperationalError, InterfaceError) as error:
            close_old_connections()  # a broken one could not tell of it
            postpone(row, error)
        except Exception as error:
            give_up(row, error)
        return True
