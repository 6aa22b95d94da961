"""The ordered, typed blocks of an issue (design § 7). Each model has one template per medium."""

from content_editor.models import create_plugin_base
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.text import Truncator

from core.fields import RichTextField
from core.images import PictureField, Rendition, RenditionsField
from core.sanitize import plain_text
from network.models import Person
from newsletter.enums import Band, LiveKind, Ratio, TextKind
from newsletter.models.issues import Issue
from seminars.models import AnnouncedFigure

Block = create_plugin_base(Issue)

# Identifiers of the page around the article.
RESERVED_ANCHORS = {"contenu", "haut", "au-sommaire", "a-propos", "titre-a-propos"}
# What these draw is not a seminar's.
OF_NO_SEMINAR = {LiveKind.SILENCE, LiveKind.MOVES, LiveKind.NEXT_ISSUE, LiveKind.IMPRINT}


class Rubrique(Block):
    """Opens a section: everything until the next one belongs to it. What precedes the first is the cover's."""

    title = models.CharField("titre", max_length=160)
    title_printed = models.CharField(
        "titre imprimé",
        max_length=160,
        blank=True,
        help_text="S’il diffère du titre, par exemple en capitales.",
    )
    kicker = models.CharField("surtitre", max_length=160, blank=True, help_text="Quelques mots au-dessus du titre.")
    subtitle = models.CharField(
        "suite du titre", max_length=200, blank=True, help_text="À la suite du titre, en plus petit."
    )
    anchor = models.SlugField(
        "ancre",
        max_length=60,
        help_text="Dans l’adresse : /fil-dinfo/4/#ancre. Ne la changez plus une fois publiée.",
    )
    teaser = models.TextField(
        "texte d’appel",
        blank=True,
        help_text="Une rubrique avec un texte d’appel figure au sommaire de la une.",
    )
    printed_page = models.CharField("page imprimée", max_length=20, blank=True, help_text="« p. 5 à 6 ».")
    source_ref = models.CharField("référence de la source", max_length=120, blank=True)
    provenance_note = models.TextField("note de provenance", blank=True)
    band = models.CharField(
        "fond", max_length=6, choices=Band, default=Band.WHITE, help_text="La couleur derrière toute la rubrique."
    )
    starts_page = models.BooleanField(
        "commence une page du PDF", default=True, help_text="Sur le papier seulement : la page web n’en a pas."
    )
    # Of the work, never of what is published. A person, not an account: whoever promised a text may have none.
    owner = models.ForeignKey(
        Person, models.SET_NULL, verbose_name="confiée à", null=True, blank=True, related_name="rubriques"
    )
    due_on = models.DateField("à rendre le", null=True, blank=True)

    class Meta:
        verbose_name = "rubrique"
        verbose_name_plural = "rubriques"
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "anchor"],
                name="newsletter_rubrique_anchor",
                violation_error_message="Une autre rubrique du numéro porte déjà cette ancre.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        if self.anchor in RESERVED_ANCHORS or self.anchor.startswith(("titre-", "fin-", "note-", "appel-")):
            raise ValidationError({"anchor": "La page se sert déjà de cette ancre : choisissez-en une autre."})


class Text(Block):
    """A piece of text. ``printed`` keeps the printed form, as plain text, where the body corrects a slip."""

    kind = models.CharField(
        "forme",
        max_length=10,
        choices=TextKind,
        default=TextKind.BODY,
        help_text="Encadré, citation et note se détachent du texte ; une signature termine un article.",
    )
    title = models.CharField("titre", max_length=160, blank=True)
    body = RichTextField("texte", blank=True)
    printed = models.TextField(
        "texte imprimé", blank=True, help_text="Mot pour mot, si le texte publié en corrige les coquilles."
    )
    person = models.ForeignKey(
        Person,
        models.PROTECT,
        verbose_name="signataire",
        null=True,
        blank=True,
        related_name="signatures",
        help_text="Pour une signature : le texte dit alors la fonction.",
    )
    source_ref = models.CharField("référence de la source", max_length=120, blank=True)

    class Meta:
        verbose_name = "texte"
        verbose_name_plural = "textes"
        constraints = [
            models.CheckConstraint(
                name="newsletter_text_says_something",
                condition=~Q(body="") | Q(person__isnull=False),
                violation_error_message="Un bloc de texte a un texte, une signature au moins un signataire.",
            ),
            models.CheckConstraint(
                name="newsletter_text_only_signature_signs",
                condition=Q(kind=TextKind.SIGNATURE) | Q(person__isnull=True),
                violation_error_message="Seule une signature nomme un signataire.",
            ),
        ]

    def __str__(self) -> str:
        start = Truncator(plain_text(self.body)).chars(60)
        return self.title or str(self.person or "") or start or "texte vide"


class KeyFigures(Block):
    """A band of announced figures, in an order of its own: not always the seminar's."""

    title = models.CharField("titre", max_length=160, blank=True)

    class Meta:
        verbose_name = "chiffres clés"
        verbose_name_plural = "chiffres clés"

    def __str__(self) -> str:
        return self.title or Truncator(", ".join(map(str, self.figures))).chars(60) or "vides"

    @property
    def figures(self) -> list[AnnouncedFigure]:
        """In their order; whoever shows several bands reads their places beforehand."""
        places = self.places.all()
        if "places" not in getattr(self, "_prefetched_objects_cache", {}):
            places = places.select_related("figure")
        return [place.figure for place in places]


