"""What would be broken for readers, and keeps an issue from being published."""

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from django.conf import settings

from core.enums import Audience
from core.sanitize import plain_text
from network.names import hide_in_text
from newsletter.checklist.findings import Finding, blocking, doubtful
from newsletter.checklist.links import open_page
from newsletter.checklist.said import quoted, row_saying, said, words
from newsletter.draft import Draft
from newsletter.models import Image, Text
from newsletter.printed import printed_data

# What readers may get, as a draft writes it. Each is compared with what the blocks say.
MEDIA = {
    "body": "la page web",
    "pdf_source": "le PDF",
    "mail": "le courriel",
    "text": "le texte seul",
}

_HEADING = re.compile(r"<h(?P<level>[1-6])\b[^>]*>(?P<inside>.*?)</h(?P=level)>", re.DOTALL | re.IGNORECASE)
_ID = re.compile(r"""\bid=["']([^"']+)["']""")
_LINK = re.compile(r"""<a\b[^>]*?\bhref=["']([^"']*)["'][^>]*>(.*?)</a>""", re.DOTALL)


def no_rubrique(draft: Draft) -> Iterator[Finding]:
    if not draft.article.sections:
        yield blocking("Ce numéro n’a aucune rubrique : il n’y a rien à publier.")


def empty_rubriques(draft: Draft) -> Iterator[Finding]:
    for section in draft.article.sections:
        if section.is_empty:
            sentence = f"La rubrique « {section.rubrique.title} » est vide : ajoutez-lui un bloc, ou retirez-la."
            yield blocking(sentence, section.rubrique)


def missing_alternatives(draft: Draft) -> Iterator[Finding]:
    """The database refuses an empty one; one made of spaces would still say nothing."""
    for block in draft.article.blocks:
        if isinstance(block.item, Image) and not (block.item.is_decorative or words(block.item.alternative)):
            yield blocking("Une image n’est pas décrite : dites ce qu’elle montre à qui ne la voit pas.", block.item)


def headings_out_of_order(draft: Draft) -> Iterator[Finding]:
    """In texts as they are written, which each medium then nests in its place; then in the media themselves."""
    for block in draft.article.blocks:
        if isinstance(block.item, Text):
            for _, heading in _skipping(block.item.body, under=2):
                sentence = f"Le petit intertitre {quoted(heading)} vient sans intertitre avant lui : faites-en un."
                yield blocking(sentence, block.item)
    for name, above in (("body", 1), ("mail", 0), ("pdf_source", 0)):
        for level, heading in _skipping(getattr(draft, name), under=above):
            sentence = f"Dans {MEDIA[name]}, un titre manque avant {quoted(heading)}, qui est de niveau {level}."
            yield blocking(sentence, row_saying(draft, heading))


def _skipping(html: str, *, under: int) -> Iterator[tuple[int, str]]:
    """The headings that skip a level, ``under`` that of what the fragment stands under."""
    level = under
    for found in _HEADING.finditer(html):
        if int(found["level"]) > level + 1:
            yield int(found["level"]), plain_text(found["inside"])
        level = int(found["level"])


def broken_links(draft: Draft) -> Iterator[Finding]:
    """Links of texts and of the imprint to pages of the portal; live blocks link to what they have just read."""
    issue = draft.article.issue
    # None does not open; a file, and the PDF of a first edition still to come, have no anchor to look for.
    own = issue.get_absolute_url()
    pages: dict[str, set[str] | None] = {own: set(_ID.findall(draft.body)), f"{own}pdf/": set()}
    finding = blocking if issue.audience == Audience.PUBLIC else doubtful
    for block in draft.article.blocks:
        html = block.item.body if isinstance(block.item, Text) else block.data.get("imprint", "")
        for address, inside in _LINK.findall(html):
            path, fragment = _inside(address)
            if not path:
                continue
            if path not in pages:
                content = open_page(path)
                pages[path] = None if content is None else set(_ID.findall(content))
            row = block.item if isinstance(block.item, Text) else None
            link = f"Le lien {quoted(plain_text(inside))} mène à {path}"
            if (ids := pages[path]) is None:
                yield finding(f"{link}, page qui n’existe pas ou que le public ne peut pas lire.", row)
            elif fragment and ids and fragment not in ids:
                yield finding(f"{link}#{fragment}, mais rien dans cette page ne porte l’ancre « {fragment} ».", row)


def _inside(address: str) -> tuple[str, str]:
    """The path and the fragment of an address of the portal; nothing of one from elsewhere."""
    parts = urlsplit(address)
    home = urlsplit(settings.SITE_URL)
    if parts.netloc != home.netloc or parts.scheme not in ("http", "https", ""):
        return "", ""
    return unquote(parts.path) or "/", unquote(parts.fragment)


def names_in_print(draft: Draft) -> Iterator[Finding]:
    """A PDF that is published as it is keeps the names it was printed with."""
    printed = draft.data.get("printed")
    if printed and printed["words"] != printed_data(draft.article.issue)["words"]:
        yield blocking(
            "Le PDF d’origine nomme quelqu’un qui a demandé que son nom soit retiré : "
            "déposez-en un sans ce nom, ou retirez-le."
        )


def lost_words(draft: Draft) -> Iterator[Finding]:
    """Words that the blocks say more often than a medium does: there, one at least is lost."""
    spoken = [(row, words(hide_in_text(one, draft.masked))) for row, its in said(draft) for one in its]
    wanted = Counter(word for _, its in spoken for word in its)
    for name, medium in MEDIA.items():
        if name == "pdf_source" and draft.is_printed:
            continue
        rendering = getattr(draft, name)
        held = words(rendering if name == "text" else plain_text(rendering))
        lost = wanted - Counter(held)
        whole = f" {' '.join(held)} "
        for row, its in spoken:
            # Of the passages with that word, the one that is not there in one piece.
            if missing := [word for word in its if word in lost and f" {' '.join(its)} " not in whole]:
                lost -= Counter(missing)
                yield blocking(f"{medium[0].upper()}{medium[1:]} a perdu des mots : {quoted(' '.join(missing))}.", row)
