"""Abstract models shared by every app, and the floor's own tables. ``core`` knows no business: it names no seminar."""

from functools import reduce
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from core.addresses import Addressed, FormerAddress  # noqa: F401 - Django looks for models here
from core.drafts import Draft  # noqa: F401 - Django looks for models here
from core.enums import Audience, Category, DatePrecision, Provenance
from core.errors import DomainError
from core.history.discarded import CutLink, Discarded  # noqa: F401 - Django looks for models here
from core.mail.outbox import OutgoingMail  # noqa: F401 - Django looks for models here
from core.search.entries import SearchEntry, SearchTerms  # noqa: F401 - Django looks for models here
from core.tasks.schedule import ScheduledRun  # noqa: F401 - Django looks for models here
from core.templatetags.typo import pluriel


class Timestamped(models.Model):
    created_at = models.DateTimeField("créé le", auto_now_add=True)
    updated_at = models.DateTimeField("modifié le", auto_now=True)

    class Meta:
        abstract = True


class PublishableQuerySet(models.QuerySet):
    def visible_to(self, user) -> "PublishableQuerySet":
        """Keep what ``user`` may read: everyone the public rows, members of the network all of them."""
        if getattr(user, "is_network_member", False):
            return self
        return self.filter(**dict.fromkeys(self.model.audience_paths, Audience.PUBLIC))


class Publishable(models.Model):
    # Its own audience, and those of what it belongs to: the narrowest one holds.
    audience_paths: ClassVar[tuple[str, ...]] = ("audience",)

    audience = models.CharField(
        "audience",
        max_length=10,
        choices=Audience,
        default=Audience.PUBLIC,
        help_text="« Réservé au réseau » : seuls les membres du réseau le lisent, avec tout ce qui en dépend.",
    )

    objects = PublishableQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def effective_audience(self) -> str:
        audiences = {reduce(getattr, path.split("__"), self) for path in self.audience_paths}
        return Audience.NETWORK if Audience.NETWORK in audiences else Audience.PUBLIC


class Sourced(models.Model):
    """Provenance of an object or of a link (design § 3).

    ``source_ref`` is the stable id of the passage in its source document (``PQ-2``); ``provenance_note`` gives, in one
    line a reader can be shown, what was deduced and why, or what stays uncertain.
    """

    provenance = models.CharField(
        "provenance",
        max_length=12,
        choices=Provenance,
        default=Provenance.ATTESTED,
        help_text="« Attesté » : écrit dans la source. Toute autre provenance est montrée aux lecteurs.",
    )
    source_ref = models.CharField(
        "référence de la source",
        max_length=40,
        blank=True,
        help_text="Identifiant du passage dans l’extraction du document, par exemple PQ-2.",
    )
    provenance_note = models.TextField(
        "note de provenance",
        blank=True,
        help_text="Ce qui a été déduit et pourquoi, ou ce qui reste incertain, en une ligne.",
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_attested_has_ref",
                condition=~Q(provenance=Provenance.ATTESTED) | ~Q(source_ref=""),
                violation_error_message="Un objet attesté donne la référence du passage qui l’atteste.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_deduced_has_note",
                condition=~Q(provenance=Provenance.DEDUCED) | ~Q(provenance_note=""),
                violation_error_message="Un objet déduit dit en une ligne ce qui justifie la déduction.",
            ),
        ]

    @property
    def is_attested(self) -> bool:
        return self.provenance == Provenance.ATTESTED


class FuzzyDated(models.Model):
    """A date or an interval that may be imprecise: bounds to sort by, a precision, and the label as printed."""

    starts_on = models.DateField("du", null=True, blank=True)
    ends_on = models.DateField("au", null=True, blank=True)
    precision = models.CharField(
        "précision",
        max_length=10,
        choices=DatePrecision,
        default=DatePrecision.UNKNOWN,
        help_text="Au jour près : les dates sont exactes. Sinon elles ne servent qu’à trier.",
    )
    date_label = models.CharField(
        "date affichée", max_length=120, blank=True, help_text="Telle qu’imprimée : « fin 2010, début 2011 »."
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_dates_match_precision",
                condition=Q(precision=DatePrecision.UNKNOWN, starts_on__isnull=True, ends_on__isnull=True)
                | Q(starts_on__isnull=False, ends_on__isnull=False) & ~Q(precision=DatePrecision.UNKNOWN),
                violation_error_message=(
                    "Donnez les deux dates avec leur précision, ou aucune avec la précision « inconnue »."
                ),
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_dates_in_order",
                condition=Q(ends_on__gte=F("starts_on")) | Q(starts_on__isnull=True),
                violation_error_message="La date de fin précède la date de début.",
            ),
        ]


class Worded(models.Model):
    """A text kept as printed, with the form readers see where the printed one has a slip (design § 3).

    Paragraphs are separated by one blank line in both forms.
    """

    wording = models.TextField("texte imprimé", help_text="Mot pour mot, coquilles comprises.")
    corrected_wording = models.TextField(
        "texte corrigé", blank=True, help_text="Vide si l’imprimé ne demande aucune correction."
    )

    class Meta:
        abstract = True

    @property
    def reading(self) -> str:
        """The form readers see."""
        return self.corrected_wording or self.wording

    @property
    def paragraphs(self) -> list[str]:
        return [part.strip() for part in self.reading.split("\n\n") if part.strip()]


class FrozenQuerySet(models.QuerySet):
    def update(self, **kwargs) -> int:
        raise DomainError(self.model.frozen_message)

    def delete(self):
        raise DomainError(self.model.kept_message)


class Frozen(models.Model):
    """Rows that are added and neither changed nor deleted, unless what they belong to goes and takes them with it.

    ``core.triggers`` has the database refuse the same.
    """

    frozen_message: ClassVar[str]
    kept_message: ClassVar[str]
    # The texts that taking a name out writes anew.
    rewritten: ClassVar[tuple[str, ...]] = ()

    objects = FrozenQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs) -> None:
        if not self._state.adding:
            raise DomainError(self.frozen_message)
        # Inserted or refused: a new instance with an old key would otherwise update its row.
        super().save(*args, **kwargs | {"force_insert": True})

    def delete(self, *args, **kwargs):
        raise DomainError(self.kept_message)


class HeadCount(models.Model):
    """How many people of one category; never who, for employees on a path."""

    category = models.CharField("catégorie", max_length=12, choices=Category)
    count = models.PositiveSmallIntegerField("nombre", help_text="Un nombre, jamais le nom d’un salarié en parcours.")

    class Meta:
        abstract = True

    @property
    def in_words(self) -> str:
        """« salariés permanents (9) », « 24 personnes » when nobody told them apart."""
        if self.category == Category.UNSPECIFIED:
            return f"{self.count} personne{pluriel(self.count)}"
        return f"{self.get_category_display()} ({self.count})"
