"""What happened."""

from seminars.models.moments import MediaItem, Participation, Plenary, Visit, Workshop
from seminars.models.seminar import AnnouncedFigure, Seminar, Stage

__all__ = [
    "AnnouncedFigure",
    "MediaItem",
    "Participation",
    "Plenary",
    "Seminar",
    "Stage",
    "Visit",
    "Workshop",
]
