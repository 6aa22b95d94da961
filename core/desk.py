"""« À faire »: the cards of the back-office's home. Each app registers its own beside its admin."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from core.uses import change_url

SHOWN = 5


@dataclass(frozen=True)
class Line:
    """One thing to do; ``detail`` says since when or what is missing, ``is_late`` that it has waited too long."""

    label: str
    url: str = ""
    detail: str = ""
    is_late: bool = False


@dataclass(frozen=True)
class Card:
    """What waits for someone in one matter: the first lines, and the page of all of them.

    ``empty`` is the calm sentence of a card with nothing to do.
    """

    name: str
    title: str
    empty: str
    lines: tuple[Line, ...] = ()
    count: int = 0
    url: str = ""
    more: str = "Tout voir"

    @property
    def shown(self) -> tuple[Line, ...]:
        return self.lines[:SHOWN]

    @property
    def hidden_count(self) -> int:
        return len(self.lines) - len(self.shown)

    @property
    def is_late(self) -> bool:
        return any(line.is_late for line in self.lines)


# Reads the card of someone; None: it is no business of theirs.
Reader = Callable[..., Card | None]

_readers: list[tuple[int, Reader]] = []


def register(reader: Reader, *, order: int) -> None:
    """Show what ``reader(user)`` returns, the lowest order first; it takes a constant number of queries."""
    _readers.append((order, reader))


def cards_for(user) -> list[Card]:
    """What has something to do comes first, each part in the registered order."""
    readers = (reader for _, reader in sorted(_readers, key=lambda one: one[0]))
    cards = [card for reader in readers if (card := reader(user))]
    return sorted(cards, key=lambda card: card.count == 0)


# --- Where a text kept aside is taken up again ------------------------------------------------------

_places: dict[type[Model], Callable[[Any], str]] = {}


def resume_at(model: type[Model], place: Callable[[Any], str]) -> None:
    """Say by which page objects of ``model`` are written, where it is not their form in the back-office."""
    _places[model] = place


def place_of(target: Model) -> str:
    return _places.get(type(target), change_url)(target)
