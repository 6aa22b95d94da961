"""The steps of a report: who takes each, what it asks for, who is told, what becomes public and what goes back."""

from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test import Client

from core.errors import DomainError
from network.enums import Role
from network.models import User
from proposals.enums import QuestionStatus
from regions.enums import ReportState
from regions.models import Decision, Meeting, Report, ReportStep
from regions.services.meetings import cancel_meeting
from regions.services.workflow import STEPS, move_report
from tests.support import rows
from tests.support.factors import code_of
from tests.support.mails import link_of, sent
from tests.support.reports import days_ago, make_meeting, make_report, take
from tests.support.rows import PASSWORD, account
from tests.support.tasks import shared_database

pytestmark = pytest.mark.django_db

DRAFT, SUBMITTED, TO_COMPLETE, VALIDATED, WITHDRAWN = ReportState
DELEGATE, TEAM = "nord@example.org", "equipe@example.org"
# From a draft to each state.
WAYS = {
    DRAFT: (),
    SUBMITTED: (SUBMITTED,),
    TO_COMPLETE: (SUBMITTED, TO_COMPLETE),
    VALIDATED: (SUBMITTED, VALIDATED),
    WITHDRAWN: (SUBMITTED, VALIDATED, WITHDRAWN),
}
DELEGATION_STEPS = {(DRAFT, SUBMITTED), (SUBMITTED, DRAFT), (TO_COMPLETE, SUBMITTED)}
TEAM_STEPS = DELEGATION_STEPS | {
    (SUBMITTED, TO_COMPLETE),
    (SUBMITTED, VALIDATED),
    (VALIDATED, WITHDRAWN),
    (WITHDRAWN, TO_COMPLETE),
}
TAKEN = {
    "membre@example.org": set(),
    "sud@example.org": set(),
    "partie@example.org": set(),
    DELEGATE: DELEGATION_STEPS,
    TEAM: TEAM_STEPS,
    "admin@example.org": TEAM_STEPS,
}


@pytest.fixture
def meeting(nord) -> Meeting:
    return make_meeting(nord, days_ago(2))


@pytest.fixture
def report(meeting) -> Report:
    return make_report(meeting)


def brought_to(state: ReportState, report: Report, national: User) -> Report:
    return take(report, *((step, national, "Un mot.") for step in WAYS[state]))


# --- Who takes which ------------------------------------------------------------------------------


@pytest.mark.parametrize("email", TAKEN)
def test_each_takes_the_steps_that_are_theirs_and_no_other(nord, delegate, other_delegate, national, email):
    account("membre@example.org", Role.MEMBER)
    account("admin@example.org", Role.ADMINISTRATOR)
    account("partie@example.org", Role.DELEGATE, delegation=nord, starts_on=days_ago(60), ends_on=days_ago(1))
    taken = set()
    for before in ReportState:
        for after in set(ReportState) - {before}:
            report = brought_to(before, make_report(make_meeting(nord, days_ago(2))), national)
            by = User.objects.get(email=email)
            try:
                moved = move_report(report=report, state=after, by=by, comment="Un mot.")
            except DomainError:
                assert Report.objects.get(pk=report.pk).state == before
                continue
            assert Report.objects.get(pk=report.pk).state == moved.state == after
            taken.add((before, after))
    assert taken == TAKEN[email]


def test_steps_of_the_team_are_all_those_there_are():
    assert {(before, after) for before, afters in STEPS.items() for after in afters} == TEAM_STEPS


@pytest.mark.parametrize(("state", "said"), [(TO_COMPLETE, "ce qu’il faut compléter"), (WITHDRAWN, "pourquoi")])
def test_sending_back_and_withdrawing_say_why(report, national, state, said):
    brought_to(SUBMITTED if state == TO_COMPLETE else VALIDATED, report, national)
    count = ReportStep.objects.count()

    with pytest.raises(DomainError, match=said):
        move_report(report=report, state=state, by=national, comment="  ")
    assert ReportStep.objects.count() == count


def test_report_is_submitted_whole(nord, delegate):
    report = Report.objects.create(meeting=make_meeting(nord, None, place=" "))

    with pytest.raises(DomainError) as refused:
        move_report(report=report, state=SUBMITTED, by=delegate)
    lacks = "le jour de la rencontre ; le lieu ; le nombre de participants ; l’essentiel, en quelques phrases"
    assert str(refused.value) == f"Il manque : {lacks}."
    assert (sent(), ReportStep.objects.count()) == ([], 0)


def test_report_of_a_meeting_to_come_is_not_submitted(nord, delegate):
    with pytest.raises(DomainError, match=r"Il manque : une date passée \(la rencontre n’a pas encore eu lieu\)\."):
        move_report(report=make_report(make_meeting(nord, days_ago(-1))), state=SUBMITTED, by=delegate)


def test_report_of_a_cancelled_meeting_is_not_submitted(nord, delegate):
    report = make_report(make_meeting(nord, days_ago(1)), saved_at=None)
    cancel_meeting(meeting=report.meeting, by=delegate, reason="Salle fermée.")

    with pytest.raises(DomainError, match="annulée"):
        move_report(report=report, state=SUBMITTED, by=delegate)


