"""How what happened is found."""

from core import search
from core.search import Document
from seminars.models import AnnouncedFigure, MediaItem, Participation, Plenary, Seminar, Stage, Visit, Workshop


def register() -> None:
    search.register(Seminar, seminar)
    search.register(Stage, stage, feeds=["seminar"])
    search.register(Visit, visit, feeds=["stage__seminar", "host"])
    search.register(Workshop, workshop, feeds=["seminar"])
    search.register(Plenary, plenary, feeds=["stage__seminar"])
    search.register(MediaItem, media_item, feeds=["seminar"])
    search.register(AnnouncedFigure, figure)
    search.register(Participation, participation, feeds=["stage"])


def seminar(one: Seminar) -> Document:
    return Document(title=one.name, text=f"{one.strapline}\n{one.year}".strip(), audience=one.effective_audience)


def stage(one: Stage) -> Document:
    printed = one.wording if one.corrected_wording else ""
    return Document(
        title=one.name,
        text="\n".join(part for part in (one.date_label, one.place, one.reading) if part),
        aliases=f"{one.place_printed} {printed}",
        audience=one.effective_audience,
        date=one.starts_on,
    )


def visit(one: Visit) -> Document:
    return Document(
        title=one.place,
        text="\n".join(str(part) for part in (one.host, one.country, one.seen) if part),
        aliases=one.place_printed,
        audience=one.effective_audience,
        date=one.stage.starts_on,
    )


def figure(one: AnnouncedFigure) -> Document:
    # Its thousands are grouped in the title: whoever looks for it types them as they come.
    return Document(title=str(one), text=one.printed, aliases="" if one.value is None else str(one.value))


def participation(one: Participation) -> Document:
    return Document(title=str(one), text=one.stage.name)


def workshop(one: Workshop) -> Document:
    return Document(title=one.theme, text=one.summary, aliases=f"atelier {one.number}", audience=one.effective_audience)


def plenary(one: Plenary) -> Document:
    printed = one.wording if one.corrected_wording else ""
    return Document(title=one.title, text=one.reading, aliases=printed, audience=one.effective_audience)


def media_item(one: MediaItem) -> Document:
    return Document(title=one.title, text=one.transcript, audience=one.effective_audience)
