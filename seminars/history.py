"""What is versioned of a seminar: each of its moments by itself."""

from core.history import Part, track
from seminars.models import AnnouncedFigure, MediaItem, Participation, Plenary, Seminar, Stage, Visit, Workshop


def register() -> None:
    track(Seminar, Part(AnnouncedFigure, ("seminar",), rank="position"))
    track(Stage, Part(Participation, ("stage",)))
    for model in (AnnouncedFigure, Visit, Workshop, Plenary, Participation, MediaItem):
        track(model)
