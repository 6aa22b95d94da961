"""How what came of a seminar is found."""

from core import search
from core.enums import Audience
from core.search import Document
from proposals.models import Observation, Proposal, Question, StatusChange, Trend, WorkTrack
from proposals.models.changes import SUBJECTS


def register() -> None:
    for model in (Observation, Trend, WorkTrack):
        search.register(model, worded, feeds=["seminar"])
    search.register(Question, question, feeds=["seminar"])
    search.register(Proposal, proposal, feeds=["seminar", "workshop__seminar"])
    search.register(StatusChange, change, feeds=SUBJECTS)


def worded(one: Observation | Trend | WorkTrack) -> Document:
    printed = one.wording if one.corrected_wording else ""
    return Document(title=one.label, text=one.reading, aliases=printed, audience=one.effective_audience)


def question(one: Question) -> Document:
    text = f"{one.theme}\n{one.context}".strip()
    return Document(title=one.title, text=text, audience=one.effective_audience)


def proposal(one: Proposal) -> Document:
    # Whoever finds the proposal by its workshop learns of it: a reserved one is no word of a public proposal.
    is_told = one.workshop and one.workshop.effective_audience in (Audience.PUBLIC, one.effective_audience)
    parts = (one.theme, is_told and one.workshop.theme, one.reading, one.retained_wording, one.answer)
    return Document(
        title=one.label,
        text="\n".join(part for part in parts if part),
        aliases=f"{one.number} {one.printed_number or ''} {one.wording if one.corrected_wording else ''}",
        audience=one.effective_audience,
    )


def change(one: StatusChange) -> Document:
    """For the back-office alone: readers find what moved by the object itself."""
    return Document(title=f"{one.subject} : {one}", text=one.comment)
