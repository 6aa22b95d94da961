"""The published page, the PDF, the mail and its text against the document, word by word, both ways.

Word counts must agree but for the differences listed here, each with its reason; and every sentence of the document
must be read in one piece, whatever the order of the columns.
"""

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import lxml.html
import pypdfium2
import pytest
from django.conf import settings

from core.models import Worded
from core.sanitize import plain_text
from newsletter.article import build_article
from newsletter.models import Issue, Text
from newsletter.rendering import render_mail, render_text
from proposals.models import Question

pytestmark = [pytest.mark.django_db, pytest.mark.once]

SOURCE = Path(settings.BASE_DIR) / "tests" / "data" / "fil-dinfo-4.source.txt"


class Difference(NamedTuple):
    reason: str
    added: str = ""
    removed: str = ""
    times: int = 1


CORRECTED = [
    Difference("coquille", added="il y a 25 ans", removed="il y 25 ans"),
    Difference("coquille", added="retour", removed="retours"),
    Difference("coquille", added="quelque 25", removed="quelques 25"),
    Difference("coquille", added="De par", removed="De part"),
    Difference("coquille", added="présentes", removed="présentent"),
    Difference("coquille", added="jobcoachs", removed="jobcoach"),
    Difference("coquille", added="dizaines", removed="dizaine"),
    Difference("coquille", added="leurs projets", removed="leur projets"),
    Difference("coquille", added="aux nouveaux", removed="au nouveaux"),
    Difference("coquille", added="poursuivre", removed="poursuivrent"),
    Difference("coquille", added="découverte", removed="découvertes"),
    Difference("coquille", added="Neuville-en-Condroz", removed="Neuville en Condroz"),
    Difference("capitale accentuée", added="Édito", removed="EDITO"),
    Difference("capitale accentuée", added="évolutions", removed="EVOLUTIONS", times=2),
    Difference("capitale accentuée", added="région", removed="REGION"),
    Difference("capitale accentuée", added="À partir", removed="A partir"),
    Difference("capitale accentuée", added="À suivre", removed="A suivre"),
    Difference("capitale accentuée", added="Île-de-France", removed="Ile-de-France"),
    Difference("sigle sans points", added="PACA-Corse", removed="P.A.C.A.-Corse"),
]
REPEATED = [
    Difference("la une reprend en chiffres ceux de l’appel", added="6 visites en Belgique"),
    Difference("la une reprend en chiffres ceux de l’appel", added="2 journées de séminaire à Lille"),
    Difference("la une reprend en chiffres ceux de l’appel", added="8 ateliers de travail 120 participants"),
    Difference("« quelques 25 » : le chiffre dit qu’il est approximatif", added="25 propositions environ"),
    Difference("titre au sommaire et en tête de rubrique", added="La rencontre du 4 novembre"),
    Difference("titre au sommaire et en tête de rubrique", added="Tendances évolutions"),
    Difference("titre au sommaire et en tête de rubrique", added="En région"),
    Difference(
        "seul texte de la rubrique, repris de la une",
        added="Ultime étape de ce séminaire les rencontres régionales "
        "dont les dates seront communiquées par chaque région",
    ),
]
NUMBERED = [
    # The document prints the « 3 » alone.
    Difference("numéros des étapes", added="1 2 4"),
]
LINKED = [
    Difference("le lien porte un intitulé : « sur le site COORACE »", removed="ici"),
    Difference(
        "son adresse n’est plus imprimée",
        removed="http www coorace org actualites detail 19718 un-seminaire-qualite-2010-en-4-etapes-suivez-le-fil html",
    ),
]
COMMON = CORRECTED + REPEATED + NUMBERED + LINKED

ON_THE_WEB = [
    *COMMON,
    Difference("le sommaire mène aux rubriques par des liens, sans numéro de page", removed="p 3 p 4 p 5 à 6 p 6"),
    Difference("la page 6 imprimée reprend le titre de la page 5", removed="pour 2011"),
    Difference("titre du sommaire", added="Au sommaire"),
    Difference("le sommaire nomme aussi l’édito et la vue d’ensemble", added="Édito Vue d’ensemble"),
    Difference(
        "le sommaire nomme aussi l’édito et la vue d’ensemble",
        added="Une autre insertion est-elle possible "
        "Un séminaire en 4 temps pour préparer échanger restituer proposer et construire",
    ),
]

ON_PAPER = [
    *COMMON,
    Difference("nom de la lettre et éditeur, en une", added="Fédération COORACE N° 4 Le Fil d’Info"),
    Difference("renvois de page calculés", removed="p 3 p 4 p 5 à 6 p 6"),
    Difference("renvois de page calculés", added="page 3 page 4 pages 5 à 6 page 6"),
    Difference(
        "le sommaire nomme aussi l’édito et la vue d’ensemble", added="Et aussi Édito page 2 Vue d’ensemble page 2"
    ),
    Difference("titre au sommaire, en page 5 et repris en page 6", added="Pistes de travail"),
    Difference("titre courant", added="Le Fil d’Info", times=5),
    Difference("titre courant", added="Une autre insertion est-elle possible La rencontre du 4 novembre"),
    Difference("titre courant", added="Tendances évolutions Pistes de travail Pistes de travail"),
    Difference("pied de page", added="Fédération COORACE Séminaire Qualité 2010 n° 4", times=5),
    Difference("page n / N", added="2 6 3 6 4 6 5 6 6 6"),
    Difference("date de la rencontre, en grand", added="4 novembre 2010"),
    Difference("numéros des observations", added="1 2 3 4 5 6 7"),
    Difference(
        "ce que dit l’ours de l’édition numérique",
        added="Numéro et date novembre décembre 2010 déduits "
        "Orthographe corrigée en 20 passages liste sur la page web du numéro",
    ),
]


