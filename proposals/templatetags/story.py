"""What the pages of proposals, tracks and questions say: texts, slips, and the way along their states."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django import template
from django.utils.safestring import SafeString
from django.utils.timezone import localdate

from core.models import Sourced, Worded
from core.search import excerpt, highlight
from core.wording import Correction, corrections
from proposals.enums import ProposalState, QuestionStatus, TrackStatus
from proposals.models import Milestone, Proposal, Question, WorkTrack

register = template.Library()

# The way things usually go, from the first state to the answer.
USUAL_WAYS = {
    Proposal: (ProposalState.COLLECTED, ProposalState.STUDIED, ProposalState.RETAINED),
    WorkTrack: (TrackStatus.SET, TrackStatus.COMMITTED, TrackStatus.UNDER_WAY, TrackStatus.COMPLETED),
    Question: (QuestionStatus.OPEN, QuestionStatus.DEBATED, QuestionStatus.SETTLED),
}
PASSED, CURRENT, AHEAD = "franchi", "actuel", "à venir"


@dataclass(frozen=True)
class Bead:
    label: str
    place: str


@register.filter
def coquilles(one: Worded) -> list[Correction]:
    """The slips of a printed text that readers see corrected."""
    return corrections(one.wording, one.corrected_wording) if one.corrected_wording else []


@register.filter
def paragraphes(text: str) -> list[str]:
    return [part.strip() for part in text.split("\n\n") if part.strip()]


@register.filter
def extrait(text: str, length: int) -> str:
    """Cut a text between two words."""
    return excerpt(text, length)


@register.filter
def notes_partagees(sourced: Iterable[Sourced]) -> list[str]:
    """The notes of provenance that several things not attested have in common: said once, for all of them."""
    notes = Counter(one.provenance_note for one in sourced if not one.is_attested and one.provenance_note)
    return [note for note, count in notes.items() if count > 1]


@register.filter
def surligne(text: str, query: str) -> SafeString:
    """Mark in a plain text what answers a search; nothing when nothing is looked for."""
    return highlight(text, query)


@register.filter
def est_depasse(milestone: Milestone) -> bool:
    """Whether a milestone is not reached though its day is past."""
    return milestone.reached_on is None and milestone.due_on < localdate()


@register.inclusion_tag("proposals/beads.html")
def beads(one: Proposal | WorkTrack | Question) -> dict[str, list[Bead]]:
    """The states of an object as beads on the thread: those it went through, where it stands, those ahead.

    Only what its history tells is shown as gone through; a state off the usual way ends it.
    """
    usual = USUAL_WAYS[type(one)]
    states = type(usual[0])
    state = states(one.state if isinstance(one, Proposal) else one.status)
    lived = {value for change in one.changes.all() for value in (change.before, change.after)}
    place = usual.index(state) if state in usual else len(usual)
    strung = [Bead(step.label, PASSED) for step in usual[:place] if step in lived]
    strung.append(Bead(state.label, CURRENT))
    ahead = ["réponse" if step == ProposalState.RETAINED else step.label for step in usual[place + 1 :]]
    return {"beads": strung + [Bead(label, AHEAD) for label in ahead]}
