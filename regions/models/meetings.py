"""When the regions meet, and on what."""

import uuid
from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst

from core.dates import bounds_in_words, hours_in_words, span_in_words
from core.enums import DatePrecision
from core.models import FuzzyDated, Publishable, PublishableQuerySet, Sourced, Timestamped
from network.enums import TimeZone
from network.models import Delegation
from regions.enums import REGIONAL_KINDS, MeetingKind, ReportState, Standing
from regions.models.groups import QualityGroup
from regions.models.subjects import AboutOne, AboutOneQuerySet
from seminars.models import Stage

# Where a meeting born here comes from: the delegation typed it in.
TYPED_HERE = "portail"
# Past that, the national team is told that a report did not come.
REPORTED_WITHIN = timedelta(days=14)


class MeetingQuerySet(PublishableQuerySet):
    def of(self, delegations) -> Self:
        return self.filter(delegation__in=delegations)

    def kept(self) -> Self:
        return self.filter(cancelled_at=None)

    def settled(self) -> Self:
        """Those whose day is known."""
        return self.filter(precision=DatePrecision.DAY)

    def past(self) -> Self:
        return self.kept().settled().filter(ends_on__lt=timezone.localdate())

    def coming(self) -> Self:
        """Not held yet as far as dates say: those without a day are still to come until their bounds are past."""
        return self.kept().filter(Q(ends_on__gte=timezone.localdate()) | Q(ends_on=None))

    def told(self) -> Self:
        """With what a line about a meeting says."""
        return self.select_related("delegation", "group", "stage__seminar", "report", "kit")


