"""What may be meant, but is worth a second look."""

import re
from collections.abc import Iterator

from core.sanitize import plain_text
from core.typography import fold, french, thousands
from network.models import GlossaryTerm, Person
from newsletter.checklist.findings import Finding, blocking, doubtful
from newsletter.checklist.said import quoted
from newsletter.draft import Draft
from newsletter.drafting import drafted_blocks
from newsletter.layout import print_resolution
from newsletter.models import Image, Text

SENTENCE_AT_MOST = 40
PARAGRAPH_AT_MOST = 120
SHARP = 150  # dots per inch

_SENTENCE_END = re.compile(r"(?<=[.?!…»])[\s\u00a0\u202f]+(?=[«“(]?[\s\u00a0\u202f]*[A-ZÀ-ÖØ-Þ])")
_ACRONYM = re.compile(r"(?<![\w.-])[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ0-9]{1,7}(?![\w-])")
_NUMERAL = re.compile(r"[IVXLC]+")
_LINK = re.compile(r"<a\b[^>]*>(.*?)</a>", re.DOTALL)
_VAGUE = {"ici", "cliquez ici", "cliquer ici", "lien", "ce lien", "le lien", "suivez ce lien", "en savoir plus", "plus"}


def texts(draft: Draft) -> Iterator[tuple[Text, list[str]]]:
    """The texts written in the issue, in reading order, with their paragraphs."""
    for block in draft.article.blocks:
        if isinstance(block.item, Text):
            yield block.item, plain_text(block.item.body).splitlines()


def undated(draft: Draft) -> Iterator[Finding]:
    """Lists put it last, and the home page goes on showing another."""
    if draft.article.issue.ends_on is None:
        yield doubtful(
            "Le numéro n’a pas de dates : l’archive le mettra en dernier, et l’accueil en montrera un autre. "
            "Donnez-en deux, même approximatives."
        )


def long_sentences(draft: Draft) -> Iterator[Finding]:
    for text, paragraphs in texts(draft):
        for paragraph in paragraphs:
            length = _length(paragraph)
            if length > PARAGRAPH_AT_MOST:
                yield doubtful(f"Un paragraphe de {length} mots, à couper en deux : {quoted(paragraph)}", text)
            for sentence in _SENTENCE_END.split(paragraph):
                if (length := _length(sentence)) > SENTENCE_AT_MOST:
                    yield doubtful(f"Une phrase de {length} mots, longue à lire : {quoted(sentence)}", text)


def _length(text: str) -> int:
    return len(re.findall(r"\S*\w\S*", text))


def unexplained_acronyms(draft: Draft) -> Iterator[Finding]:
    """Once each, where it is first used: neither in the glossary nor beside what it stands for."""
    terms = " ".join(GlossaryTerm.objects.values_list("term", flat=True))
    met = set(re.findall(r"\w+", terms))
    # Names of people are printed in capitals.
    names = set(re.findall(r"\w+", fold(" ".join(Person.objects.values_list("family_name", flat=True)))))
    for text, paragraphs in texts(draft):
        for paragraph in paragraphs:
            if paragraph.isupper():
                continue
            for found in _ACRONYM.finditer(paragraph):
                acronym = found[0]
                if acronym in met or _NUMERAL.fullmatch(acronym):
                    continue
                met.add(acronym)
                if not (_is_explained(paragraph, found) or fold(acronym) in names):
                    sentence = f"Le sigle {acronym} n’est ni expliqué là où il paraît d’abord, ni dans le glossaire."
                    yield doubtful(sentence, text)


def _is_explained(paragraph: str, found: re.Match[str]) -> bool:
    """« Groupement d’employeurs (GE) », or « GE (groupement d’employeurs) »."""
    before, after = paragraph[: found.start()].rstrip(), paragraph[found.end() :].lstrip()
    return (before.endswith("(") and after.startswith(")")) or re.match(r"\([^)]*\w{3}", after) is not None


def straight_quotes(draft: Draft) -> Iterator[Finding]:
    """Those that typesetting leaves, for want of knowing which opens and which closes."""
    for text, paragraphs in texts(draft):
        for paragraph in paragraphs:
            if '"' in french(paragraph):
                yield doubtful(f'Un guillemet droit (") reste seul : {quoted(paragraph)}', text)


def vague_links(draft: Draft) -> Iterator[Finding]:
    """What a screen reader lists out of its sentence."""
    for text, _ in texts(draft):
        for inside in _LINK.findall(text.body):
            label = plain_text(inside)
            if " ".join(re.findall(r"\w+", fold(label))) in _VAGUE:
                yield doubtful(f"Le lien {quoted(label)} ne dit pas où il mène : liez les mots qui le disent.", text)


def small_pictures(draft: Draft) -> Iterator[Finding]:
    cover = {block.item for block in draft.article.cover}
    for block in draft.article.blocks:
        if isinstance(block.item, Image):
            size = block.item.widest
            found, needed = print_resolution(
                size.width,
                size.height,
                is_decorative=block.item.is_decorative,
                is_on_cover=block.item in cover,
                sharp=SHARP,
            )
            if found < SHARP:
                yield doubtful(
                    f"L’image « {block.item} » sera floue à l’impression ({found:.0f} points par pouce, "
                    f"il en faut {SHARP}) : envoyez-la en {thousands(needed)} pixels de large au moins.",
                    block.item,
                )


def sources_moved_on(draft: Draft) -> Iterator[Finding]:
    """Texts that the portal drafted from a report, a track or a question that says something else now."""
    for one in drafted_blocks(draft.article.issue):
        if one.is_orphan and not one.is_edited:
            yield blocking(
                f"« {one.block} » redit un texte que les lecteurs ne peuvent plus lire : retirez-le.", one.block
            )
        elif one.is_orphan:
            yield doubtful(f"« {one.block} » vient d’un texte que les lecteurs ne peuvent plus lire.", one.block)
        elif one.has_moved_on:
            yield doubtful(f"« {one.block} » : sa source a été modifiée depuis.", one.block)
