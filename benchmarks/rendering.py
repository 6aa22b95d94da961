# ruff: noqa: T201
"""Processor and memory to lay out an issue of 24 pages with 60 pictures and charts, as a worker does.

What is measured is a portal of its own: script/bench makes it.
"""

import os
import resource
import statistics
from io import BytesIO

import django

from benchmarks.measure import french

RUNS = 3
NUMBER = 998
RUBRIQUES, PICTURES_EACH = 6, 10
MOST_CPU, MOST_MEMORY = 8, 512


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coorace_quality.settings")
    django.setup()
    issue = make()
    seconds = []
    for _ in range(RUNS):
        before = cpu()
        pdf = lay_out(issue)
        seconds.append(cpu() - before)
    peak = sum(resource.getrusage(whose).ru_maxrss for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024
    print("## Un grand numéro\n")
    print(
        f"{pdf.pages} pages, {RUBRIQUES * PICTURES_EACH} images, et tout ce que le portail sait dessiner ; "
        f"{french(len(pdf.content) / 2**20, 1)} Mio.\n"
    )
    print("| composer le PDF et sa couverture, dans un portail qui tourne | mesuré | au plus |")
    print("|---|---|---|")
    spread = f"{french(statistics.median(seconds))} ({french(min(seconds))}–{french(max(seconds))})"
    print(f"| processeur, enfants compris (s) | {spread} | {MOST_CPU} |")
    print(f"| mémoire, celle du portail et du plus gros enfant (Mio) | {french(peak, 0)} | {MOST_MEMORY} |")
    raise SystemExit(statistics.median(seconds) > MOST_CPU or peak > MOST_MEMORY)


def lay_out(issue):
    from newsletter.draft import draft_of
    from newsletter.rendering import cover_of, render_pdf_file

    draft = draft_of(issue)
    pdf = render_pdf_file(draft.article, lambda: draft.pdf_source)
    cover_of(pdf)
    return pdf


def cpu() -> float:
    """Seconds of processor this process and its children have used."""
    return sum(os.times()[:4])


def make():
    from django.core.files.base import ContentFile

    from newsletter.enums import Band, LiveKind
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
        # All that the portal draws, charts and lists, dealt out among the rubriques.
        for kind in list(LiveKind)[n::RUBRIQUES]:
            Live.objects.create(**place(), kind=kind, title=f"Tiré du portail, {n}")
    return issue


def photo(seed: int) -> bytes:
    """A strip of landscape, as heavy as one of a camera and like no other: five stand on a page."""
    from PIL import Image as Pixels

    size = 1800, 440
    base = Pixels.linear_gradient("L").rotate(seed * 6).resize(size)
    noise = Pixels.effect_noise(size, 30)
    out = BytesIO()
    Pixels.merge("RGB", (base, noise, base.transpose(Pixels.Transpose.FLIP_LEFT_RIGHT))).save(out, "JPEG", quality=85)
    return out.getvalue()


if __name__ == "__main__":
    main()
