"""What the web templates of an article need: rich text set for its place, and a few questions about blocks."""

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from core.enums import Provenance
from core.typography import french, french_html
from newsletter.article import Block, ProvenanceNote, Section
from newsletter.emphasis import mark_key_sentences, split_closing_question
from newsletter.enums import TextKind
from newsletter.headings import nest_headings
from newsletter.models import Text
from newsletter.notes import Body, link_notes

register = template.Library()


@register.simple_tag
def text_body(block: Block, section: Section | None) -> SafeString:
    """Return a text's HTML: headings under the block's own title, key sentences, notes, French typography.

    A text of the cover has no section: its headings stand one level higher.
    """
    body, level = block.item.body, block.inner_level - 1
    if section is not None:
        texts = [one.item for one in section.blocks if isinstance(one.item, Text)]
        linked = link_notes([Body(text.body, text.kind == TextKind.NOTE) for text in texts], section.anchor)
        body, level = linked[next(i for i, text in enumerate(texts) if text is block.item)], block.inner_level
    html = nest_headings(mark_key_sentences(body), level)
    return mark_safe(french_html(html))  # noqa: S308 - sanitised when stored


@register.filter
def rich(html: str) -> SafeString:
    """Set in French typography a rich text that stands alone: an imprint, a signature's role."""
    return mark_safe(french_html(html))  # noqa: S308 - sanitised when stored


@register.filter
def closing_question(paragraph: str) -> SafeString:
    """Set a paragraph in French typography, the question it closes on marked as its key sentence."""
    lead, question = split_closing_question(paragraph)
    if not question:
        return conditional_escape(french(lead))
    return format_html(
        '{} <strong class="key-sentence">{}</strong>', conditional_escape(french(lead)), french(question)
    )


@register.filter
def is_doubtful(note: ProvenanceNote) -> bool:
    """True for what the source does not simply say."""
    return note.provenance not in ("", Provenance.ATTESTED.label)


@register.filter
def attested(notes: tuple[ProvenanceNote, ...]) -> list[ProvenanceNote]:
    return [note for note in notes if not is_doubtful(note)]


@register.filter
def not_attested(notes: tuple[ProvenanceNote, ...]) -> list[ProvenanceNote]:
    return [note for note in notes if is_doubtful(note)]


@register.filter
def is_signed(section: Section) -> bool:
    """A signed text is read, not consulted: it is set for long reading."""
    return any(block.name == "signature" for block in section.blocks)
