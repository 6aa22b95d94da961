"""Edits to the text of an HTML fragment that leave its markup byte for byte."""

import re
from html import unescape
from typing import NamedTuple

# Stand-ins in the text: a block border (nothing joins across it), a line break (quotes join across it, as across a
# plain text's), something that is not to be read.
BARRIER = "\x00"
LINE_BREAK = "\u2028"
OPAQUE = "\ufffc"

_TOKEN = re.compile(
    r"""<!--.*?(?:-->|\Z)|<[!?][^>]*>?
    |<(?P<slash>/?)(?P<name>[a-zA-Z][^\s/>]*)(?:[^"'>]++|"[^"]*"|'[^']*')*+>
    |</?[a-zA-Z].*  # an unfinished tag swallows the rest, as in a browser
    |&(?:\#\d+|\#[xX][\da-fA-F]+|[a-zA-Z][a-zA-Z0-9]*);""",
    re.DOTALL | re.VERBOSE,
)
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_UNREAD_INLINE = {"code", "kbd", "math", "noscript", "object", "samp", "select", "svg", "textarea"}
_UNREAD = _UNREAD_INLINE | {"datalist", "pre", "script", "style", "template"}
_INLINE = {
    "a",
    "abbr",
    "b",
    "bdi",
    "bdo",
    "big",
    "cite",
    "data",
    "del",
    "dfn",
    "em",
    "font",
    "i",
    "ins",
    "label",
    "mark",
}
_INLINE |= {"meter", "output", "q", "rp", "rt", "ruby", "s", "small", "span", "strike", "strong", "sub", "sup", "time"}
_INLINE |= {"tt", "u", "var", "wbr"}
_FOREIGN = re.compile(r"\slang\s*=\s*[\"']?(?!fr|[\"'])", re.IGNORECASE)


class Edit(NamedTuple):
    """Replace `start:end`; tags met there go after the new text when `tags_after`, before it otherwise."""

    start: int
    end: int
    text: str
    tags_after: bool = False


# Markup met at a position of the text: a tag (width 0), or what one character stands for (width 1).
Piece = tuple[int, int, str]


def read_markup(html: str) -> tuple[str, list[Piece]]:
    """Return the text of a fragment, and its markup with the place it has in that text."""
    out: list[str] = []
    pieces: list[Piece] = []
    stand_ins: dict[str, str | None] = {}
    length = cursor = 0
    tokens = _TOKEN.finditer(html)
    while match := next(tokens, None):
        source = match[0]
        if source in stand_ins:
            char = stand_ins[source]
        else:
            char = stand_ins[source] = _stand_in(source, match["slash"], match["name"])
        start, end = match.span()
        length += start - cursor
        out.append(html[cursor:start])
        if char is None:
            end = _element_end(html, match["name"], end)
            source = html[start:end]
            char = OPAQUE if match["name"].lower() in _UNREAD_INLINE | _INLINE else BARRIER
            tokens = _TOKEN.finditer(html, end)
        pieces.append((length, len(char), source))
        if char:
            length += 1
            out.append(char)
        cursor = end
    out.append(html[cursor:])
    return "".join(out), pieces


def _stand_in(source: str, slash: str, name: str | None) -> str | None:
    """Return what markup is in the text: nothing, one character, or None for an element that is not read."""
    if name:
        name = name.lower()
        encloses = not slash and not source.endswith("/>") and name not in _VOID
        if encloses and (name in _UNREAD or _FOREIGN.search(source)):
            return None
        if name in _INLINE:
            return ""
        if name == "br":
            return LINE_BREAK
        return OPAQUE if name in _UNREAD_INLINE or name in ("img", "input") else BARRIER
    if source[0] == "&":
        char = unescape(source)
        return char if len(char) == 1 else OPAQUE
    return ""


def _element_end(html: str, name: str, start: int) -> int:
    depth = 1
    tag = re.compile(rf"<(/?){re.escape(name)}(?=[\s/>])[^>]*>?", re.IGNORECASE)
    for match in tag.finditer(html, start):
        depth += -1 if match[1] else 1
        if not depth:
            return match.end()
    return len(html)


def weave(text: str, pieces: list[Piece], edits: list[Edit]) -> str:
    """Make the edits and put each piece of markup back in its place."""
    out: list[str] = []
    cursor = 0
    queue = iter(edits)
    edit = next(queue, None)
    for position, width, source in pieces:
        while edit and edit[0] <= position:
            start, end, new, tags_after = edit
            passed = end < position or start < end == position
            if not passed and not (start == end if width else tags_after):
                break
            out += (text[cursor:start], new)
            cursor = end
            edit = next(queue, None)
        if width and (position < cursor or (edit and edit[0] <= position < edit[1])):
            continue  # a character written as an entity, and replaced
        place = max(cursor, min(position, edit[0]) if edit else position)
        out += (text[cursor:place], source)
        cursor = place + width
    for start, end, new, _ in (edit, *queue) if edit else ():
        out += (text[cursor:start], new)
        cursor = end
    out.append(text[cursor:])
    return "".join(out)
