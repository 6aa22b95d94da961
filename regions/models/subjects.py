"""What the regions speak of: a proposal, a work track or an open question."""

from collections.abc import Iterator
from typing import Self

from django.db import models
from django.db.models import Model, Q

from proposals.enums import QuestionStatus, TrackStatus
from proposals.models import Proposal, Question, WorkTrack
from proposals.models.changes import SUBJECTS, exactly_one

Debatable = Proposal | WorkTrack | Question
# Nothing more is asked of these.
CLOSED = (TrackStatus.COMPLETED, TrackStatus.ABANDONED, QuestionStatus.SETTLED)


class AboutOneQuerySet(models.QuerySet):
    def with_subjects(self) -> Self:
        return self.select_related("proposal__seminar", "track__seminar", "question__seminar")

    def visible_to(self, user) -> Self:
        """Those about something ``user`` may read."""
        if getattr(user, "is_network_member", False):
            return self
        models_of = {"proposal": Proposal, "track": WorkTrack, "question": Question}
        readable = Q(pk__in=[])
        for column, model in models_of.items():
            readable |= Q(**{f"{column}__in": model.objects.visible_to(user)})
        return self.filter(readable)


class AboutOne(models.Model):
    """A row about exactly one of them. What a region said holds it: it is not deleted from under its words."""

    proposal = models.ForeignKey(
        Proposal, models.PROTECT, verbose_name="proposition", null=True, blank=True, related_name="%(class)ss"
    )
    track = models.ForeignKey(
        WorkTrack, models.PROTECT, verbose_name="piste", null=True, blank=True, related_name="%(class)ss"
    )
    question = models.ForeignKey(
        Question, models.PROTECT, verbose_name="question", null=True, blank=True, related_name="%(class)ss"
    )

    objects = AboutOneQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_one_subject",
                condition=exactly_one(*SUBJECTS),
                violation_error_message="Choisissez une proposition, une piste ou une question, et une seule.",
            ),
        ]

    @property
    def subject(self) -> Debatable:
        return self.proposal or self.track or self.question

    @property
    def subject_kind(self) -> str:
        return self.subject._meta.verbose_name

    @property
    def subject_name(self) -> str:
        """In a word or two."""
        return self.question.theme if self.question else self.subject.label

    @property
    def subject_title(self) -> str:
        # A form may have emptied it, and still has to name the row.
        return title_of(self.subject) if self.subject else ""

    @property
    def subject_paragraphs(self) -> list[str]:
        """What is debated, word for word as readers see it."""
        if self.question:
            return [part for part in (self.question.context, self.question.question) if part]
        return self.subject.paragraphs


def title_of(subject: Debatable) -> str:
    return subject.title if isinstance(subject, Question) else subject.label


def column_of(subject: Debatable | type[Model]) -> str:
    """The column of ``AboutOne`` a subject stands in."""
    return {Proposal: "proposal", WorkTrack: "track", Question: "question"}[
        subject if isinstance(subject, type) else type(subject)
    ]


def about(subjects: Iterator[Debatable]) -> Q:
    """Rows about one of these."""
    condition = Q(pk__in=[])
    by_column: dict[str, list[int]] = {}
    for subject in subjects:
        by_column.setdefault(column_of(subject), []).append(subject.pk)
    for column, keys in by_column.items():
        condition |= Q(**{f"{column}__in": keys})
    return condition


def is_debated(subject: WorkTrack | Question) -> bool:
    """Whether the network still asks what is thought of it: a track not ended, a question not settled."""
    return subject.status not in CLOSED
