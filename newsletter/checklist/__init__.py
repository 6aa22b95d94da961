"""What is wrong in an issue before it is published: « Prêt à publier ».

A check reads a draft and yields its findings; ``CHECKS`` is their registry, in the order they are told. What would be
broken for readers blocks the publication, what is only doubtful is said.
"""

from collections.abc import Callable, Iterator

from newsletter.checklist import blocking, doubtful
from newsletter.checklist.findings import Finding, Severity
from newsletter.checklist.pages import LaidOut, keep, lay_out, page_findings, remember
from newsletter.draft import Draft

__all__ = ["CHECKS", "Finding", "LaidOut", "Severity", "findings", "keep", "lay_out", "page_findings", "remember"]

CHECKS: list[Callable[[Draft], Iterator[Finding]]] = [
    blocking.no_rubrique,
    blocking.empty_rubriques,
    blocking.missing_alternatives,
    blocking.headings_out_of_order,
    blocking.broken_links,
    blocking.lost_words,
    doubtful.long_sentences,
    doubtful.unexplained_acronyms,
    doubtful.straight_quotes,
    doubtful.vague_links,
    doubtful.small_pictures,
]


def findings(draft: Draft) -> list[Finding]:
    """All there is to say of a draft but what only its laid-out pages tell (``page_findings``)."""
    return [finding for check in CHECKS for finding in check(draft)]
