"""The next issue drafts itself: what is written for its editors, from what, and what changed since."""

from newsletter.drafting.preparing import Preparation, draft_next_issue, issue_to_draft, keep_own_words, new_pieces
from newsletter.drafting.sources import Drafted, drafted_blocks

__all__ = [
    "Drafted",
    "Preparation",
    "draft_next_issue",
    "drafted_blocks",
    "issue_to_draft",
    "keep_own_words",
    "new_pieces",
]
