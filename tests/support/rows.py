"""One row of each model the back-office lists, with relations of its own: lists are counted over several of them."""

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO

from django.contrib.admin.models import CHANGE, LogEntry
from django.core.files.base import ContentFile
from django.db.models import Model
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from PIL import Image as Pixels

from core.models import OutgoingMail, ScheduledRun
from network.enums import STAFF_ROLES, Role
from network.models import Access, Delegation, Enterprise, GlossaryTerm, Mandate, Person, User
from newsletter.enums import Medium
from newsletter.models import DraftedBlock, Edition, Image, Issue, Mention, PreviewComment, Publication, Rendering
from proposals.enums import TrackKind
from proposals.models import LINKS, Link, Milestone, Observation, Proposal, Question, StatusChange, Trend, WorkTrack
from regions.enums import GroupKind, MeetingKind, ReportState
from regions.models import (
    AgendaItem,
    Attachment,
    Attendance,
    Decision,
    GroupMembership,
    Kit,
    Meeting,
    Outcome,
    QualityGroup,
    Reminder,
    Report,
    ReportStep,
    StanceRequest,
)
from regions.services.meetings import add_to_agenda
from seminars.enums import MediaKind
from seminars.models import AnnouncedFigure, MediaItem, Participation, Plenary, Seminar, Stage, Visit, Workshop
from tests.support.factors import enrol, verify

ATTESTED = {"provenance": "atteste", "source_ref": "X-1"}
PASSWORD = "correct-cheval-agrafe"


def account(email: str, role: Role | None = None, **access) -> User:
    """An account that has signed in before; the team's has its second factor, without which it reaches nothing."""
    user = verify(User.objects.create_user(email, PASSWORD))
    if role:
        Access.objects.create(user=user, role=role, **access)
    return enrol(user) if role in STAFF_ROLES else user


def delegation(n: int) -> Delegation:
    return Delegation.objects.create(name=f"Délégation {n}", slug=f"delegation-{n}", **ATTESTED)


def enterprise(n: int) -> Enterprise:
    return Enterprise.objects.create(name=f"Structure {n}", slug=f"s-{n}", delegation=delegation(n), **ATTESTED)


def person(n: int) -> Person:
    return Person.objects.create(given_name="Hélène", family_name=f"Nom {n}", **ATTESTED)


def mandate(n: int) -> Mandate:
    return Mandate.objects.create(person=person(n), role="référente", delegation=delegation(n), **ATTESTED)


def term(n: int) -> GlossaryTerm:
    return GlossaryTerm.objects.create(term=f"Terme {n}", slug=f"terme-{n}", **ATTESTED)


def user(n: int) -> User:
    made = account(f"compte{n}@example.org", Role.DELEGATE, delegation=delegation(n))
    made.person = person(n)
    made.save()
    return made


def seminar(n: int) -> Seminar:
    return Seminar.objects.create(name=f"Séminaire {n}", slug=f"seminaire-{n}", year=2000 + n, **ATTESTED)


def stage(n: int) -> Stage:
    return Stage.objects.create(seminar=seminar(n), position=1, name="Étape", slug="e", wording="Mots", **ATTESTED)


def visit(n: int) -> Visit:
    host = Enterprise.objects.create(name=f"Hôte {n}", slug=f"h-{n}", **ATTESTED)
    return Visit.objects.create(stage=stage(n), position=1, place="Liège", slug="liege", host=host, **ATTESTED)


def workshop(n: int) -> Workshop:
    made = Workshop.objects.create(seminar=seminar(n), number=1, theme=f"Atelier {n}", **ATTESTED)
    made.facilitators.add(person(n))
    return made


def plenary(n: int) -> Plenary:
    return Plenary.objects.create(stage=stage(n), position=1, title=f"Plénière {n}", wording="Mots", **ATTESTED)


def participation(n: int) -> Participation:
    return Participation.objects.create(stage=stage(n), category="parcours", count=10, **ATTESTED)


def media_item(n: int) -> MediaItem:
    return MediaItem.objects.create(
        seminar=seminar(n), kind=MediaKind.values[0], title=f"Média {n}", has_consent=True, **ATTESTED
    )


def figure(n: int) -> AnnouncedFigure:
    return AnnouncedFigure.objects.create(
        seminar=seminar(n), position=1, value=6, label="visites", printed="6 visites", **ATTESTED
    )


