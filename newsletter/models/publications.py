"""The freezing of an issue as someone asked for it: a worker does it, the editor follows it."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from newsletter.enums import PublicationState
from newsletter.models.editions import Edition
from newsletter.models.issues import Issue

OPEN_STATES = (PublicationState.WAITING, PublicationState.RUNNING)
# Longer than any of its steps: the engine of the PDF gives up before.
SILENCE = timedelta(minutes=2)
PROMPT = timedelta(seconds=5)


class Publication(models.Model):
    """One order to publish. At most one is open for an issue."""

    issue = models.ForeignKey(Issue, models.CASCADE, verbose_name="numéro", related_name="publications")
    state = models.CharField(
        "état", max_length=10, choices=PublicationState, default=PublicationState.WAITING, editable=False
    )
    # Empty: as soon as it is frozen.
    publish_at = models.DateTimeField("à publier le", null=True, blank=True)
    erratum_what = models.TextField("ce qui est corrigé", blank=True)
    erratum_why = models.TextField("pourquoi", blank=True)
    step = models.CharField("étape", max_length=80, blank=True, editable=False)
    reason = models.TextField("pourquoi elle n’a pas abouti", blank=True, editable=False)
    edition = models.ForeignKey(
        Edition, models.PROTECT, verbose_name="édition", null=True, blank=True, related_name="+", editable=False
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name="demandée par",
        null=True,
        editable=False,
        related_name="+",
    )
    asked_at = models.DateTimeField("demandée le", auto_now_add=True)
    # When the worker last said where it was: a long silence is a worker that died.
    seen_at = models.DateTimeField("dernier signe", null=True, editable=False)
    finished_at = models.DateTimeField("finie le", null=True, editable=False)

    class Meta:
        verbose_name = "publication"
        verbose_name_plural = "publications"
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["issue"],
                condition=Q(state__in=OPEN_STATES),
                name="newsletter_publication_one_at_a_time",
                violation_error_message="Une publication de ce numéro est déjà en cours.",
            ),
            models.CheckConstraint(
                name="newsletter_publication_done_has_edition",
                condition=~Q(state=PublicationState.DONE) | Q(edition__isnull=False),
            ),
            models.CheckConstraint(
                name="newsletter_publication_refusal_has_reason",
                condition=~Q(state__in=[PublicationState.REFUSED, PublicationState.FAILED]) | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.issue} : publication {self.get_state_display()}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def is_unheard(self) -> bool:
        """Whether no one took it for longer than a worker with nothing else to do needs."""
        return self.state == PublicationState.WAITING and self.asked_at < timezone.now() - PROMPT

    @property
    def is_silent(self) -> bool:
        """Whether whoever had it is taken for dead: it may be asked for again."""
        return self.is_open and (self.seen_at or self.asked_at) < timezone.now() - SILENCE
