"""What the print templates ask of ``newsletter.layout``: its pure functions, applied to an article's own objects."""

import re
from collections.abc import Sequence
from datetime import date
from math import ceil
from typing import Any

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator

from core.enums import DatePrecision
from core.typography import french
from newsletter import layout
from newsletter.article import Article, Block, Group, Section, SummaryEntry
from newsletter.live import Territory
from newsletter.models import Rubrique
from proposals.models import Observation
from regions.models import GroupMembership
from seminars.models import Stage

register = template.Library()

COLUMNS = 4
# Characters a line holds, about: a member's role and name under a delegation, a delegation's name, half a page of text.
MEMBER_LINE, MEMBER_NAME_LINE, NAME_LINE, HALF_LINE = 25, 22, 19, 50
# Columns of more lines, of members or of half pages, would not stand on one page with their title.
ROW_LINES = 50
HALF_LINES = 40
TRACKS = 24

# A hyphenated word that a narrow column would cut at its hyphen, unless it is longer than the column.
_COMPOUND = re.compile(r"(?<!\S)(?=\S{5,24}(?!\S))[^\s<>]{2,}-[^\s<>]+")
_TAIL, _LONGEST_TAIL = 15, 40
_BLOCK_EDGE = re.compile(r"\s*(</?(?:div|p|ul|ol|li|h\d|blockquote)\b[^>]*>)\s*")


@register.filter
def parts(group: Group) -> tuple[layout.Part, ...]:
    return layout.parts(group.blocks)


@register.filter
def territory_rows(territories: Sequence[Territory]) -> list[list[list[Territory]]]:
    """Rows of four columns of territories, in the printed order, each row low enough for one page."""
    rows = layout.columns([_territory_lines(territory) for territory in territories], COLUMNS, ROW_LINES)
    return [[[territories[index] for index in column] for column in row] for row in rows]


def _territory_lines(territory: Territory) -> float:
    name = 1.2 * layout.lines(str(territory.delegation), NAME_LINE) if territory.delegation else 0
    return 1 + name + sum(map(_member_lines, territory.members))


def _member_lines(member: GroupMembership) -> float:
    name = 0.2 + layout.lines(str(member.person), MEMBER_NAME_LINE)
    if not member.mandate:
        return name
    return name + layout.lines(f"{member.mandate.role}, {member.mandate.enterprise or ''}", MEMBER_LINE)


@register.filter
def half_rows(items: Sequence[Observation]) -> list[list[list[tuple[int, Observation]]]]:
    """Numbered texts in rows of two columns of about the same height, each row low enough for one page."""
    weights = [0.7 + sum(0.3 + layout.lines(part, HALF_LINE) for part in item.paragraphs) for item in items]
    rows = layout.columns(weights, 2, HALF_LINES)
    return [[[(index + 1, items[index]) for index in column] for column in row] for row in rows]


@register.filter
def stage_rows(stages: Sequence[Stage]) -> list[list[tuple[int, Stage]]]:
    """Stages on their thread, four a row at most, each with as many of the row's tracks as its text asks for."""
    rows = []
    for share in layout.share_out([1] * len(stages), ceil(len(stages) / COLUMNS)):
        row = [stages[index] for index in share]
        lengths = [
            layout.lines(stage.name, 18) * 22 + len(stage.date_label) + len(stage.place) + len(stage.reading) + 24
            for stage in row
        ]
        spans = layout.widths(lengths, total=TRACKS, least=5, lost=0.7)
        rows.append(list(zip(spans, row, strict=True)))
    return rows


@register.filter
def summary_columns(entries: Sequence[SummaryEntry]) -> list[tuple[int, SummaryEntry]]:
    """The lines of the cover's summary, four a row at most, each as wide as its text asks for."""
    columns = []
    for share in layout.share_out([1] * len(entries), ceil(len(entries) / COLUMNS)):
        row = [entries[index] for index in share]
        rubriques = [entry.section.rubrique for entry in row]
        lengths = [layout.lines(rubrique.title, 16) * 28 + len(rubrique.teaser) for rubrique in rubriques]
        columns += zip(layout.widths(lengths, total=TRACKS, least=5, lost=0.7), row, strict=True)
    return columns


@register.filter
def meeting_day(section: Section) -> date | None:
    """The day a section tells of: that of the stage its group met for, when it is one exact day."""
    for block in section.blocks:
        stage = getattr(block.data.get("group"), "stage", None)
        if stage and stage.precision == DatePrecision.DAY and stage.starts_on == stage.ends_on:
            return stage.starts_on
    return None


@register.filter
def head_name(rubrique: Rubrique) -> str:
    """What the running head calls a rubrique: its title, or its kicker when the title is a sentence, on one line."""
    name = rubrique.kicker if rubrique.kicker and len(rubrique.title) > 45 else rubrique.title
    return Truncator(name).chars(60)