def observation(n: int) -> Observation:
    return Observation.objects.create(seminar=seminar(n), position=1, label="Évolution", wording="Mots", **ATTESTED)


def trend(n: int) -> Trend:
    return Trend.objects.create(seminar=seminar(n), position=1, label="Posture", wording="Mots", **ATTESTED)


def track(n: int) -> WorkTrack:
    return WorkTrack.objects.create(
        seminar=seminar(n),
        year=2011,
        kind=TrackKind.GENERAL,
        position=1,
        label=f"Piste {n}",
        slug=f"piste-{n}",
        wording="Mots",
        **ATTESTED,
    )


def question(n: int) -> Question:
    return Question.objects.create(
        seminar=seminar(n), theme="Thème", position=1, slug=f"question-{n}", question="Et ensuite ?", **ATTESTED
    )


def proposal(n: int) -> Proposal:
    made_in = workshop(n)
    return Proposal.objects.create(
        seminar=made_in.seminar,
        workshop=made_in,
        number=n,
        printed_number=n,
        label=f"Proposition {n}",
        wording="Mots",
        **ATTESTED,
    )


def milestone(n: int) -> Milestone:
    return Milestone.objects.create(track=track(n), label="Jalon", due_on=date(2011, 6, 1))


def change(n: int) -> StatusChange:
    """The kinds of object take turns."""
    name, make = (("proposal", proposal), ("track", track), ("question", question))[n % 3]
    steps = {"proposal": ("recueillie", "etudiee"), "track": ("posee", "engagee"), "question": ("ouverte", "en-debat")}
    before, after = steps[name]
    author = account(f"change{n}@example.org")
    return StatusChange.objects.create(before=before, after=after, author=author, **{name: make(n)})


def link(model: type[Link], n: int, **values) -> Link:
    """A link of one of the tables, between two objects of its own."""
    source, target = (
        MAKERS[model._meta.get_field(name).related_model](number)
        for name, number in (("source", n), ("target", n + 50))
    )
    filiation = {"filiation": "reformulation"} if model is LINKS[-1] else {}
    return model.objects.create(source=source, target=target, reason="Même sujet.", **filiation, **ATTESTED | values)


def mention(n: int) -> Mention:
    return Mention.objects.create(edition=edition(n), anchor="edito", title="Édito", track=track(n + 50))


def group(n: int) -> QualityGroup:
    return QualityGroup.objects.create(
        kind=GroupKind.REGIONAL, name=f"Groupe {n}", slug=f"g-{n}", delegation=delegation(n), **ATTESTED
    )


def membership(n: int) -> GroupMembership:
    seat = mandate(n)
    gathered = QualityGroup.objects.create(kind=GroupKind.EXTENDED, name=f"Groupe {n}", slug=f"g-{n}", **ATTESTED)
    return GroupMembership.objects.create(group=gathered, person=seat.person, mandate=seat, position=1, **ATTESTED)


def meeting(n: int) -> Meeting:
    day = date(2026, 1, 1) + timedelta(days=n)
    return Meeting.objects.create(
        kind=MeetingKind.SEMINAR,
        delegation=delegation(n),
        starts_on=day,
        ends_on=day,
        precision="jour",
        place=f"Lieu {n}",
        **ATTESTED,
    )


def kit(of: Meeting) -> Kit:
    """A stand-in for the file: laying one out is slow."""
    made = Kit(meeting=of, digest="0" * 64, sha256="0" * 64, size=2048, pages=4)
    made.file.save("dossier.pdf", ContentFile(b"%PDF-"), save=False)
    made.save()
    return made


def agenda_item(n: int) -> AgendaItem:
    return AgendaItem.objects.create(meeting=meeting(n), track=track(n), position=1)


def stance_request(n: int) -> StanceRequest:
    return StanceRequest.objects.create(
        delegation=delegation(n), track=track(n), asked_by=account(f"demande{n}@example.org")
    )


def report(n: int) -> Report:
    """Submitted, with one of each thing a report holds."""
    of = meeting(n)
    made = Report.objects.create(
        meeting=of, summary="L’essentiel", state=ReportState.SUBMITTED, submitted_at=timezone.now()
    )
    Outcome.objects.create(item=add_to_agenda(meeting=of, subject=track(n)), stance="adhere", note="Mots")
    Decision.objects.create(report=made, text=f"Décision {n}", settles=question(n + 50))
    Attendance.objects.create(report=made, category="permanents", count=12)
    joined = Attachment(report=made, name="fiche.pdf", content_type="application/pdf", size=5, sha256="0" * 64)
    joined.file.save("fiche.pdf", ContentFile(b"%PDF-"), save=False)
    joined.save()
    ReportStep.objects.create(report=made, before="brouillon", after="soumis", author=account(f"pas{n}@example.org"))
    return made


