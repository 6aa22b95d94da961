"""Footnotes as print writes them, made links: « action* » in a text, « * La rencontre… » in a note below it."""

import re
from collections.abc import Sequence
from typing import NamedTuple

_TAG = re.compile(r"(<[^>]*>)")
_INLINE_ENDS = ("</strong>", "</em>", "</b>", "</i>", "</a>")
_NOTE_MARK = re.compile(r"\A\s*(?:<(?:p|strong|b|em|i)>\s*)*(?P<mark>\*+)(?=[\s\u00a0\u202f])")


class Body(NamedTuple):
    html: str
    is_note: bool


def link_notes(bodies: Sequence[Body], anchor: str) -> list[str]:
    """Return the bodies of a section, in reading order, with each note and its call linked both ways.

    A note starts with its mark (``*``, ``**``…) and a space; its call is the first such mark that follows a word in
    the texts before it. A note that nothing calls, and a mark that no note explains, stay as they are.
    """
    linked = [body.html for body in bodies]
    for number, (index, body) in enumerate(((i, b) for i, b in enumerate(bodies) if b.is_note), start=1):
        found = _NOTE_MARK.match(body.html)
        if not found:
            continue
        mark, call_id, note_id = found["mark"], f"appel-{anchor}-{number}", f"note-{anchor}-{number}"
        call = f'<a class="note-call" id="{call_id}" href="#{note_id}" aria-label="Note">{mark}</a>'
        for before in range(index):
            if bodies[before].is_note:
                continue
            with_call = _link_first(linked[before], mark, call)
            if with_call is not None:
                back = f'<a class="note-back" id="{note_id}" href="#{call_id}" aria-label="Retour au texte">{mark}</a>'
                linked[before] = with_call
                linked[index] = body.html[: found.start("mark")] + back + body.html[found.end("mark") :]
                break
    return linked


def _link_first(html: str, mark: str, call: str) -> str | None:
    """Put the call in place of the first mark of the text; marks inside tags and links are not calls."""
    stars = re.escape(mark)
    inside = re.compile(rf"(?<=[^\s*(\[«“]){stars}(?!\*)")
    leading = re.compile(rf"{stars}(?!\*)")
    parts, links_open = _TAG.split(html), 0
    for position, part in enumerate(parts):
        if part.startswith("<"):
            links_open += (part[:3].lower() in ("<a ", "<a>")) - (part.lower() == "</a>")
            continue
        follows_a_word = position > 1 and parts[position - 1] in _INLINE_ENDS
        found = (leading.match(part) if follows_a_word else None) or inside.search(part)
        if found and not links_open:
            parts[position] = part[: found.start()] + call + part[found.end() :]
            return "".join(parts)
    return None
