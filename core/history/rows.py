"""Writing a row again as it was."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Field, FileField, ForeignKey, Model
from django.utils.text import capfirst

from core.errors import DomainError
from core.history.snapshots import Row


@dataclass(frozen=True)
class Missing:
    """What a row pointed to and is there no more."""

    row: Row
    field: Field
    # Of what is missing; the name of a file.
    pk: str

    def __str__(self) -> str:
        return f"{self.row.name}, « {capfirst(self.field.verbose_name)} » : ce qui était choisi a été supprimé depuis"


def put_back(row: Row) -> list[Missing]:
    """Write a row as it was, but for what it points to and is there no more.

    Raises ``DomainError`` when it cannot be.
    """
    obj = row.model._base_manager.filter(pk=row.pk).first()
    is_new = obj is None
    obj = obj or row.model(pk=row.model._meta.pk.to_python(row.pk))
    missing = fill(obj, row)
    if any(not one.field.null for one in missing):
        raise DomainError(f"{row.name} : ce à quoi il tenait n’est plus là")
    try:
        refuse_invalid(obj)
    except DomainError as error:
        raise DomainError(f"{row.name} : {error}") from None
    obj.save(force_insert=is_new)
    return missing + fill_many(obj, row)


def fill(obj: Model, row: Row, *, leave: Iterable[str] = ()) -> list[Missing]:
    """Give an object the values of a row; return those that are there no more, left empty."""
    missing = []
    for field in obj._meta.concrete_fields:
        if field.primary_key or field.generated or field.name in leave or field.name not in row.fields:
            continue
        value = row.fields[field.name]
        if _is_missing(field, value):
            missing.append(Missing(row, field, str(value)))
            value = None
        setattr(obj, field.attname, value if isinstance(field, FileField) else field.to_python(value))
    return missing


def _is_missing(field: Field, value: Any) -> bool:
    if isinstance(field, ForeignKey):
        return value is not None and not field.related_model._base_manager.filter(pk=value).exists()
    return isinstance(field, FileField) and bool(value) and not field.storage.exists(value)


def fill_many(obj: Model, row: Row) -> list[Missing]:
    missing = []
    for field in obj._meta.local_many_to_many:
        if field.name in row.fields:
            asked = [str(pk) for pk in row.fields[field.name]]
            there = field.related_model._base_manager.in_bulk([int(pk) for pk in asked])
            getattr(obj, field.name).set(there.values())
            missing += [Missing(row, field, pk) for pk in asked if int(pk) not in there]
    return missing


def refuse_invalid(obj: Model) -> None:
    """Say in one message all that forbids to save an object."""
    try:
        obj.full_clean()
    except ValidationError as error:
        told = []
        for name, messages in error.message_dict.items():
            where = "" if name == NON_FIELD_ERRORS else f"{capfirst(obj._meta.get_field(name).verbose_name)} : "
            told += [f"{where}{message}" for message in messages]
        raise DomainError(" ".join(told)) from None
