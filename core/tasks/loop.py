"""How the processes that never end go round, and end."""

import logging
import signal
import time
from collections.abc import Callable

from django.db import InterfaceError, OperationalError, close_old_connections, connection

logger = logging.getLogger(__name__)

PAUSE_SECONDS = 1
PAUSE_WITHOUT_DATABASE_SECONDS = 5


def loop(step: Callable[[], bool]) -> None:
    """Call ``step`` until SIGTERM or SIGINT, with a pause after each call that found nothing to do.

    A signal lets the step in progress end; a second one does not wait for it. A database that does not answer is
    waited for.
    """
    is_stopping = False

    def stop(signum: int, frame) -> None:
        nonlocal is_stopping
        is_stopping = True
        signal.signal(signum, signal.SIG_DFL)

    for signum in (signal.SIGTERM, signal.SIGINT):
        signal.signal(signum, stop)
    while not is_stopping:
        close_old_connections()
        pause = 0
        try:
            if not step():
                pause = PAUSE_SECONDS
        except (OperationalError, InterfaceError) as error:
            logger.warning("La base de données ne répond pas : %s", error)
            connection.close()
            pause = PAUSE_WITHOUT_DATABASE_SECONDS
        if not is_stopping:
            time.sleep(pause)
