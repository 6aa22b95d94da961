"""Where an object is used: said before it is deleted. Apps register what they know of the objects below them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.contrib.admin.utils import NestedObjects
from django.db import DEFAULT_DB_ALIAS
from django.db.models import PROTECT, Model
from django.urls import NoReverseMatch, reverse

# Objects by model: those that go together.
Going = Mapping[type[Model], Sequence[Model]]


@dataclass(frozen=True)
class Use:
    """One use of ``used``: the heading it stands under, what to call it, and the page where it is undone, if any."""

    used: Model
    heading: str
    label: str
    url: str = ""


@dataclass(frozen=True)
class Hold:
    """Rows that keep an object from being deleted, and the field by which they do."""

    field: str
    may_be_emptied: bool
    holders: tuple[Use, ...]


_finders: list[Callable[[Going], Iterable[Use]]] = []


def register(finder: Callable[[Going], Iterable[Use]]) -> None:
    _finders.append(finder)


def going_with(obj: Model) -> Going:
    """The object and all that is deleted with it."""
    collector = NestedObjects(using=DEFAULT_DB_ALIAS)
    collector.collect([obj])
    return {model: sorted(rows, key=lambda row: row.pk) for model, rows in collector.model_objs.items()}


def uses_of(going: Going) -> dict[str, list[Use]]:
    """The uses of what goes, by heading."""
    found: dict[str, list[Use]] = {}
    for finder in _finders:
        for use in finder(going):
            found.setdefault(use.heading, []).append(use)
    return found


def holds_on(going: Going) -> Iterator[Hold]:
    for model, objects in going.items():
        for relation in model._meta.related_objects:
            if relation.on_delete is not PROTECT:
                continue
            name = relation.field.name
            rows = relation.related_model._base_manager.filter(**{f"{name}__in": objects}).select_related(name)
            holders = tuple(Use(getattr(row, name), row._meta.verbose_name, str(row), change_url(row)) for row in rows)
            if holders:
                yield Hold(relation.field.verbose_name, relation.field.blank, holders)


def change_url(obj: Model) -> str:
    """The form of an object in the back-office; empty when it has none."""
    try:
        return reverse(f"admin:{obj._meta.app_label}_{obj._meta.model_name}_change", args=[obj.pk])
    except NoReverseMatch:
        return ""
