"""A seminar, its stages and the figures announced of it."""

from django.db import models
from django.urls import reverse

from core.models import Addressed, FuzzyDated, Publishable, Sourced, Timestamped, Worded
from core.typography import thousands
from seminars.enums import Counted, FigureNature


class Seminar(Addressed, Publishable, Sourced, Timestamped):
    name = models.CharField("nom", max_length=160)
    slug = models.SlugField("adresse", max_length=40, unique=True, help_text="Dans l’URL : /seminaires/2010/.")
    year = models.PositiveSmallIntegerField("année")
    strapline = models.CharField(
        "phrase d’ensemble", max_length=200, blank=True, help_text="Une phrase qui le résume, sous son nom."
    )

    class Meta:
        verbose_name = "séminaire"
        verbose_name_plural = "séminaires"
        ordering = ["-year", "name"]
        constraints = [*Sourced.Meta.constraints]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("seminars:seminar", args=[self.slug])


class Stage(FuzzyDated, Worded, Publishable, Sourced, Timestamped):
    """One of a seminar's steps (*temps*). ``wording`` is the printed « Contenu »."""

    audience_paths = ("audience", "seminar__audience")

    seminar = models.ForeignKey(Seminar, models.CASCADE, verbose_name="séminaire", related_name="stages")
    position = models.PositiveSmallIntegerField("rang", help_text="L’ordre des temps du séminaire.")
    name = models.CharField("nom", max_length=160)
    slug = models.SlugField("adresse", max_length=80, help_text="Dans l’adresse : /seminaires/2010/#lille.")
    place = models.CharField("lieu", max_length=240, blank=True, help_text="Vide si la source ne le dit pas.")
    place_printed = models.CharField("lieu imprimé", max_length=240, blank=True, help_text="S’il diffère du lieu.")

    class Meta:
        verbose_name = "étape"
        verbose_name_plural = "étapes"
        ordering = ["seminar", "position"]
        constraints = [
            *Sourced.Meta.constraints,
            *FuzzyDated.Meta.constraints,
            models.UniqueConstraint(
                fields=["seminar", "position"],
                name="seminars_stage_position",
                violation_error_message="Une autre étape du séminaire a déjà ce rang.",
            ),
            models.UniqueConstraint(
                fields=["seminar", "slug"],
                name="seminars_stage_slug",
                violation_error_message="Une autre étape du séminaire a déjà cette adresse.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.name}"

    def get_absolute_url(self) -> str:
        return f"{self.seminar.get_absolute_url()}#{self.slug}"


class AnnouncedFigure(Sourced, Timestamped):
    """A figure a document announces. Never a count of our own rows: those stand beside it, apart."""

    seminar = models.ForeignKey(Seminar, models.CASCADE, verbose_name="séminaire", related_name="figures")
    position = models.PositiveSmallIntegerField("rang")
    value = models.PositiveIntegerField("valeur", null=True, blank=True, help_text="Vide si ce n’est pas un nombre.")
    is_approximate = models.BooleanField("environ", default=False, help_text="Coché si la source dit « environ ».")
    label = models.CharField("objet", max_length=120, help_text="Ce qui est compté : « visites en Belgique ».")
    printed = models.CharField("libellé imprimé", max_length=240, help_text="Mot pour mot.")
    nature = models.CharField(
        "nature",
        max_length=12,
        choices=FigureNature,
        default=FigureNature.EXACT,
        help_text="Avec quelle assurance la source le donne.",
    )
    counted = models.CharField(
        "ce qui est compté",
        max_length=12,
        choices=Counted,
        blank=True,
        help_text="Ce que le portail recense de même nature : le nombre recensé est montré à côté, à part.",
    )

    class Meta:
        verbose_name = "chiffre annoncé"
        verbose_name_plural = "chiffres annoncés"
        ordering = ["seminar", "position"]
        constraints = [
            *Sourced.Meta.constraints,
            models.UniqueConstraint(
                fields=["seminar", "position"],
                name="seminars_figure_position",
                violation_error_message="Un autre chiffre du séminaire a déjà ce rang.",
            ),
            models.CheckConstraint(
                name="seminars_figure_approximate_has_value",
                condition=models.Q(is_approximate=False) | models.Q(value__isnull=False),
                violation_error_message="« Environ » accompagne une valeur.",
            ),
        ]

    def __str__(self) -> str:
        number = "" if self.value is None else f"{thousands(self.value)} "
        return f"{'environ ' if self.is_approximate else ''}{number}{self.label}"
