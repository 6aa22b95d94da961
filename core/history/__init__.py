"""Versions of what editors write, and the bin. Kept in django-reversion's tables, one revision for each time someone
saves, and read here as snapshots: an object with the rows that belong to it."""

from core.history.bin import DAYS_KEPT, bring_back, discard, goes_to_the_bin, rows_in_bin
from core.history.recording import recorded
from core.history.registry import Part, add_parts, is_tracked, on_recording, track, tracked_models
from core.history.restoring import restore
from core.history.snapshots import Snapshot, snapshot_at, snapshot_of

__all__ = [
    "DAYS_KEPT",
    "Part",
    "Snapshot",
    "add_parts",
    "bring_back",
    "discard",
    "goes_to_the_bin",
    "is_tracked",
    "on_recording",
    "recorded",
    "restore",
    "rows_in_bin",
    "snapshot_at",
    "snapshot_of",
    "track",
    "tracked_models",
]
