"""An issue of the Fil d'Info, before it is frozen."""

from content_editor.models import Region
from django.core.files.storage import storages
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from core.fields import RichTextField
from core.models import FuzzyDated, Publishable, PublishableQuerySet, Sourced, Timestamped
from newsletter.enums import UNFROZEN_STATES, IssueState
from seminars.models import Seminar

PUBLIC_STATES = (IssueState.SCHEDULED, IssueState.PUBLISHED)


def printed_storage():
    """Asked at run time, so that migrations do not freeze where a machine keeps its files."""
    return storages["printed"]


class IssueQuerySet(PublishableQuerySet):
    def published(self) -> "IssueQuerySet":
        """Those readers get: a scheduled issue from its hour on, whether or not anything has run since."""
        return self.filter(state__in=PUBLIC_STATES, published_at__lte=timezone.now())


class Issue(FuzzyDated, Publishable, Sourced, Timestamped):
    """What the cover, the summary and the imprint say; the blocks say the rest.

    ``provenance`` is that of the number and of the date: both may be deduced.
    """

    regions = (Region(key="main", title="Corps du numéro"),)

    number = models.PositiveSmallIntegerField(
        "numéro", unique=True, help_text="Dans l’adresse du numéro : il ne change plus une fois publié."
    )
    title = models.CharField("titre", max_length=160)
    strapline = models.CharField("accroche", max_length=200, blank=True, help_text="Une ligne sous le titre, à la une.")
    seminar = models.ForeignKey(
        Seminar,
        models.PROTECT,
        verbose_name="séminaire",
        null=True,
        blank=True,
        related_name="issues",
        help_text="Celui où puisent les blocs vivants.",
    )
    publisher = models.CharField("éditeur", max_length=160)
    next_label = models.CharField(
        "prochain numéro", max_length=120, blank=True, help_text="Par exemple « N° 5, début 2011 »."
    )
    next_summary = models.TextField("au sommaire du prochain", blank=True, help_text="Une ligne par sujet.")
    imprint = RichTextField("ours", blank=True, help_text="Un paragraphe par colonne : éditeur, renvois, coordonnées.")
    imprint_printed = models.TextField("ours imprimé", blank=True, help_text="S’il diffère de l’ours publié.")
    # Of an issue of before the portal: published as it is, in place of the one its blocks would make.
    printed_pdf = models.FileField("PDF d’origine", storage=printed_storage, max_length=80, blank=True, editable=False)
    state = models.CharField("état", max_length=10, choices=IssueState, default=IssueState.DRAFT)
    published_at = models.DateTimeField("publié le", null=True, blank=True)
    withdrawn_at = models.DateTimeField("retiré le", null=True, blank=True)
    withdrawal = models.TextField("pourquoi il est retiré", blank=True)

    objects = IssueQuerySet.as_manager()

    class Meta:
        verbose_name = "numéro du Fil d’Info"
        verbose_name_plural = "numéros du Fil d’Info"
        ordering = ["-number"]
        constraints = [
            *Sourced.Meta.constraints,
            *FuzzyDated.Meta.constraints,
            models.CheckConstraint(
                name="newsletter_issue_published_has_time",
                condition=Q(state__in=UNFROZEN_STATES) | Q(published_at__isnull=False),
                violation_error_message="Un numéro publié porte l’heure de sa publication.",
            ),
            models.CheckConstraint(
                name="newsletter_issue_withdrawn_says_why",
                condition=~Q(state=IssueState.WITHDRAWN) | Q(withdrawn_at__isnull=False) & ~Q(withdrawal=""),
                violation_error_message="Un numéro retiré dit quand, et pourquoi.",
            ),
        ]

    def __str__(self) -> str:
        return f"Fil d’Info n° {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("newsletter:issue", args=[self.number])

    @property
    def current_state(self) -> IssueState:
        """A scheduled issue is published from its hour on, before anything writes it down."""
        is_out = self.state == IssueState.SCHEDULED and self.published_at <= timezone.now()
        return IssueState.PUBLISHED if is_out else IssueState(self.state)

    @property
    def waiting_edition(self):
        """The edition that waits for its hour: nothing of the issue changes before it, or before it is taken back."""
        return self.editions.waiting().first()

    @property
    def next_topics(self) -> list[str]:
        return [line.strip() for line in self.next_summary.splitlines() if line.strip()]
