"""Where an object is used: said before it is deleted. Apps register what they know of the objects below them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.db.models import PROTECT, Model
from django.urls import NoReverseMatch, reverse


@dataclass(frozen=True)
class Use:
    """One use: the heading it stands under, what to call it, and the page where it is undone, if there is one."""

    heading: str
    label: str
    url: str = ""


@dataclass(frozen=True)
class Hold:
    """Rows that keep an object from being deleted, and the field by which they do."""

    field: str
    may_be_emptied: bool
    holders: tuple[Use, ...]


_finders: list[Callable[[Model], Iterable[Use]]] = []


def register(finder: Callable[[Model], Iterable[Use]]) -> None:
    _finders.append(finder)


def uses_of(obj: Model) -> dict[str, list[Use]]:
    """The uses of an object, by heading."""
    found: dict[str, list[Use]] = {}
    for finder in _finders:
        for use in finder(obj):
            found.setdefault(use.heading, []).append(use)
    return found


def holds_on(obj: Model) -> Iterator[Hold]:
    for relation in obj._meta.related_objects:
        if relation.on_delete is not PROTECT:
            continue
        rows = relation.related_model._base_manager.filter(**{relation.field.name: obj})
        if holders := tuple(Use(row._meta.verbose_name, str(row), change_url(row)) for row in rows):
            yield Hold(relation.field.verbose_name, relation.field.blank, holders)


def change_url(obj: Model) -> str:
    """The form of an object in the back-office; empty when it has none."""
    try:
        return reverse(f"admin:{obj._meta.app_label}_{obj._meta.model_name}_change", args=[obj.pk])
    except NoReverseMatch:
        return ""
