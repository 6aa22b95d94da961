"""Writing the words of entries, in each database's own way."""

from collections.abc import Iterable

from django.db import connection

# An entry's words replace those it had, and any left by a row that Django emptied without us.
_WRITE = {
    "sqlite": "INSERT OR REPLACE INTO core_search_terms (rowid, title, body) VALUES (%s, %s, %s)",
    "postgresql": """
        INSERT INTO core_search_terms (rowid, core_search_terms)
        VALUES (%s, setweight(to_tsvector('simple', %s), 'A') || setweight(to_tsvector('simple', %s), 'B'))
        ON CONFLICT (rowid) DO UPDATE SET core_search_terms = excluded.core_search_terms
    """,
}


def write_terms(rows: Iterable[tuple[int, str, str]]) -> None:
    """Write, for each entry, the terms of its title and those of its text."""
    with connection.cursor() as cursor:
        cursor.executemany(_WRITE[connection.vendor], list(rows))


def clear_terms() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_search_terms")
