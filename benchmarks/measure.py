# ruff: noqa: S310
"""What the benchmarks share: the clock of a process tree, and figures as French readers write them."""

import os
import socket
import time
import urllib.request
from pathlib import Path
from urllib.error import URLError

TICKS = os.sysconf("SC_CLK_TCK")


def french(value: float, digits: int = 2) -> str:
    """Write 1234.5 as « 1 234,5 », with a narrow no-break space."""
    return f"{value:,.{digits}f}".replace(",", "\u202f").replace(".", ",")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for_page(url: str, *, seconds: float, alive) -> float:
    """Return the moment ``url`` first answered 200; give up when ``alive()`` is false."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and alive():
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                if answer.status == 200:
                    return time.monotonic()
        except (URLError, OSError):
            time.sleep(0.05)
    raise SystemExit(f"{url} did not answer.")


def cpu_seconds(root: int) -> float:
    """Return what a process and those under it have used, user and system."""
    parents, used = {}, {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        pid = int(entry.parent.name)
        parents[pid] = int(fields[1])
        used[pid] = (int(fields[11]) + int(fields[12])) / TICKS
    return sum(seconds for pid, seconds in used.items() if _is_under(pid, root, parents))


def _is_under(pid: int, root: int, parents: dict[int, int]) -> bool:
    while pid and pid != root:
        pid = parents.get(pid, 0)
    return pid == root
