"""What is done to the blocks of an issue."""

from collections.abc import Iterable

from django.db import transaction

from newsletter.models import FigurePlace, KeyFigures
from seminars.models import AnnouncedFigure


@transaction.atomic
def set_key_figures(*, block: KeyFigures, figures: Iterable[AnnouncedFigure]) -> None:
    """Give a band its figures, in the order readers see them."""
    block.places.all().delete()
    FigurePlace.objects.bulk_create(
        FigurePlace(block=block, figure=figure, position=position) for position, figure in enumerate(figures, start=1)
    )
