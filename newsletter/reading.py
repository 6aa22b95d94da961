"""What a live block would draw now, in a few lines, for whoever composes the issue."""

from django.template.loader import render_to_string

from core.sanitize import plain_text
from newsletter.article import Block
from newsletter.live import KINDS
from newsletter.models import Issue, Live


def live_lines(*, issue: Issue, kind: str) -> list[str]:
    """The lines readers would find in such a block, as plain text; none when there is nothing to draw."""
    drawn = KINDS[kind].draw(issue)
    block = Block(KINDS[kind].template, Live(parent=issue, kind=kind), drawn.context, drawn.objects)
    html = render_to_string(block.templates["web"], {"block": block, "issue": issue, "section": None})
    return plain_text(html).splitlines()
