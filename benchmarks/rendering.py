# ruff: noqa: T201
"""Processor and memory to lay out an issue of 24 pages with 60 pictures and charts, each time in a fresh process.

What is measured is a portal of its own: script/bench makes it.
"""

import os
import statistics
import sys
import tempfile
from io import BytesIO
from pathlib import Path

import django
import pikepdf

from benchmarks.measure import french

RUNS = 3
NUMBER = 998
RUBRIQUES, PICTURES_EACH = 6, 10
# Charts, lists and figures drawn from the portal, one after the other.
LIVE = ("pistes-generales", "pistes-qualite", "etapes", "observations")
MOST_CPU, MOST_MEMORY = 8, 512


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coorace_quality.settings")
    django.setup()
    make()
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "grand.pdf"
        runs = [export(output) for _ in range(RUNS)]
        size = output.stat().st_size
        with pikepdf.open(output) as pdf:
            pages = len(pdf.pages)
    seconds, peaks = zip(*runs, strict=True)
    print("## Un grand numéro\n")
    print(
        f"{pages} pages, {RUBRIQUES * PICTURES_EACH} images, {RUBRIQUES} graphiques et listes tirés du portail ; "
        f"{french(size / 2**20, 1)} Mio.\n"
    )
    print("| composer le PDF et sa couverture, Django compris | mesuré | au plus |")
    print("|---|---|---|")
    spread = f"{french(statistics.median(seconds))} ({french(min(seconds))}–{french(max(seconds))})"
    print(f"| processeur, enfants compris (s) | {spread} | {MOST_CPU} |")
    print(f"| mémoire du plus gros processus (Mio) | {french(max(peaks), 0)} | {MOST_MEMORY} |")
    raise SystemExit(statistics.median(seconds) > MOST_CPU or max(peaks) > MOST_MEMORY)


def make() -> None:
    from django.core.files.base import ContentFile

    from newsletter.enums import Band
    from newsletter.models import Image, Issue, Live, Rubrique, Text

    issue = Issue.objects.create(
        number=NUMBER,
        title="Un grand numéro",
        publisher="Mesures",
        provenance="fictif",
        seminar=Issue.objects.get(number=4).seminar,
    )
    rank = 0

    def place() -> dict:
        nonlocal rank
        rank += 10
        return {"parent": issue, "region": "main", "ordering": rank}

    sentence = "Les entreprises du réseau décrivent ce qu’elles ont vu et ce qu’elles comptent en faire. "
    for n in range(RUBRIQUES):
        Rubrique.objects.create(
            **place(), title=f"Rubrique {n}", anchor=f"r{n}", teaser="Ce qu’on y lit.", band=list(Band)[n % 3]
        )
        Text.objects.create(**place(), body=f"<p>{sentence * 4}</p>" * 2)
        for one in range(PICTURES_EACH):
            Image.objects.create(
                **place(),
                picture=ContentFile(photo(n * PICTURES_EACH + one), name="photo.jpg"),
                alternative="Un dégradé",
                caption="Une légende",
            )
        Live.objects.create(**place(), kind=LIVE[n % len(LIVE)], title=f"Tiré du portail, {n}")


def photo(seed: int) -> bytes:
    """A strip of landscape, as heavy as one of a camera and like no other: four stand on a page."""
    from PIL import Image as Pixels

    size = 1800, 520
    base = Pixels.linear_gradient("L").rotate(seed * 6).resize(size)
    noise = Pixels.effect_noise(size, 30)
    out = BytesIO()
    Pixels.merge("RGB", (base, noise, base.transpose(Pixels.Transpose.FLIP_LEFT_RIGHT))).save(out, "JPEG", quality=85)
    return out.getvalue()


def export(output: Path) -> tuple[float, float]:
    """Seconds of processor and the highest resident memory, in MiB, of the command and of what it waited for."""
    command = [sys.executable, "manage.py", "export_issue", str(NUMBER), "--format", "pdf", "--brouillon", "-o"]
    pid = os.posix_spawn(
        sys.executable,
        [*command, str(output)],
        os.environ,
        file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)],
    )
    _, status, usage = os.wait4(pid, 0)
    if status:
        raise SystemExit("export_issue failed.")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


if __name__ == "__main__":
    main()
