"""Made-up issues on paper: they must stand without the lengths of n° 4."""

import re
from io import BytesIO

import pikepdf
import pytest

from core.pdf.engine import Limits, PdfFile, render_pdf
from newsletter.rendering import print_stylesheets, render_web
from tests.support.issue_files import destinations, font_names, outline, overlaps, page_texts, render, spills
from tests.support.made_issues import (
    bare_article,
    cover_article,
    full_article,
    long_article,
    short_article,
    wide_article,
)
from tests.support.pdf_audit import audit

pytestmark = pytest.mark.usefixtures("fonts")

FAMILIES = {"Titre", "Texte", "Lecture"}


@pytest.fixture(scope="module")
def long_pdf(fonts) -> PdfFile:
    with pytest.MonkeyPatch.context() as monkeypatch:
        return render(long_article(), monkeypatch)


def test_long_issue_passes_the_audit_with_pictures_of_all_kinds(long_pdf):
    assert audit(long_pdf.content) == []


def test_long_issue_text_stays_on_its_pages_and_apart(long_pdf):
    assert (spills(long_pdf), overlaps(long_pdf), long_pdf.flaws) == ([], [], ())


def test_long_issue_page_references_follow_the_layout(long_pdf):
    with pikepdf.open(BytesIO(long_pdf.content)) as document:
        places = destinations(document)
    expected = []
    for start, end in (
        ("rencontre", "rencontre"),
        ("vu", "vu"),
        ("pistes", "pistes"),
        ("plus-1", "plus-1"),
        ("plus-2", "plus-2"),
        ("plus-3", "plus-3"),
        ("fin", "fin"),
    ):
        first, last = places[start], places[f"fin-{end}"]
        expected.append(f"page {first}" if first == last else f"pages {first} à {last}")
    cover = page_texts(long_pdf)[0]
    assert [line for line in cover if line.startswith("page")] == expected
    assert places["fin-edito"] == places["edito"] + 1
    assert "Édito, pages 2 à 3" in cover[-1]


def test_long_issue_uses_only_the_portal_s_faces(long_pdf):
    assert {name.split("-")[0] for name in font_names(long_pdf)} == FAMILIES


def test_long_issue_is_stamped_as_made_up_on_the_cover_and_at_every_foot(long_pdf):
    texts = page_texts(long_pdf)
    assert "NUMÉRO FICTIF" in " ".join(texts[0])
    assert ["Données de démonstration" in lines[-1] for lines in texts[1:]] == [True] * (len(texts) - 1)


def test_long_issue_keeps_titles_with_what_follows(long_pdf):
    """No page ends on the title of a block: something of it stands below."""
    titles = {"Les objectifs", "Un groupe composé de…", "Ce qui a été vu", "Ce qui change", "Vingt pistes"}
    assert [lines[-3] for lines in page_texts(long_pdf)[1:] if lines[-3].strip() in titles] == []


@pytest.fixture(scope="module")
def small_pdfs(fonts) -> dict[str, PdfFile]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        articles = {"short": short_article(), "bare": bare_article(), "cover": cover_article()}
        return {name: render(article, monkeypatch) for name, article in articles.items()}


@pytest.mark.parametrize(("name", "pages"), [("short", 3), ("bare", 2), ("cover", 2)])
def test_small_issue_stands(small_pdfs, name, pages):
    pdf = small_pdfs[name]
    assert pdf.pages == pages
    assert (audit(pdf.content), spills(pdf), overlaps(pdf)) == ([], [], [])


def test_wrong_guess_of_a_range_is_mended_by_the_layout(small_pdfs):
    pdf = small_pdfs["short"]
    assert pdf.layouts == 2
    assert [line for line in page_texts(pdf)[0] if line.startswith("page")] == ["page 2", "page 3"]


def test_titles_on_the_cover_stand_in_the_outline(small_pdfs):
    assert outline(small_pdfs["cover"]) == [
        (0, "Fil d’Info n° 12 – Rencontres 2031"),
        (0, "En bref"),
        (0, "À la une"),
        (1, "Pour finir"),
        (0, "La suite"),
    ]


def test_issue_without_summary_names_its_sections_all_the_same(small_pdfs):
    assert page_texts(small_pdfs["bare"])[0][-1] == "Au sommaire : Un seul texte, page 2"


def test_words_too_long_for_a_line_are_cut_inside_the_page(fonts, monkeypatch):
    pdf = render(wide_article(), monkeypatch)
    assert (audit(pdf.content), spills(pdf), overlaps(pdf)) == ([], [], [])


@pytest.fixture(scope="module")
def full_pdf(fonts) -> PdfFile:
    with pytest.MonkeyPatch.context() as monkeypatch:
        return render(full_article(), monkeypatch)


# What full_article fills, one word a field; the labels of observations are ours and never printed.
FULL = """
TitreChiffres libelléChiffre autreChiffre Surtitre TitreRubrique SousTitre Accroche TitreTexte CorpsTexte
TitreExergue CorpsExergue TitreEncadré CorpsEncadré TitreSignature CorpsSignature NomSignature TitreNote CorpsNote
TitreTemps IntroTemps NomTemps DateTemps LieuTemps TexteTemps
TitreGroupe IntroGroupe NomDélégation NomMembre RôleMandat NomEntreprise RôleGroupe
Titreobservations Introobservations Texteobservations Titretrends Introtrends Étiquettetrends Textetrends
Titretracks Introtracks Étiquettetracks Textetracks
TitreQuestions IntroQuestions Thème ContexteQuestion TexteQuestion
TitreProchain IntroProchain DateProchain SujetUn TitreOurs TexteOurs
"""


def test_paper_prints_every_field_of_every_block(full_pdf):
    text = " ".join(line for lines in page_texts(full_pdf) for line in lines)
    assert [word for word in FULL.split() if word.casefold() not in text.casefold()] == []


def test_page_shows_every_field_of_every_block():
    text = re.sub(r"<[^>]+>", " ", render_web(full_article()))
    assert [word for word in FULL.split() if word.casefold() not in text.casefold()] == []


def test_tall_pull_quote_does_not_cost_a_layout_a_pixel(fonts):
    """Columns are balanced pixel by pixel around what cannot be cut: such a quote took 11 s of processor time."""
    nested = "<blockquote><p>Un texte un peu long, pour voir comment il va à la ligne.</p>" * 18 + "</blockquote>" * 18
    body = f'<div class="p-flow p-flow-2"><blockquote class="p-quote">{nested}</blockquote></div>'
    html = f'<!DOCTYPE html><html lang="fr"><head><title>x</title></head><body>{body}</body></html>'
    assert render_pdf(html=html, stylesheets=print_stylesheets(), limits=Limits(cpu_seconds=6)).pages == 1