def test_notes_taken_before_the_day_leave_a_meeting_to_be_cancelled(nord, delegate):
    for day in (None, days_ago(-3), days_ago(0)):
        noted = make_report(make_meeting(nord, day)).meeting
        assert cancel_meeting(meeting=noted, by=delegate, reason="Salle fermée.").cancelled_at
    with pytest.raises(DomainError, match="elle a donc eu lieu"):
        cancel_meeting(meeting=make_report(make_meeting(nord, days_ago(1))).meeting, by=delegate, reason="Fermé.")


# --- Its history ----------------------------------------------------------------------------------


def test_every_step_is_kept_with_who_took_it_and_what_they_said(report, delegate, national):
    take(
        report,
        (SUBMITTED, delegate),
        (TO_COMPLETE, national, "Qui porte la piste 2 ?"),
        (SUBMITTED, delegate, "C’est ajouté."),
        (VALIDATED, national),
        (WITHDRAWN, national, "Un nom y figurait."),
    )

    steps = [(step.before, step.after, step.comment, step.author) for step in report.steps.all()]
    assert steps == [
        (DRAFT, SUBMITTED, "", delegate),
        (SUBMITTED, TO_COMPLETE, "Qui porte la piste 2 ?", national),
        (TO_COMPLETE, SUBMITTED, "C’est ajouté.", delegate),
        (SUBMITTED, VALIDATED, "", national),
        (VALIDATED, WITHDRAWN, "Un nom y figurait.", national),
    ]


def test_who_holds_it_is_said_at_each_state(report, nord, national):
    holders = {}
    for state in (SUBMITTED, TO_COMPLETE, SUBMITTED, VALIDATED, WITHDRAWN):
        holders[state] = take(report, (state, national, "Un mot.")).held_by
    team, delegation = "l’équipe nationale", str(nord)
    assert holders == {SUBMITTED: team, TO_COMPLETE: delegation, VALIDATED: "", WITHDRAWN: ""}


