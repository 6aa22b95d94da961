"""« Paru dans »: which rubrique of which edition tells an object. Written when an edition is frozen."""

from django.db import models
from django.db.models import Q

from newsletter.models.editions import Edition, Published
from proposals.models import Observation, Proposal, Question, Trend, WorkTrack
from seminars.models import Visit, Workshop

# The column of each kind of object of the thread.
SUBJECTS: dict[type[models.Model], str] = {
    Visit: "visit",
    Workshop: "workshop",
    Observation: "observation",
    Proposal: "proposal",
    Trend: "trend",
    WorkTrack: "track",
    Question: "question",
}


def _exactly_one() -> Q:
    condition = Q()
    for filled in SUBJECTS.values():
        condition |= Q(**{f"{name}__isnull": name != filled for name in SUBJECTS.values()})
    return condition


def _subject(model: type[models.Model], name: str) -> models.ForeignKey:
    # An object that was told may go; that an edition told it is then in the edition alone.
    return models.ForeignKey(model, models.CASCADE, verbose_name=name, null=True, blank=True, related_name="mentions")


class Mention(Published):
    rewritten = ("title",)

    edition = models.ForeignKey(Edition, models.CASCADE, verbose_name="édition", related_name="mentions")
    anchor = models.SlugField("ancre de la rubrique", max_length=80)
    title = models.CharField("titre de la rubrique", max_length=200)
    visit = _subject(Visit, "visite")
    workshop = _subject(Workshop, "atelier")
    observation = _subject(Observation, "observation")
    proposal = _subject(Proposal, "proposition")
    trend = _subject(Trend, "évolution possible")
    track = _subject(WorkTrack, "piste de travail")
    question = _subject(Question, "question")

    class Meta:
        verbose_name = "mention"
        verbose_name_plural = "mentions"
        ordering = ["edition", "pk"]
        constraints = [
            models.CheckConstraint(name="newsletter_mention_one_subject", condition=_exactly_one()),
            *(
                models.UniqueConstraint(fields=["edition", "anchor", name], name=f"newsletter_mention_{name}_once")
                for name in SUBJECTS.values()
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition.issue}, « {self.title} »"