IN_THE_MAIL = [
    *ON_THE_WEB,
    Difference("nom de la lettre", added="Le Fil d’Info n° 4"),
    Difference("date déduite, que la page web dit hors de l’article", added="novembre décembre 2010"),
    Difference("liens vers la page web", added="Lire en ligne Lire ce numéro en ligne Fédération COORACE"),
    Difference("aperçu que montre la boîte de réception", added="avant et après suivez le fil"),
    Difference(
        "ce que dit le pied du courriel de ses sources",
        added="Numéro et date novembre décembre 2010 déduits "
        "Orthographe corrigée en 20 passages liste sur la page web du numéro",
    ),
]

IN_THE_TEXT = [
    *IN_THE_MAIL,
    Difference("pas d’aperçu", removed="avant et après suivez le fil"),
    Difference("une seule adresse en tête", removed="Lire ce numéro en ligne"),
    Difference("adresse de la page", added="http 127 0 0 1 8000 fil-dinfo 4"),
    Difference(
        "liens en fin de texte",
        added="1 Liens 1 http www coorace org "
        "actualites detail 19718 un-seminaire-qualite-2010-en-4-etapes-suivez-le-fil html",
    ),
]


def words(text: str) -> list[str]:
    """Words in lower case. A hyphen joins what it stands between, so that a word cut at a line's end is whole."""
    text = re.sub(r"(?<=\w)[-\u2011\ufffe]\s*\n?\s*(?=\w)", "", text.casefold())
    return re.findall(r"[^\W_]+", text)


def document_words() -> list[str]:
    text = SOURCE.read_text()
    # Headings the extraction of the document ran together.
    for glued, apart in (("D’ENSEMBLEEDITO", "D’ENSEMBLE EDITO"), ("2011Le", "2011 Le")):
        assert text.count(glued) == 1
        text = text.replace(glued, apart)
    return words(text)


def expected(differences: Iterable[Difference]) -> tuple[Counter, Counter]:
    added, removed = Counter(), Counter()
    for difference in differences:
        for _ in range(difference.times):
            added.update(words(difference.added))
            removed.update(words(difference.removed))
    return added - removed, removed - added


def web_words(client) -> list[str]:
    """The article and its title as readers see them; neither the page around nor the notes on the edition."""
    page = lxml.html.fromstring(client.get("/fil-dinfo/4/").content)
    (title,) = page.xpath("//h1")
    (strapline,) = page.xpath("//p[contains(@class, 'hero__strapline')]")
    (article,) = page.xpath("//div[@class='article']")
    for notes in article.xpath(".//aside[@class='edition-notes']"):
        notes.drop_tree()
    return words("\n".join(text for part in (title, strapline, article) for text in part.itertext()))


def pdf_words(edition) -> list[str]:
    with edition.renderings.get(medium="pdf").file.open() as file:
        pdf = pypdfium2.PdfDocument(file.read())
        return words("\n".join(page.get_textpage().get_text_range() for page in pdf))


def passages(issue: Issue) -> list[str]:
    """Every paragraph readers are given, each to be found in one piece."""
    article = build_article(issue)
    found = [section.rubrique.teaser for section in article.sections]
    for block in article.blocks:
        if isinstance(block.item, Text):
            found += plain_text(block.item.body).splitlines()
        for item in block.objects:
            if isinstance(item, Worded):
                found += item.paragraphs
            elif isinstance(item, Question):
                found.append(f"{item.context} {item.question}")
    return [passage for passage in found if passage]


def in_pieces(passages: Iterable[str], found: list[str]) -> list[str]:
    text = f" {' '.join(found)} "
    return [passage for passage in passages if f" {' '.join(words(passage))} " not in text]


def difference(found: list[str]) -> tuple[Counter, Counter]:
    ours, theirs = Counter(found), Counter(document_words())
    return ours - theirs, theirs - ours


def test_page_has_the_words_of_the_document_and_no_other(published_4, client):
    found = web_words(client)
    assert difference(found) == expected(ON_THE_WEB)
    assert in_pieces(passages(published_4.edition.issue), found) == []


def test_pdf_has_the_words_of_the_document_and_no_other(published_4):
    found = pdf_words(published_4.edition)
    assert difference(found) == expected(ON_PAPER)
    assert in_pieces(passages(published_4.edition.issue), found) == []


def test_mail_has_the_words_of_the_document_and_no_other(issue_4):
    mail = lxml.html.fromstring(render_mail(build_article(issue_4)))
    found = words("\n".join(mail.xpath("//body//text()")))
    assert difference(found) == expected(IN_THE_MAIL)
    assert in_pieces(passages(issue_4), found) == []


def test_text_has_the_words_of_the_document_and_no_other(issue_4):
    found = words(render_text(build_article(issue_4)))
    assert difference(found) == expected(IN_THE_TEXT)
    assert in_pieces(passages(issue_4), found) == []


def test_comparison_sees_a_word_more_and_a_word_less(published_4, client):
    found = web_words(client)
    found[found.index("jobcoachs")] = "tutorat"
    added, removed = difference(found)
    wanted_added, wanted_removed = expected(ON_THE_WEB)
    assert (added - wanted_added, removed - wanted_removed) == (Counter({"tutorat": 1}), Counter())
    assert wanted_added - added == Counter({"jobcoachs": 1})
    assert len(in_pieces(passages(published_4.edition.issue), found)) == 1
