# ruff: noqa: T201
"""Time and memory of the PDF of issue 4: by the command, and by a portal that runs, each time in a fresh process."""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import django
import pikepdf

from benchmarks.measure import french

RUNS = 5
# Seconds someone takes before asking for the PDF of what they see.
READING = 4


def main() -> None:
    rendered, covered = render_alone()
    shown = preview()
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "fil-dinfo-4.pdf"
        runs = [export(output) for _ in range(RUNS)]
        size = output.stat().st_size
        with pikepdf.open(output) as pdf:
            pages = len(pdf.pages)
    seconds, peaks = zip(*runs, strict=True)
    print("## Le PDF du n° 4\n")
    print(
        f"{pages} pages, {french(size / 1024, 0)} Kio. Médianes de {RUNS} fois ; au plus {french(max(peaks), 0)} Mio.\n"
    )
    print("| chaque fois dans un processus neuf | durée (s) |\n|---|---|")
    print(f"| le rendu, demandé par un portail qui tourne | {spread(rendered)} |")
    print(f"| le rendu et la couverture qu’en montre l’archive : ce qu’attend une publication | {spread(covered)} |")
    print(f"| l’aperçu d’un brouillon qui vient de changer, l’enfant étant chargé d’avance | {spread(shown)} |")
    print(f"| `manage.py export_issue 4 --format pdf --brouillon`, Django compris | {spread(seconds)} |")


def spread(seconds: Sequence[float]) -> str:
    return f"{french(statistics.median(seconds))} ({french(min(seconds))}–{french(max(seconds))})"


def render_alone() -> tuple[list[float], list[float]]:
    """Seconds to lay the issue out, from the article to the file, by an engine started for it; then with its cover."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coorace_quality.settings")
    django.setup()
    from newsletter.article import build_article
    from newsletter.models import Issue
    from newsletter.rendering import cover_of, render_pdf_file

    article = build_article(Issue.objects.get(number=4))
    render_pdf_file(article)  # templates are read once
    taken, covered = [], []
    for _ in range(RUNS):
        started = time.monotonic()
        made = render_pdf_file(article)
        taken.append(time.monotonic() - started)
        cover_of(made)
        covered.append(time.monotonic() - started)
    return taken, covered


def preview() -> list[float]:
    """Seconds to the PDF of a draft just changed, by a child that was loaded before it was asked."""
    from core.pdf.spare import spare
    from newsletter.draft import draft_of
    from newsletter.models import Issue
    from newsletter.rendering import print_stylesheets, render_source

    issue = Issue.objects.get(number=4)
    taken = []
    for _ in range(RUNS):
        spare.prepare(print_stylesheets())
        time.sleep(READING)
        started = time.monotonic()
        with spare.renderer(print_stylesheets()) as renderer:
            render_source(renderer, draft_of(issue).pdf_source)
        taken.append(time.monotonic() - started)
    spare.close()
    return taken


def export(output: Path) -> tuple[float, float]:
    """Return seconds and the highest resident memory, in MiB, of the command and the processes it waited for."""
    command = [sys.executable, "manage.py", "export_issue", "4", "--format", "pdf", "--brouillon", "-o", str(output)]
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
