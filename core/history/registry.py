"""What is versioned, with the rows that belong to it. Apps register their models when they are ready."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import reversion
from django.db.models import JSONField, Model

# What says when a row was written is not what was written.
STAMPS = ("created_at", "updated_at")


@dataclass(frozen=True)
class Part:
    """Rows versioned with what they belong to: ``path`` names the foreign keys that lead up to it, ``rank`` the field
    that puts them in order, if any.

    Those with ``is_orphan`` follow other parts: nobody reads them, and they are no change by themselves. One that a
    version does not have goes as that is restored, once what it followed has gone.
    """

    model: type[Model]
    path: tuple[str, ...]
    rank: str = ""
    is_orphan: Callable[[Model], bool] | None = None


@dataclass
class Tracked:
    model: type[Model]
    # Fields that restoring a version leaves as they are: states move by their services alone.
    kept: Callable[[Model], Iterable[str]]
    # True of an object none of whose versions are kept.
    unless: Callable[[Model], bool]

    @property
    def parts(self) -> list[Part]:
        return _parts[self.model]


_tracked: dict[type[Model], Tracked] = {}
_parts: dict[type[Model], list[Part]] = defaultdict(list)
# What a row may belong to: the model of the object, and the way up to it.
_roots: dict[type[Model], list[tuple[type[Model], Part]]] = defaultdict(list)
_watchers: list[Callable[[type[Model]], None]] = []

# Called as rows are about to be kept: each returns what rewrites them, or None when there is nothing to rewrite.
Rewriter = Callable[[type[Model], dict, str], tuple[dict, str]]
_on_recording: list[Callable[[], Rewriter | None]] = []


def track(
    model: type[Model],
    *parts: Part,
    kept: Iterable[str] | Callable[[Model], Iterable[str]] = (),
    unless: Callable[[Model], bool] = lambda obj: False,
) -> None:
    fixed = kept if callable(kept) else lambda obj, names=tuple(kept): names
    _tracked[model] = Tracked(model, fixed, unless)
    keep(model)
    _roots[model].append((model, Part(model, ())))
    add_parts(model, *parts)


def add_parts(model: type[Model], *parts: Part) -> None:
    """Add what belongs to a model that an app below tracks."""
    for part in parts:
        keep(part.model)
        _parts[model].append(part)
        _roots[part.model].append((model, part))


def keep(model: type[Model], *, without: Iterable[str] = ()) -> None:
    """Let rows of a model be kept with what takes them along when it is deleted, but for some of their fields."""
    if reversion.is_registered(model):
        return
    # What a row works out by itself is worked out again when it is given back.
    written = [one for one in model._meta.concrete_fields if not (one.primary_key or one.generated)]
    names = [one.name for one in written if not (isinstance(one, JSONField) and not one.editable)]
    names += [one.name for one in model._meta.local_many_to_many]
    reversion.register(model, fields=[name for name in names if name not in (*STAMPS, *without)])
    for watch in _watchers:
        watch(model)


def on_keeping(watch: Callable[[type[Model]], None]) -> None:
    _watchers.append(watch)


def on_recording(prepare: Callable[[], Rewriter | None]) -> None:
    _on_recording.append(prepare)


def rewriters() -> list[Rewriter]:
    return [rewrite for prepare in _on_recording if (rewrite := prepare())]


def is_tracked(model: type[Model]) -> bool:
    return model in _tracked


def tracked_models() -> list[type[Model]]:
    return list(_tracked)


def tracked(model: type[Model]) -> Tracked:
    return _tracked[model]


def roots_of(model: type[Model]) -> list[tuple[type[Model], Part]]:
    """What a row of this model may belong to, itself included: the model of it, and the way up to it."""
    return _roots[model]
