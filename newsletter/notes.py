"""Footnotes as print writes them, made links: « action* » in a text, « * La rencontre… » in a note below it."""

import re
from collections.abc import Sequence
from typing import NamedTuple

_TAG = re.compile(r"(<[^>]*>)")
_NOTE_MARK = re.compile(r"\A\s*(?:<(?:p|strong|b|em|i)>\s*)*(?P<mark>\*+)(?=[\s\u00a0\u202f])")


class Body(NamedTuple):
    html: str
    is_note: bool


def link_notes(bodies: Sequence[Body], anchor: str) -> list[str]:
    """Return the bodies of a section, in reading order, with each note and its call linked both ways.

    A note starts with its mark (``*``, ``**``…) and a space; its call is the first such mark in the texts before it.
    A note that nothing calls, and a mark that no note explains, stay as they are.
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
    exact = re.compile(rf"(?<!\*){re.escape(mark)}(?!\*)")
    parts, links_open = _TAG.split(html), 0
    for position, part in enumerate(parts):
        if part.startswith("<"):
            links_open += (part[:3].lower() in ("<a ", "<a>")) - (part.lower() == "</a>")
        elif not links_open and exact.search(part):
            parts[position] = exact.sub(lambda _: call, part, count=1)
            return "".join(parts)
    return None
