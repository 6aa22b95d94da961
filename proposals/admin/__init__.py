"""Proposals, tracks, questions, what was written and what moved, in the back-office."""

from proposals.admin import changes, desk, links, work, written

__all__ = ["changes", "desk", "links", "work", "written"]
