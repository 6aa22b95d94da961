"""What may be taken in and out as a table. Apps register theirs when they are ready; subscribers will come so too."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Model, QuerySet

from core.imports.resources import PortalResource
from core.permissions import may_import


@dataclass(frozen=True)
class Import:
    # In addresses and in names of files.
    name: str
    title: str
    resource: type[PortalResource]
    # What makes a line the same as one taken in before, in words.
    key: str
    # What goes out.
    rows: Callable[[], QuerySet]

    @property
    def model(self) -> type[Model]:
        return self.resource._meta.model


_imports: dict[str, Import] = {}


def register(one: Import) -> None:
    _imports[one.name] = one


def import_named(name: str) -> Import | None:
    return _imports.get(name)


def imports_of(user) -> list[Import]:
    """Those someone may use, in the order of their titles."""
    return sorted((one for one in _imports.values() if may_import(user, one.model)), key=lambda one: one.title)
