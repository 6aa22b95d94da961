"""How what came of a seminar is found."""

from core import search
from core.search import Document
from proposals.models import Observation, Question, Trend, WorkTrack


def register() -> None:
    for model in (Observation, Trend, WorkTrack):
        search.register(model, worded)
    search.register(Question, question)


def worded(one: Observation | Trend | WorkTrack) -> Document:
    printed = one.wording if one.corrected_wording else ""
    return Document(title=one.label, text=one.reading, aliases=printed, audience=one.audience)


def question(one: Question) -> Document:
    text = f"{one.theme}\n{one.context}".strip()
    return Document(title=one.question, text=text, audience=one.audience)
