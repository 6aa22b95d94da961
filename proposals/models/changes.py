"""What moved, and when: written by ``proposals.services`` alone, never amended."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.models import Frozen
from proposals.models.proposal import Proposal
from proposals.models.work import Question, WorkTrack

SUBJECTS = ("proposal", "track", "question")


def exactly_one(*names: str) -> Q:
    """True of a row when one of the columns is filled, and no other."""
    condition = Q()
    for filled in names:
        condition |= Q(**{f"{name}__isnull": name != filled for name in names})
    return condition


class StatusChange(Frozen):
    frozen_message = kept_message = "L’historique ne se modifie pas."
    rewritten = ("comment",)

    proposal = models.ForeignKey(
        Proposal, models.CASCADE, verbose_name="proposition", null=True, blank=True, related_name="changes"
    )
    track = models.ForeignKey(
        WorkTrack, models.CASCADE, verbose_name="piste", null=True, blank=True, related_name="changes"
    )
    question = models.ForeignKey(
        Question, models.CASCADE, verbose_name="question", null=True, blank=True, related_name="changes"
    )
    before = models.CharField("état précédent", max_length=12)
    after = models.CharField("nouvel état", max_length=12)
    comment = models.TextField("pourquoi", blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name="par", null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField("le", default=timezone.now, db_index=True)

    class Meta:
        verbose_name = "changement d’état"
        verbose_name_plural = "changements d’état"
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="proposals_statuschange_one_subject",
                condition=exactly_one(*SUBJECTS),
                violation_error_message="Un changement porte sur une proposition, une piste ou une question.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.before_label} → {self.after_label}"

    @property
    def subject(self) -> Proposal | WorkTrack | Question:
        return self.proposal or self.track or self.question

    @property
    def subject_title(self) -> str:
        return self.question.title if self.question else self.subject.label

    @property
    def before_label(self) -> str:
        return self._label(self.before)

    @property
    def after_label(self) -> str:
        return self._label(self.after)

    def _label(self, value: str) -> str:
        name = "state" if self.proposal_id else "status"
        model = Proposal if self.proposal_id else WorkTrack if self.track_id else Question
        return dict(model._meta.get_field(name).flatchoices).get(value, value)