@register.filter
def outline_name(rubrique: Rubrique) -> str:
    """A rubrique in the outline: « Édito – Une autre insertion est-elle possible ? »."""
    title = f"{rubrique.title} {rubrique.subtitle}".strip()
    return f"{rubrique.kicker} – {title}" if rubrique.kicker else title


@register.simple_tag
def page_ref(section: Section, last: Section, name: str, label: str = "after") -> SafeString:
    """A link to a section that says its page, or its pages up to the end of ``last``.

    The numbers come from the layout: the style sheet prints them, the engine sets ``is-range`` right.
    """
    page = format_html(
        '<span class="p-page" data-href="#{}" data-end-href="#{}"></span>', section.anchor, last.end_anchor
    )
    title = format_html('<span class="p-ref-title">{}</span>', french(name))
    return format_html(
        '<a class="p-page-ref{}" href="#{}" data-range-end="{}">{}</a>',
        " is-range" if _is_range(section, last) else "",
        section.anchor,
        last.end_anchor,
        format_html("{} {}", page, title) if label == "before" else format_html("{}, {}", title, page),
    )


def _is_range(section: Section, last: Section) -> bool:
    """A guess: a right one saves the engine a second layout. What was printed once tells best."""
    if section.rubrique.printed_page:
        return "à" in section.rubrique.printed_page
    return section is not last or layout.fills_a_page(section.blocks)


@register.filter
def figure_columns(figures: Sequence[Any]) -> int:
    """How many figures stand side by side: all of them up to six, then as even rows as can be."""
    rows = ceil(len(figures) / 6) or 1
    return ceil(len(figures) / rows)


@register.filter
def whole_words(text: str) -> SafeString:
    """Keep compound words in one piece: « Île-de-France » does not end a line at its hyphen."""
    html = str(conditional_escape(text))
    return mark_safe(_COMPOUND.sub(lambda word: f'<span class="p-whole">{word[0]}</span>', html))  # noqa: S308 - escaped


@register.filter
def even_lines(text: str) -> SafeString:
    """Keep the last words of a long title together, so that its last line is not one lonely word."""
    html = str(conditional_escape(text))
    words = html.split(" ")
    if len(html) < 2 * _TAIL or len(words) < 4:
        return mark_safe(html)  # noqa: S308 - escaped
    cut = len(words) - 1
    while cut > 1 and len(" ".join(words[cut:])) < _TAIL:
        cut -= 1
    tail = " ".join(words[cut:])
    if len(tail) > _LONGEST_TAIL:
        return mark_safe(html)  # noqa: S308 - escaped
    return mark_safe(f'{" ".join(words[:cut])} <span class="p-whole">{tail}</span>')  # noqa: S308 - escaped


@register.filter
def named_links(html: str) -> SafeString:
    """Give note calls the ``title`` by which the PDF names a link; it does not read ``aria-label``."""
    return mark_safe(html.replace(" aria-label=", " title="))  # noqa: S308 - sanitised when stored


@register.filter
def tight(html: str) -> SafeString:
    """Write a footnote on one line, without space around its blocks: WeasyPrint 70 prints both as line breaks there."""
    html = re.sub(r"[ \t\r\n]+", " ", html)
    return mark_safe(_BLOCK_EDGE.sub(r"\1", html))  # noqa: S308 - sanitised when stored


@register.filter
def art_height(article: Article) -> int:
    """Height of the cover's drawing in millimetres: what the title, the figures and the summary leave it, by steps."""
    heights = []
    for span, entry in summary_columns(article.summary):
        width, rubrique = span * 7.3 - 5, entry.section.rubrique
        title, teaser = layout.lines(rubrique.title, int(width / 2.2)), layout.lines(rubrique.teaser, int(width / 1.45))
        heights.append(14 + 5.1 * title + 4.1 * teaser)
    summary = sum(max(heights[start : start + COLUMNS]) for start in range(0, len(heights), COLUMNS))
    opening = " ".join(section.rubrique.kicker or section.rubrique.title for section in article.opening)
    also = 4 + 4.3 * layout.lines(opening, 100) if opening else 0
    others = sum(map(_cover_block_height, article.cover))
    title = 67 + 8.4 * (layout.lines(article.issue.title, 44) + layout.lines(article.issue.strapline, 44))
    left = 297 - title - others - summary - also - 11
    return next((height for height in (163, 118, 104, 90, 76, 62, 48) if height <= left), 34)


def _cover_block_height(block: Block) -> float:
    """Millimetres a block of the cover takes, about."""
    title = 8 if getattr(block.item, "title", "") else 0
    match block.name:
        case "key_figures":
            return title + 29 * ceil(len(block.data["figures"]) / 6)
        case "image":
            return 85
        case "text" | "signature":
            return title + 12 + 4.8 * layout.lines(block.item.body, 105)
    return 90
