"""What a seminar was made of: visits, workshops, plenaries, who took part, and what was kept of it."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from core.enums import Audience
from core.models import Addressed, HeadCount, Publishable, Sourced, Timestamped, Worded
from network.models import Enterprise, Person
from seminars.enums import MediaKind
from seminars.models.seminar import Seminar, Stage


class Visit(Addressed, Publishable, Sourced, Timestamped):
    """A place visited during a stage. The host stays empty until a source names it."""

    address_fields = ("stage_id", "slug")
    audience_paths = ("audience", "stage__audience", "stage__seminar__audience")

    stage = models.ForeignKey(Stage, models.CASCADE, verbose_name="étape", related_name="visits")
    position = models.PositiveSmallIntegerField("rang imprimé", help_text="Celui de la liste, pas celui des visites.")
    place = models.CharField("lieu", max_length=120)
    place_printed = models.CharField("lieu imprimé", max_length=120, blank=True, help_text="S’il diffère du lieu.")
    slug = models.SlugField(
        "adresse", max_length=80, help_text="Dans l’adresse de sa page. L’ancienne adresse y mènera toujours."
    )
    country = models.CharField("pays", max_length=60, blank=True)
    # Ours, whatever the provenance of the visit: no source gives them.
    latitude = models.DecimalField(
        "latitude",
        max_digits=6,
        decimal_places=4,
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
        help_text="En degrés, pour la carte : 50,61. Nous la relevons, la source n’en donne pas.",
    )
    longitude = models.DecimalField(
        "longitude",
        max_digits=7,
        decimal_places=4,
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
        help_text="En degrés vers l’est : 3,39.",
    )
    host = models.ForeignKey(
        Enterprise,
        models.PROTECT,
        verbose_name="hôte",
        null=True,
        blank=True,
        related_name="visits",
        help_text="La structure qui a reçu, si la source la nomme.",
    )

    seen = models.TextField("ce qui a été vu", blank=True, help_text="Vide si aucune source ne le dit.")

    class Meta:
        verbose_name = "visite"
        verbose_name_plural = "visites"
        ordering = ["stage", "position"]
        constraints = [
            *Sourced.Meta.constraints,
            models.UniqueConstraint(
                fields=["stage", "slug"],
                name="seminars_visit_slug",
                violation_error_message="Une autre visite de l’étape a déjà cette adresse.",
            ),
            models.CheckConstraint(
                name="seminars_visit_coordinates_together",
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False),
                violation_error_message="Donnez la latitude et la longitude, ou aucune des deux.",
            ),
        ]

    def __str__(self) -> str:
        return self.place

    def get_absolute_url(self) -> str:
        return reverse("seminars:visit", args=[self.stage.seminar.slug, self.slug])

    def clean(self) -> None:
        """Its address is the seminar's, whatever the stage: /seminaires/2010/visites/<adresse>/."""
        if seminar := getattr(self, "stage", None) and self.stage.seminar_id:
            # Those of its own stage are compared by the constraint, or by the form that holds them all.
            others = Visit.objects.exclude(stage=self.stage_id)
            if others.filter(stage__seminar=seminar, slug=self.slug).exists():
                raise ValidationError({"slug": "Une autre visite du séminaire a déjà cette adresse."})


class Workshop(Addressed, Publishable, Sourced, Timestamped):
    """An *atelier*. Sources often count them without naming any: then there is no row."""

    address_fields = ("seminar_id", "number")
    audience_paths = ("audience", "seminar__audience")

    seminar = models.ForeignKey(Seminar, models.CASCADE, verbose_name="séminaire", related_name="workshops")
    stage = models.ForeignKey(
        Stage, models.RESTRICT, verbose_name="étape", null=True, blank=True, related_name="workshops"
    )
    number = models.PositiveSmallIntegerField("numéro", help_text="Dans l’URL : /seminaires/2010/ateliers/3/.")
    theme = models.CharField("thème", max_length=160)
    summary = models.TextField("ce qui s’y est dit", blank=True, help_text="Vide si aucune source ne le dit.")
    facilitators = models.ManyToManyField(
        Person,
        verbose_name="animateurs",
        blank=True,
        related_name="workshops_facilitated",
        help_text="Vide si la source ne le dit pas.",
    )
    rapporteurs = models.ManyToManyField(
        Person,
        verbose_name="rapporteurs",
        blank=True,
        related_name="workshops_reported",
        help_text="Vide si la source ne le dit pas.",
    )

    class Meta:
        verbose_name = "atelier"
        verbose_name_plural = "ateliers"
        ordering = ["seminar", "number"]
        constraints = [
            *Sourced.Meta.constraints,
            models.UniqueConstraint(
                fields=["seminar", "number"],
                name="seminars_workshop_number",
                violation_error_message="Un autre atelier du séminaire a déjà ce numéro.",
            ),
        ]

    def __str__(self) -> str:
        return f"Atelier {self.number} – {self.theme}"

    def get_absolute_url(self) -> str:
        return reverse("seminars:workshop", args=[self.seminar.slug, self.number])

    def clean(self) -> None:
        if self.stage and self.seminar_id and self.stage.seminar_id != self.seminar_id:
            raise ValidationError({"stage": "Cette étape est d’un autre séminaire."})


