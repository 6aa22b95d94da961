"""Two texts, word by word: what stayed, what went, what came."""

import re
from difflib import SequenceMatcher

SAME, GONE, NEW, SKIPPED = "same", "gone", "new", "skipped"
# Past so many words, texts are compared line by line: a page must not take seconds.
MOST_WORDS = 5_000
# What stayed is shown so far on each side of what changed.
AROUND = 25

Pieces = list[tuple[str, str]]
# What to do with the words of one text to get the other, as ``difflib`` says it.
Opcodes = list[tuple[str, int, int, int, int]]


def compare(before: str, after: str) -> Pieces:
    return pieces(before, after, opcodes(before, after))


def opcodes(before: str, after: str) -> Opcodes:
    """All that is long of comparing two texts."""
    return SequenceMatcher(None, _tokens(before), _tokens(after), autojunk=False).get_opcodes()


def pieces(before: str, after: str, found: Opcodes) -> Pieces:
    """Two texts in pieces, from what ``opcodes`` found of them."""
    was, now = _tokens(before), _tokens(after)
    told: Pieces = []
    for change, start, end, new_start, new_end in found:
        if change == "equal":
            told += _shortened(was[start:end], is_first=not told, is_last=end == len(was))
            continue
        gone, new = "".join(was[start:end]), "".join(now[new_start:new_end])
        told += [piece for piece in ((GONE, gone), (NEW, new)) if piece[1]]
    return told


def _tokens(text: str) -> list[str]:
    words = re.findall(r"\s+|[^\s]+\s*", text)
    if len(words) <= MOST_WORDS:
        return words
    return text.splitlines(keepends=True)


def _shortened(tokens: list[str], *, is_first: bool, is_last: bool) -> Pieces:
    """What stayed, its middle left out when it is long."""
    head = 0 if is_first else AROUND
    tail = 0 if is_last else AROUND
    if len(tokens) <= head + tail + AROUND:
        return [(SAME, "".join(tokens))] if tokens else []
    kept = [(SAME, "".join(tokens[:head])), (SKIPPED, ""), (SAME, "".join(tokens[len(tokens) - tail :]))]
    return [piece for piece in kept if piece[1] or piece[0] == SKIPPED]
