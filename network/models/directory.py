"""Who the network is made of. People are real and the documents old: only what is printed is kept."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from core.models import Addressed, Publishable, Sourced, Timestamped
from network.enums import EnterpriseKind, TimeZone

# What stands for a masked person's name, in a list as in a sentence.
NAME_REMOVED = "[nom retiré]"
# Pages of their own under /regions/.
RESERVED_SLUGS = ("matrice", "agenda", "pieces")


def running(day) -> Q:
    """What ran on a day, as far as its dates say: an unknown bound excludes nothing, both days count."""
    begun = Q(starts_on__isnull=True) | Q(starts_on__lte=day)
    return begun & (Q(ends_on__isnull=True) | Q(ends_on__gte=day))


class DelegationQuerySet(models.QuerySet):
    def current(self) -> "DelegationQuerySet":
        return self.filter(running(timezone.localdate()))

    def ended(self) -> "DelegationQuerySet":
        return self.filter(ends_on__lt=timezone.localdate())


class Delegation(Addressed, Sourced, Timestamped):
    """A territory of COORACE's own making: a free name, never one of a list of French regions.

    One that ended keeps its page and its name of the day; ``successor`` took over, alone or with others.
    """

    name = models.CharField("nom", max_length=120, unique=True)
    name_printed = models.CharField("nom imprimé", max_length=120, blank=True, help_text="S’il diffère du nom.")
    slug = models.SlugField(
        "adresse",
        max_length=80,
        unique=True,
        help_text="Dans l’adresse de sa page : /regions/paca-corse/. L’ancienne adresse y mènera toujours.",
    )
    is_head_office = models.BooleanField(
        "siège national", default=False, help_text="Une seule délégation est le siège."
    )
    departments = models.CharField(
        "départements",
        max_length=200,
        blank=True,
        help_text="Numéros séparés par des espaces, s’ils sont connus.",
    )
    starts_on = models.DateField("depuis le", null=True, blank=True)
    ends_on = models.DateField(
        "jusqu’au", null=True, blank=True, help_text="Le dernier jour où elle a existé ; vide tant qu’elle existe."
    )
    successor = models.ForeignKey(
        "self",
        models.SET_NULL,
        verbose_name="délégation qui lui succède",
        null=True,
        blank=True,
        related_name="predecessors",
        help_text="Celle qui couvre désormais ses départements.",
    )
    time_zone = models.CharField(
        "fuseau horaire",
        max_length=32,
        choices=TimeZone,
        default=TimeZone.PARIS,
        help_text="Celui des heures de ses rencontres.",
    )

    objects = DelegationQuerySet.as_manager()

    class Meta:
        verbose_name = "délégation"
        verbose_name_plural = "délégations"
        ordering = ["-is_head_office", "name"]
        constraints = [
            *Sourced.Meta.constraints,
            models.UniqueConstraint(
                fields=["is_head_office"],
                condition=Q(is_head_office=True),
                name="network_delegation_one_head_office",
                violation_error_message="Il n’y a qu’un siège national.",
            ),
            models.CheckConstraint(
                name="network_delegation_dates_in_order",
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="La date de fin précède la date de début.",
            ),
            models.CheckConstraint(
                name="network_delegation_slug_not_reserved",
                condition=~Q(slug__in=RESERVED_SLUGS),
                violation_error_message="Cette adresse est celle d’une autre page : choisissez-en une autre.",
            ),
            models.CheckConstraint(
                name="network_delegation_succeeded_has_end",
                condition=Q(successor__isnull=True) | Q(ends_on__isnull=False),
                violation_error_message="Une délégation à laquelle une autre succède porte sa date de fin.",
            ),
            models.CheckConstraint(
                name="network_delegation_not_its_own_successor",
                condition=Q(successor__isnull=True) | ~Q(successor=F("pk")),
                violation_error_message="Une délégation ne se succède pas à elle-même.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        if self.successor is None:
            return
        if self.ends_on and self.successor.ends_on and self.successor.ends_on < self.ends_on:
            raise ValidationError({"successor": "Elle a fini avant celle à laquelle elle succéderait."})
        heirs = [self.successor]
        while (heir := heirs[-1].successor) and heir not in heirs:
            heirs.append(heir)
        if self.pk and self in heirs:
            line = " → ".join(str(heir) for heir in heirs[: heirs.index(self) + 1])
            raise ValidationError({"successor": f"Elle se succéderait à elle-même : {line}."})

    def get_absolute_url(self) -> str:
        return reverse("regions:delegation", args=[self.slug])

    @property
    def has_ended(self) -> bool:
        return self.ends_on is not None and self.ends_on < timezone.localdate()


class Enterprise(Sourced, Timestamped):
    """A member structure, or a foreign organisation the network met."""

    name = models.CharField("nom", max_length=160)
    slug = models.SlugField("adresse", max_length=80, unique=True)
    kind = models.CharField("type", max_length=12, choices=EnterpriseKind, default=EnterpriseKind.UNKNOWN)
    department = models.CharField("département", max_length=3, blank=True, help_text="Son numéro : 14, 2A, 974.")
    delegation = models.ForeignKey(
        Delegation,
        models.PROTECT,
        verbose_name="délégation",
        null=True,
        blank=True,
        related_name="enterprises",
    )

    class Meta:
        verbose_name = "structure"
        verbose_name_plural = "structures"
        ordering = ["name"]
        constraints = [
            *Sourced.Meta.constraints,
            models.UniqueConstraint(
                fields=["name", "department"],
                name="network_enterprise_name_in_department",
                violation_error_message="Cette structure existe déjà dans ce département.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.department})" if self.department else self.name


class Person(Sourced, Timestamped):
    """Someone named by a document. An account, if there is one, points here; this gives no right.

    Whoever asks for their name to go is masked (``network.services.mask_person``): the row keeps the name, to find and
    undo it, and writes itself without it.
    """

    given_name = models.CharField("prénom", max_length=80)
    family_name = models.CharField("nom", max_length=80, help_text="Tel qu’imprimé, accents compris.")
    masked_at = models.DateTimeField("nom retiré le", null=True, blank=True, editable=False)
    masked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name="nom retiré par",
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    class Meta:
        verbose_name = "personne"
        verbose_name_plural = "personnes"
        ordering = ["family_name", "given_name"]
        constraints = [
            *Sourced.Meta.constraints,
            models.UniqueConstraint(
                fields=["given_name", "family_name", "source_ref"],
                name="network_person_once_a_source",
                violation_error_message="Cette personne est déjà enregistrée pour cette source.",
            ),
            models.CheckConstraint(
                name="network_person_masked_by_needs_time",
                condition=Q(masked_by__isnull=True) | Q(masked_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return NAME_REMOVED if self.is_masked else f"{self.given_name} {self.family_name}"

    @property
    def is_masked(self) -> bool:
        return self.masked_at is not None


class Mandate(Sourced, Timestamped):
    """A role someone held, worded as printed, in a delegation or in an enterprise."""

    person = models.ForeignKey(Person, models.CASCADE, verbose_name="personne", related_name="mandates")
    role = models.CharField("fonction", max_length=160)
    role_printed = models.CharField(
        "fonction imprimée", max_length=160, blank=True, help_text="Si elle diffère de la fonction."
    )
    delegation = models.ForeignKey(
        Delegation,
        models.PROTECT,
        verbose_name="délégation",
        null=True,
        blank=True,
        related_name="mandates",
        help_text="Une délégation ou une structure, jamais les deux.",
    )
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, verbose_name="structure", null=True, blank=True, related_name="mandates"
    )
    starts_on = models.DateField("depuis le", null=True, blank=True)
    ends_on = models.DateField("jusqu’au", null=True, blank=True, help_text="Vide tant que le mandat est en cours.")

    class Meta:
        verbose_name = "mandat"
        verbose_name_plural = "mandats"
        ordering = ["person", "role"]
        constraints = [
            *Sourced.Meta.constraints,
            models.CheckConstraint(
                name="network_mandate_in_one_place",
                condition=Q(delegation__isnull=False, enterprise__isnull=True)
                | Q(delegation__isnull=True, enterprise__isnull=False),
                violation_error_message="Un mandat s’exerce dans une délégation ou dans une structure, pas les deux.",
            ),
            models.CheckConstraint(
                name="network_mandate_dates_in_order",
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="La date de fin précède la date de début.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.role}"

    @property
    def has_ended(self) -> bool:
        return self.ends_on is not None and self.ends_on < timezone.localdate()

    @property
    def place(self) -> Delegation | Enterprise:
        """Where it is held."""
        return self.delegation or self.enterprise

    @property
    def territory(self) -> Delegation | None:
        """The delegation the mandate is listed under: its own, or its enterprise's."""
        return self.delegation or (self.enterprise.delegation if self.enterprise else None)


class GlossaryTerm(Publishable, Sourced, Timestamped):
    """An acronym or a proper name, with what the source says of it and what it leaves unsaid."""

    term = models.CharField("terme", max_length=80, unique=True)
    slug = models.SlugField("adresse", max_length=80, unique=True)
    expansion = models.CharField(
        "développement", max_length=200, blank=True, help_text="Seulement si une source le donne."
    )
    meaning = models.TextField("ce que dit la source", blank=True, help_text="Avec les mots de la source.")
    unsaid = models.TextField(
        "ce qu’elle ne dit pas", blank=True, help_text="Ce que l’on chercherait et que la source ne dit pas."
    )

    class Meta:
        verbose_name = "terme du glossaire"
        verbose_name_plural = "glossaire"
        ordering = ["term"]
        constraints = [*Sourced.Meta.constraints]

    def __str__(self) -> str:
        return self.term
