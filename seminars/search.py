"""How what happened is found."""

from core import search
from core.search import Document
from seminars.models import AnnouncedFigure, Seminar, Stage, Visit


def register() -> None:
    search.register(Seminar, seminar)
    search.register(Stage, stage, feeds=["seminar"])
    search.register(Visit, visit, feeds=["stage__seminar", "host"])
    search.register(AnnouncedFigure, figure)


def seminar(one: Seminar) -> Document:
    return Document(title=one.name, text=f"{one.strapline}\n{one.year}".strip(), audience=one.audience)


def stage(one: Stage) -> Document:
    printed = one.wording if one.corrected_wording else ""
    return Document(
        title=one.name,
        text="\n".join(part for part in (one.date_label, one.place, one.reading) if part),
        aliases=f"{one.place_printed} {printed}",
        audience=one.audience,
        date=one.starts_on,
    )


def visit(one: Visit) -> Document:
    return Document(
        title=one.place,
        text=", ".join(str(part) for part in (one.host, one.country) if part),
        aliases=one.place_printed,
        audience=one.audience,
        date=one.stage.starts_on,
    )


def figure(one: AnnouncedFigure) -> Document:
    return Document(title=str(one), text=one.printed)
