"""What the network does about it: the tracks it works on, the questions it still asks itself."""

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Concat, Length, Right
from django.db.models.lookups import Exact, LessThanOrEqual
from django.urls import reverse

from core.models import Addressed, Publishable, Sourced, Timestamped, Worded
from network.models import Delegation, Person
from proposals.enums import QuestionStatus, TrackKind, TrackStatus
from seminars.models import Seminar

# What leads to a question is told with it up to so many characters.
AS_SUBJECT = 80


class WorkTrack(Addressed, Worded, Publishable, Sourced, Timestamped):
    """A *piste de travail* the national group set for a year: general, or about Quality."""

    address_fields = ("year", "slug")
    audience_paths = ("audience", "seminar__audience")

    seminar = models.ForeignKey(Seminar, models.CASCADE, verbose_name="séminaire", related_name="tracks")
    year = models.PositiveSmallIntegerField(
        "année de travail", help_text="Dans l’adresse de sa page. L’ancienne adresse y mènera toujours."
    )
    kind = models.CharField("famille", max_length=10, choices=TrackKind)
    position = models.PositiveSmallIntegerField(
        "rang dans la famille", help_text="L’ordre des pistes de la même famille."
    )
    label = models.CharField("étiquette", max_length=120, help_text="Quelques mots : son nom dans les listes.")
    slug = models.SlugField(
        "adresse", max_length=80, help_text="Dans l’adresse de sa page. L’ancienne adresse y mènera toujours."
    )
    status = models.CharField("état", max_length=12, choices=TrackStatus, default=TrackStatus.SET, editable=False)
    people = models.ManyToManyField(Person, verbose_name="personnes qui la portent", blank=True, related_name="tracks")
    delegations = models.ManyToManyField(
        Delegation, verbose_name="délégations qui la portent", blank=True, related_name="tracks"
    )

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

    def get_absolute_url(self) -> str:
        return reverse("proposals:track", args=[self.year, self.slug])


class Milestone(Timestamped):
    """A *jalon* of a work track."""

    track = models.ForeignKey(WorkTrack, models.CASCADE, verbose_name="piste", related_name="milestones")
    label = models.CharField("jalon", max_length=160)
    due_on = models.DateField("prévu le")
    reached_on = models.DateField("atteint le", null=True, blank=True, help_text="Vide tant qu’il n’est pas atteint.")

    class Meta:
        verbose_name = "jalon"
        verbose_name_plural = "jalons"
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["track", "label"],
                name="proposals_milestone_label",
                violation_error_message="Un autre jalon de la piste porte déjà ce nom.",
            ),
        ]

    def __str__(self) -> str:
        return self.label


def _subject() -> Case:
    """What makes a question stand alone: what leads to it when that is short, its theme else."""
    return Case(
        When(~Q(context="") & Q(LessThanOrEqual(Length("context"), AS_SUBJECT)), then=F("context")),
        When(Q(Exact(Right("theme", 1), "?")), then=F("theme")),
        default=Concat("theme", Value(" :")),
        output_field=models.TextField(),
    )


class Question(Addressed, Publishable, Sourced, Timestamped):
    """A question left open: what leads to it, then the question itself, both as printed."""

    audience_paths = ("audience", "seminar__audience")

    seminar = models.ForeignKey(Seminar, models.CASCADE, verbose_name="séminaire", related_name="questions")
    theme = models.CharField("thème", max_length=120)
    position = models.PositiveSmallIntegerField("rang")
    slug = models.SlugField(
        "adresse",
        max_length=80,
        unique=True,
        help_text="Dans l’adresse de sa page. L’ancienne adresse y mènera toujours.",
    )
    context = models.TextField(
        "ce qui y mène", blank=True, help_text="Ce qui amène la question, en une ou deux phrases."
    )
    question = models.CharField(
        "question", max_length=300, help_text="Telle qu’on la pose, avec son point d’interrogation."
    )
    # « Peut-on en faire un métier ? » says nothing without « Le rôle du référent Qualité doit se renforcer. »
    subject = models.GeneratedField(
        verbose_name="sujet", expression=_subject(), output_field=models.TextField(), db_persist=True
    )
    status = models.CharField(
        "état", max_length=10, choices=QuestionStatus, default=QuestionStatus.OPEN, editable=False
    )
    answer = models.TextField("réponse", blank=True, editable=False)
    settled_on = models.DateField("tranchée le", null=True, blank=True, editable=False)
    review_on = models.DateField(
        "à revoir le", null=True, blank=True, help_text="Le jour où l’on se promet d’y revenir."
    )

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
            models.CheckConstraint(
                name="proposals_question_settled_has_answer",
                condition=(Q(status=QuestionStatus.SETTLED) & ~Q(answer="") & Q(settled_on__isnull=False))
                | (~Q(status=QuestionStatus.SETTLED) & Q(answer="") & Q(settled_on__isnull=True)),
                violation_error_message="Une question tranchée a une réponse et une date ; une autre n’en a pas.",
            ),
        ]

    def __str__(self) -> str:
        return self.question

    @property
    def title(self) -> str:
        """The question with what makes it stand alone."""
        return f"{self.subject} {self.question}"

    def get_absolute_url(self) -> str:
        return reverse("proposals:question", args=[self.slug])