class Plenary(Worded, Publishable, Sourced, Timestamped):
    """A *plénière*: what everyone heard together."""

    audience_paths = ("audience", "stage__audience", "stage__seminar__audience")

    stage = models.ForeignKey(Stage, models.CASCADE, verbose_name="étape", related_name="plenaries")
    position = models.PositiveSmallIntegerField("rang")
    title = models.CharField("titre", max_length=160)
    speakers = models.ManyToManyField(
        Person,
        verbose_name="intervenants",
        blank=True,
        related_name="plenaries",
        help_text="Seulement les personnes que la source nomme.",
    )

    class Meta:
        verbose_name = "plénière"
        verbose_name_plural = "plénières"
        ordering = ["stage", "position"]
        constraints = [
            *Sourced.Meta.constraints,
            models.UniqueConstraint(
                fields=["stage", "position"],
                name="seminars_plenary_position",
                violation_error_message="Une autre plénière de l’étape a déjà ce rang.",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Participation(HeadCount, Sourced, Timestamped):
    """How many people of a category took part in a stage. Names are optional; none of employees on a path."""

    stage = models.ForeignKey(Stage, models.CASCADE, verbose_name="étape", related_name="participations")
    people = models.ManyToManyField(
        Person,
        verbose_name="personnes",
        blank=True,
        related_name="participations",
        help_text="Facultatif : celles que la source nomme.",
    )

    class Meta:
        verbose_name = "participation"
        verbose_name_plural = "participations"
        ordering = ["stage", "category"]
        constraints = [
            *Sourced.Meta.constraints,
            models.UniqueConstraint(
                fields=["stage", "category"],
                name="seminars_participation_category",
                violation_error_message="Cette catégorie est déjà comptée pour cette étape.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_category_display()} : {self.count}"


class MediaItem(Publishable, Sourced, Timestamped):
    """A report, an interview or a document. Nothing is public without the consent of who is seen or heard."""

    audience_paths = ("audience", "seminar__audience")

    seminar = models.ForeignKey(Seminar, models.CASCADE, verbose_name="séminaire", related_name="media_items")
    visit = models.ForeignKey(
        Visit, models.SET_NULL, verbose_name="visite", null=True, blank=True, related_name="media_items"
    )
    kind = models.CharField("genre", max_length=12, choices=MediaKind)
    title = models.CharField("titre", max_length=160)
    url = models.URLField("adresse", blank=True, help_text="Où le lire, le voir ou l’entendre, si c’est ailleurs.")
    transcript = models.TextField("transcription", blank=True, help_text="Pour qui n’entend ou ne voit pas.")
    credit = models.CharField(
        "crédit", max_length=120, blank=True, help_text="L’auteur ou la source, tel qu’il doit être cité."
    )
    has_consent = models.BooleanField(
        "accord reçu", default=False, help_text="Les personnes vues ou entendues ont donné leur accord."
    )

    class Meta:
        verbose_name = "média"
        verbose_name_plural = "médiathèque"
        ordering = ["seminar", "title"]
        constraints = [
            *Sourced.Meta.constraints,
            models.CheckConstraint(
                name="seminars_mediaitem_public_has_consent",
                condition=Q(has_consent=True) | ~Q(audience=Audience.PUBLIC),
                violation_error_message="Sans l’accord des personnes, un média reste réservé au réseau.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        if self.visit and self.seminar_id and self.visit.stage.seminar_id != self.seminar_id:
            raise ValidationError({"visit": "Cette visite est d’un autre séminaire."})
