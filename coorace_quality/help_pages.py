"""The help: how what is done most is done, with pictures that ``script/aide-images`` takes of the demonstration."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from core.pages import public_page

WIDTH = 1280


@dataclass(frozen=True)
class Picture:
    """A picture of ``path``, from the top of the first ``at`` of the page, ``height`` pixels down."""

    name: str
    alt: str
    path: str
    height: int
    at: str = "body"
    width: int = WIDTH

    @property
    def file(self) -> str:
        return f"img/aide/{self.name}.webp"


@dataclass(frozen=True)
class HelpPage:
    slug: str
    title: str
    lead: str
    pictures: tuple[Picture, ...]

    @property
    def template(self) -> str:
        return f"help/{self.slug}.html"


COMPOSING = HelpPage(
    "composer-un-numero",
    "Composer un numéro",
    "De la première rubrique à la publication, en moins d’une heure.",
    (
        Picture(
            "accueil",
            "L’accueil de l’administration : la carte « Numéro en préparation » nomme les rubriques vides.",
            "/admin/",
            560,
        ),
        Picture(
            "blocs",
            "Le formulaire d’un numéro : ses blocs l’un sous l’autre, chacun avec ses boutons.",
            "/admin/newsletter/issue/{issue}/change/",
            720,
            at=".order-machine-wrapper",
        ),
        Picture(
            "chemin-de-fer",
            "Le chemin de fer d’un numéro : ses rubriques, qui les écrit, pour quand, et celles qui sont vides.",
            "/admin/newsletter/issue/{begun}/plan/",
            560,
        ),
        Picture(
            "apercu",
            "L’aperçu d’un numéro, avec un onglet pour le web, le PDF, le courriel et le texte.",
            "/admin/newsletter/issue/{issue}/apercu/",
            640,
        ),
        Picture(
            "pret-a-publier",
            "La page « Prêt à publier » : ce qui reste à corriger, chaque ligne menant au bloc concerné.",
            "/admin/newsletter/issue/{begun}/verifier/",
            640,
        ),
        Picture(
            "publier",
            "La page qui demande confirmation avant de publier : ce qui va se passer, l’erratum, puis le bouton.",
            "/admin/newsletter/issue/{issue}/publier/",
            720,
            at=".publish-page h2 ~ h2",
        ),
    ),
)
VALIDATING = HelpPage(
    "valider-un-compte-rendu",
    "Valider un compte rendu",
    "Lire ce qu’une délégation envoie, le renvoyer avec un mot, ou le publier.",
    (
        Picture(
            "a-valider",
            "La page « À valider » : le premier compte rendu est ouvert, avec participants et points débattus.",
            "/espace/a-valider/",
            760,
            at=".desk__part",
        ),
        Picture(
            "decider",
            "Sous le compte rendu, une case de commentaire et deux boutons : « Valider », « Renvoyer à compléter ».",
            "/espace/a-valider/",
            360,
            at=".desk__decide",
        ),
        Picture(
            "rencontre",
            "La page publique d’une rencontre, une fois son compte rendu validé.",
            "{meeting}",
            640,
            at=".meeting__report",
        ),
    ),
)
PAGES = {page.slug: page for page in (COMPOSING, VALIDATING)}


@public_page
def help_home(request: HttpRequest) -> HttpResponse:
    return render(request, "help/home.html", {"pages": PAGES.values(), "crumbs": [("Aide", "")]})


@public_page
def help_page(request: HttpRequest, slug: str) -> HttpResponse:
    if slug not in PAGES:
        raise Http404("Aucune page d’aide à cette adresse.")
    page = PAGES[slug]
    pictures = {picture.name.replace("-", "_"): picture for picture in page.pictures}
    crumbs = [("Aide", reverse("help")), (page.title, "")]
    return render(request, page.template, {"page": page, "pictures": pictures, "crumbs": crumbs})
