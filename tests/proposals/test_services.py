"""The states of proposals, tracks and questions: every step, what each asks for, and what is kept of it."""

from datetime import date
from itertools import product

import pytest
from django.db import IntegrityError, transaction

from core.errors import DomainError
from core.history import discard
from proposals.enums import ProposalState, QuestionStatus, TrackStatus
from proposals.models import Proposal, StatusChange
from proposals.services import (
    PROPOSAL_STEPS,
    QUESTION_STEPS,
    TRACK_STEPS,
    move_proposal,
    move_question,
    move_track,
    next_number,
)
from tests.support import rows
from tests.support.rows import account

pytestmark = pytest.mark.django_db

DAY = date(2011, 3, 4)
ANSWERED = ("retenue", "regroupee", "non-retenue")


def proposal_in(state: str):
    made = rows.proposal(1)
    made.state, made.answer = state, "Oui." if state in ANSWERED else ""
    made.save()
    return made


def track_in(status: str):
    made = rows.track(1)
    made.status = status
    made.save()
    return made


def question_in(status: str):
    made = rows.question(1)
    made.status = status
    if status == QuestionStatus.SETTLED:
        made.answer, made.settled_on = "Non.", DAY
    made.save()
    return made


def every(states: type, steps: dict, make, move) -> list:
    """Each pair of states, and whether one may go from the first to the second."""
    return [
        pytest.param(before, after, after in steps[before], make, move, id=f"{before}-{after}")
        for before, after in product(states, states)
    ]


def to_proposal(one, after):
    return move_proposal(proposal=one, state=after, answer="Parce que." if after in ANSWERED else "").state


def to_track(one, after):
    return move_track(track=one, status=after).status


def to_question(one, after):
    settled = {"answer": "Oui.", "settled_on": DAY} if after == QuestionStatus.SETTLED else {}
    return move_question(question=one, status=after, **settled).status


@pytest.mark.parametrize(
    ("before", "after", "allowed", "make", "move"),
    [
        *every(ProposalState, PROPOSAL_STEPS, proposal_in, to_proposal),
        *every(TrackStatus, TRACK_STEPS, track_in, to_track),
        *every(QuestionStatus, QUESTION_STEPS, question_in, to_question),
    ],
)
def test_every_step_is_taken_or_refused(before, after, allowed, make, move):
    one = make(before)
    if allowed:
        assert move(one, after) == after
        change = StatusChange.objects.get()
        assert (change.before, change.after, change.subject) == (before, after, one)
    else:
        with pytest.raises(DomainError, match=f"^De « {before.label} », on passe à « "):
            move(one, after)
        assert StatusChange.objects.count() == 0


def test_refusal_names_the_steps_there_are():
    with pytest.raises(DomainError) as refusal:
        move_proposal(proposal=rows.proposal(1), state=ProposalState.RETAINED, answer="Oui.")
    assert str(refusal.value) == "De « recueillie », on passe à « étudiée »."


@pytest.mark.parametrize("answer", ["", "  \n"])
@pytest.mark.parametrize("state", ANSWERED)
def test_answered_proposal_says_why(state, answer):
    one = proposal_in("etudiee")
    with pytest.raises(DomainError, match=r"^Dites pourquoi"):
        move_proposal(proposal=one, state=ProposalState(state), answer=answer)
    one.refresh_from_db()
    assert (one.state, one.answer, StatusChange.objects.count()) == ("etudiee", "", 0)


def test_proposal_taken_up_again_is_no_longer_answered():
    one = move_proposal(proposal=proposal_in("retenue"), state=ProposalState.STUDIED, answer="Oubliée ?")
    assert (one.state, one.answer) == ("etudiee", "")


@pytest.mark.parametrize("given", [{}, {"answer": "Oui."}, {"settled_on": DAY}, {"answer": " ", "settled_on": DAY}])
def test_settled_question_has_an_answer_and_a_date(given):
    one = rows.question(1)
    with pytest.raises(DomainError, match=r"^Une question tranchée a une réponse et une date"):
        move_question(question=one, status=QuestionStatus.SETTLED, **given)
    one.refresh_from_db()
    assert (one.status, StatusChange.objects.count()) == ("ouverte", 0)


def test_question_opened_again_has_neither_answer_nor_date():
    one = move_question(question=question_in("tranchee"), status=QuestionStatus.DEBATED)
    assert (one.status, one.answer, one.settled_on) == ("en-debat", "", None)


def test_change_keeps_who_and_why():
    author = account("qui@example.org")
    move_track(track=rows.track(1), status=TrackStatus.COMMITTED, comment="Décidé à Lille.", author=author)
    change = StatusChange.objects.get()
    assert (str(change), change.comment, change.author) == ("posée → engagée", "Décidé à Lille.", author)
    author.delete()
    assert StatusChange.objects.get().author is None


def test_step_follows_the_state_stored_not_the_one_read_before():
    stale = rows.track(1)
    move_track(track=stale, status=TrackStatus.COMMITTED)
    with pytest.raises(DomainError, match=r"^De « engagée »"):
        move_track(track=stale, status=TrackStatus.COMMITTED)


def test_other_fields_are_not_written_over():
    stale = rows.proposal(1)
    Proposal.objects.update(label="Autrement dit")
    move_proposal(proposal=stale, state=ProposalState.STUDIED)
    assert Proposal.objects.get().label == "Autrement dit"


def test_state_without_its_change_is_not_kept(monkeypatch):
    """Either both are written or neither."""
    one = rows.track(1)

    def refuse(**values):
        raise IntegrityError

    monkeypatch.setattr(StatusChange.objects, "create", refuse)
    with pytest.raises(IntegrityError), transaction.atomic():
        move_track(track=one, status=TrackStatus.COMMITTED)
    one.refresh_from_db()
    assert one.status == "posee"


def test_history_is_never_amended():
    move_track(track=rows.track(1), status=TrackStatus.COMMITTED)
    change = StatusChange.objects.get()
    change.comment = "Autre chose"
    with pytest.raises(DomainError) as refusal:
        change.save()
    assert str(refusal.value) == "L’historique ne se modifie pas."
    assert StatusChange.objects.get().comment == ""


def test_number_follows_the_greatest():
    assert next_number() == 1
    rows.proposal(4)
    rows.proposal(9)
    assert next_number() == 10


def test_number_of_a_proposal_in_the_bin_is_not_given_again():
    discard(obj=rows.proposal(4), by=rows.account("catherine@example.org"))
    assert next_number() == 5
