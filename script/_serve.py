# ruff: noqa: INP001
"""Run the server given as arguments, with the worker and the scheduler beside it.

Whoever stops this process stops the three of them, even by ``kill -9`` on Linux. The server's end is the end of all;
a worker or a scheduler that ends is started again.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

MANAGE = [sys.executable, str(Path(__file__).resolve().parent.parent / "manage.py")]
HELPERS = {"run_worker": [*MANAGE, "run_worker"], "run_scheduled": [*MANAGE, "run_scheduled", "--forever"]}

LOOK_EVERY_SECONDS = 0.2
RESTART_AFTER_SECONDS = 5
# Time for the task in progress to end; cut short, it is tried again by a later worker.
STOP_WITHIN_SECONDS = 10


def main() -> int:
    asked_to_stop = []
    signals = [signal.SIGTERM, signal.SIGINT]
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # else nohup would mean nothing
        signals.append(signal.SIGHUP)
    for signum in signals:
        signal.signal(signum, lambda signum, frame: asked_to_stop.append(signum))

    server = start(sys.argv[1:])
    helpers = {name: start(command) for name, command in HELPERS.items()}
    restart_at = {}
    while not asked_to_stop and server.poll() is None:
        for name, process in helpers.items():
            if process.poll() is None:
                continue
            if name not in restart_at:
                say(f"{name} s’est arrêté (code {process.returncode}) : relancé dans {RESTART_AFTER_SECONDS} s.")
                restart_at[name] = time.monotonic() + RESTART_AFTER_SECONDS
            elif time.monotonic() >= restart_at[name]:
                del restart_at[name]
                helpers[name] = start(HELPERS[name])
        time.sleep(LOOK_EVERY_SECONDS)
    stop([server, *helpers.values()], asked_to_stop)
    return server.returncode if server.returncode >= 0 else 128 - server.returncode


def start(command: list[str]) -> subprocess.Popen:
    """Start a process in a group of its own: Ctrl+C reaches us alone, and each child is told to stop once."""
    parent = os.getpid()

    def follow_parent() -> None:
        if command in HELPERS.values():
            os.nice(5)  # pages first
        if sys.platform == "linux":
            # 1 = PR_SET_PDEATHSIG.
            ctypes.CDLL(None).prctl(1, signal.SIGTERM)
        # It may have been killed before that line.
        if os.getppid() != parent:
            os._exit(1)

    return subprocess.Popen(  # noqa: S603
        command,
        stdin=subprocess.DEVNULL,
        process_group=0,
        preexec_fn=follow_parent,
    )


def stop(processes: list[subprocess.Popen], asked_to_stop: list[int]) -> None:
    """Ask them all to end; kill those that are too long, or still there when asked a second time."""
    for process in processes:
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + STOP_WITHIN_SECONDS
    while any(process.poll() is None for process in processes):
        if time.monotonic() >= deadline or len(asked_to_stop) > 1:
            for process in processes:
                process.kill()
        time.sleep(LOOK_EVERY_SECONDS / 4)


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
