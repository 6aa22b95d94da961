"""Search over the portal's objects, the same on SQLite and PostgreSQL.

Apps register their models in ``AppConfig.ready()``; saving or deleting an object updates the index at once.
"""

from core.search.highlighting import excerpt, highlight
from core.search.queries import matching, search, search_all, titles_of
from core.search.registry import Document, describe_again, described_together, register, registered_models

__all__ = [
    "Document",
    "describe_again",
    "described_together",
    "excerpt",
    "highlight",
    "matching",
    "register",
    "registered_models",
    "search",
    "search_all",
    "titles_of",
]
