"""What the seminar left in writing: what was observed, and where the network may go."""

from django.db import models
from django.urls import reverse

from core.models import Addressed, Publishable, Sourced, Timestamped, Worded
from seminars.models import Seminar


class Observation(Addressed, Worded, Publishable, Sourced, Timestamped):
    address_fields = ("seminar_id", "position")
    audience_paths = ("audience", "seminar__audience")

    seminar = models.ForeignKey(Seminar, models.CASCADE, verbose_name="séminaire", related_name="observations")
    position = models.PositiveSmallIntegerField(
        "rang",
        help_text="Dans l’adresse de sa page : /seminaires/2010/observations/7/. L’ancienne adresse y mènera toujours.",
    )
    label = models.CharField(
        "étiquette",
        max_length=120,
        help_text="La nôtre : la source n’en donne pas, elle n’est pas publiée comme citée.",
    )

    class Meta:
        verbose_name = "observation"
        verbose_name_plural = "observations"
        ordering = ["seminar", "position"]
        constraints = [
            *Sourced.Meta.constraints,
            models.UniqueConstraint(
                fields=["seminar", "position"],
                name="proposals_observation_position",
                violation_error_message="Une autre observation du séminaire a déjà ce rang.",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return reverse("proposals:observation", args=[self.seminar.slug, self.position])


class Trend(Addressed, Worded, Publishable, Sourced, Timestamped):
    """An *évolution possible*."""

    address_fields = ("seminar_id", "position")
    audience_paths = ("audience", "seminar__audience")

    seminar = models.ForeignKey(Seminar, models.CASCADE, verbose_name="séminaire", related_name="trends")
    position = models.PositiveSmallIntegerField(
        "rang",
        help_text="Dans l’adresse de sa page : /seminaires/2010/evolutions/2/. L’ancienne adresse y mènera toujours.",
    )
    label = models.CharField("étiquette", max_length=120, help_text="Quelques mots : son nom dans les listes.")

    class Meta:
        verbose_name = "évolution possible"
        verbose_name_plural = "évolutions possibles"
        ordering = ["seminar", "position"]
        constraints = [
            *Sourced.Meta.constraints,
            models.UniqueConstraint(
                fields=["seminar", "position"],
                name="proposals_trend_position",
                violation_error_message="Une autre évolution du séminaire a déjà ce rang.",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return reverse("proposals:trend", args=[self.seminar.slug, self.position])
