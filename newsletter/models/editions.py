"""Frozen editions: what was published, byte for byte. No table here is ever changed, only added to."""

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.utils import timezone

from core.enums import Audience
from core.models import Frozen, FrozenQuerySet
from network.models import Person
from newsletter.enums import Medium
from newsletter.models.issues import Issue


class Published(Frozen):
    frozen_message = "Une édition publiée ne change plus : publiez une nouvelle édition."
    kept_message = "Une édition publiée ne se supprime pas."

    class Meta:
        abstract = True


def editions_storage():
    """Asked at run time, so that migrations do not freeze where a machine keeps its files."""
    return storages["editions"]


class EditionQuerySet(FrozenQuerySet):
    def readable(self) -> "EditionQuerySet":
        """Those whose hour has come, whether or not anything has run since."""
        return self.filter(publish_at__lte=timezone.now(), unscheduling=None)

    def frozen_for(self, user) -> "EditionQuerySet":
        """Those that ``user`` was to read when they were frozen, wherever their issue stands today."""
        return self if getattr(user, "is_network_member", False) else self.filter(data__audience=Audience.PUBLIC)

    def waiting(self) -> "EditionQuerySet":
        """Those whose hour is to come."""
        return self.filter(publish_at__gt=timezone.now(), unscheduling=None)


class Edition(Published):
    """The article as published: its HTML, its data, the time and the author. The shell around it stays live."""

    issue = models.ForeignKey(Issue, models.PROTECT, verbose_name="numéro", related_name="editions")
    number = models.PositiveSmallIntegerField("édition")
    body = models.TextField("article")
    data = models.JSONField("données")
    # What its PDF was laid out from; editions of before it was kept have none.
    pdf_source = models.TextField("article à imprimer", blank=True)
    digest = models.CharField("empreinte du contenu", max_length=64)
    publish_at = models.DateTimeField("lisible à partir du", default=timezone.now)
    # Why it takes the place of the one before it; the first one that readers get has none.
    erratum_what = models.TextField("ce qui est corrigé", blank=True)
    erratum_why = models.TextField("pourquoi", blank=True)
    created_at = models.DateTimeField("gelée le", auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="gelée par",
        null=True,
        blank=True,
        related_name="+",
    )

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = "édition"
        verbose_name_plural = "éditions"
        ordering = ["issue", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["issue", "number"], name="newsletter_edition_number"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="newsletter_edition_from_one"),
            models.CheckConstraint(
                condition=models.Q(erratum_what="", erratum_why="")
                | ~models.Q(erratum_what="") & ~models.Q(erratum_why=""),
                name="newsletter_edition_whole_erratum",
                violation_error_message="Un erratum dit ce qui est corrigé, et pourquoi.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.issue}, édition {self.number}"

    @property
    def shown(self) -> "Edition | MaskingRecord":
        """What readers get of it: the article as frozen, or as its last masking left it."""
        return max(self.maskings.all(), key=lambda one: one.number, default=self)

    @property
    def variant(self) -> str:
        return ""


class Unscheduling(Published):
    """An edition taken back before its hour: no reader ever got it, and none will."""

    edition = models.OneToOneField(
        Edition, models.PROTECT, verbose_name="édition", related_name="unscheduling", primary_key=True
    )
    created_at = models.DateTimeField("déprogrammée le", auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="déprogrammée par",
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        verbose_name = "déprogrammation"
        verbose_name_plural = "déprogrammations"

    def __str__(self) -> str:
        return f"{self.edition}, déprogrammée"


class MaskingRecord(Published):
    """A name taken out of an edition: the article without it, which readers get from then on.

    The files of the edition, and of its former maskings, are destroyed: this row alone explains that they are gone.
    """

    edition = models.ForeignKey(Edition, models.PROTECT, verbose_name="édition", related_name="maskings")
    number = models.PositiveSmallIntegerField("rang")
    person = models.ForeignKey(
        Person, models.SET_NULL, verbose_name="personne", null=True, blank=True, related_name="maskings"
    )
    body = models.TextField("article")
    data = models.JSONField("données")
    pdf_source = models.TextField("article à imprimer", blank=True)
    created_at = models.DateTimeField("masqué le", auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="masqué par",
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        verbose_name = "masquage"
        verbose_name_plural = "masquages"
        ordering = ["edition", "number"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "number"], name="newsletter_maskingrecord_number"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="newsletter_maskingrecord_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.edition}, masquage {self.number}"

    @property
    def variant(self) -> str:
        """Of the files made from it."""
        return f"masque-{self.number}"


def rendering_path(rendering: "Rendering", filename: str) -> str:
    return f"fil-dinfo-{rendering.edition.issue.number}/{rendering.edition.number}/{filename}"


class Rendering(Published):
    """One file of an edition."""

    edition = models.ForeignKey(Edition, models.PROTECT, verbose_name="édition", related_name="renderings")
    medium = models.CharField("support", max_length=5, choices=Medium)
    variant = models.CharField("variante", max_length=20, blank=True)
    file = models.FileField("fichier", upload_to=rendering_path, storage=editions_storage, max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.PositiveIntegerField("poids en octets")
    pages = models.PositiveSmallIntegerField("pages", null=True, blank=True)
    created_at = models.DateTimeField("créé le", auto_now_add=True)

    class Meta:
        verbose_name = "rendu"
        verbose_name_plural = "rendus"
        ordering = ["edition", "medium", "variant"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "medium", "variant"], name="newsletter_rendering_once"),
            models.CheckConstraint(
                name="newsletter_rendering_pdf_has_pages",
                # A bare comparison would let NULL pass.
                condition=~models.Q(medium=Medium.PDF) | models.Q(pages__isnull=False, pages__gte=1),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition}, {self.get_medium_display()}"
