"""Where the links of a text lead: two texts of the same words may lead elsewhere."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from html import unescape
from itertools import zip_longest

from core.sanitize import plain_text

_LINK = re.compile(r'<a\b[^>]*?\shref="(?P<address>[^"#][^"]*)"[^>]*>(?P<inside>.*?)</a>', re.DOTALL)
# Where a link starts and ends, in a text that is no longer marked up; no text holds them.
_START, _END = "\x02", "\x03"
_MARKED = re.compile(f"{_START}([^{_START}{_END}]*){_END}?")
_NO_MARKS = str.maketrans("", "", _START + _END)


@dataclass(frozen=True)
class Link:
    words: str
    address: str


@dataclass(frozen=True)
class Line:
    """A block of text, and the links in it; those to a place of the same page are not told."""

    text: str
    links: tuple[Link, ...] = ()


@dataclass(frozen=True)
class LinkChange:
    """A link that leads elsewhere, or, one of the two addresses being empty, that went or came."""

    words: str
    was: str
    now: str


def linked_lines(html: str) -> list[Line]:
    """The text of a fragment, a line a block as ``plain_text`` gives it, with the links of each."""
    addresses: list[str] = []

    def marked(link: re.Match) -> str:
        addresses.append(unescape(link["address"]))
        return f"<a>{_START}{link['inside']}{_END}</a>"

    lines, told = [], iter(addresses)
    for line in plain_text(_LINK.sub(marked, html.translate(_NO_MARKS))).splitlines():
        links = tuple(Link(words.strip(), next(told)) for words in _MARKED.findall(line))
        lines.append(Line(line.translate(_NO_MARKS), links))
    return lines


def links_of(html: str) -> list[Link]:
    return [link for line in linked_lines(html) for link in line.links]


def link_changes(before: Sequence[Link], after: Sequence[Link]) -> list[LinkChange]:
    """What changed from these links to those. Other words for the same address are told by the text."""
    found = []
    for change, start, end, new_start, new_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if change == "equal":
            continue
        for was, now in zip_longest(before[start:end], after[new_start:new_end]):
            if was and now and was.words == now.words:
                found.append(LinkChange(now.words, was.address, now.address))
            elif not (was and now and was.address == now.address):
                found += [LinkChange(was.words, was.address, "")] if was else []
                found += [LinkChange(now.words, "", now.address)] if now else []
    return found
