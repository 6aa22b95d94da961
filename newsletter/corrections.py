"""What a correction changed, for who reads it: the words, links and pictures of two editions, rubrique by rubrique."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from hashlib import sha256
from typing import Any, Protocol

from django.core.cache import cache

from core.errors import DomainError
from core.history.links import Link, LinkChange, link_changes, linked_lines
from core.history.words import Opcodes, Pieces, opcodes, pieces
from network.masking import masked_people
from network.models import Person
from network.models.directory import NAME_REMOVED
from network.names import hide_in_text, is_in_address
from newsletter.draft import Draft
from newsletter.media import PICTURE_NAME
from newsletter.models import Edition, Issue, Publication

COVER = "À la une"
NOTES = "À propos de cette édition"
ERRATUM_NEEDED = (
    "Les lecteurs ont déjà l’édition {number}, et ce qu’ils lisent change : dites ce qui est corrigé, et pourquoi."
)
# Long, and never the same twice: what it costs is paid once.
KEPT_FOR = 30 * 86_400

_PART = re.compile(r'<section\b[^>]*\bid="(?P<anchor>[^"]+)"|<aside class="edition-notes"')
_PICTURE = re.compile(r'<img\b[^>]*\balt="(?P<alternative>[^"]*)"[^>]*>')


class Article(Protocol):
    """A draft, an edition or what a masking left of one."""

    body: str
    data: dict[str, Any]


@dataclass(frozen=True)
class Line:
    """What is read at one place, and what stands behind it: where its links lead, the file of a picture."""

    rubrique: str
    text: str
    links: tuple[Link, ...] = ()

    @property
    def read(self) -> tuple[str, ...]:
        return self.text, *(link.address for link in self.links)


@dataclass(frozen=True)
class Change:
    """``pieces``: the words, when they differ. ``pictures``: how those that are no longer the same are described."""

    rubrique: str
    pieces: Pieces
    links: list[LinkChange]
    pictures: list[str]


def changes(before: Article, after: Article) -> list[Change]:
    """What changed, in the order of the later text: paragraphs first, then the words of those that differ."""
    was, now = _lines(before), _lines(after)
    masked, found = masked_people(), []
    for start, end, new_start, new_end, words in _kept_places(was, now):
        gone, new = was[start:end], now[new_start:new_end]
        behind = link_changes(*([link for line in lines for link in line.links] for lines in (gone, new)))
        found.append(
            Change(
                rubrique=(new or gone)[0].rubrique,
                pieces=pieces(_text(gone), _text(new), words) if words else [],
                links=[_without_names(one, masked) for one in behind if not _is_picture(one)],
                # One that came or went is told by the words.
                pictures=[one.words for one in behind if _is_picture(one) and one.was and one.now],
            )
        )
    return found


# Where two texts differ: from line to line in the former, in the latter, and the same for their words.
Place = tuple[int, int, int, int, Opcodes]


def _kept_places(was: Sequence[Line], now: Sequence[Line]) -> list[Place]:
    """Worked out once for two texts, however often they are read.

    What is kept is only where they differ, under a digest of both: no word of them, so no name to take out of there.
    """
    digest = sha256(json.dumps([[line.read for line in lines] for lines in (was, now)]).encode()).hexdigest()
    key = f"difference-{digest}"
    found = cache.get(key)
    if found is None:
        found = _places(was, now)
        cache.set(key, found, KEPT_FOR)
    return found


def _places(was: Sequence[Line], now: Sequence[Line]) -> list[Place]:
    found = []
    matcher = SequenceMatcher(None, [one.read for one in was], [one.read for one in now], autojunk=False)
    for change, *place in matcher.get_opcodes():
        if change != "equal":
            start, end, new_start, new_end = place
            before, after = _text(was[start:end]), _text(now[new_start:new_end])
            found.append((*place, opcodes(before, after) if before != after else []))
    return found


def _text(lines: Iterable[Line]) -> str:
    return "\n".join(line.text for line in lines)


def _is_picture(change: LinkChange) -> bool:
    return bool(PICTURE_NAME.fullmatch(change.was or change.now))


def _without_names(change: LinkChange, masked: Sequence[Person]) -> LinkChange:
    """No one reads an address in the text; here it is written out."""
    was, now = (
        NAME_REMOVED if any(is_in_address(address, one) for one in masked) else address
        for address in (change.was, change.now)
    )
    return LinkChange(change.words, was, now)


def corrected_edition(issue: Issue, draft: Draft) -> Edition | None:
    """The edition that readers have, when the draft does not read as it does: it demands an erratum."""
    latest = issue.editions.readable().first()
    if latest is None or (_read(latest.shown) == _read(draft) and not _is_another_print(latest, draft)):
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


def _read(article: Article) -> list[tuple[str, ...]]:
    return [line.read for line in _lines(article)]


def _lines(article: Article) -> list[Line]:
    """All that is read of an article, its pictures included: each is a link, of its description, to its file."""
    titles = {rubrique["anchor"]: rubrique["title"] for rubrique in article.data.get("rubriques", ())}
    cover = (article.data.get(name) for name in ("title", "strapline", "date_label"))
    lines = [Line(COVER, text) for text in cover if text]
    body = _PICTURE.sub(_described, article.body)
    borders = list(_PART.finditer(body))
    ends = [border.start() for border in borders] + [len(body)]
    parts = [(COVER, body[: ends[0]])]
    for border, end in zip(borders, ends[1:], strict=True):
        anchor = border["anchor"]
        parts.append((titles.get(anchor, anchor) if anchor else NOTES, body[border.start() : end]))
    for rubrique, part in parts:
        lines += [Line(rubrique, line.text, line.links) for line in linked_lines(part)]
    return lines


def _described(picture: re.Match) -> str:
    """A file is named by its content: the same picture, made again, is the same."""
    name = PICTURE_NAME.search(picture[0])
    said = picture["alternative"] or "purement décorative"
    return f'<p>[Image : <a href="{name[0] if name else "image"}">{said}</a>]</p>'
