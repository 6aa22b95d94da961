"""Public pages of proposals."""

from proposals.views.lists import latest_tracks, proposals, proposals_csv, questions, tracks
from proposals.views.pages import observation, proposal, question, track, trend
from proposals.views.whole import whole_thread

__all__ = [
    "latest_tracks",
    "observation",
    "proposal",
    "proposals",
    "proposals_csv",
    "question",
    "questions",
    "track",
    "tracks",
    "trend",
    "whole_thread",
]
