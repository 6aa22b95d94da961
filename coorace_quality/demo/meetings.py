"""Meetings and reports at every state, invented from end to end and marked as fictitious."""

import uuid
from datetime import date, time, timedelta

import yaml
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from coorace_quality.demo.accounts import ACCOUNTS
from core.enums import DatePrecision, Provenance
from core.errors import DomainError
from core.search import described_together
from network.enums import Role
from network.models import Delegation, User
from proposals.models import Question, WorkTrack
from regions.enums import ReportState
from regions.models import Meeting, StanceRequest
from regions.models.subjects import column_of
from regions.services.meetings import add_to_agenda, announce_meeting, cancel_meeting
from regions.services.reports import Sent, open_report, save_report
from regions.services.workflow import move_report
from seminars.models import Stage

FILE = settings.BASE_DIR / "content" / "demo-rencontres.yaml"
# The steps a report takes to be where the file says.
STEPS_TO = {
    ReportState.DRAFT: (),
    ReportState.SUBMITTED: (ReportState.SUBMITTED,),
    ReportState.TO_COMPLETE: (ReportState.SUBMITTED, ReportState.TO_COMPLETE),
    ReportState.VALIDATED: (ReportState.SUBMITTED, ReportState.VALIDATED),
    ReportState.WITHDRAWN: (ReportState.SUBMITTED, ReportState.VALIDATED, ReportState.WITHDRAWN),
}


@described_together()
@transaction.atomic
def load_meetings() -> list[str]:
    """Load them once, as the demonstration's editor: what was changed since is left alone. Return what to tell."""
    if Meeting.objects.filter(provenance=Provenance.FICTITIOUS).exists():
        return ["Rencontres de démonstration : déjà chargées."]
    content = yaml.safe_load(FILE.read_text())
    editor = User.objects.get(email={role: email for email, role in ACCOUNTS}[Role.NATIONAL])
    subjects = {
        subject.source_ref: subject
        for model in (WorkTrack, Question)
        for subject in model.objects.filter(seminar__slug=content["séminaire"])
    }
    stages = {stage.slug: stage for stage in Stage.objects.filter(seminar__slug=content["séminaire"])}
    delegations = {one.slug: one for one in Delegation.objects.all()}
    told = [entry for entry in content["rencontres"] if entry["délégation"] in delegations]
    for entry in told:
        meeting = _announce(entry, delegations[entry["délégation"]], stages, editor)
        _fictitious(meeting, content["note"])
        if "état" in entry:
            _report(meeting, entry, subjects, editor)
        if "annulée" in entry:
            cancel_meeting(meeting=meeting, by=editor, reason=entry["annulée"])
    for entry in content["avis demandés"]:
        if entry["délégation"] in delegations and (subject := subjects.get(entry["sur"])):
            asked = {"delegation": delegations[entry["délégation"]], column_of(subject): subject}
            StanceRequest.objects.get_or_create(**asked, defaults={"asked_by": editor})
    return [f"Rencontres de démonstration : {f'{len(told)}, fictives' if told else 'aucune délégation n’est chargée'}."]


def _announce(entry: dict, delegation: Delegation, stages: dict[str, Stage], editor: User) -> Meeting:
    day = entry.get("jour")
    if isinstance(day, int):
        day = timezone.localdate() + timedelta(days=day)
    meeting = Meeting(
        kind=entry["genre"],
        delegation=delegation,
        stage=stages.get(entry.get("étape")),
        starts_on=day,
        ends_on=day,
        precision=DatePrecision.DAY if day else DatePrecision.UNKNOWN,
        date_label=entry.get("date", ""),
        starts_at=_hour(entry.get("heure")),
        ends_at=_hour(entry.get("fin")),
        place=entry["lieu"],
        welcome=entry.get("accueil", ""),
    )
    return announce_meeting(meeting=meeting, by=editor)


def _hour(text: str | None) -> time | None:
    return time.fromisoformat(text) if text else None


def _fictitious(meeting: Meeting, note: str) -> None:
    meeting.provenance, meeting.source_ref, meeting.provenance_note = Provenance.FICTITIOUS, "", note
    meeting.save(update_fields=["provenance", "source_ref", "provenance_note", "updated_at"])


def _report(meeting: Meeting, entry: dict, subjects: dict, editor: User) -> None:
    report = open_report(meeting=meeting, by=editor)
    texts = {
        "summary": entry.get("essentiel", ""),
        "next_steps": entry.get("suite", ""),
        **{f"count-{category}": str(count) for category, count in entry["participants"].items()},
    }
    for ref, (stance, *note) in entry.get("avis", {}).items():
        if subject := subjects.get(ref):
            item = add_to_agenda(meeting=meeting, subject=subject)
            texts |= {f"item-{item.pk}-stance": stance, f"item-{item.pk}-note": note[0] if note else ""}
    for decision in entry.get("décisions", ()):
        key = uuid.uuid4()
        due = decision.get("pour")
        texts |= {f"decision-{key}-text": decision["texte"], f"decision-{key}-who": decision.get("qui", "")}
        texts |= {f"decision-{key}-due_on": due.isoformat() if isinstance(due, date) else ""}
    saved = save_report(report=report, by=editor, sent=Sent(texts=texts, shown={}))
    if not saved.is_whole:
        raise DomainError(f"{FILE.name}, {meeting} : {saved.refused or saved.conflicts}")
    for state in STEPS_TO[ReportState(entry["état"])]:
        comment = entry.get("commentaire", "") if state == entry["état"] else ""
        report = move_report(report=report, state=state, by=editor, comment=comment)
