"""The steps of a report: who takes each, what it asks for, who is told.

brouillon → soumis → validé (→ retiré), with « à compléter » as the way back. Each step is a row of history and a mail.
"""

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from core.enums import Audience
from core.errors import DomainError
from network.models import User
from proposals.enums import QuestionStatus
from proposals.models import Question
from proposals.services import move_question
from regions.enums import ReportState
from regions.models import Meeting, Report, ReportStep
from regions.permissions import acts_for, may_validate
from regions.services.telling import national_team, send_to, writers_of

STEPS = {
    ReportState.DRAFT: (ReportState.SUBMITTED,),
    ReportState.SUBMITTED: (ReportState.DRAFT, ReportState.TO_COMPLETE, ReportState.VALIDATED),
    ReportState.TO_COMPLETE: (ReportState.SUBMITTED,),
    ReportState.VALIDATED: (ReportState.WITHDRAWN,),
    ReportState.WITHDRAWN: (ReportState.TO_COMPLETE,),
}
# Those the national team takes; the others are the delegation's.
TEAM_STEPS = frozenset({ReportState.TO_COMPLETE, ReportState.VALIDATED, ReportState.WITHDRAWN})
# Those that are never taken without a word.
SAID = {
    ReportState.TO_COMPLETE: "Dites ce qu’il faut compléter : la délégation le lira.",
    ReportState.WITHDRAWN: "Dites pourquoi il est retiré : les lecteurs le liront.",
}
SUBJECT_OF_MAIL = {
    ReportState.SUBMITTED: "Compte rendu à valider",
    ReportState.DRAFT: "Compte rendu repris par la délégation",
    ReportState.TO_COMPLETE: "Compte rendu à compléter",
    ReportState.VALIDATED: "Compte rendu validé",
    ReportState.WITHDRAWN: "Compte rendu retiré",
}


def missing(report: Report) -> list[str]:
    """What a report still lacks to be submitted, each as a line to read; the form asks for nothing else."""
    meeting = report.meeting
    lacks = []
    if not meeting.is_settled:
        lacks.append("le jour de la rencontre")
    elif meeting.starts_on > timezone.localdate():
        lacks.append("une date passée (la rencontre n’a pas encore eu lieu)")
    if not meeting.place.strip():
        lacks.append("le lieu")
    if not sum(row.count for row in report.attendances.all()):
        lacks.append("le nombre de participants")
    if not report.summary.strip():
        lacks.append("l’essentiel, en quelques phrases")
    return lacks


@transaction.atomic
def move_report(
    *, report: Report, state: ReportState, by: User, comment: str = "", version: int | None = None
) -> Report:
    """Take a report to its next state, keep who did it and what they said, and tell those it then waits for.

    ``version`` is that of the text they read: no step is taken on another one. Asking for the state it already has
    changes nothing: a button pressed twice takes one step. Raises ``DomainError`` for a step that does not exist, that
    ``by`` may not take, or that lacks something.
    """
    report = Report.objects.select_for_update().get(pk=report.pk)
    before, comment = ReportState(report.state), comment.strip()
    allowed = may_validate(by) if state in TEAM_STEPS else acts_for(by, report.meeting.delegation_id)
    if not allowed:
        raise DomainError("Cette étape ne vous revient pas.")
    if before == state:
        _check_said(report, by, comment)
        return report
    if state not in STEPS[before]:
        raise DomainError(f"Ce compte rendu est {before.label} : il ne peut pas passer à « {state.label} ».")
    if version is not None and version != report.version:
        raise DomainError("Ce compte rendu a changé depuis que vous l’avez ouvert : relisez-le.")
    if state in SAID and not comment:
        raise DomainError(SAID[state])
    if state == ReportState.SUBMITTED:
        if report.meeting.cancelled_at:
            raise DomainError("Cette rencontre est annulée.")
        if lacks := missing(report):
            raise DomainError(f"Il manque : {' ; '.join(lacks)}.")
    now = timezone.now()
    report.state = state
    if state == ReportState.SUBMITTED:
        report.submitted_at = now
    elif state == ReportState.VALIDATED:
        report.validated_at = now
    elif state == ReportState.WITHDRAWN:
        report.withdrawn_at = now
    report.save(update_fields=["state", "submitted_at", "validated_at", "withdrawn_at", "updated_at"])
    step = ReportStep.objects.create(report=report, before=before, after=state, comment=comment, author=by, at=now)
    if state == ReportState.VALIDATED:
        _settle(report, by)
    elif before == ReportState.VALIDATED:
        _unsettle(report, by)
    _tell(report, step)
    return report


def _check_said(report: Report, by: User, comment: str) -> None:
    """Of two people who take the same step, the second is told that what they say of it went nowhere."""
    last = report.steps.last()
    if comment and last and (last.author, last.comment) != (by, comment):
        raise DomainError(f"Ce compte rendu est déjà {report.get_state_display()} : votre commentaire n’est pas parti.")


def _decided(report: Report) -> dict[Question, str]:
    """What it decides of each question. In one order for all, so that two validations wait for each other."""
    decisions = list(report.decisions.exclude(settles=None))
    questions = Question.objects.select_for_update().filter(pk__in=[one.settles_id for one in decisions])
    return {
        question: "\n".join(one.text.strip() for one in decisions if one.settles_id == question.pk)
        for question in questions.order_by("pk")
    }


def _settle(report: Report, by: User) -> None:
    """What a validated report decides of open questions is their answer.

    An answer is read with its question: what a meeting reserved to the network decides settles no public one.
    """
    is_reserved = report.meeting.audience != Audience.PUBLIC
    for question, answer in _decided(report).items():
        if is_reserved and question.effective_audience == Audience.PUBLIC:
            continue
        if question.status != QuestionStatus.SETTLED:
            move_question(
                question=question,
                status=QuestionStatus.SETTLED,
                answer=answer,
                settled_on=report.meeting.ends_on,
                comment=f"Décidé {_where(report.meeting)}.",
                author=by,
            )


def _unsettle(report: Report, by: User) -> None:
    """A withdrawn report answers nothing any more: the questions it alone settled are debated again."""
    for question, answer in _decided(report).items():
        if question.status == QuestionStatus.SETTLED and question.answer == answer:
            move_question(
                question=question,
                status=QuestionStatus.DEBATED,
                comment=f"Le compte rendu {_where(report.meeting, of=True)} a été retiré.",
                author=by,
            )


def _where(meeting: Meeting, *, of: bool = False) -> str:
    """A meeting as the history of a question names it to all: one reserved to the network is not named."""
    if meeting.audience != Audience.PUBLIC:
        return "d’une rencontre du réseau" if of else "à une rencontre du réseau"
    return f"{'de' if of else 'à'} la rencontre « {meeting} »"


def _tell(report: Report, step: ReportStep) -> None:
    """One mail to each of those concerned but the one who acts; its link lands on the report after signing in."""
    to = writers_of(report.meeting) if step.after in TEAM_STEPS else national_team()
    url = f"{settings.SITE_URL}{reverse('regions:report', args=[report.meeting_id])}"
    context = {"report": report, "meeting": report.meeting, "step": step, "url": url}
    send_to(
        to - {step.author.email},
        subject=f"{SUBJECT_OF_MAIL[ReportState(step.after)]} : {report.meeting}",
        template="regions/mail/step.txt",
        context=context,
    )
