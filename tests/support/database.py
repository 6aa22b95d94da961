"""Rows that many tests start from: made once, then written again as they were."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from threading import Thread

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.management.color import no_style
from django.db import connection, transaction

from core.search.index import clear_terms


@dataclass(frozen=True)
class Rows:
    """What one table held."""

    table: str
    columns: tuple[str, ...]
    values: list[tuple]


def rows_written_by(write: Callable[[], object]) -> list[Rows]:
    """Run ``write`` in a transaction that is then undone; return the rows of the tables that were empty before."""
    with transaction.atomic():
        clear_terms()  # Django empties the tables of models, and this one is none
        empty = [(table, columns) for table, columns in _tables() if not _values(table, columns[:1])]
        write()
        written = [Rows(table, columns, _values(table, columns)) for table, columns in empty]
        transaction.set_rollback(True)
    return [rows for rows in written if rows.values]


@transaction.atomic
def write_again(written: list[Rows]) -> None:
    clear_terms()
    with connection.cursor() as cursor:
        for rows in written:
            names = ", ".join(map(connection.ops.quote_name, rows.columns))
            places = ", ".join(["%s"] * len(rows.columns))
            table = connection.ops.quote_name(rows.table)
            insert = f"INSERT INTO {table} ({names}) VALUES ({places})"  # noqa: S608 -- our own tables
            cursor.executemany(insert, rows.values)
        tables = {rows.table for rows in written}
        models = [model for model in apps.get_models() if model._meta.managed and model._meta.db_table in tables]
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


def _tables() -> Iterator[tuple[str, tuple[str, ...]]]:
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy:
            fields = model._meta.local_concrete_fields
            # Content types have other keys once Django has emptied the tables: what was kept of each version is left.
            if any(field.related_model is ContentType for field in fields):
                continue
            yield model._meta.db_table, tuple(field.column for field in fields if not field.generated)
    # The words of the search: each database has its own table for them.
    yield (
        "core_search_terms",
        ("rowid", *(("title", "body") if connection.vendor == "sqlite" else ("core_search_terms",))),
    )


def _values(table: str, columns: tuple[str, ...]) -> list[tuple]:
    names = ", ".join(map(connection.ops.quote_name, columns))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {names} FROM {connection.ops.quote_name(table)}")  # noqa: S608 -- our own tables
        return cursor.fetchall()


def wait_for_lock(thread: Thread) -> None:
    """Let a thread work until it waits for what this one holds. SQLite has one lock, and no way to ask who waits."""
    with connection.cursor() as cursor:
        while connection.vendor == "postgresql" and thread.is_alive():
            cursor.execute("SELECT count(*) FROM pg_locks WHERE pg_backend_pid() = ANY(pg_blocking_pids(pid))")
            if cursor.fetchone()[0]:
                return
