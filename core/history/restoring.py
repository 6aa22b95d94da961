"""Giving an object back what it was, or what was deleted."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models, transaction
from django.db.models import Field, FileField, ForeignKey, Model, UniqueConstraint
from django.utils.text import capfirst

from core.errors import DomainError
from core.history.recording import recorded
from core.history.registry import tracked
from core.history.snapshots import Row, Snapshot, snapshot_of

# Ranks no one uses, below the greatest a small integer holds.
ASIDE = 31_000


@transaction.atomic
def restore(*, obj: Model, to: Snapshot, by, comment: str) -> list[str]:
    """Make an object, and what belongs to it, what a version says. It is a change like another, with its own version.

    States, publication and numbers that no longer change stay as they are. Returns what could not come back, in
    words; raises ``DomainError`` when the object itself would not be valid, and changes nothing then.
    """
    model, lost = type(obj), []
    with recorded(by=by, comment=comment):
        obj = model._base_manager.select_for_update().filter(pk=obj.pk).first()
        if obj is None:
            raise DomainError("Quelqu’un vient de supprimer cette fiche.")
        kept = set(tracked(model).kept(obj))
        missing = fill(obj, to.root, leave=kept)
        for field in missing:
            if not field.null:
                raise DomainError(f"« {capfirst(field.verbose_name)} » : ce qui était choisi a été supprimé depuis.")
            lost.append(f"{capfirst(field.verbose_name)} : ce qui était choisi a été supprimé depuis")
        refuse_invalid(obj)
        written = [one.name for one in model._meta.concrete_fields if not (one.primary_key or one.generated)]
        obj.save(update_fields=[name for name in written if name not in kept])
        fill_many(obj, to.root)
        lost += _restore_parts(obj, to)
    return lost


def _restore_parts(obj: Model, to: Snapshot) -> list[str]:
    """Delete what was added since, put back what was removed, rewrite what changed."""
    now = {row.key: row for row in snapshot_of(obj).parts}
    wanted = {row.key: row for row in to.parts}
    order = [part.model for part in tracked(type(obj)).parts]
    for model in reversed(order):
        added = [pk for one, pk in now.keys() - wanted.keys() if one is model]
        for row in model._base_manager.filter(pk__in=added):
            row.delete()
    changed = [row for key, row in wanted.items() if now.get(key) != row]
    for model in order:
        _put_aside([row for row in changed if row.model is model and row.key in now])
    lost = []
    for row in sorted(changed, key=lambda row: order.index(row.model)):
        lost += put_back(row)
    return lost


def _put_aside(rows: list[Row]) -> None:
    """Leave the places that rows are about to take from each other: a rank, an anchor, each unique among them."""
    for rank, row in enumerate(rows):
        constraints = [one for one in row.model._meta.constraints if isinstance(one, UniqueConstraint)]
        fields = {row.model._meta.get_field(name) for one in constraints for name in one.fields}
        values = {
            field.name: f"-{row.pk}" if isinstance(field, models.CharField) else ASIDE + rank
            for field in fields
            if not (field.is_relation or field.choices) and isinstance(field, models.CharField | models.IntegerField)
        }
        if values:
            row.model._base_manager.filter(pk=row.pk).update(**values)


def put_back(row: Row) -> list[str]:
    """Write a row as it was, or say why it cannot be."""
    obj = row.model._base_manager.filter(pk=row.pk).first()
    is_new = obj is None
    obj = obj or row.model(pk=row.model._meta.pk.to_python(row.pk))
    name = f"{row.model._meta.verbose_name} « {row.title} »"
    if any(not field.null for field in fill(obj, row)):
        return [f"{name} : ce à quoi il tenait n’est plus là"]
    try:
        refuse_invalid(obj)
    except DomainError as error:
        return [f"{name} : {error}"]
    obj.save(force_insert=is_new)
    fill_many(obj, row)
    return []


def fill(obj: Model, row: Row, *, leave: Iterable[str] = ()) -> list[Field]:
    """Give an object the values of a row; return the fields whose value is there no more, left empty."""
    missing = []
    for field in obj._meta.concrete_fields:
        if field.primary_key or field.generated or field.name in leave or field.name not in row.fields:
            continue
        value = row.fields[field.name]
        if _is_missing(field, value):
            missing.append(field)
            value = None
        setattr(obj, field.attname, value if isinstance(field, FileField) else field.to_python(value))
    return missing


def _is_missing(field: Field, value: Any) -> bool:
    if isinstance(field, ForeignKey):
        return value is not None and not field.related_model._base_manager.filter(pk=value).exists()
    return isinstance(field, FileField) and bool(value) and not field.storage.exists(value)


def fill_many(obj: Model, row: Row) -> None:
    for field in obj._meta.local_many_to_many:
        if field.name in row.fields:
            there = field.related_model._base_manager.filter(pk__in=row.fields[field.name])
            getattr(obj, field.name).set(there)


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
