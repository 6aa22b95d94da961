"""What is shown of a text that was found."""

import re
import textwrap

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from core.search.words import Query, split_words

_WORD = re.compile(r"[^\W_]+")
_HANGING = " ,;:.…«([–-"


def highlight(text: str, query: str) -> SafeString:
    """Return plain text as HTML, what answers the query between ``<mark>`` and ``</mark>``."""
    asked = Query.parse(query)
    parts = []
    cursor = 0
    for match in _WORD.finditer(text):
        if any(asked.matches(word) for word in split_words(match[0])):
            parts += (escape(text[cursor : match.start()]), "<mark>", escape(match[0]), "</mark>")
            cursor = match.end()
    parts.append(escape(text[cursor:]))
    return mark_safe("".join(parts))  # noqa: S308 - each part was escaped


def excerpt(text: str, length: int) -> str:
    """Return the beginning of a plain text on one line, cut between two words, with no sign left hanging or open."""
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    cut = textwrap.shorten(line, length, placeholder="", break_on_hyphens=False)
    cut = cut.rstrip(_HANGING)
    return f"{cut}… »" if cut.count("«") > cut.count("»") else f"{cut}…"
