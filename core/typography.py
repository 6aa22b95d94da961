"""French typography, applied at display and never to stored text.

`french` works on plain text, `french_html` on the text of an HTML fragment. Both are idempotent and change
only spaces, straight quotes, straight apostrophes and dots of suspension: words are never touched.

How it works: quotes, apostrophes and dots are set first; then each rule looks at one gap (a run of spaces,
or the empty place between two characters) and says what the gap should be. Rules treat all kinds of spaces
alike, so the outcome of one never changes what another sees.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from html import unescape
from typing import NamedTuple

NBSP = "\u00a0"
NNBSP = "\u202f"

# Stand-ins in the text: a block border (nothing joins across it), something that is not to be read.
_BARRIER = "\x00"
_OPAQUE = "\ufffc"

_SPACES = f" \u2009{NBSP}{NNBSP}"
_HTML_SPACES = _SPACES + "\n\r"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_UNITS = _words(
    "h min s km m cm mm kg g t ha l k€ M€ Md€ Ko Mo Go Wh kWh °C euros heures jours mois ans années personnes "
    "salariés salariées emplois habitants adhérents adhérentes structures millions milliards"
)
# Words that never name what a number counts.
_NOT_NOUNS = _words(
    "ai ainsi alors après as au aussi autour aux avaient avait avant avec avez avons car ce ceci cela celle celles "
    "celui cependant ces cet cette ceux chez comme contre dans de depuis des dès donc dont du elle elles en encore "
    "entre est et étaient était ici il ils jusque la là le les leur leurs lors lorsque mais même moins ne ni nos "
    "notre nous on ont or ou où par pas pendant peut peuvent plus pour pourtant près puis puisque quand que qui "
    "quoi sa sans sauf se sera seront ses si soit son sont sous sur tandis tous tout toute toutes très un une vers "
    "via vos votre vous"
)
_MONTHS = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")

_CODE = re.compile(r"`[^`\n]+`")
_ENTITY = re.compile(r"&(?:#\d+|#[xX][\da-fA-F]+|[a-zA-Z][a-zA-Z0-9]*);")
_URL = re.compile(rf"(?:\b[a-zA-Z][a-zA-Z0-9+.-]{0, 15}+://|\bwww\.)[^\s<>«»\"{_BARRIER}]+")
_EMAIL = re.compile(r"(?<![\w.+'-])[\w.+'-]++@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(rf"(?<!\w)(?<!\d[.,])(?:\+|00|0)[1-9](?:[{_SPACES}./-]*\d){{6,12}}(?!\d)")
_FILE_END = re.compile(
    r"\.(?:pdf|docx?|xlsx?|pptx?|od[tsp]|rtf|txt|csv|html?|xml|json|zip|jpe?g|png|webp|svg|gif|mp[34]|css|js|md|py)"
    r"(?!\w)"
)
_FILE_BORDER = f" \t\n\r\u2009{NBSP}{NNBSP}{_BARRIER}«»“”\"'’()[]<>,;"

_ELLIPSIS = re.compile(r"(?<![./\\])\.\.\.(?![./\\])(?!(?<=\d\.\.\.)\d)")
_APOSTROPHE = re.compile(rf"(?<=[^\W\d_])'(?=[\w«“\"{_OPAQUE}])")
_PARAGRAPH = re.compile(rf"{_BARRIER}|\n[ \t]*\n")

_MARK = re.compile(r"[«»;!?:%‰€]")
_WIDE = re.compile(rf"(?<=[^\s{_BARRIER}])  +(?=[^\s{_BARRIER}])")
_SPACE_RUN = re.compile(f"[{_SPACES}]+")
_THOUSANDS = re.compile(rf"(?<![\w,/-])(?<!\d\.)[1-9]\d{{0,2}}(?:[{_SPACES}]+\d{{3}})+(?!\w)")

_TOKEN = re.compile(
    r"""<!--.*?(?:-->|\Z)|<[!?][^>]*>?
    |<(?P<slash>/?)(?P<name>[a-zA-Z][^\s/>]*)(?:[^"'>]++|"[^"]*"|'[^']*')*+>
    |</?[a-zA-Z].*  # an unfinished tag swallows the rest, as in a browser
    |&(?:\#\d+|\#[xX][\da-fA-F]+|[a-zA-Z][a-zA-Z0-9]*);""",
    re.DOTALL | re.VERBOSE,
)
_INLINE = _words(
    "a abbr acronym b bdi bdo big cite data del dfn em font i ins label mark meter output q rp rt ruby s small span "
    "strike strong sub sup time tt u var wbr"
)
_UNREAD_INLINE = _words("code kbd samp svg math textarea select noscript object")
_UNREAD_BLOCK = _words("pre script style template datalist")
_FOREIGN = re.compile(r"\slang\s*=\s*[\"']?(?!fr|[\"'])", re.IGNORECASE)


class _Edit(NamedTuple):
    """Replace `start:end`; tags met there go after the new text when `tags_after`, before it otherwise."""

    start: int
    end: int
    text: str
    tags_after: bool = False


class _Piece(NamedTuple):
    """Markup met at `position`: a tag (width 0), or what one character of the text stands for (width 1)."""

    position: int
    width: int
    source: str


def french(text: str) -> str:
    """Set plain text in French typography.

    Line breaks are kept; so are URLs, e-mail addresses, phone numbers, file names and code between backticks.
    """
    return _typeset(text, [], spaces=_SPACES, entities=True)


def french_html(html: str) -> str:
    """Set the text of an HTML fragment in French typography, leaving its markup byte for byte.

    Rules see through the borders of inline elements. Code, scripts, form values, drawings and passages marked
    as being in another language are left alone.
    """
    text, pieces = _read(html)
    return _typeset(text, pieces, spaces=_HTML_SPACES, entities=False)


def strip_typography(text: str) -> str:
    """Undo what typesetting adds: special spaces and hyphens, curly apostrophes, the one-sign ellipsis."""
    return text.translate(_PLAIN)


def fold(text: str) -> str:
    """Reduce text to what is compared or searched: no case, accent, ligature or typographic sign."""
    decomposed = unicodedata.normalize("NFD", strip_typography(text).casefold().translate(_LIGATURES))
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def french_slug(text: str, max_length: int = 80) -> str:
    """Return an ASCII slug (“L’œuvre à venir” → “l-oeuvre-a-venir”), cut between two words when too long."""
    slug = re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")
    if len(slug) <= max_length:
        return slug
    cut = slug[: max_length + 1].rpartition("-")[0] or slug[:max_length]
    return cut.strip("-")


_PLAIN = str.maketrans(
    {
        **dict.fromkeys("\u00a0\u2002\u2003\u2007\u2009\u200a\u202f", " "),
        **dict.fromkeys("\u00ad\u200b\u2060\ufeff", ""),
        **dict.fromkeys("’‘ʼ", "'"),
        "\u2011": "-",
        "…": "...",
    }
)
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l"})


def _typeset(text: str, pieces: list[_Piece], *, spaces: str, entities: bool) -> str:
    shadow = _mask(text, entities=entities)
    again = True
    while again:
        again = False
        for edits in (_sign_edits, _gap_edits):
            if todo := edits(shadow, spaces):
                pieces = _move(pieces, todo)
                text, shadow = _splice(text, todo), _splice(shadow, todo)
                # A gap closed before a stop may reveal an abbreviation: “p . 5”.
                again = again or any(not edit.text for edit in todo)
    if not pieces:
        return text
    return _splice(text, [_Edit(position, position + width, source) for position, width, source in pieces])


def _splice(text: str, edits: list[_Edit]) -> str:
    out, cursor = [], 0
    for start, end, new, *_ in edits:
        out += (text[cursor:start], new)
        cursor = end
    out.append(text[cursor:])
    return "".join(out)


def _move(pieces: list[_Piece], edits: list[_Edit]) -> list[_Piece]:
    """Return the pieces at their places once the edits are made."""
    moved, shift, queue = [], 0, iter([*edits, None])
    edit = next(queue)
    for position, width, source in pieces:
        while edit and (edit.end < position or edit.start < edit.end == position):
            shift += len(edit.text) - (edit.end - edit.start)
            edit = next(queue)
        place = position + shift
        if edit and edit.start <= position:
            if width and position < edit.end:
                continue  # a character written as an entity and now replaced
            place = edit.start + shift + (len(edit.text) if width or edit.tags_after else 0)
        moved.append(_Piece(place, width, source))
    return moved


def _mask(text: str, *, entities: bool) -> str:
    """Hide what is not prose behind as many opaque characters."""
    chars = list(text)
    for start, end in _unread_spans(text, entities=entities):
        chars[start:end] = _OPAQUE * (end - start)
    return "".join(chars)


def _unread_spans(text: str, *, entities: bool) -> Iterator[tuple[int, int]]:
    if "`" in text:
        yield from (match.span() for match in _CODE.finditer(text))
    if entities and "&" in text:
        yield from (match.span() for match in _ENTITY.finditer(text))
    if "://" in text or "www." in text:
        for match in _URL.finditer(text):
            yield match.start(), match.start() + len(match[0].rstrip(".,;:!?…)”'’"))
    if "@" in text:
        yield from (match.span() for match in _EMAIL.finditer(text))
    yield from (match.span() for match in _PHONE.finditer(text))
    floor = 0
    for match in _FILE_END.finditer(text):
        start = match.start()
        while start > floor and text[start - 1] not in _FILE_BORDER:
            start -= 1
        floor = match.end()
        yield start, floor


def _sign_edits(text: str, _spaces: str) -> list[_Edit]:
    edits = [_Edit(*match.span(), "…") for match in _ELLIPSIS.finditer(text)] if "..." in text else []
    if "'" in text:
        edits += [_Edit(*match.span(), "’") for match in _APOSTROPHE.finditer(text)]
    if '"' in text:
        start = 0
        for end in [*(match.start() for match in _PARAGRAPH.finditer(text)), len(text)]:
            edits += _quote_edits(text, start, end)
            start = end
    return sorted(edits)


def _quote_edits(text: str, start: int, end: int) -> list[_Edit]:
    """Turn the straight quotes of one paragraph into guillemets, all of them or none."""
    places = [start + match.start() for match in re.finditer('"', text[start:end])]
    if len(places) % 2:
        return []
    edits = []
    seen, depth = start, 0
    for opening, closing in zip(places[::2], places[1::2], strict=True):
        before = text[opening - 1] if opening > start else _BARRIER
        after = text[closing + 1] if closing + 1 < end else _BARRIER
        inside = text[opening + 1 : closing]
        depth += text.count("«", seen, opening) - text.count("»", seen, opening)
        seen = opening
        if (
            depth > 0
            or not (before.isspace() or before in f"{_BARRIER}([’'—–-")
            or inside != inside.strip()
            or not inside
            or after.isalnum()
            or after in f'"{_OPAQUE}'
        ):
            return []
        edits += (_Edit(opening, opening + 1, "«"), _Edit(closing, closing + 1, "»"))
    return edits


@cache
def _patterns(spaces: str) -> dict[str, re.Pattern[str]]:
    gap = f"[{spaces}]"
    sources = {
        # “n° 4”, “p. 5 à 6”, “pages 2 et 3”: three numbers and the gaps before them
        "label": rf"(?<!\w)(?:(?:[nN]°|pp?\.)({gap}*)|(?:§|art\.|fig\.|chap\.|vol\.|(?i:pages?|numéros?|articles?|"
        rf"chapitres?|annexes?|tomes?|figures?|tableaux?))({gap}+))(\d+)(?:({gap}+)(?:à|et|ou)({gap}+)(\d+))?",
        "loose": rf"(?<=[^\s.,(\[{_BARRIER}]){gap}+(?=[,.](?:[\s»;:!?)\]{_BARRIER}]|$))(?![,.]{gap}*[,.])",
        "title": rf"(?<!\w)(?:MM?\.|Mmes?|Mlles?|Dr|Pr)({gap}+)(?=[^\W\d_])",
        "day": rf"(?<!\w)1er({gap}+)(?=(?:{_MONTHS})\b)",
        "century": rf"(?<!\w)[IVX]+e({gap}+)(?=siècles?\b)",
        "time": rf"(?<=\d){gap}+h({gap}+)(?=[0-5]\d(?!\d))",
        "counted": rf"(?<![\w.,/°-])(\d+(?:[.,]\d+)?)({gap}+)(°C|[kM]d?€|[^\W\d_]+)",
    }
    return {name: re.compile(source) for name, source in sources.items()}


def _gap_edits(text: str, spaces: str) -> list[_Edit]:
    gaps: dict[int, _Edit] = {}  # by start: the first rule to speak wins

    def join(match: re.Match[str], *groups: int) -> None:
        for group in groups:
            if match[group] is not None:
                gaps.setdefault(match.start(group), _Edit(*match.span(group), NBSP))

    for match in _MARK.finditer(text):
        if edit := _around_mark(text, match.start(), spaces):
            gaps.setdefault(edit.start, edit)
    patterns = _patterns(spaces)
    labelled = set()
    for match in patterns["label"].finditer(text):
        join(match, 1, 2, 4, 5)
        labelled |= {match.start(3), match.start(6)}
    for match in _THOUSANDS.finditer(text):
        for gap in _SPACE_RUN.finditer(text, *match.span()):
            gaps.setdefault(gap.start(), _Edit(*gap.span(), NNBSP))
    for match in patterns["counted"].finditer(text):
        if match.start() not in labelled and _is_counted(match[1], match[3], text[match.end() : match.end() + 1]):
            join(match, 2)
    for name in ("title", "day", "century", "time"):
        for match in patterns[name].finditer(text):
            if name != "title" or text[match.end()].isupper():
                join(match, 1)
    for match in patterns["loose"].finditer(text):
        gaps.setdefault(match.start(), _Edit(*match.span(), ""))
    for match in _WIDE.finditer(text):
        gaps.setdefault(match.start(), _Edit(*match.span(), " "))
    return sorted(edit for edit in gaps.values() if text[edit.start : edit.end] != edit.text)


def _around_mark(text: str, place: int, spaces: str) -> _Edit | None:
    """Say what belongs after an opening guillemet, or before any other mark."""
    mark = text[place]
    if mark == "«":
        end = place + 1
        while end < len(text) and text[end] in spaces:
            end += 1
        if end == len(text) or text[end].isspace() or text[end] == _BARRIER:
            return None
        return _Edit(place + 1, end, NBSP, tags_after=True)
    start = place
    while start and text[start - 1] in spaces:
        start -= 1
    before = text[start - 1] if start else _BARRIER
    after = text[place + 1 : place + 2] or _BARRIER
    if before.isspace() or before == _BARRIER:
        return None
    if mark == "»":
        return _Edit(start, place, NBSP)
    spaced = start < place
    if mark in "%‰€":
        return _Edit(start, place, NBSP) if before.isdigit() and not after.isalnum() else None
    if before in "([{«":
        return None
    ended = after.isspace() or after == _BARRIER
    if mark == ":":
        fits = ended or after == "»" or (spaced and after in f'«“"({_OPAQUE}')
        space = NBSP
    else:
        fits = not after.isalnum() and after not in "=-/_" and not (mark == ";" and after == ")")
        space = NNBSP
    if fits and (spaced or before.isalnum() or before in ")]»”’…%€*."):
        return _Edit(start, place, space)
    return None


def _is_counted(number: str, word: str, after: str) -> bool:
    """Tell whether the word is the unit or the noun that the number counts."""
    if after in ("’", "'"):  # an elided word: “2 d’entre eux”
        return False
    if word in _UNITS:
        return not after.isalnum()
    if len(word) < 2 or _YEAR.fullmatch(number):
        return False
    return word.isupper() or (word.islower() and word not in _NOT_NOUNS)


def _read(html: str) -> tuple[str, list[_Piece]]:
    """Return the text of a fragment, and its markup with the place it has in that text."""
    out: list[str] = []
    pieces: list[_Piece] = []
    length = cursor = 0
    while match := _TOKEN.search(html, cursor):
        start, end = match.span()
        out.append(html[cursor:start])
        length += start - cursor
        source = match[0]
        if source[0] == "&":
            char = unescape(source)
            char = char if len(char) == 1 else _OPAQUE
        elif (name := match["name"]) is None:
            char = ""
        else:
            name = name.lower()
            inline = name in _INLINE
            char = "" if inline else _OPAQUE if name in _UNREAD_INLINE or name in ("img", "input") else _BARRIER
            unread = name in _UNREAD_INLINE or name in _UNREAD_BLOCK or ("lang" in source and _FOREIGN.search(source))
            if unread and not match["slash"]:
                char = char or _OPAQUE
                end = _element_end(html, name, end)
                source = html[start:end]
        pieces.append(_Piece(length, len(char), source))
        out.append(char)
        length += len(char)
        cursor = end
    out.append(html[cursor:])
    return "".join(out), pieces


def _element_end(html: str, name: str, start: int) -> int:
    depth = 1
    tag = re.compile(rf"<(/?){re.escape(name)}(?=[\s/>])[^>]*>?", re.IGNORECASE)
    for match in tag.finditer(html, start):
        depth += -1 if match[1] else 1
        if not depth:
            return match.end()
    return len(html)
