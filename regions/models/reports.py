"""What came of a meeting: its report, what it thinks of each point, what it decides, who was there."""

import uuid
from typing import Self

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.db.models import F, Prefetch, Q
from django.utils import timezone

from core.enums import Audience
from core.models import Frozen, HeadCount, Timestamped
from proposals.models import Question
from regions.enums import EDITABLE_STATES, DecisionState, ReminderStep, ReportState, Stance
from regions.models.meetings import AgendaItem, Meeting


class ReportQuerySet(models.QuerySet):
    def validated(self) -> Self:
        return self.filter(state=ReportState.VALIDATED)

    def visible_to(self, user) -> Self:
        """Those readers may read: validated, of a meeting they may see."""
        found = self.validated()
        if getattr(user, "is_network_member", False):
            return found
        return found.filter(meeting__audience=Audience.PUBLIC)

    def whole(self, user) -> Self:
        """With all that its text shows ``user``: a point they may not read is left out, with what is said of it."""
        items = AgendaItem.objects.visible_to(user).with_subjects().select_related("outcome")
        return self.select_related("meeting__delegation", "meeting__group", "updated_by").prefetch_related(
            Prefetch("meeting__items", queryset=items),
            "decisions",
            Prefetch("decisions__settles", queryset=Question.objects.visible_to(user)),
            "attendances",
            "attachments",
            Prefetch("steps", queryset=ReportStep.objects.select_related("author")),
        )

    def queue(self) -> Self:
        """Those that wait for the national team, the oldest first."""
        return self.filter(state=ReportState.SUBMITTED).order_by("submitted_at", "pk")


