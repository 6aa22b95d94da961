"""A child kept loaded, so that a preview waits for its layout alone.

At most one waits in a process of the server, for one document as any other (``core.pdf.engine.Renderer``): it is never
used twice. It ends when nobody asked for ten minutes, and with the server: its input closes, and the system tells it.
"""

import atexit
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import Empty, SimpleQueue

from core.pdf.engine import Renderer

IDLE_SECONDS = 600


class Spare:
    def __init__(self, idle_seconds: float = IDLE_SECONDS) -> None:
        self.idle_seconds = idle_seconds
        self._change = threading.Condition()
        self._waiting: tuple[tuple, Renderer] | None = None
        self._asked: SimpleQueue[tuple[Path, ...]] = SimpleQueue()
        self._keeper: threading.Thread | None = None

    def prepare(self, stylesheets: Sequence[Path]) -> None:
        """See that a child with these sheets waits, or will in a moment."""
        with self._change:
            if self._keeper is None:
                # A child is told of the end of the thread that started it, and the thread of a request ends at once.
                self._keeper = threading.Thread(target=self._keep, name="pdf-spare", daemon=True)
                self._keeper.start()
                atexit.register(self.close)
        self._asked.put(tuple(stylesheets))

    @contextmanager
    def renderer(self, stylesheets: Sequence[Path]) -> Iterator[Renderer]:
        """The child that waits, if it read these sheets as they are now; a new one otherwise."""
        taken = self._take()
        if taken and (taken[0] != _state(stylesheets) or not taken[1].is_alive):
            taken[1].__exit__(None, None, None)
            taken = None
        renderer = taken[1] if taken else Renderer(stylesheets=stylesheets).__enter__()
        try:
            yield renderer
        finally:
            renderer.__exit__(None, None, None)

    def close(self) -> None:
        taken = self._take()
        if taken:
            taken[1].__exit__(None, None, None)
            with self._change:
                self._change.notify_all()

    def _take(self) -> tuple[tuple, Renderer] | None:
        with self._change:
            taken, self._waiting = self._waiting, None
        return taken

    def _keep(self) -> None:
        while True:
            try:
                stylesheets = self._asked.get(timeout=self.idle_seconds)
            except Empty:
                self.close()
                continue
            with suppress(OSError):  # no process or no room to be had: previews start theirs, and say what fails
                self._replace(stylesheets)

    def _replace(self, stylesheets: tuple[Path, ...]) -> None:
        state = _state(stylesheets)
        with self._change:
            if self._waiting and self._waiting[0] == state:
                return
        self.close()
        renderer = Renderer(stylesheets=stylesheets).__enter__()
        with self._change:
            self._waiting = (state, renderer)
            self._change.notify_all()


def _state(stylesheets: Sequence[Path]) -> tuple:
    return tuple((str(path), path.stat().st_mtime_ns) for path in stylesheets)


spare = Spare()
