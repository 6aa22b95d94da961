"""What a seminar proposed."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse

from core.models import Publishable, Sourced, Timestamped, Worded
from proposals.enums import ProposalState
from seminars.models import Seminar, Workshop

ANSWERED = (ProposalState.RETAINED, ProposalState.GROUPED, ProposalState.REJECTED)


class Proposal(Worded, Publishable, Sourced, Timestamped):
    """``wording`` is that of origin. ``number`` is the portal's, in its address; the printed one stands beside it."""

    audience_paths = ("audience", "seminar__audience")

    seminar = models.ForeignKey(Seminar, models.CASCADE, verbose_name="séminaire", related_name="proposals")
    workshop = models.ForeignKey(
        Workshop,
        models.RESTRICT,
        verbose_name="atelier",
        null=True,
        blank=True,
        related_name="proposals",
        help_text="Celui où elle a été faite, s’il est connu.",
    )
    number = models.PositiveIntegerField(
        "numéro", unique=True, help_text="Unique dans le portail : /propositions/12/. Il ne change plus."
    )
    printed_number = models.PositiveSmallIntegerField(
        "numéro imprimé", null=True, blank=True, help_text="Celui de la source, si elle en donne un."
    )
    label = models.CharField("formulation courte", max_length=160, help_text="La nôtre, pour les listes.")
    theme = models.CharField(
        "thème", max_length=120, blank=True, help_text="Sert à ranger et à filtrer les propositions."
    )
    retained_wording = models.TextField(
        "texte retenu", blank=True, help_text="S’il diffère du texte d’origine, qui reste lisible à côté."
    )
    state = models.CharField(
        "état", max_length=12, choices=ProposalState, default=ProposalState.COLLECTED, editable=False
    )
    answer = models.TextField("réponse motivée", blank=True, editable=False)

    class Meta:
        verbose_name = "proposition"
        verbose_name_plural = "propositions"
        ordering = ["number"]
        constraints = [
            *Sourced.Meta.constraints,
            models.UniqueConstraint(
                fields=["seminar", "printed_number"],
                name="proposals_proposal_printed_number",
                violation_error_message="Une autre proposition du séminaire porte déjà ce numéro imprimé.",
            ),
            models.CheckConstraint(
                name="proposals_proposal_answer_is_reasoned",
                condition=(Q(state__in=ANSWERED) & ~Q(answer="")) | (~Q(state__in=ANSWERED) & Q(answer="")),
                violation_error_message="Une proposition retenue, regroupée ou non retenue dit pourquoi.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.label}"

    def clean(self) -> None:
        if self.workshop and self.seminar_id and self.workshop.seminar_id != self.seminar_id:
            raise ValidationError({"workshop": "Cet atelier est d’un autre séminaire."})

    def get_absolute_url(self) -> str:
        return reverse("proposals:proposal", args=[self.number])
