"""What came of it: what was observed, where the network may go, what it works on, what it still asks itself."""

from django.db import models

from core.models import Publishable, Sourced, Timestamped, Worded
from proposals.enums import TrackKind
from seminars.models import Seminar


class Observation(Worded, Publishable, Sourced, Timestamped):
    seminar = models.ForeignKey(Seminar, models.CASCADE, verbose_name="séminaire", related_name="observations")
    position = models.PositiveSmallIntegerField("rang")
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


class Trend(Worded, Publishable, Sourced, Timestamped):
    """An *évolution possible*."""

    seminar = models.ForeignKey(Seminar, models.CASCADE, verbose_name="séminaire", related_name="trends")
    position = models.PositiveSmallIntegerField("rang")
    label = models.CharField("étiquette", max_length=120)

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


class WorkTrack(Worded, Publishable, Sourced, Timestamped):
    """A *piste de travail* the national group set for a year: general, or about Quality."""

    seminar = models.ForeignKey(Seminar, models.CASCADE, verbose_name="séminaire", related_name="tracks")
    year = models.PositiveSmallIntegerField("année de travail")
    kind = models.CharField("famille", max_length=10, choices=TrackKind)
    position = models.PositiveSmallIntegerField("rang dans la famille")
    label = models.CharField("étiquette", max_length=120)
    slug = models.SlugField("adresse", max_length=80)

    class Meta:
        verbose_name = "piste de travail"
        verbose_name_plural = "pistes de travail"
        ordering = ["-year", "kind", "position"]
        constraints = [
            *Sourced.Meta.constraints,
            models.UniqueConstraint(
                fields=["year", "slug"],
                name="proposals_track_slug",
                violation_error_message="Une autre piste de l’année a déjà cette adresse.",
            ),
            models.UniqueConstraint(
                fields=["seminar", "year", "kind", "position"],
                name="proposals_track_position",
                violation_error_message="Une autre piste de cette famille a déjà ce rang.",
            ),
        ]

    def __str__(self) -> str:
        return self.label


class Question(Publishable, Sourced, Timestamped):
    """A question left open: what leads to it, then the question itself, both as printed."""

    seminar = models.ForeignKey(Seminar, models.CASCADE, verbose_name="séminaire", related_name="questions")
    theme = models.CharField("thème", max_length=120)
    position = models.PositiveSmallIntegerField("rang")
    slug = models.SlugField("adresse", max_length=80, unique=True)
    context = models.TextField("ce qui y mène", blank=True)
    question = models.CharField("question", max_length=300)

    class Meta:
        verbose_name = "question"
        verbose_name_plural = "questions"
        ordering = ["seminar", "position"]
        constraints = [
            *Sourced.Meta.constraints,
            models.UniqueConstraint(
                fields=["seminar", "position"],
                name="proposals_question_position",
                violation_error_message="Une autre question du séminaire a déjà ce rang.",
            ),
        ]

    def __str__(self) -> str:
        return self.question
