"""What is said elsewhere of a proposal, a track or a question, on its page: apps above register how to read it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from core.enums import Provenance
from proposals.models import Proposal, Question, WorkTrack

Subject = Proposal | WorkTrack | Question


@dataclass(frozen=True)
class Section:
    """A part of the page: its template, which is given ``content``, and the provenances of what it shows."""

    template: str
    content: Any
    provenances: frozenset[Provenance]


# From a subject and a reader to what that reader may read.
Voices = Callable[[Subject, Any], Section | None]

_readers: list[Voices] = []


def register(read: Voices) -> None:
    _readers.append(read)


def read_voices(subject: Subject, user: Any) -> list[Section]:
    return [section for read in _readers if (section := read(subject, user))]
