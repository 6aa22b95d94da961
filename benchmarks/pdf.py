# ruff: noqa: T201
"""Time and memory of ``export_issue 4 --format pdf``, each time in a fresh process."""

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

import pikepdf

from benchmarks.measure import french

RUNS = 5


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "fil-dinfo-4.pdf"
        runs = [export(output) for _ in range(RUNS)]
        size = output.stat().st_size
        with pikepdf.open(output) as pdf:
            pages = len(pdf.pages)
    seconds, peaks = zip(*runs, strict=True)
    print("## Le PDF du n° 4\n")
    print(f"`manage.py export_issue 4 --format pdf`, médianes de {RUNS} processus neufs.\n")
    print("| durée (s) | mémoire au plus haut (Mio) | pages | poids (Kio) |\n|---|---|---|---|")
    print(
        f"| {french(statistics.median(seconds))} ({french(min(seconds))}–{french(max(seconds))}) "
        f"| {french(statistics.median(peaks), 0)} | {pages} | {french(size / 1024, 0)} |"
    )


def export(output: Path) -> tuple[float, float]:
    """Return seconds and the highest resident memory, in MiB, of the command and the processes it waited for."""
    command = [sys.executable, "manage.py", "export_issue", "4", "--format", "pdf", "-o", str(output)]
    started = time.monotonic()
    pid = os.posix_spawn(
        sys.executable, command, os.environ, file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    )
    _, status, usage = os.wait4(pid, 0)
    if status:
        raise SystemExit("export_issue failed.")
    return time.monotonic() - started, usage.ru_maxrss / 1024


if __name__ == "__main__":
    main()
