"""Printed wording and corrected wording: what changed, for readers."""

import re
from difflib import SequenceMatcher
from typing import NamedTuple

from core.typography import strip_typography

# A word with its elisions and hyphens, or one sign. Quotes are typography: they are not compared.
_TOKEN = re.compile(r"[nN]°|[^\W_]+(?:['’\u2011-][^\W_]+)*|…|\.{3}|[^\s\w\"«»“”]")
_WORD = re.compile(r"\w")
_CLAUSE_END = frozenset(".!?;:,…()")
_SHORT = 4


class Correction(NamedTuple):
    """A group of words as it was printed, and as it should read."""

    printed: str
    corrected: str


class _Token(NamedTuple):
    start: int
    end: int
    key: str


def corrections(printed: str, corrected: str) -> list[Correction]:
    """List the changes of wording between two plain texts, each with enough words around it to be read.

    Spaces, apostrophes, quotation marks and dots of suspension do not count.
    """
    old, new = _tokens(printed), _tokens(corrected)
    matcher = SequenceMatcher(None, [token.key for token in old], [token.key for token in new], autojunk=False)
    spans: list[list[int]] = []  # first and last + 1 among the old tokens, then among the new ones
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        if tag == "equal":
            continue
        words = max(_count_words(old[start:end]), _count_words(new[new_start:new_end]))
        longest = max((len(token.key) for token in old[start:end] + new[new_start:new_end]), default=0)
        margin = 0 if words > 1 else 2 if longest <= _SHORT or start == end or new_start == new_end else 1
        before = _before(old, new, start, new_start, margin)
        after = _after(old, new, end, new_end, margin)
        span = [start - before, end + after, new_start - before, new_end + after]
        if spans and span[0] < spans[-1][1]:
            spans[-1] = [spans[-1][0], span[1], spans[-1][2], span[3]]
        else:
            spans.append(span)
    return [
        Correction(_excerpt(printed, old[start:end]), _excerpt(corrected, new[new_start:new_end]))
        for start, end, new_start, new_end in spans
    ]


def _tokens(text: str) -> list[_Token]:
    return [_Token(*match.span(), strip_typography(match[0])) for match in _TOKEN.finditer(text)]


def _count_words(tokens: list[_Token]) -> int:
    return sum(1 for token in tokens if _WORD.match(token.key))


def _before(old: list[_Token], new: list[_Token], start: int, new_start: int, words: int) -> int:
    """Count the unchanged tokens to show before a change: so many words, within the clause."""
    count = 0
    while words and count < min(start, new_start):
        token, twin = old[start - count - 1], new[new_start - count - 1]
        if token.key != twin.key or not _WORD.match(token.key):
            break
        count += 1
        words -= 1
    return count


def _after(old: list[_Token], new: list[_Token], end: int, new_end: int, words: int) -> int:
    """Count the unchanged tokens to show after a change: so many words, within the clause, and its comma."""
    count = 0
    while count < min(len(old) - end, len(new) - new_end):
        token, twin = old[end + count], new[new_end + count]
        if token.key != twin.key:
            break
        if not _WORD.match(token.key):
            return count + 1 if token.key == "," and count else count
        if not words:
            break
        count += 1
        words -= 1
    return count


def _excerpt(text: str, tokens: list[_Token]) -> str:
    """Return what runs from the first token to the last, on one line."""
    return re.sub(r"\s*\n\s*", " ", text[tokens[0].start : tokens[-1].end]) if tokens else ""
