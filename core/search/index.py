"""Writing the words of entries, in each database's own way."""

from collections.abc import Iterable

from django.db import connection

# PostgreSQL refuses a vector past a million bytes: of a longer text, the first 30,000 words or so are found.
LONGEST_TITLE = 20_000
LONGEST_TEXT = 400_000

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
    bounded = [(pk, title[:LONGEST_TITLE], text[:LONGEST_TEXT]) for pk, title, text in rows]
    with connection.cursor() as cursor:
        cursor.executemany(_WRITE[connection.vendor], bounded)


def clear_terms() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_search_terms")
