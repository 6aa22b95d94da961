"""Where an object is used: said before it is deleted. Apps register what they know of the objects below them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from django.contrib.admin.utils import NestedObjects
from django.db import DEFAULT_DB_ALIAS
from django.db.models import PROTECT, RESTRICT, SET_NULL, Field, Model, prefetch_related_objects
from django.urls import NoReverseMatch, reverse

# Objects by model: those that go together.
Going = Mapping[type[Model], Sequence[Model]]


@dataclass(frozen=True)
class Use:
    """One use of ``used`` (None: of several of those that go): the heading it stands under, what to call it, and the
    page where it is undone, if any."""

    used: Model | None
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
    going = {model: sorted(rows, key=lambda row: row.pk) for model, rows in collector.model_objs.items()}
    for model, rows in going.items():
        # Their addresses are written with those of their parents.
        parents = {path.rpartition("__")[0] for path in getattr(model, "audience_paths", ())} - {""}
        prefetch_related_objects(rows, *parents)
    return going


def counts_of(going: Going) -> list[tuple[int, str]]:
    """How many of each kind go, named as they are counted; links without a page of their own are left out."""
    return [
        (len(rows), str(model._meta.verbose_name if len(rows) == 1 else model._meta.verbose_name_plural))
        for model, rows in going.items()
        if not model._meta.auto_created
    ]


def uses_of(going: Going) -> dict[str, list[Use]]:
    """The uses of what goes, by heading."""
    found: dict[str, list[Use]] = {}
    for finder in (*_finders, _uses_left_empty):
        for use in finder(going):
            found.setdefault(use.heading, []).append(use)
    return found


def left_empty(going: Going) -> Iterator[tuple[Field, Model]]:
    """What stays, without what it pointed to, and the field by which it did."""
    return _pointing(going, SET_NULL)


def _uses_left_empty(going: Going) -> Iterator[Use]:
    for field, row in left_empty(going):
        label = f"{row._meta.verbose_name} « {row} » : « {field.verbose_name} » sera vide"
        yield Use(getattr(row, field.name), "Resteront, sans lui", label, change_url(row))


def _pointing(going: Going, *on_delete: Callable) -> Iterator[tuple[Field, Model]]:
    """The rows that stay and point to what goes, with the field by which they do."""
    for model, objects in going.items():
        for relation in model._meta.related_objects:
            if relation.on_delete in on_delete:
                name = relation.field.name
                rows = relation.related_model._base_manager.filter(**{f"{name}__in": objects}).select_related(name)
                gone = going.get(relation.related_model, ())
                yield from ((relation.field, row) for row in rows if row not in gone)


def holds_on(going: Going) -> Iterator[Hold]:
    for field, rows in groupby(_pointing(going, PROTECT, RESTRICT), key=itemgetter(0)):
        holders = (Use(getattr(row, field.name), row._meta.verbose_name, str(row), change_url(row)) for _, row in rows)
        yield Hold(field.verbose_name, field.blank, tuple(holders))


def change_url(obj: Model) -> str:
    """The form of an object in the back-office; empty when it has none."""
    try:
        return reverse(f"admin:{obj._meta.app_label}_{obj._meta.model_name}_change", args=[obj.pk])
    except NoReverseMatch:
        return ""
