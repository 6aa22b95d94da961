"""Good rows of tables that few other tests make, one a number: what a broken rule changes is one value of them."""

from datetime import date

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from core.models import Draft, ScheduledRun, SearchEntry
from network.enums import Role
from network.models import Access, Invitation
from newsletter.enums import Medium
from newsletter.models import (
    FigurePlace,
    Image,
    Issue,
    KeyFigures,
    Rendering,
    Rubrique,
    Text,
)
from regions.enums import GroupKind, MeetingKind, ReminderStep
from regions.models import (
    Attachment,
    Attendance,
    Decision,
    GroupMembership,
    Meeting,
    Outcome,
    QualityGroup,
    Reminder,
    Report,
)
from tests.support import rows
from tests.support.rows import ATTESTED


def issue(n: int) -> Issue:
    return Issue.objects.create(number=n, title="Titre", publisher="COORACE", **ATTESTED)


def rubrique(n: int) -> Rubrique:
    return Rubrique.objects.create(parent=issue(n), region="main", ordering=10, title="Édito", anchor="edito")


def text(n: int) -> Text:
    return Text.objects.create(parent=issue(n), region="main", ordering=10, body="<p>Mots.</p>")


def picture(n: int) -> Image:
    at = {"region": "main", "ordering": 10}
    return Image.objects.create(parent=issue(n), **at, picture="images/absente.jpg", alternative="Un pont")


def place(n: int) -> FigurePlace:
    block = KeyFigures.objects.create(parent=issue(n), region="main", ordering=10)
    return FigurePlace.objects.create(block=block, figure=rows.figure(n), position=1)


def rendering(n: int, pages: int | None = 1) -> Rendering:
    return Rendering.objects.create(
        edition=rows.edition(n), medium=Medium.PDF, variant="autre", file="x.pdf", sha256="0" * 64, size=1, pages=pages
    )


def group(n: int) -> QualityGroup:
    return QualityGroup.objects.create(kind=GroupKind.NATIONAL, name=f"Groupe {n}", slug=f"groupe-{n}", **ATTESTED)


def seat(n: int) -> GroupMembership:
    return GroupMembership.objects.create(group=group(n), person=rows.person(n), position=1, **ATTESTED)


def offer(n: int, role: Role = Role.DELEGATE) -> Invitation:
    return Invitation.objects.create(
        email="zoe@example.org",
        role=role,
        delegation=rows.delegation(n) if role == Role.DELEGATE else None,
        invited_by=rows.account(f"invite{n}@example.org"),
        token_digest="a",
        expires_at=timezone.now(),
    )


def access(n: int) -> Access:
    return Access.objects.create(user=rows.user(n), role=Role.MEMBER, starts_on=date(2010, 1, 1))


def entry(n: int) -> SearchEntry:
    return SearchEntry.objects.create(kind="network.delegation", object_id=n, title="Titre")


def national_meeting(n: int) -> Meeting:
    return Meeting.objects.create(kind=MeetingKind.NATIONAL_GROUP, group=group(n), **ATTESTED)


def report(n: int) -> Report:
    return Report.objects.create(meeting=rows.meeting(n))


def outcome(n: int) -> Outcome:
    return Outcome.objects.create(item=rows.agenda_item(n), note="Oui, mais.")


def decision(n: int) -> Decision:
    return Decision.objects.create(report=report(n), text="Écrire une fiche.")


def attendance(n: int) -> Attendance:
    return Attendance.objects.create(report=report(n), category="parcours", count=3)


def attachment(n: int) -> Attachment:
    described = {"name": "note.pdf", "content_type": "application/pdf", "size": 5, "sha256": "0" * 64}
    return Attachment.objects.create(report=report(n), file="note.pdf", **described)


def reminder(n: int) -> Reminder:
    return Reminder.objects.create(meeting=rows.meeting(n), step=ReminderStep.THIRD_DAY)


def draft(n: int) -> Draft:
    kind = ContentType.objects.get_for_model(Report)
    return Draft.objects.create(owner=rows.account(f"brouillon{n}@example.org"), target_type=kind, target_id=n)


def scheduled(n: int) -> ScheduledRun:
    return ScheduledRun.objects.create(job="core.prune", slot=timezone.now())
