"""What ``Frozen`` models refuse, refused by the database too: to a bulk update, to SQL, to another program.

Their triggers are put on after each migration (Django makes a table of SQLite anew whenever a column changes, and its
triggers go with the former one) and taken off before: migrations, and nothing else of ours, work on bare tables. Rows
that go with what they belong to may be deleted: no trigger knows that their owner is about to go.

SQLite's REPLACE deletes what has the same key without a word to the trigger that refuses deletions: there, a row that
would take the place of another is refused before, as its INSERT would be.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django.apps import AppConfig, apps
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CASCADE, SET_NULL, ForeignKey, UniqueConstraint
from django.db.models.signals import post_migrate, pre_migrate

from core.models import Frozen

# Told by their arguments: the message, the columns that may be written anew, those that may be emptied.
_FUNCTION = """
CREATE OR REPLACE FUNCTION core_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    rewritten text[] := TG_ARGV[1]::text[];
    emptied text[] := TG_ARGV[2]::text[];
BEGIN
    IF TG_OP = 'UPDATE' AND rewritten || emptied <> '{}'
        AND to_jsonb(NEW) - rewritten - emptied = to_jsonb(OLD) - rewritten - emptied
        AND NOT EXISTS (
            SELECT FROM unnest(emptied) AS name
            WHERE to_jsonb(NEW) -> name <> 'null' AND to_jsonb(NEW) -> name <> to_jsonb(OLD) -> name
        )
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation';
END
$$
"""
_NAMES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
}


def register() -> None:
    pre_migrate.connect(_take_off_before, dispatch_uid="triggers")
    post_migrate.connect(_put_on_after, dispatch_uid="triggers")


def triggers_of(model: type[Frozen], vendor: str) -> dict[str, str]:
    """The names of a model's triggers, and the event each refuses."""
    table = model._meta.db_table
    found = {f"{table}_unchanged": "UPDATE"}
    if vendor == "sqlite":
        found[f"{table}_not_replaced"] = "INSERT"
    if not any(key.remote_field.on_delete is CASCADE for key in _foreign_keys(model)):
        found[f"{table}_kept"] = "DELETE"
    return found


def missing(using: str = "default") -> list[str]:
    """The triggers that the database should have, and has not."""
    vendor = connections[using].vendor
    with connections[using].cursor() as cursor:
        cursor.execute(_NAMES[vendor])
        present = {name for (name,) in cursor.fetchall()}
    return sorted({name for model in frozen_models() for name in triggers_of(model, vendor)} - present)


def frozen_models() -> list[type[Frozen]]:
    return [model for model in apps.get_models() if issubclass(model, Frozen)]


def put_on(models: list[type[Frozen]], using: str = "default") -> None:
    connection = connections[using]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        if models and connection.vendor == "postgresql":
            cursor.execute(_FUNCTION)
        for model in models:
            for name, event in triggers_of(model, connection.vendor).items():
                cursor.execute(_drop(connection, model, name))
                cursor.execute(_create(connection, model, name, event))


def take_off(models: list[type[Frozen]], using: str = "default") -> None:
    connection = connections[using]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        for model in models:
            for name in triggers_of(model, connection.vendor):
                cursor.execute(_drop(connection, model, name))


def _take_off_before(sender: AppConfig, using: str, plan: list, **kwargs: Any) -> None:
    if plan:
        take_off(_present(sender, using), using)


def _put_on_after(sender: AppConfig, using: str, **kwargs: Any) -> None:
    put_on(_present(sender, using), using)


def _present(app: AppConfig, using: str) -> list[type[Frozen]]:
    models = [model for model in app.get_models() if issubclass(model, Frozen)]
    tables = connections[using].introspection.table_names() if models else ()
    return [model for model in models if model._meta.db_table in tables]


def _drop(connection: BaseDatabaseWrapper, model: type[Frozen], name: str) -> str:
    quote = connection.ops.quote_name
    on_table = f" ON {quote(model._meta.db_table)}" if connection.vendor == "postgresql" else ""
    return f"DROP TRIGGER IF EXISTS {quote(name)}{on_table}"


def _create(connection: BaseDatabaseWrapper, model: type[Frozen], name: str, event: str) -> str:
    quote = connection.ops.quote_name
    head = f"CREATE TRIGGER {quote(name)} BEFORE {event} ON {quote(model._meta.db_table)} FOR EACH ROW"
    if event == "INSERT":
        return f"{head} BEGIN {' '.join(_refuse_same(model, key, quote) for key in _unique_keys(model))} END"
    message = _text(model.frozen_message if event == "UPDATE" else model.kept_message)
    rewritten = [model._meta.get_field(one).column for one in model.rewritten]
    emptied = [key.column for key in _foreign_keys(model) if key.remote_field.on_delete is SET_NULL]
    if connection.vendor == "postgresql":
        columns = (_text(f"{{{','.join(one)}}}") for one in (rewritten, emptied))
        return f"{head} EXECUTE FUNCTION core_frozen({message}, {', '.join(columns)})"
    condition = ""
    if event == "UPDATE" and (rewritten or emptied):
        changed = [
            f"NEW.{quote(column)} IS NOT OLD.{quote(column)}"
            + (f" AND NEW.{quote(column)} IS NOT NULL" if column in emptied else "")
            for column in (field.column for field in model._meta.local_concrete_fields)
            if column not in rewritten
        ]
        condition = f" WHEN {' OR '.join(changed)}"
    return f"{head}{condition} BEGIN SELECT RAISE(ABORT, {message}); END"


def _refuse_same(model: type[Frozen], key: list[str], quote: Callable[[str], str]) -> str:
    """In the words of the database for an INSERT."""
    table = model._meta.db_table
    message = _text(f"UNIQUE constraint failed: {', '.join(f'{table}.{column}' for column in key)}")
    same = " AND ".join(f"{quote(column)} = NEW.{quote(column)}" for column in key)
    return f"SELECT RAISE(ABORT, {message}) WHERE EXISTS (SELECT 1 FROM {quote(table)} WHERE {same});"  # noqa: S608


def _unique_keys(model: type[Frozen]) -> Iterator[list[str]]:
    """The columns that no two rows share: alone, then together."""
    yield from ([field.column] for field in model._meta.local_concrete_fields if field.unique)
    for constraint in model._meta.constraints:
        if isinstance(constraint, UniqueConstraint):
            yield [model._meta.get_field(name).column for name in constraint.fields]


def _foreign_keys(model: type[Frozen]) -> Iterator[ForeignKey]:
    return (field for field in model._meta.local_concrete_fields if isinstance(field, ForeignKey))


def _text(words: str) -> str:
    return "'" + words.replace("'", "''") + "'"