class FigurePlace(models.Model):
    """The place of a figure in a band."""

    block = models.ForeignKey(KeyFigures, models.CASCADE, verbose_name="chiffres clés", related_name="places")
    figure = models.ForeignKey(AnnouncedFigure, models.CASCADE, verbose_name="chiffre", related_name="places")
    position = models.PositiveSmallIntegerField("rang")

    class Meta:
        verbose_name = "place d’un chiffre"
        verbose_name_plural = "places des chiffres"
        ordering = ["block", "position"]
        constraints = [
            models.UniqueConstraint(fields=["block", "figure"], name="newsletter_figure_once"),
            models.UniqueConstraint(fields=["block", "position"], name="newsletter_figure_position"),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.figure}"


class Image(Block):
    """A picture. Readers get its ``renditions``; the file of ``picture`` itself is kept to be cropped again."""

    picture = PictureField("image", upload_to="images")
    ratio = models.CharField("cadrage", max_length=5, choices=Ratio, blank=True, default=Ratio.WHOLE)
    focus_x = models.PositiveSmallIntegerField(
        "de gauche à droite",
        default=50,
        validators=[MaxValueValidator(100)],
        help_text="0 garde la gauche de l’image, 100 sa droite.",
    )
    focus_y = models.PositiveSmallIntegerField(
        "de haut en bas",
        default=50,
        validators=[MaxValueValidator(100)],
        help_text="0 garde le haut de l’image, 100 son bas.",
    )
    renditions = RenditionsField("fichiers", picture="picture", crop=["ratio", "focus_x", "focus_y"])
    alternative = models.CharField(
        "texte de remplacement",
        max_length=300,
        blank=True,
        help_text="Ce que l’image dit à qui ne la voit pas.",
    )
    is_decorative = models.BooleanField(
        "purement décorative",
        default=False,
        help_text="Coché si l’image n’apprend rien : elle n’a alors pas d’alternative.",
    )
    caption = models.CharField("légende", max_length=300, blank=True)
    credit = models.CharField(
        "crédit", max_length=160, blank=True, help_text="L’auteur ou la source, tel qu’il doit être cité."
    )

    class Meta:
        verbose_name = "image"
        verbose_name_plural = "images"
        constraints = [
            models.CheckConstraint(
                name="newsletter_image_alternative_or_decorative",
                condition=Q(is_decorative=True, alternative="") | Q(is_decorative=False) & ~Q(alternative=""),
                violation_error_message="Décrivez l’image, ou cochez « purement décorative » : l’un ou l’autre.",
            ),
            models.CheckConstraint(
                name="newsletter_image_focus_in_percent",
                condition=Q(focus_x__lte=100, focus_y__lte=100),
                violation_error_message="Le cadrage se donne en pour cent, de 0 à 100.",
            ),
        ]

    def __str__(self) -> str:
        return self.alternative or self.caption or "image décorative"

    @property
    def files(self) -> list[Rendition]:
        """Narrowest first; none when the file that was sent has gone."""
        return [Rendition(*file) for file in self.renditions.get("files", [])]

    @property
    def widest(self) -> Rendition:
        """Print's file, and what a browser takes that does not choose."""
        return self.files[-1]

    @property
    def for_mail(self) -> Rendition:
        """Sharp in a mail's column, 552 pixels wide, and no heavier than it need be."""
        return next((file for file in self.files if file.width >= 900), self.widest)

    @property
    def file_names(self) -> set[str]:
        return {self.picture.name, *(file.name for file in self.files)}


class Live(Block):
    """Drawn from the portal's objects at the moment of freezing; ``newsletter.live`` is the registry of kinds."""

    kind = models.CharField(
        "contenu",
        max_length=20,
        choices=LiveKind,
        help_text="Vient des fiches du portail : pour corriger un mot, corrigez la fiche.",
    )
    title = models.CharField("titre", max_length=200, blank=True)
    intro = models.TextField("chapeau", blank=True, help_text="Facultatif : une phrase avant ce qui est dessiné.")
    source_ref = models.CharField("référence de la source", max_length=120, blank=True)
    band = models.CharField("fond", max_length=6, choices=Band, blank=True, help_text="Vide : celui de la rubrique.")
    starts_page = models.BooleanField("commence une page du PDF", default=False)

    class Meta:
        verbose_name = "bloc vivant"
        verbose_name_plural = "blocs vivants"

    def __str__(self) -> str:
        return self.title or self.get_kind_display()

    def clean(self) -> None:
        needs_seminar = self.kind not in OF_NO_SEMINAR
        # The parent may not be stored yet: a new issue is validated with its blocks.
        parent = self._state.fields_cache.get("parent") or (self.parent if self.parent_id else None)
        if needs_seminar and parent and parent.seminar_id is None:
            raise ValidationError({"kind": "Ce bloc puise dans un séminaire : choisissez-en un pour le numéro."})
