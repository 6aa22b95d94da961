"""What blocks say, passage by passage, and the words of a rendering: what the one says, the other must hold."""

import re
from collections.abc import Iterator

from core.models import Worded
from core.sanitize import plain_text
from core.typography import fold, french
from newsletter.article import Block
from newsletter.draft import Draft
from newsletter.models import Text
from proposals.models import Question
from seminars.models import Stage

# A word with a hyphen is one word; no medium ends a line at one, so that nothing else hides between its halves.
_HYPHEN = re.compile(r"(?<=\w)-(?=\w)")
_WORD = re.compile(r"[^\W_]+")
QUOTED = 60


def words(text: str) -> list[str]:
    """The words of a text, without case, accent or sign of typography."""
    return _WORD.findall(_HYPHEN.sub("", fold(text)))


def passages(block: Block) -> list[str]:
    """What a block says that every medium must say, title first: one piece each, in the order it is read.

    Neither names of people, which may be masked, nor what a medium sets in its own words.
    """
    item = block.item
    said = [getattr(item, "title", ""), getattr(item, "intro", ""), getattr(item, "caption", "")]
    if isinstance(item, Text):
        said += plain_text(item.body).splitlines()
    for one in block.objects:
        if isinstance(one, Worded):
            said += one.paragraphs
        elif isinstance(one, Question):
            said += [one.context, one.question]
        elif isinstance(one, Stage):
            said.append(one.name)
    said += [block.data.get("label", ""), *block.data.get("topics", ())]
    for tally in block.data.get("tallies", ()):
        said += [tally.title, *(bar.words for bar in tally.bars)]
    for move in block.data.get("moves", ()):
        said += [move.subject_title, move.after_label]
    said += [*block.data.get("silent", ()), *block.data.get("coming", ())]
    said += plain_text(block.data.get("imprint", "")).splitlines()
    # As readers see them: typesetting groups the figures of a number.
    return [french(passage) for passage in said if words(passage)]


def said(draft: Draft) -> Iterator[tuple]:
    """Each row of the issue that says something, in reading order, with its passages."""
    for block in draft.article.cover:
        yield block.item, passages(block)
    for section in draft.article.sections:
        yield section.rubrique, [french(section.rubrique.title)]
        for block in section.blocks:
            yield block.item, passages(block)


def row_saying(draft: Draft, text: str):
    """The first row that says ``text``, or None."""
    wanted = f" {' '.join(words(text))} "
    return next(
        (row for row, its in said(draft) if any(wanted in f" {' '.join(words(one))} " for one in its)),
        None,
    )


def quoted(text: str) -> str:
    """The start of a passage, between quotation marks."""
    text = " ".join(text.split())
    return f"« {text if len(text) <= QUOTED else text[: QUOTED - 1].rsplit(' ', 1)[0].rstrip(' ,;:.') + '…'} »"
