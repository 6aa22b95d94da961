"""The Quality groups and who sits in them."""

from django.db import models
from django.db.models import F, Q

from core.models import Publishable, Sourced, Timestamped
from network.models import Delegation, Mandate, Person
from regions.enums import GroupKind
from seminars.models import Stage


class QualityGroup(Publishable, Sourced, Timestamped):
    kind = models.CharField(
        "niveau", max_length=10, choices=GroupKind, help_text="Un groupe régional est celui d’une délégation."
    )
    name = models.CharField("nom", max_length=160)
    slug = models.SlugField("adresse", max_length=80, unique=True)
    delegation = models.ForeignKey(
        Delegation,
        models.PROTECT,
        verbose_name="délégation",
        null=True,
        blank=True,
        related_name="groups",
        help_text="Pour un groupe régional seulement.",
    )
    stage = models.ForeignKey(
        Stage,
        models.SET_NULL,
        verbose_name="étape où il s’est réuni",
        null=True,
        blank=True,
        related_name="groups",
        help_text="Si sa réunion était l’un des temps d’un séminaire.",
    )
    announced_size = models.PositiveSmallIntegerField(
        "nombre de membres annoncé",
        null=True,
        blank=True,
        help_text="Celui de la source, jamais un décompte.",
    )
    since_year = models.PositiveSmallIntegerField(
        "créé en", null=True, blank=True, help_text="Vide si la source ne le dit pas."
    )
    mission = models.TextField("rôle du groupe", blank=True, help_text="Ce que la source dit qu’il fait.")

    class Meta:
        verbose_name = "groupe Qualité"
        verbose_name_plural = "groupes Qualité"
        ordering = ["kind", "name"]
        constraints = [
            *Sourced.Meta.constraints,
            models.CheckConstraint(
                name="regions_group_regional_has_delegation",
                condition=Q(kind=GroupKind.REGIONAL, delegation__isnull=False)
                | ~Q(kind=GroupKind.REGIONAL) & Q(delegation__isnull=True),
                violation_error_message="Un groupe régional nomme sa délégation, et lui seul.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class GroupMembership(Sourced, Timestamped):
    """Someone's seat in a group, in the printed order, under the mandate the list gives."""

    group = models.ForeignKey(QualityGroup, models.CASCADE, verbose_name="groupe", related_name="memberships")
    person = models.ForeignKey(Person, models.CASCADE, verbose_name="personne", related_name="memberships")
    mandate = models.ForeignKey(
        Mandate,
        models.SET_NULL,
        verbose_name="à titre de",
        null=True,
        blank=True,
        related_name="memberships",
        help_text="Le mandat au nom duquel la personne y est, s’il est connu.",
    )
    role = models.CharField(
        "rôle dans le groupe",
        max_length=160,
        blank=True,
        help_text="Animateur, rapporteur… Vide si la source n’en dit rien.",
    )
    position = models.PositiveSmallIntegerField("rang imprimé", help_text="L’ordre de la liste imprimée.")
    starts_on = models.DateField("depuis le", null=True, blank=True)
    ends_on = models.DateField("jusqu’au", null=True, blank=True)

    class Meta:
        verbose_name = "membre d’un groupe"
        verbose_name_plural = "membres des groupes"
        ordering = ["group", "position"]
        constraints = [
            *Sourced.Meta.constraints,
            # Someone may leave and come back: the seats that are over stay.
            models.UniqueConstraint(
                fields=["group", "person"],
                condition=Q(ends_on__isnull=True),
                name="regions_membership_once",
                violation_error_message="Cette personne est déjà membre du groupe.",
            ),
            models.CheckConstraint(
                name="regions_membership_dates_in_order",
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="La date de fin précède la date de début.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} ({self.group})"