class Meeting(FuzzyDated, Publishable, Sourced, Timestamped):
    """A meeting of a delegation, or of a national group. Announced before its day is known, if need be.

    Hours are those of the place: ``time_zone`` says which. ``uid`` and ``sequence`` are what calendars know it by
    (RFC 5545); ``uid`` also makes announcing it twice by a double click announce it once.
    """

    kind = models.CharField("genre", max_length=12, choices=MeetingKind)
    delegation = models.ForeignKey(
        Delegation, models.PROTECT, verbose_name="délégation", null=True, blank=True, related_name="meetings"
    )
    group = models.ForeignKey(
        QualityGroup,
        models.PROTECT,
        verbose_name="groupe national",
        null=True,
        blank=True,
        related_name="meetings",
        help_text="Pour une rencontre nationale seulement.",
    )
    stage = models.ForeignKey(
        Stage,
        models.SET_NULL,
        verbose_name="étape du séminaire",
        null=True,
        blank=True,
        related_name="meetings",
        help_text="Une étape tenue comme une rencontre n’est montrée qu’une fois.",
    )
    title = models.CharField(
        "titre", max_length=160, blank=True, help_text="Vide : le genre et la délégation suffisent."
    )
    starts_at = models.TimeField("à partir de", null=True, blank=True, help_text="Heure du lieu.")
    ends_at = models.TimeField("jusqu’à", null=True, blank=True)
    place = models.CharField("lieu", max_length=160, blank=True)
    address = models.CharField("adresse du lieu", max_length=240, blank=True)
    welcome = models.TextField("à savoir avant de venir", blank=True, help_text="Accès, repas, ce qu’il faut apporter.")
    uid = models.UUIDField("identifiant d’agenda", default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField("révision d’agenda", default=0, editable=False)
    cancelled_at = models.DateTimeField("annulée le", null=True, blank=True, editable=False)
    cancellation_reason = models.CharField("pourquoi", max_length=240, blank=True, editable=False)
    reminders_stopped_at = models.DateTimeField("relances arrêtées le", null=True, blank=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name="annoncée par",
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = "rencontre"
        verbose_name_plural = "rencontres"
        ordering = [F("starts_on").desc(nulls_first=True), "-pk"]
        constraints = [
            *Sourced.Meta.constraints,
            *FuzzyDated.Meta.constraints,
            models.CheckConstraint(
                name="regions_meeting_held_by_one",
                condition=Q(delegation__isnull=False, group__isnull=True)
                | Q(delegation__isnull=True, group__isnull=False),
                violation_error_message="Une rencontre est celle d’une délégation ou d’un groupe national.",
            ),
            models.CheckConstraint(
                name="regions_meeting_kind_fits_holder",
                condition=Q(kind=MeetingKind.EVENT)
                | Q(kind__in=REGIONAL_KINDS, delegation__isnull=False)
                | Q(kind=MeetingKind.NATIONAL_GROUP, group__isnull=False),
                violation_error_message="Ce genre de rencontre ne va pas avec qui la tient.",
            ),
            models.CheckConstraint(
                name="regions_meeting_hours_need_day",
                condition=Q(starts_at__isnull=True) | Q(precision=DatePrecision.DAY),
                violation_error_message="Donnez le jour exact avant l’heure.",
            ),
            models.CheckConstraint(
                name="regions_meeting_hours_in_order",
                condition=Q(ends_at__isnull=True)
                | Q(starts_at__isnull=False) & (Q(ends_at__gt=F("starts_at")) | Q(ends_on__gt=F("starts_on"))),
                violation_error_message="L’heure de fin suit l’heure de début.",
            ),
            models.CheckConstraint(
                name="regions_meeting_cancelled_says_why",
                condition=Q(cancelled_at__isnull=True, cancellation_reason="")
                | Q(cancelled_at__isnull=False) & ~Q(cancellation_reason=""),
            ),
        ]
        indexes = [models.Index(fields=["delegation", "starts_on"], name="regions_meeting_by_delegation")]

    def __str__(self) -> str:
        return self.title or f"{capfirst(self.get_kind_display())}, {self.holder}"

    def get_absolute_url(self) -> str:
        return self._address("meeting")

    @property
    def calendar_url(self) -> str:
        return self._address("meeting-ics")

    @property
    def kit_url(self) -> str:
        return self._address("meeting-kit")

    def _address(self, page: str) -> str:
        if self.delegation:
            return reverse(f"regions:{page}", args=[self.delegation.slug, self.pk])
        return reverse(f"regions:group-{page}", args=[self.pk])

    @property
    def holder(self) -> Delegation | QualityGroup:
        return self.delegation or self.group

    @property
    def is_settled(self) -> bool:
        """Whether its day is known."""
        return self.precision == DatePrecision.DAY

    @property
    def when(self) -> str:
        """Its date as readers see it: in the words given, else in ours. Empty when nothing is known of it."""
        if self.date_label:
            return self.date_label
        if self.is_settled:
            return span_in_words(self.starts_on, self.ends_on)
        return bounds_in_words(self.starts_on, self.ends_on) if self.starts_on else ""

    @property
    def hours(self) -> str:
        return hours_in_words(self.starts_at, self.ends_at) if self.starts_at else ""

    @property
    def time_zone(self) -> str:
        """Where its hours are told."""
        return self.delegation.time_zone if self.delegation else TimeZone.PARIS

    @property
    def is_overseas(self) -> bool:
        return self.time_zone != TimeZone.PARIS

    @property
    def is_past(self) -> bool:
        return self.is_settled and self.ends_on < timezone.localdate()

    @property
    def awaits_report(self) -> bool:
        """Whether it was known here in time to be reported on: nobody is asked for the report of a meeting of 2010."""
        return self.is_settled and timezone.localdate(self.created_at) <= self.ends_on + REPORTED_WITHIN

    @property
    def has_kit_to_come(self) -> bool:
        return self.cancelled_at is None and not self.is_past

    @property
    def days_since(self) -> int:
        """Days gone by since its last day; negative before it, 0 when its day is not known."""
        return (timezone.localdate() - self.ends_on) // timedelta(days=1) if self.is_settled else 0

    @property
    def report_withdrawn_at(self) -> datetime | None:
        """Since when readers can no longer read its report; none when they can, or never could."""
        report = getattr(self, "report", None)
        return report.withdrawn_at if report and report.is_withdrawn else None

    @property
    def standing(self) -> Standing:
        """Where it stands. A report may be begun before the day: until then the meeting is only announced."""
        report = getattr(self, "report", None)
        if report and report.state != ReportState.DRAFT:
            return Standing(report.state)
        if not self.is_past:
            return Standing.ANNOUNCED
        return Standing.DRAFT if report and report.is_begun else Standing.HELD


class AgendaItem(AboutOne):
    """A point to debate."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, verbose_name="rencontre", related_name="items")
    position = models.PositiveSmallIntegerField("rang")

    class Meta:
        verbose_name = "point de l’ordre du jour"
        verbose_name_plural = "ordre du jour"
        ordering = ["meeting", "position", "pk"]
        constraints = [
            *AboutOne.Meta.constraints,
            *(
                models.UniqueConstraint(
                    fields=["meeting", column],
                    name=f"regions_agendaitem_{column}_once",
                    violation_error_message="Ce point est déjà à l’ordre du jour.",
                )
                for column in ("proposal", "track", "question")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_title} ({self.meeting})"


class StanceRequestQuerySet(AboutOneQuerySet):
    def unanswered(self) -> Self:
        """Those no stance of the delegation answers: one being written does, one withdrawn does not."""
        same = Q(proposal=OuterRef("proposal")) | Q(track=OuterRef("track")) | Q(question=OuterRef("question"))
        items = AgendaItem.objects.filter(same, meeting__delegation=OuterRef("delegation"))
        said = items.exclude(outcome=None).exclude(outcome__stance="")
        return self.exclude(Exists(said.exclude(meeting__report__state=ReportState.WITHDRAWN)))


class StanceRequest(AboutOne, Timestamped):
    """A delegation asked by the national team what it thinks of something. Asked once, until it is answered."""

    delegation = models.ForeignKey(
        Delegation, models.CASCADE, verbose_name="délégation", related_name="stance_requests"
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name="demandé par", null=True, related_name="+"
    )

    objects = StanceRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "avis demandé"
        verbose_name_plural = "avis demandés"
        ordering = ["created_at", "pk"]
        constraints = [
            *AboutOne.Meta.constraints,
            *(
                models.UniqueConstraint(
                    fields=["delegation", column],
                    name=f"regions_stancerequest_{column}_once",
                    violation_error_message="Cet avis est déjà demandé.",
                )
                for column in ("proposal", "track", "question")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.delegation} : {self.subject_title}"
