"""``content/fil-dinfo-4.yaml`` against the document: the same words, in both directions."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from coorace_quality.content.checks import walk
from coorace_quality.content.reader import read_content
from coorace_quality.content.schema import (
    Content,
    Corrected,
    EnterpriseContent,
    FigureContent,
    GroupContent,
    IssueContent,
    LabelledContent,
    MembershipContent,
    QuestionContent,
    RubriqueBlock,
    StageContent,
    TextBlock,
)
from core.sanitize import plain_text

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "content" / "fil-dinfo-4.yaml"
SOURCE = ROOT / "tests" / "data" / "fil-dinfo-4.source.txt"

# Words that the extraction of the PDF ran together or cut.
GLUED = {
    "D’ENSEMBLEEDITO": "D’ENSEMBLE EDITO",  # two headings of page 2
    "2011Le prochain": "2011 Le prochain",  # the card of the next issue
    "L’accompagne-\nment": "L’accompagnement",  # a side label broken at the end of its line
    "serait-\nil": "serait-il",  # a word broken at its own hyphen
}

# Words of the document that the file does not repeat, with the reason.
LEFT_OUT = (
    # Page 2: the names of a stage's fields are the portal's; stage 3 has no « Lieu ».
    *(["Dates"] * 4),
    *(["Lieu"] * 3),
    *(["Contenu"] * 4),
    "3",  # page 2: the number of stage 3, alone on its line; the rank of the list says it
    *["PISTES", "DE", "TRAVAIL", "pour", "2011"],  # page 6 repeats the title of page 5
    *["Au", "sommaire"],  # page 6: a heading of the card of the next issue, which the portal writes
)


def tokens(text: str) -> list[str]:
    """Words and signs, whatever the spaces, the shape of apostrophes and that of the dots of suspension."""
    text = text.replace("’", "'").replace("...", "…")
    return re.findall(r"\w+(?:['-]\w+)*|[^\w\s]", text)


@pytest.fixture(scope="module")
def content() -> Content:
    return read_content(FILE).content


@pytest.fixture(scope="module")
def source() -> list[str]:
    text = SOURCE.read_text()
    for printed, apart in GLUED.items():
        assert text.count(printed) == 1
        text = text.replace(printed, apart)
    return tokens(text)


def printed_texts(content: Content) -> Iterator[str]:
    """Every text of the file that it gives as printed."""
    names = {one.id: f"{one.given_name} {one.family_name}" for one in content.people}
    yield from names.values()
    for path, item in walk(content):
        match item:
            case LabelledContent() if path[:2] == ("séminaire", "observations"):
                yield item.wording  # the label is ours
            case IssueContent():
                yield from (item.title, item.strapline, item.publisher, item.imprint.printed)
                yield from (link.url.removeprefix("mailto:") for link in item.imprint.links[:1])
            case Corrected():
                yield from item.printed_texts
        match item:
            case RubriqueBlock():
                yield item.printed_page
            case StageContent():
                yield item.dates.date_label
            case FigureContent():
                yield from item.printed
            case QuestionContent():
                yield f"{item.context} {item.question}"
            case EnterpriseContent():
                yield from (item.name, item.department)
            case TextBlock(person=signatory) if signatory:
                yield names[signatory]
            case GroupContent():
                yield item.name
            case MembershipContent():
                yield item.role
    if content.seminar:
        yield from (theme.theme for theme in content.seminar.themes)


def fragments(content: Content) -> list[list[str]]:
    """The printed texts, paragraph by paragraph, longest first."""
    lines = [line for text in printed_texts(content) for line in plain_text(text.replace("\n", "<br>")).split("\n")]
    return sorted((tokens(line) for line in lines if line), key=len, reverse=True)


def places(fragment: list[str], source: list[str]) -> list[int]:
    size = len(fragment)
    return [start for start in range(len(source) - size + 1) if source[start : start + size] == fragment]


def test_file_says_nothing_but_the_words_of_the_document(content, source):
    strange = [" ".join(fragment) for fragment in fragments(content) if not places(fragment, source)]
    assert strange == []


def test_file_says_all_the_words_of_the_document(content, source):
    said = [False] * len(source)
    for fragment in fragments(content):
        found = places(fragment, source)
        # A text printed twice is said once for each time.
        start = next((one for one in found if not all(said[one : one + len(fragment)])), found[0])
        said[start : start + len(fragment)] = [True] * len(fragment)
    missing = [word for word, is_said in zip(source, said, strict=True) if not is_said and re.match(r"\w", word)]
    assert sorted(missing) == sorted(LEFT_OUT)


def test_glossary_quotes_only_the_document(content, source):
    quoted = [quote for term in content.glossary for quote in re.findall(r"«([^«»]+)»", term.meaning)]
    assert len(quoted) == 19
    assert [quote for quote in quoted if not places(tokens(quote), source)] == []


def test_every_correction_is_one_of_the_listed_slips(content):
    corrections = sorted(
        (correction.printed, correction.corrected)
        for _path, item in walk(content)
        if isinstance(item, Corrected)
        for correction in item.corrections
    )
    assert corrections == sorted(
        [
            # Slips.
            ("il y 25 ans, d’inventer", "il y a 25 ans d’inventer"),
            ("modes de retours", "modes de retour"),
            ("des quelques 25", "des quelque 25"),
            ("De part", "De par"),
            ("sont présentent", "sont présentes"),
            ("jobcoach", "jobcoachs"),
            ("quelques dizaine", "quelques dizaines"),
            ("la durée", "la durée."),
            ("travail pour 2011", "travail pour 2011."),
            ("territoires solidaires", "territoires solidaires."),
            ("de leur projets", "de leurs projets"),
            ("et ce jusqu’à", "et ce, jusqu’à"),
            ("au nouveaux", "aux nouveaux"),
            ("se poursuivrent", "se poursuivre"),
            ("découvertes", "découverte"),
            ("Neuville en Condroz", "Neuville-en-Condroz"),  # the stage
            ("Neuville en Condroz", "Neuville-en-Condroz"),  # the visit
            # Capitals without their accents, or where the portal writes none.
            ("EDITO", "Édito"),
            ("VUE D’ENSEMBLE", "Vue d’ensemble"),
            ("TENDANCES & EVOLUTIONS", "Tendances & évolutions"),
            ("PISTES DE TRAVAIL", "Pistes de travail"),
            ("EN REGION…", "En région…"),
            ("Evolutions possibles", "Évolutions possibles"),
            ("A partir", "À partir"),
            ("A suivre", "À suivre"),
            ("N°5 Début 2011", "N° 5, début 2011"),
            ("Ile-de-France", "Île-de-France"),
            ("P.A.C.A.-Corse", "PACA-Corse"),
            ("Déléguée Régionale", "Déléguée régionale"),  # P-06
            ("Déléguée Régionale", "Déléguée régionale"),  # P-08
        ]
    )


def test_quotation_of_the_charter_is_never_corrected(content):
    edito = next(block for block in content.issue.blocks if "EDITO-7" in block.ids)
    charter = (
        "«…créer et maintenir des emplois, additionnels, dignes, durables, qualifiants, accessibles prioritairement "
        "aux chercheurs d'emplois peu qualifiés... au sein d’une entreprise compétitive, innovante, exigeante sur la "
        "qualité du management »."
    )
    assert charter in edito.body
    assert charter in edito.reading("body")