class Report(Timestamped):
    """What a meeting leaves in writing, from its first word to its validation. Read-only once it is submitted.

    ``version`` rises at each write: it names the text someone looked at.
    """

    meeting = models.OneToOneField(Meeting, models.CASCADE, verbose_name="rencontre", related_name="report")
    state = models.CharField(
        "état", max_length=12, choices=ReportState, default=ReportState.DRAFT, editable=False, db_index=True
    )
    summary = models.TextField(
        "l’essentiel",
        blank=True,
        help_text="Ce qu’il faut en retenir, en quelques phrases. Aucun nom de salarié en parcours.",
    )
    next_steps = models.TextField("la suite", blank=True)
    version = models.PositiveIntegerField("version", default=0, editable=False)
    # By cell (see ``services.reports``): the account that wrote it last, its open page, and when.
    traces = models.JSONField("traces", default=dict, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name="ouvert par",
        null=True,
        editable=False,
        related_name="+",
    )
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name="modifié par",
        null=True,
        editable=False,
        related_name="+",
    )
    saved_at = models.DateTimeField("enregistré le", null=True, editable=False)
    submitted_at = models.DateTimeField("soumis le", null=True, editable=False)
    validated_at = models.DateTimeField("validé le", null=True, editable=False)
    withdrawn_at = models.DateTimeField("retiré le", null=True, editable=False)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = "compte rendu"
        verbose_name_plural = "comptes rendus"
        ordering = ["-meeting__starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="regions_report_submitted_has_date",
                condition=~Q(state=ReportState.SUBMITTED) | Q(submitted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="regions_report_validated_has_date",
                condition=~Q(state=ReportState.VALIDATED) | Q(validated_at__isnull=False),
            ),
            models.CheckConstraint(
                name="regions_report_withdrawn_has_date",
                condition=~Q(state=ReportState.WITHDRAWN) | Q(withdrawn_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Compte rendu : {self.meeting}"

    @property
    def is_editable(self) -> bool:
        return self.state in EDITABLE_STATES

    @property
    def why_closed(self) -> str:
        """Why it is not to be written; empty when it is."""
        if self.meeting.cancelled_at:
            return "Cette rencontre est annulée : son compte rendu ne s’écrit pas."
        return "" if self.is_editable else f"Ce compte rendu est {self.get_state_display()} : il ne se modifie plus."

    @property
    def is_begun(self) -> bool:
        """Whether anyone wrote anything: opening the form is not writing."""
        return self.saved_at is not None

    @property
    def said(self) -> list[AgendaItem]:
        """The points something was said of, in the order of the agenda."""
        return [item for item in self.meeting.items.all() if hasattr(item, "outcome")]

    @property
    def is_withdrawn(self) -> bool:
        """Whether readers could read it and can no more, until it is validated again."""
        return self.withdrawn_at is not None and self.state != ReportState.VALIDATED

    @property
    def withdrawal(self) -> "ReportStep | None":
        """The step that took it back from readers, with its reason."""
        return self.steps.filter(after=ReportState.WITHDRAWN).last() if self.is_withdrawn else None

    @property
    def days_waiting(self) -> int:
        """For how many days a submitted report has been waiting for the national team."""
        return (timezone.localdate() - timezone.localdate(self.submitted_at)).days

    @property
    def held_by(self) -> str:
        """Who it waits for; empty when it waits for nobody."""
        if self.state == ReportState.SUBMITTED:
            return "l’équipe nationale"
        return str(self.meeting.holder) if self.is_editable else ""


class OutcomeQuerySet(models.QuerySet):
    def visible_to(self, user) -> Self:
        """What the reports a reader may read say."""
        return self.filter(item__meeting__report__in=Report.objects.visible_to(user))

    def latest_first(self) -> Self:
        return self.order_by(F("item__meeting__starts_on").desc(nulls_last=True), "-item__meeting__pk")


class Outcome(models.Model):
    """What the meeting says of one point: a stance, a note, or both."""

    item = models.OneToOneField(AgendaItem, models.CASCADE, verbose_name="point", related_name="outcome")
    stance = models.CharField("avis", max_length=12, choices=Stance, blank=True)
    note = models.TextField("note", blank=True)

    objects = OutcomeQuerySet.as_manager()

    class Meta:
        verbose_name = "avis sur un point"
        verbose_name_plural = "avis sur les points"
        constraints = [
            models.CheckConstraint(name="regions_outcome_says_something", condition=~Q(stance="") | ~Q(note="")),
        ]

    def __str__(self) -> str:
        return f"{self.item} : {self.get_stance_display() or self.note}"


class Decision(models.Model):
    """What was decided, who does it and by when. One may settle an open question, once the report is validated."""

    report = models.ForeignKey(Report, models.CASCADE, verbose_name="compte rendu", related_name="decisions")
    # Made by the form, so that a row sent twice is one decision.
    key = models.UUIDField("clé", default=uuid.uuid4, editable=False)
    text = models.TextField("décision")
    who = models.CharField("qui", max_length=160, blank=True)
    due_on = models.DateField("pour le", null=True, blank=True)
    state = models.CharField("état", max_length=12, choices=DecisionState, default=DecisionState.TO_DO)
    settles = models.ForeignKey(
        Question,
        models.PROTECT,
        verbose_name="question qu’elle tranche",
        null=True,
        blank=True,
        related_name="settling_decisions",
    )

    class Meta:
        verbose_name = "décision"
        verbose_name_plural = "décisions"
        ordering = ["report", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "key"], name="regions_decision_key"),
            models.CheckConstraint(name="regions_decision_has_text", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return self.text


class Attendance(HeadCount):
    """How many of a category were there. Never a name."""

    report = models.ForeignKey(Report, models.CASCADE, verbose_name="compte rendu", related_name="attendances")

    class Meta:
        verbose_name = "présence"
        verbose_name_plural = "présences"
        ordering = ["report", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "category"], name="regions_attendance_category"),
        ]

    def __str__(self) -> str:
        return f"{self.get_category_display()} : {self.count}"


def attachments_storage():
    return storages["attachments"]


class Attachment(Timestamped):
    """A file joined to a report. The same file joined twice is one."""

    report = models.ForeignKey(Report, models.CASCADE, verbose_name="compte rendu", related_name="attachments")
    file = models.FileField("fichier", storage=attachments_storage, max_length=120)
    name = models.CharField("nom", max_length=160)
    content_type = models.CharField("format", max_length=80)
    size = models.PositiveIntegerField("octets")
    sha256 = models.CharField("empreinte", max_length=64)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name="joint par", null=True, related_name="+"
    )

    class Meta:
        verbose_name = "pièce jointe"
        verbose_name_plural = "pièces jointes"
        ordering = ["report", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "sha256"], name="regions_attachment_once"),
        ]

    def __str__(self) -> str:
        return self.name


class ReportStep(Frozen):
    """One step of a report, who took it and what they said."""

    frozen_message = kept_message = "L’historique d’un compte rendu ne se modifie pas."
    rewritten = ("comment",)

    report = models.ForeignKey(Report, models.CASCADE, verbose_name="compte rendu", related_name="steps")
    before = models.CharField("état précédent", max_length=12, choices=ReportState)
    after = models.CharField("nouvel état", max_length=12, choices=ReportState)
    comment = models.TextField("commentaire", blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name="par", null=True, related_name="+"
    )
    at = models.DateTimeField("le", default=timezone.now)

    class Meta:
        verbose_name = "étape d’un compte rendu"
        verbose_name_plural = "étapes des comptes rendus"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_before_display()} → {self.get_after_display()}"


class Reminder(models.Model):
    """A reminder that was sent: each is, once."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, verbose_name="rencontre", related_name="reminders")
    step = models.CharField("relance", max_length=4, choices=ReminderStep)
    sent_at = models.DateTimeField("envoyée le", default=timezone.now)

    class Meta:
        verbose_name = "relance"
        verbose_name_plural = "relances"
        ordering = ["sent_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "step"], name="regions_reminder_once"),
        ]

    def __str__(self) -> str:
        return f"{self.meeting} : {self.get_step_display()}"
