"""What is wrong in an issue before it is published: « Prêt à publier ».

A check reads a draft and yields its findings; ``CHECKS`` is their registry, in the order they are told. What would be
broken for readers blocks the publication, what is only doubtful is said.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from core.errors import DomainError
from newsletter.checklist import blocking, doubtful
from newsletter.checklist.findings import Finding, Severity
from newsletter.checklist.pages import page_findings
from newsletter.draft import Draft, draft_of
from newsletter.models import Issue
from newsletter.previews import known_pdf, preview_pdf

__all__ = ["CHECKS", "Finding", "Review", "Severity", "findings", "page_findings", "review"]

CHECKS: list[Callable[[Draft], Iterator[Finding]]] = [
    blocking.no_rubrique,
    blocking.empty_rubriques,
    blocking.missing_alternatives,
    blocking.headings_out_of_order,
    blocking.broken_links,
    blocking.lost_words,
    blocking.names_in_print,
    doubtful.undated,
    doubtful.long_sentences,
    doubtful.unexplained_acronyms,
    doubtful.straight_quotes,
    doubtful.vague_links,
    doubtful.small_pictures,
    doubtful.sources_moved_on,
]


def findings(draft: Draft) -> list[Finding]:
    """All there is to say of a draft but what only its laid-out pages tell (``page_findings``)."""
    return [finding for check in CHECKS for finding in check(draft)]


@dataclass(frozen=True)
class Review:
    """All that was found; ``pages`` counts those of the PDF, 0 as long as nobody laid them out."""

    issue: Issue
    found: tuple[Finding, ...]
    pages: int = 0

    @property
    def blocking(self) -> list[Finding]:
        return [one for one in self.found if one.severity == Severity.BLOCKING]

    @property
    def doubtful(self) -> list[Finding]:
        return [one for one in self.found if one.severity == Severity.DOUBTFUL]


def review(issue: Issue, *, lay_out_pages: bool = False) -> Review:
    """Check an issue as it is saved. Its pages are read if they are known already, or if told to lay them out."""
    try:
        draft = draft_of(issue)
    except DomainError as error:  # a picture has gone from the server
        return Review(issue, (Finding(Severity.BLOCKING, str(error)),))
    found = findings(draft)
    try:
        pdf = preview_pdf(draft) if lay_out_pages and draft.article.sections else known_pdf(draft)
    except DomainError as error:
        return Review(issue, (*found, Finding(Severity.BLOCKING, f"Le PDF n’a pas pu être fait. {error}")))
    if pdf is None:
        return Review(issue, tuple(found))
    return Review(issue, (*found, *page_findings(draft, pdf)), pdf.pages)
