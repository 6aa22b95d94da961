"""Issue 4 on paper, page by page."""

from io import BytesIO, StringIO

import pikepdf
import pytest
from django.core.management import call_command
from django.db import transaction

from core.pdf.engine import PdfFile
from newsletter import rendering
from newsletter.article import Article, build_article
from newsletter.models import Issue
from tests.support.issue_files import (
    destinations,
    font_names,
    inner_links,
    outline,
    overlaps,
    page_texts,
    render,
    spills,
)
from tests.support.pdf_audit import audit

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("fonts")]

FAMILIES = {"Titre", "Texte", "Lecture"}


@pytest.fixture(scope="module")
def article_4(django_db_setup, django_db_blocker) -> Article:
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_content", stdout=StringIO())
        article = build_article(Issue.objects.get(number=4))
        # All that the templates read, before the rows go.
        rendering.render_pdf_source(article)
        transaction.set_rollback(True)
    return article


@pytest.fixture(scope="module")
def pdf_4(article_4: Article, fonts) -> PdfFile:
    with pytest.MonkeyPatch.context() as monkeypatch:
        return render(article_4, monkeypatch)


def test_issue_4_has_six_light_pages_laid_out_once(pdf_4):
    assert (pdf_4.pages, pdf_4.layouts, pdf_4.warnings) == (6, 1, ())
    assert len(pdf_4.content) <= 250_000


def test_issue_4_passes_the_audit(pdf_4):
    assert audit(pdf_4.content) == []


def test_issue_4_says_who_made_it_and_of_when_it_is(pdf_4):
    with pikepdf.open(BytesIO(pdf_4.content)) as document:
        info = {key: str(value) for key, value in document.docinfo.items() if key != "/Producer"}
        language = str(document.Root.Lang)
    assert language == "fr"
    assert info == {
        "/Title": "Fil d’Info n° 4 – Séminaire Qualité 2010",
        "/Author": "Fédération COORACE",
        "/Subject": "Séminaire Qualité 2010 : avant et après… suivez le fil\u202f!",
        "/Keywords": (
            "Fil d’Info, Une autre insertion est-elle possible\u202f?, Vue d’ensemble, "
            "La rencontre du 4\u00a0novembre…, Tendances & évolutions, Pistes de travail, En région…"
        ),
        "/CreationDate": "D:20101208",
    }


def test_issue_4_cover_refers_to_the_real_pages(pdf_4):
    cover = page_texts(pdf_4)[0]
    assert [line for line in cover if line.startswith("page")] == ["page 3", "page 4", "pages 5 à 6", "page 6"]
    assert cover[-1] == "Et aussi : Édito, page 2 ; Vue d’ensemble, page 2"
    links = inner_links(pdf_4)
    assert {name: page for name, page in links.items() if not name.startswith(("note", "appel"))} == {
        "edito": 2,
        "vue-d-ensemble": 2,
        "rencontre-du-4-novembre": 3,
        "tendances-et-evolutions": 4,
        "pistes-de-travail": 5,
        "en-region": 6,
    }


def test_issue_4_note_and_its_call_lead_to_each_other_on_one_page(pdf_4):
    links = inner_links(pdf_4)
    assert {name: page for name, page in links.items() if name.startswith(("note", "appel"))} == {
        "note-edito-1": 2,
        "appel-edito-1": 2,
    }


def test_issue_4_ranges_end_where_the_sections_do(pdf_4):
    with pikepdf.open(BytesIO(pdf_4.content)) as document:
        ends = {name: page for name, page in destinations(document).items() if name.startswith("fin-")}
    assert ends == {
        "fin-edito": 2,
        "fin-vue-d-ensemble": 2,
        "fin-rencontre-du-4-novembre": 3,
        "fin-tendances-et-evolutions": 4,
        "fin-pistes-de-travail": 6,
        "fin-en-region": 6,
    }


