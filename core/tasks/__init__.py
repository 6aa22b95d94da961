"""Work done out of the request: a queue of tasks, and what is due at its hour.

    @task
    def draw(issue_id: int) -> None: ...

    draw.enqueue(issue.pk)  # in the transaction that makes it needed: rolled back, it was never asked for

``manage.py run_worker`` does the tasks. Apps register what is due in ``AppConfig.ready()``
(``register("proposals.remind", remind, daily(hour=7))``); ``manage.py run_scheduled`` runs it.
"""

from core.tasks.queue import TransientError, task
from core.tasks.schedule import daily, every, register

__all__ = ["TransientError", "daily", "every", "register", "task"]
