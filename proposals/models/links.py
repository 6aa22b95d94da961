"""The links of the thread: each table joins two kinds, from what was first to what came of it.

A link has a provenance of its own and a one-line reason readers are shown. Nothing is linked that no wording justifies.
"""

from django.db import models
from django.db.models import Q

from core.enums import Provenance
from core.models import Sourced, Timestamped
from proposals.enums import Filiation
from proposals.models.proposal import Proposal
from proposals.models.work import Question, WorkTrack
from proposals.models.written import Observation, Trend
from seminars.models import Visit, Workshop


class Link(Sourced, Timestamped):
    """Its reason stands for the note of provenance of other objects."""

    provenance_note = None
    reason = models.CharField("raison", max_length=240, help_text="En une ligne, montrée aux lecteurs.")

    class Meta:
        abstract = True
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_attested_has_ref",
                condition=~Q(provenance=Provenance.ATTESTED) | ~Q(source_ref=""),
                violation_error_message="Un lien attesté donne la référence du passage qui l’atteste.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_has_reason",
                condition=~Q(reason=""),
                violation_error_message="Un lien dit en une ligne ce qui le justifie.",
            ),
            models.UniqueConstraint(
                fields=["source", "target"],
                name="%(app_label)s_%(class)s_pair",
                violation_error_message="Ces deux objets sont déjà liés.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} → {self.target}"


class VisitObservation(Link):
    source = models.ForeignKey(Visit, models.CASCADE, verbose_name="visite", related_name="to_observations")
    target = models.ForeignKey(Observation, models.CASCADE, verbose_name="observation", related_name="from_visits")

    class Meta(Link.Meta):
        verbose_name = "lien visite → observation"
        verbose_name_plural = "liens visites → observations"


class ObservationWorkshop(Link):
    source = models.ForeignKey(Observation, models.CASCADE, verbose_name="observation", related_name="to_workshops")
    target = models.ForeignKey(Workshop, models.CASCADE, verbose_name="atelier", related_name="from_observations")

    class Meta(Link.Meta):
        verbose_name = "lien observation → atelier"
        verbose_name_plural = "liens observations → ateliers"


class ObservationProposal(Link):
    source = models.ForeignKey(Observation, models.CASCADE, verbose_name="observation", related_name="to_proposals")
    target = models.ForeignKey(Proposal, models.CASCADE, verbose_name="proposition", related_name="from_observations")

    class Meta(Link.Meta):
        verbose_name = "lien observation → proposition"
        verbose_name_plural = "liens observations → propositions"


class ObservationTrend(Link):
    source = models.ForeignKey(Observation, models.CASCADE, verbose_name="observation", related_name="to_trends")
    target = models.ForeignKey(Trend, models.CASCADE, verbose_name="évolution", related_name="from_observations")

    class Meta(Link.Meta):
        verbose_name = "lien observation → évolution"
        verbose_name_plural = "liens observations → évolutions"


class ObservationTrack(Link):
    source = models.ForeignKey(Observation, models.CASCADE, verbose_name="observation", related_name="to_tracks")
    target = models.ForeignKey(WorkTrack, models.CASCADE, verbose_name="piste", related_name="from_observations")

    class Meta(Link.Meta):
        verbose_name = "lien observation → piste"
        verbose_name_plural = "liens observations → pistes"


class ObservationQuestion(Link):
    source = models.ForeignKey(Observation, models.CASCADE, verbose_name="observation", related_name="to_questions")
    target = models.ForeignKey(Question, models.CASCADE, verbose_name="question", related_name="from_observations")

    class Meta(Link.Meta):
        verbose_name = "lien observation → question"
        verbose_name_plural = "liens observations → questions"


class ProposalTrend(Link):
    source = models.ForeignKey(Proposal, models.CASCADE, verbose_name="proposition", related_name="to_trends")
    target = models.ForeignKey(Trend, models.CASCADE, verbose_name="évolution", related_name="from_proposals")

    class Meta(Link.Meta):
        verbose_name = "lien proposition → évolution"
        verbose_name_plural = "liens propositions → évolutions"


class ProposalTrack(Link):
    source = models.ForeignKey(Proposal, models.CASCADE, verbose_name="proposition", related_name="to_tracks")
    target = models.ForeignKey(WorkTrack, models.CASCADE, verbose_name="piste", related_name="from_proposals")

    class Meta(Link.Meta):
        verbose_name = "lien proposition → piste"
        verbose_name_plural = "liens propositions → pistes"


class ProposalQuestion(Link):
    source = models.ForeignKey(Proposal, models.CASCADE, verbose_name="proposition", related_name="to_questions")
    target = models.ForeignKey(Question, models.CASCADE, verbose_name="question", related_name="from_proposals")

    class Meta(Link.Meta):
        verbose_name = "lien proposition → question"
        verbose_name_plural = "liens propositions → questions"


class TrendTrack(Link):
    source = models.ForeignKey(Trend, models.CASCADE, verbose_name="évolution", related_name="to_tracks")
    target = models.ForeignKey(WorkTrack, models.CASCADE, verbose_name="piste", related_name="from_trends")

    class Meta(Link.Meta):
        verbose_name = "lien évolution → piste"
        verbose_name_plural = "liens évolutions → pistes"


class TrendQuestion(Link):
    source = models.ForeignKey(Trend, models.CASCADE, verbose_name="évolution", related_name="to_questions")
    target = models.ForeignKey(Question, models.CASCADE, verbose_name="question", related_name="from_trends")

    class Meta(Link.Meta):
        verbose_name = "lien évolution → question"
        verbose_name_plural = "liens évolutions → questions"


class TrackQuestion(Link):
    source = models.ForeignKey(WorkTrack, models.CASCADE, verbose_name="piste", related_name="to_questions")
    target = models.ForeignKey(Question, models.CASCADE, verbose_name="question", related_name="from_tracks")

    class Meta(Link.Meta):
        verbose_name = "lien piste → question"
        verbose_name_plural = "liens pistes → questions"


class ProposalProposal(Link):
    """A proposal reworded, grouped with others or split: its origins stay readable."""

    source = models.ForeignKey(
        Proposal, models.CASCADE, verbose_name="proposition d’origine", related_name="to_proposals"
    )
    target = models.ForeignKey(
        Proposal, models.CASCADE, verbose_name="proposition qui en vient", related_name="from_proposals"
    )
    filiation = models.CharField("filiation", max_length=14, choices=Filiation)

    class Meta(Link.Meta):
        verbose_name = "lien proposition → proposition"
        verbose_name_plural = "liens propositions → propositions"
        constraints = [
            *Link.Meta.constraints,
            models.CheckConstraint(
                name="proposals_proposalproposal_not_itself",
                condition=~Q(source=models.F("target")),
                violation_error_message="Une proposition ne vient pas d’elle-même.",
            ),
        ]


LINKS: tuple[type[Link], ...] = (
    VisitObservation,
    ObservationWorkshop,
    ObservationProposal,
    ObservationTrend,
    ObservationTrack,
    ObservationQuestion,
    ProposalTrend,
    ProposalTrack,
    ProposalQuestion,
    TrendTrack,
    TrendQuestion,
    TrackQuestion,
    ProposalProposal,
)