def test_asking_twice_takes_one_step_and_writes_one_mail(report, delegate, national):
    take(report, (SUBMITTED, delegate), (SUBMITTED, delegate))

    assert (report.steps.count(), len(sent())) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_two_validations_at_once_take_one_step(tmp_path, report, delegate, national):
    take(report, (SUBMITTED, delegate))
    barrier, before = Barrier(4), len(sent())

    def validate() -> None:
        barrier.wait()
        move_report(report=report, state=VALIDATED, by=national)
        connection.close()

    with shared_database(tmp_path):
        threads = [Thread(target=validate) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert (report.steps.filter(after=VALIDATED).count(), len(sent()) - before) == (1, 1)


# --- Questions it settles -------------------------------------------------------------------------


def test_validated_decision_settles_its_question_and_a_withdrawal_opens_it_again(report, delegate, national):
    question = rows.question(1)
    Decision.objects.create(report=report, text="Oui, à deux.", settles=question)
    states = []
    for step in ((SUBMITTED, delegate), (VALIDATED, national), (WITHDRAWN, national, "Erreur.")):
        take(report, step)
        question.refresh_from_db()
        states.append((question.status, question.answer))

    assert states[:2] == [(QuestionStatus.OPEN, ""), (QuestionStatus.SETTLED, "Oui, à deux.")]
    assert states[2][0] == QuestionStatus.DEBATED


def test_two_decisions_on_one_question_are_both_its_answer(report, delegate, national):
    question = rows.question(1)
    for text in ("Oui, à deux.", "Dès janvier."):
        Decision.objects.create(report=report, text=text, settles=question)
    answers = []
    for step in ((SUBMITTED, delegate), (VALIDATED, national), (WITHDRAWN, national, "Erreur.")):
        take(report, step)
        question.refresh_from_db()
        answers.append((question.status, question.answer))
    assert answers == [
        (QuestionStatus.OPEN, ""),
        (QuestionStatus.SETTLED, "Oui, à deux.\nDès janvier."),
        (QuestionStatus.DEBATED, ""),
    ]


def test_history_of_a_question_names_the_public_meeting_that_settled_it(report, delegate, national):
    Meeting.objects.update(title="Chez Zoé")
    question = rows.question(1)
    Decision.objects.create(report=report, text="Oui.", settles=question)
    take(report, (SUBMITTED, delegate), (VALIDATED, national))
    assert question.changes.last().comment == "Décidé à la rencontre « Chez Zoé »."


@pytest.mark.parametrize(
    ("audience", "answer", "told"),
    [("public", "", []), ("reseau", "Oui.", ["Décidé à une rencontre du réseau."])],
)
def test_what_a_meeting_of_the_network_decides_answers_no_public_question(
    report, delegate, national, audience, answer, told
):
    Meeting.objects.update(title="Chez Zoé", audience="reseau")
    question = rows.question(1)
    question.audience = audience
    question.save()
    Decision.objects.create(report=report, text="Oui.", settles=question)
    take(report, (SUBMITTED, delegate), (VALIDATED, national))
    question.refresh_from_db()
    assert (question.answer, [change.comment for change in question.changes.all()]) == (answer, told)


# --- Two of the team ------------------------------------------------------------------------------


def steps_of(report: Report) -> list[tuple[str, str]]:
    return list(report.steps.values_list("after", "comment"))


def test_the_second_who_sends_back_keeps_the_words_that_did_not_leave(report, delegate, national, signed_in):
    take(report, (SUBMITTED, delegate), (TO_COMPLETE, account("b@example.org", Role.NATIONAL), "Le lieu ?"))
    client, url = signed_in(national), f"/espace/rencontres/{report.meeting_id}/compte-rendu/etape/"
    for state in (TO_COMPLETE, VALIDATED):
        answer = client.post(url, {"state": state, "comment": "Trois pages de remarques"})
        assert (answer.status_code, "Trois pages de remarques" in answer.content.decode()) == (422, True)
    assert steps_of(report) == [(SUBMITTED, ""), (TO_COMPLETE, "Le lieu ?")]


# --- Who is told ----------------------------------------------------------------------------------


def test_each_step_is_told_to_those_it_concerns_but_the_one_who_takes_it(nord, report, delegate, national):
    account("seconde@example.org", Role.DELEGATE, delegation=nord)
    account("collegue@example.org", Role.NATIONAL)
    account("sud@example.org", Role.DELEGATE, delegation=rows.delegation(3))
    told = {}
    steps = {
        SUBMITTED: (SUBMITTED, delegate),
        TO_COMPLETE: (TO_COMPLETE, national, "Et la suite ?"),
        "again": (SUBMITTED, delegate),
        DRAFT: (DRAFT, delegate),
        "at last": (SUBMITTED, delegate),
        VALIDATED: (VALIDATED, national),
        WITHDRAWN: (WITHDRAWN, national, "Une erreur."),
    }
    for name, step in steps.items():
        before = len(sent())
        take(report, step)
        told[name] = [(mail.to, mail.subject.partition("\u00a0:")[0]) for mail in sent()[before:]]

    team, delegates = ("collegue@example.org", TEAM), (DELEGATE, "seconde@example.org")
    assert told == {
        **{name: [(who, "Compte rendu à valider") for who in team] for name in (SUBMITTED, "again", "at last")},
        DRAFT: [(who, "Compte rendu repris par la délégation") for who in team],
        TO_COMPLETE: [(who, "Compte rendu à compléter") for who in delegates],
        VALIDATED: [(who, "Compte rendu validé") for who in delegates],
        WITHDRAWN: [(who, "Compte rendu retiré") for who in delegates],
    }


def test_mail_says_who_said_what_and_who_it_waits_for(report, nord, delegate, national):
    take(report, (SUBMITTED, delegate), (TO_COMPLETE, national, "Qui porte la piste 2 ?"))

    text = sent()[-1].text
    assert "passé de « soumis » à « à compléter » (equipe@example.org)" in text
    assert "Qui porte la piste 2 ?" in text
    assert f"Il attend maintenant {nord}." in text
    assert text.rstrip().endswith("http://127.0.0.1:8000/")


def test_link_of_the_team_lands_on_the_report_after_both_factors(report, delegate, national):
    take(report, (SUBMITTED, delegate))
    client = Client()
    answer = client.get(link_of(sent()[0]))
    answer = client.post(answer["Location"], {"login": TEAM, "password": PASSWORD})
    answer = client.post(answer["Location"], {"code": code_of(national)}, follow=True)

    assert answer.redirect_chain[-1] == (f"/espace/rencontres/{report.meeting_id}/compte-rendu/", 302)
    assert (answer.status_code, answer.context["report"]) == (200, report)


def test_comment_says_who_will_read_it(report, delegate, national):
    def said(user) -> str:
        client = Client()
        client.force_login(user)
        return client.get(f"/espace/rencontres/{report.meeting_id}/compte-rendu/").context["comment_help"]

    take(report, (SUBMITTED, delegate))
    assert said(delegate) == "L’équipe nationale le lit et le reçoit par courriel."
    assert said(national) == "La délégation le lit et le reçoit par courriel."
    take(report, (VALIDATED, national))
    assert said(national) == "Les lecteurs le liront à la place du compte rendu. La délégation le reçoit par courriel."


# --- What readers may read ------------------------------------------------------------------------


@pytest.mark.parametrize("state", ReportState)
def test_readers_read_what_is_validated_and_nothing_else(report, national, state):
    brought_to(state, report, national)

    assert list(Report.objects.visible_to(None)) == ([report] if state == VALIDATED else [])


def test_withdrawn_report_says_since_when_and_why_until_it_is_validated_again(report, delegate, national):
    reasons = []
    for step in (
        (SUBMITTED, delegate),
        (VALIDATED, national),
        (WITHDRAWN, national, "Un nom y figurait."),
        (TO_COMPLETE, national, "Ôtez le nom."),
        (SUBMITTED, delegate),
        (VALIDATED, national),
    ):
        moved = take(report, step)
        reasons.append(moved.withdrawal.comment if moved.withdrawal else "")
    assert reasons == ["", "", "Un nom y figurait.", "Un nom y figurait.", "Un nom y figurait.", ""]
