"""French typography, applied at display and never to stored text.

`french` works on plain text, `french_html` on the text of an HTML fragment. Both are idempotent and change
only spaces, straight quotes, straight apostrophes and dots of suspension: words are never touched.

How it works: quotes, apostrophes and dots are set first; then each rule looks at one gap (a run of spaces,
or the empty place between two characters) and says what the gap should be. Rules treat all kinds of spaces
alike, so the outcome of one never changes what another sees.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache

from core.markup import BARRIER, LINE_BREAK, OPAQUE, Edit, Piece, read_markup, weave

NBSP = "\u00a0"
NNBSP = "\u202f"

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

# The patterns begin with what they look for and only then look back: `re` skims the rest of the text.
_CODE = re.compile(r"`[^`\n]+`")
_ENTITY = re.compile(r"&(?:#\d+|#[xX][\da-fA-F]+|[a-zA-Z][a-zA-Z0-9]*);")
_URL = re.compile(rf"(?:://|www\.)[^\s<>«»\"{BARRIER}]+")
_EMAIL = re.compile(r"@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(rf"[+0](?<!\w[+0])(?<!\d[.,][+0])0?[1-9](?:[{_SPACES}./-]*\d){{6,12}}(?!\d)")
_FILE = re.compile(
    r"\.(?:pdf|docx?|xlsx?|pptx?|od[tsp]|rtf|txt|csv|html?|xml|json|zip|jpe?g|png|webp|svg|gif|mp[34]|css|js|md|py)"
    r"(?!\w)"
)
_BORDER = f" \t\n\r\u2009{NBSP}{NNBSP}{BARRIER}{LINE_BREAK}«»“”\"'’()[]<>,;"

_ELLIPSIS = re.compile(r"\.\.\.(?<![./\\]\.\.\.)(?![./\\])(?!(?<=\d\.\.\.)\d)")
_APOSTROPHE = re.compile(rf"'(?<=[^\W\d_]')(?=[\w«“\"{OPAQUE}])")
_PARAGRAPH = re.compile(rf"{BARRIER}|([\n{LINE_BREAK}])[ \t]*\1")

_MARK = re.compile(r"[«»;!?:%‰€]")
_WIDE = re.compile(rf"  (?<=[^\s{BARRIER}]  ) *(?=[^\s{BARRIER}])")
_SPACE_RUN = re.compile(f"[{_SPACES}]+")
_THOUSANDS = re.compile(rf"[1-9](?<![\w,/-][1-9])(?<!\d\.[1-9])\d{{0,2}}(?:[{_SPACES}]+\d{{3}})+(?!\w)")
_LABELS = _words(
    "§ art. fig. chap. vol. page pages numéro numéros article articles chapitre chapitres annexe annexes tome tomes "
    "figure figures tableau tableaux Page Pages Article Articles Annexe Annexes Chapitre Figure Tableau Tome"
)


def thousands(number: int) -> str:
    """Write a number as it is counted aloud: “1 200”, its groups never parted."""
    return f"{number:,}".replace(",", NNBSP)


def french(text: str) -> str:
    """Set plain text in French typography.

    Line breaks are kept; so are URLs, e-mail addresses, phone numbers, file names and code between backticks.
    """
    text, again = _typeset(text, [], spaces=_SPACES, entities=True)
    return french(text) if again else text


def french_html(html: str) -> str:
    """Set the text of an HTML fragment in French typography, leaving its markup byte for byte.

    Rules see through the borders of inline elements. Code, scripts, form values, drawings and passages marked
    as being in another language are left alone.
    """
    text, pieces = read_markup(html)
    html, again = _typeset(text, pieces, spaces=_HTML_SPACES, entities=False)
    return french_html(html) if again else html


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


def _typeset(text: str, pieces: list[Piece], *, spaces: str, entities: bool) -> tuple[str, bool]:
    """Return the text as set, its markup put back, and whether to do it again.

    A gap closed before a stop may reveal an abbreviation, as in “p . 5”.
    """
    shadow = _mask(text, entities=entities)
    signs = _sign_edits(shadow)
    gaps = _gap_edits(weave(shadow, [], signs), spaces)
    # The gaps were found in a text where each ellipsis is two characters shorter.
    shortened = [sign.start - 2 * rank for rank, sign in enumerate(sign for sign in signs if sign.text == "…")]
    if shortened:
        gaps = [
            gap._replace(
                start=gap.start + 2 * bisect_left(shortened, gap.start),
                end=gap.end + 2 * bisect_left(shortened, gap.end),
            )
            for gap in gaps
        ]
    return weave(text, pieces, sorted(signs + gaps)), any(not gap.text for gap in gaps)


def _mask(text: str, *, entities: bool) -> str:
    """Hide what is not prose behind as many opaque characters."""
    spans = list(_unread_spans(text, entities=entities))
    if not spans:
        return text
    chars = list(text)
    for start, end in spans:
        chars[start:end] = OPAQUE * (end - start)
    return "".join(chars)


def _unread_spans(text: str, *, entities: bool) -> Iterator[tuple[int, int]]:
    if "`" in text:
        yield from (match.span() for match in _CODE.finditer(text))
    if entities and "&" in text:
        yield from (match.span() for match in _ENTITY.finditer(text))
    yield from (match.span() for match in _PHONE.finditer(text))
    for pattern, border in ((_URL, _BORDER), (_EMAIL, _BORDER.replace("'", "")), (_FILE, _BORDER)):
        floor = 0
        for match in pattern.finditer(text):
            start, end = match.span()
            while start > floor and text[start - 1] not in border:
                start -= 1
            if pattern is _URL:
                end -= len(match[0]) - len(match[0].rstrip(".,;:!?…)”'’"))
            yield start, end
            floor = end


def _sign_edits(text: str) -> list[Edit]:
    edits = [Edit(*match.span(), "…") for match in _ELLIPSIS.finditer(text)]
    edits += (Edit(*match.span(), "’") for match in _APOSTROPHE.finditer(text))
    if '"' in text:
        start = 0
        for end in [*(match.start() for match in _PARAGRAPH.finditer(text)), len(text)]:
            edits += _quote_edits(text, start, end)
            start = end
    return sorted(edits)


def _quote_edits(text: str, start: int, end: int) -> list[Edit]:
    """Turn the straight quotes of one paragraph into guillemets, all of them or none."""
    places = [start + match.start() for match in re.finditer('"', text[start:end])]
    if len(places) % 2:
        return []
    edits = []
    seen, depth = start, 0
    for opening, closing in zip(places[::2], places[1::2], strict=True):
        before = text[opening - 1] if opening > start else BARRIER
        after = text[closing + 1] if closing + 1 < end else BARRIER
        inside = text[opening + 1 : closing]
        depth += text.count("«", seen, opening) - text.count("»", seen, opening)
        seen = opening
        if (
            depth > 0
            or not (before.isspace() or before in f"{BARRIER}([’'—–-")
            or inside != inside.strip()
            or not inside
            or after.isalnum()
            or after in f'"{OPAQUE}'
        ):
            return []
        edits += (Edit(opening, opening + 1, "«"), Edit(closing, closing + 1, "»"))
    return edits


@cache
def _patterns(spaces: str) -> dict[str, re.Pattern[str]]:
    """Compile the patterns whose groups are gaps to be made unbreakable, but for the numbers of a label."""
    gap = f"[{spaces}]"
    labels = "|".join(re.escape(label) for label in _LABELS)
    sources = {
        # “n° 4”, “p. 5 à 6”, “pages 2 et 3”
        "label": rf"(?<!\w)(?:(?:[nN]°|pp?\.)({gap}*)|(?:{labels})({gap}+))(\d+)(?:({gap}+)(?:à|et|ou)({gap}+)(\d+))?",
        "counted": rf"(?<![\w.,/°-])(\d+(?:[.,]\d+)?)({gap}+)(°C|[kM]d?€|[^\W\d_]+)",
        "title": rf"[MDP](?<!\w[MDP])(?:(?<=M)(?:M?\.|mes?|lles?)|r)({gap}+)(?=[^\W\d_])",
        "day": rf"1er(?<!\w1er)({gap}+)(?=(?:{_MONTHS})\b)",
        "century": rf"[IVX](?<!\w[IVX])[IVX]*e({gap}+)(?=siècles?\b)",
        "time": rf"\d{gap}+h({gap}+)(?=[0-5]\d(?!\d))",
        # a space before a comma or a full stop
        "loose": rf"{gap}[,.](?=[\s»;:!?)\]{BARRIER}]|$)(?!{gap}*[,.])",
    }
    return {name: re.compile(source) for name, source in sources.items()}


def _gap_edits(text: str, spaces: str) -> list[Edit]:
    gaps: dict[int, Edit] = {}  # by start: the first rule to speak wins
    patterns = _patterns(spaces)

    def join(match: re.Match[str], *groups: int) -> None:
        for group in groups:
            if match[group] is not None:
                gaps.setdefault(match.start(group), Edit(*match.span(group), NBSP))

    for match in _MARK.finditer(text):
        if edit := _around_mark(text, match.start(), spaces):
            gaps.setdefault(edit.start, edit)
    labelled = set()
    for match in patterns["label"].finditer(text):
        join(match, 1, 2, 4, 5)
        labelled |= {match.start(3), match.start(6)}
    for match in _THOUSANDS.finditer(text):
        for gap in _SPACE_RUN.finditer(text, *match.span()):
            gaps.setdefault(gap.start(), Edit(*gap.span(), NNBSP))
    for match in patterns["counted"].finditer(text):
        if match.start() not in labelled and _is_counted(match[1], match[3], text[match.end() : match.end() + 1]):
            join(match, 2)
    for match in patterns["title"].finditer(text):
        if text[match.end()].isupper():
            join(match, 1)
    for name in ("day", "century", "time"):
        for match in patterns[name].finditer(text):
            join(match, 1)
    for match in patterns["loose"].finditer(text):
        end = match.end() - 1
        start = _gap_start(text, end, spaces)
        if start and not text[start - 1].isspace() and text[start - 1] not in f".,([{BARRIER}":
            gaps.setdefault(start, Edit(start, end, ""))
    for match in _WIDE.finditer(text):
        gaps.setdefault(match.start(), Edit(*match.span(), " "))
    return sorted(edit for edit in gaps.values() if text[edit.start : edit.end] != edit.text)


def _gap_start(text: str, end: int, spaces: str) -> int:
    while end and text[end - 1] in spaces:
        end -= 1
    return end


def _around_mark(text: str, place: int, spaces: str) -> Edit | None:
    """Say what belongs after an opening guillemet, or before any other mark."""
    mark = text[place]
    if mark == "«":
        end = place + 1
        while end < len(text) and text[end] in spaces:
            end += 1
        if end == len(text) or text[end].isspace() or text[end] == BARRIER:
            return None
        return Edit(place + 1, end, NBSP, tags_after=True)
    start = _gap_start(text, place, spaces)
    before = text[start - 1] if start else BARRIER
    after = text[place + 1 : place + 2] or BARRIER
    if before.isspace() or before == BARRIER:
        return None
    if mark == "»":
        return Edit(start, place, NBSP)
    spaced = start < place
    if mark in "%‰€":
        return Edit(start, place, NBSP) if before.isdigit() and not after.isalnum() else None
    if before in "([{«":
        return None
    ended = after.isspace() or after == BARRIER
    if mark == ":":
        fits = ended or after == "»" or (spaced and after in f'«“"({OPAQUE}')
        space = NBSP
    else:
        fits = not after.isalnum() and after not in "=-/_" and not (mark == ";" and after == ")")
        space = NNBSP
    if fits and (spaced or before.isalnum() or before in ")]»”’…%€*."):
        return Edit(start, place, space)
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
