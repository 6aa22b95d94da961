"""What is done to proposals, tracks and questions: moving them from one state to the next, and saying so."""

from datetime import date

from django.db import transaction
from django.db.models import Max

from core.errors import DomainError
from core.history import recorded, rows_in_bin
from proposals.enums import ProposalState, QuestionStatus, TrackStatus
from proposals.models import Proposal, Question, StatusChange, WorkTrack
from proposals.models.proposal import ANSWERED

# From each state, those it may move to. What was answered may be taken up again.
PROPOSAL_STEPS = {
    ProposalState.COLLECTED: (ProposalState.STUDIED,),
    ProposalState.STUDIED: (*ANSWERED, ProposalState.COLLECTED),
    **dict.fromkeys(ANSWERED, (ProposalState.STUDIED,)),
}
TRACK_STEPS = {
    TrackStatus.SET: (TrackStatus.COMMITTED, TrackStatus.ABANDONED),
    TrackStatus.COMMITTED: (TrackStatus.UNDER_WAY, TrackStatus.SET, TrackStatus.ABANDONED),
    TrackStatus.UNDER_WAY: (TrackStatus.COMPLETED, TrackStatus.COMMITTED, TrackStatus.ABANDONED),
    TrackStatus.COMPLETED: (TrackStatus.UNDER_WAY,),
    TrackStatus.ABANDONED: (TrackStatus.SET,),
}
QUESTION_STEPS = {
    QuestionStatus.OPEN: (QuestionStatus.DEBATED, QuestionStatus.SETTLED, QuestionStatus.POSTPONED),
    QuestionStatus.DEBATED: (QuestionStatus.SETTLED, QuestionStatus.POSTPONED, QuestionStatus.OPEN),
    QuestionStatus.POSTPONED: (QuestionStatus.OPEN, QuestionStatus.DEBATED, QuestionStatus.SETTLED),
    QuestionStatus.SETTLED: (QuestionStatus.DEBATED,),
}


def next_number() -> int:
    """The number of the next proposal, portal-wide: past the greatest there is or may return, no gap being filled."""
    last = Proposal.objects.aggregate(last=Max("number"))["last"] or 0
    return max(last, *(row.fields["number"] for row in rows_in_bin(Proposal)), 0) + 1


@transaction.atomic
def move_proposal(
    *, proposal: Proposal, state: ProposalState, answer: str = "", comment: str = "", author=None
) -> Proposal:
    """Give a proposal its next state. Retained, grouped or rejected, it is answered; taken up again, it no longer is.

    Raises ``DomainError`` for a step that does not exist or an answer that is missing.
    """
    proposal = Proposal.objects.select_for_update().get(pk=proposal.pk)
    before = _step(proposal.state, state, PROPOSAL_STEPS, ProposalState)
    if state in ANSWERED and not answer.strip():
        raise DomainError("Dites pourquoi : la réponse est publiée avec la proposition.")
    proposal.state = state
    proposal.answer = answer.strip() if state in ANSWERED else ""
    with recorded(by=author, comment=_said(before, state, ProposalState)):
        proposal.save(update_fields=["state", "answer", "updated_at"])
    StatusChange.objects.create(proposal=proposal, before=before, after=state, comment=comment, author=author)
    return proposal


@transaction.atomic
def move_track(*, track: WorkTrack, status: TrackStatus, comment: str = "", author=None) -> WorkTrack:
    """Give a work track its next status. Raises ``DomainError`` for a step that does not exist."""
    track = WorkTrack.objects.select_for_update().get(pk=track.pk)
    before = _step(track.status, status, TRACK_STEPS, TrackStatus)
    track.status = status
    with recorded(by=author, comment=_said(before, status, TrackStatus)):
        track.save(update_fields=["status", "updated_at"])
    StatusChange.objects.create(track=track, before=before, after=status, comment=comment, author=author)
    return track


@transaction.atomic
def move_question(
    *,
    question: Question,
    status: QuestionStatus,
    answer: str = "",
    settled_on: date | None = None,
    comment: str = "",
    author=None,
) -> Question:
    """Give a question its next status. Settled, it has an answer and a date; taken up again, it has neither.

    Raises ``DomainError`` for a step that does not exist, or an answer or a date that is missing.
    """
    question = Question.objects.select_for_update().get(pk=question.pk)
    before = _step(question.status, status, QUESTION_STEPS, QuestionStatus)
    is_settled = status == QuestionStatus.SETTLED
    if is_settled and not (answer.strip() and settled_on):
        raise DomainError("Une question tranchée a une réponse et une date : donnez les deux.")
    question.status = status
    question.answer = answer.strip() if is_settled else ""
    question.settled_on = settled_on if is_settled else None
    with recorded(by=author, comment=_said(before, status, QuestionStatus)):
        question.save(update_fields=["status", "answer", "settled_on", "updated_at"])
    StatusChange.objects.create(question=question, before=before, after=status, comment=comment, author=author)
    return question


def _said(before: str, after: str, states: type) -> str:
    return f"État : « {states(before).label} » → « {states(after).label} »."


def _step(before: str, after: str, steps: dict, states: type) -> str:
    """Return ``before`` when that step exists."""
    if after not in steps[states(before)]:
        allowed = ", ".join(f"« {state.label} »" for state in steps[states(before)])
        raise DomainError(f"De « {states(before).label} », on passe à {allowed}.")
    return before