def test_issue_4_pages_begin_and_end_as_they_should(pdf_4):
    texts = page_texts(pdf_4)
    assert [lines[:2] for lines in texts] == [
        ["Fédération COORACE N° 4", "Le Fil d’Info"],
        ["Édito", "Une autre insertion est-elle possible ?"],
        ["4", "novembre 2010"],
        ["Tendances & évolutions", "exprimées par les participants au séminaire Qualité"],
        ["Pistes de travail", "pour 2011"],
        ["Pistes de travail pour 2011", "Les questions posées à l’issue de la "],
    ]
    foot = "Fédération COORACE · Séminaire Qualité 2010 · n° 4"
    assert [lines[-2:] for lines in texts[1:]] == [
        ["Une autre insertion est-elle possible ? Le Fil d’Info", f"2 / 6 {foot}"],
        ["Le Fil d’Info La rencontre du 4 novembre…", f"{foot} 3 / 6"],
        ["Tendances & évolutions Le Fil d’Info", f"4 / 6 {foot}"],
        ["Le Fil d’Info Pistes de travail", f"{foot} 5 / 6"],
        ["Pistes de travail Le Fil d’Info", f"6 / 6 {foot}"],
    ]


def test_issue_4_outline(pdf_4):
    assert outline(pdf_4) == [
        (0, "Fil d’Info n° 4 – Séminaire Qualité 2010"),
        (0, "Édito – Une autre insertion est-elle possible ?"),
        (1, "Qu’avons-nous observé en Belgique qui puisse ainsi nous interroger ?"),
        (
            0,
            "Vue d’ensemble – Un séminaire en 4 temps pour préparer, échanger, restituer, proposer et construire…",
        ),
        (1, "Les visites en Belgique"),
        (1, "Le Séminaire Qualité"),
        (1, "La rencontre du Groupe Qualité national élargi"),
        (1, "Les rencontres régionales"),
        (0, "La rencontre du 4 novembre…"),
        (1, "Les objectifs du Groupe Qualité national élargi"),
        (1, "Le rôle du Groupe Qualité national au sein du réseau COORACE"),
        (1, "Un groupe Qualité national élargi composé de…"),
        (0, "Tendances & évolutions exprimées par les participants au séminaire Qualité"),
        (1, "Synthèse des observations issues des visites en Belgique et du séminaire Qualité"),
        (1, "Évolutions possibles au sein du réseau COORACE"),
        (2, "Changement de posture"),
        (2, "Projet d’entreprise"),
        (2, "Management par la Qualité et engagement politique"),
        (0, "Pistes de travail pour 2011"),
        (1, "Pistes de travail « générales »"),
        (2, "L’accompagnement"),
        (2, "Le rôle du référent qualité"),
        (2, "Les échanges de pratique"),
        (1, "Pistes de travail « Qualité »"),
        (2, "La transmission"),
        (2, "Les instances de travail en région"),
        (2, "Le renforcement des compétences"),
        (2, "Le renforcement des ressources"),
        (2, "Les liens entre les projets"),
        (2, "Le renouvellement de certification"),
        (1, "Les questions posées à l’issue de la réunion du 4 novembre"),
        (2, "Des modes d’évaluation à développer ?"),
        (2, "La participation posée en principe d’action ?"),
        (2, "Des métiers à créer ou à faire évoluer ?"),
        (0, "En région…"),
        (1, "Le prochain Fil d’Info"),
    ]


def test_issue_4_embeds_its_own_faces_and_no_other(pdf_4):
    assert font_names(pdf_4) == {
        "Titre-Semi-Bold",
        "Titre-Bold",
        "Titre-Ultra-Bold",
        "Texte",
        "Texte-Semi-Bold",
        "Texte-Bold",
        "Lecture",
    }


def test_issue_4_tells_what_is_deduced_and_corrected(pdf_4, article_4):
    last = " ".join(page_texts(pdf_4)[-1])
    assert (
        "Numéro et date (novembre–décembre 2010) : déduits. "
        f"Orthographe corrigée en {len(article_4.corrections)} passages, liste sur la page web du numéro." in last
    )


def test_issue_4_text_stays_on_its_pages_and_apart(pdf_4):
    assert (spills(pdf_4), overlaps(pdf_4)) == ([], [])


def test_issue_4_is_the_same_bytes_each_time(article_4, pdf_4, monkeypatch):
    again = render(article_4, monkeypatch)
    assert again.sha256 == pdf_4.sha256
