"""What editions of long ago were frozen without, given back to them."""

import re

from core.errors import DomainError
from core.sanitize import plain_text
from newsletter.article import build_article
from newsletter.mentions import record_mentions
from newsletter.models import Edition, Issue
from newsletter.rendering import render_web


def recover_mentions() -> list[Edition]:
    """Give the latest editions of before mentions theirs, where the draft still reads word for word as they froze it.

    Any other waits for its next edition: nothing is deduced from a draft that says something else.
    """
    recovered = []
    for issue in Issue.objects.published():
        edition = issue.editions.readable().first()
        if edition is None or edition.mentions.exists():
            continue
        try:
            article = build_article(issue)
        except DomainError:  # a picture has gone: the draft is no longer what was published
            continue
        if _words_and_links(render_web(article)) == _words_and_links(edition.body):
            record_mentions(edition=edition, article=article)
            recovered.append(edition)
    return recovered


def _words_and_links(html: str) -> tuple[list[str], list[str]]:
    return plain_text(html).split(), re.findall(r'href="([^"]*)"', html)