def report_step(n: int) -> ReportStep:
    return report(n).steps.get()


def reminder(n: int) -> Reminder:
    return Reminder.objects.create(meeting=meeting(n), step="j3")


def issue(n: int) -> Issue:
    return Issue.objects.create(
        number=n,
        title=f"Titre {n}",
        seminar=seminar(n),
        publisher="COORACE",
        starts_on=date(2010, 11, 4),
        ends_on=date(2010, 11, 4),
        precision="jour",
        **ATTESTED,
    )


def edition(n: int) -> Edition:
    made = Edition.objects.create(
        issue=issue(n),
        number=1,
        body="<p>Mots</p>",
        data={"title": f"Titre {n}"},
        digest="0" * 64,
        created_by=account(f"e{n}@example.org"),
    )
    Rendering.objects.create(edition=made, medium=Medium.PDF, file="absent.pdf", sha256="0" * 64, size=2048, pages=6)
    return made


def publication(n: int) -> Publication:
    return Publication.objects.create(issue=issue(n))


def picture(n: int) -> Image:
    content = BytesIO()
    Pixels.new("RGB", (40, 30), "#9fd0c2").save(content, "PNG")
    return Image.objects.create(
        parent=issue(n),
        region="main",
        ordering=30,
        alternative="Un aplat vert",
        picture=ContentFile(content.getvalue(), name="aplat.png"),
    )


def remark(n: int, **fields) -> PreviewComment:
    said = {"block_kind": "text", "block_pk": 1, "block_title": "Texte", "author_name": "Claire", "body": "Oui."}
    return PreviewComment.objects.create(issue=issue(n), **said | fields)


def drafted(n: int) -> DraftedBlock:
    of_report = {"source_kind": "report", "source_pk": n, "source_digest": "0" * 64, "text_digest": "0" * 64}
    return DraftedBlock.objects.create(issue=issue(n), key=f"report-{n}", block_kind="text", block_pk=n, **of_report)


def mail(n: int) -> OutgoingMail:
    return OutgoingMail.objects.create(
        to=f"qui{n}@example.org",
        subject=f"Objet {n}",
        text="Mots",
        message_id=f"<{n}@example.org>",
        state="echec",
        last_error="550 inconnu",
    )


def log_entry(n: int) -> LogEntry:
    about = person(n)
    by = account(f"journal{n}@example.org")
    return LogEntry.objects.log_actions(by.pk, [about], CHANGE, f"Changement {n}", single_object=True)


def queued_task(n: int) -> DBTaskResult:
    return DBTaskResult.objects.create(
        task_path=f"app.tasks.number_{n}",
        args_kwargs={"args": [], "kwargs": {}},
        backend_name="default",
        run_after=timezone.now(),
        worker_ids=["one", "two"],
        traceback="Traceback",
    )


def scheduled_run(n: int) -> ScheduledRun:
    return ScheduledRun.objects.create(
        job=f"app.job-{n}", slot=timezone.now() - timedelta(hours=n), error="OSError : disque plein"
    )


MAKERS: dict[type[Model], Callable[[int], Model]] = {
    Delegation: delegation,
    Enterprise: enterprise,
    Person: person,
    Mandate: mandate,
    GlossaryTerm: term,
    User: user,
    Seminar: seminar,
    Stage: stage,
    Visit: visit,
    Workshop: workshop,
    Plenary: plenary,
    Participation: participation,
    MediaItem: media_item,
    AnnouncedFigure: figure,
    Proposal: proposal,
    StatusChange: change,
    Observation: observation,
    Trend: trend,
    WorkTrack: track,
    Question: question,
    QualityGroup: group,
    GroupMembership: membership,
    Meeting: meeting,
    StanceRequest: stance_request,
    Report: report,
    ReportStep: report_step,
    Reminder: reminder,
    Issue: issue,
    Edition: edition,
    OutgoingMail: mail,
    DBTaskResult: queued_task,
    ScheduledRun: scheduled_run,
    LogEntry: log_entry,
}
