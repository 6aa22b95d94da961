"""What a correction changed, for who reads it: the words of two editions, rubrique by rubrique."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Protocol

from core.errors import DomainError
from core.history.words import Pieces, compare
from core.sanitize import plain_text
from network.names import hide_in_text
from newsletter.draft import Draft
from newsletter.models import Edition, Issue, Publication

COVER = "À la une"
NOTES = "À propos de cette édition"
ERRATUM_NEEDED = (
    "Les lecteurs ont déjà l’édition {number}, et le texte n’est plus le même : dites ce qui est corrigé, et pourquoi."
)

_PART = re.compile(r'<section\b[^>]*\bid="(?P<anchor>[^"]+)"|<aside class="edition-notes"')
_PICTURE = re.compile(r'<img\b[^>]*\balt="(?P<alternative>[^"]+)"[^>]*>')


class Article(Protocol):
    """A draft, an edition or what a masking left of one."""

    body: str
    data: dict[str, Any]


@dataclass(frozen=True)
class Line:
    rubrique: str
    text: str


@dataclass(frozen=True)
class Change:
    rubrique: str
    pieces: Pieces


def changes(before: Article, after: Article) -> list[Change]:
    """What changed, in the order of the later text: paragraphs first, then the words of those that differ."""
    was, now = _lines(before), _lines(after)
    found = []
    matcher = SequenceMatcher(None, [one.text for one in was], [one.text for one in now], autojunk=False)
    for change, start, end, new_start, new_end in matcher.get_opcodes():
        if change != "equal":
            gone, new = was[start:end], now[new_start:new_end]
            pieces = compare(*("\n".join(line.text for line in lines) for lines in (gone, new)))
            found.append(Change((new or gone)[0].rubrique, pieces))
    return found


def corrected_edition(issue: Issue, draft: Draft) -> Edition | None:
    """The edition that readers have, when the draft does not read as it does: it demands an erratum."""
    latest = issue.editions.readable().first()
    if latest is None or (_texts(latest.shown) == _texts(draft) and not _is_another_print(latest, draft)):
        return None
    return latest


def _is_another_print(latest: Edition, draft: Draft) -> bool:
    """Whether its PDF, which is what was printed, gives way to another file; one that a name was taken from may."""
    was, now = (article.data.get("printed", {}).get("sha256") for article in (latest, draft))
    return was != now and latest.shown is latest


def erratum_of(order: Publication, draft: Draft) -> dict[str, str]:
    """What an order says it corrects, and why; nothing of a first edition.

    Raises ``DomainError`` when it says too little. Names that people asked to be taken out do not come back by it.
    """
    if not order.issue.editions.readable().exists():
        return {}
    what, why = (hide_in_text(text.strip(), draft.masked) for text in (order.erratum_what, order.erratum_why))
    if bool(what) != bool(why):
        raise DomainError("Un erratum dit ce qui est corrigé, et pourquoi.")
    if not what and (corrected := corrected_edition(order.issue, draft)):
        raise DomainError(ERRATUM_NEEDED.format(number=corrected.number))
    return {"what": what, "why": why} if what else {}


def _texts(article: Article) -> list[str]:
    return [line.text for line in _lines(article)]


def _lines(article: Article) -> list[Line]:
    """All that is read of an article, the descriptions of its pictures included."""
    titles = {rubrique["anchor"]: rubrique["title"] for rubrique in article.data.get("rubriques", ())}
    cover = (article.data.get(name) for name in ("title", "strapline", "date_label"))
    lines = [Line(COVER, text) for text in cover if text]
    body = _PICTURE.sub(r"<p>[Image : \g<alternative>]</p>", article.body)
    borders = list(_PART.finditer(body))
    ends = [border.start() for border in borders] + [len(body)]
    parts = [(COVER, body[: ends[0]])]
    for border, end in zip(borders, ends[1:], strict=True):
        anchor = border["anchor"]
        parts.append((titles.get(anchor, anchor) if anchor else NOTES, body[border.start() : end]))
    for rubrique, part in parts:
        lines += [Line(rubrique, text) for text in plain_text(part).splitlines()]
    return lines
