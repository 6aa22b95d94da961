"""What changed between two versions of an object, as readers of the history are told."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from pathlib import PurePath
from typing import Any

from django.db.models import (
    BooleanField,
    DateField,
    DateTimeField,
    Field,
    FileField,
    ForeignKey,
    ImageField,
    ManyToManyField,
    Model,
)
from django.utils.text import Truncator, capfirst

from core.dates import day_in_words, moment_in_words
from core.fields import RichTextField
from core.history.links import LinkChange, link_changes, links_of
from core.history.registry import tracked
from core.history.snapshots import Row, Snapshot
from core.history.words import NEW, Pieces, compare
from core.sanitize import plain_text

CHANGED, ADDED, REMOVED, MOVED = "modifié", "ajouté", "retiré", "déplacé"
GONE = "objet supprimé"


@dataclass(frozen=True)
class FieldChange:
    field: Field
    was: Any
    now: Any

    @property
    def label(self) -> str:
        return capfirst(str(self.field.verbose_name))

    @property
    def pieces(self) -> Pieces:
        """None where the words are the same."""
        if isinstance(self.field, ImageField) and self.was and self.now:
            return [(NEW, "une autre image")]
        was, now = shown(self.field, self.was), shown(self.field, self.now)
        return compare(was, now) if was != now else []

    @property
    def links(self) -> list[LinkChange]:
        """Of a rich text, those that no longer lead where they did."""
        if not isinstance(self.field, RichTextField):
            return []
        return link_changes(*(links_of(html or "") for html in (self.was, self.now)))


@dataclass(frozen=True)
class Difference:
    """One thing that changed: a part of the object, or the object itself when it has no ``title``."""

    kind: str
    title: str
    fields: tuple[FieldChange, ...] = ()


def differences(before: Snapshot | None, after: Snapshot, *, kept: Iterable[str] = ()) -> list[Difference]:
    """From ``before``, none of an object just made, to ``after``; fields in ``kept`` are left out."""
    if before:
        before = _under_new_keys(before, after)
    was = {row.key: row for row in before.parts} if before else {}
    now = {row.key: row for row in after.parts}
    found = []
    own = _changes(before.root if before else None, after.root, leave=set(kept))
    if own:
        found.append(Difference(CHANGED, "", own))
    ranks = {part.model: part.rank for part in tracked(after.root.model).parts}
    places = _places(after.root.model)
    moved = _moved([row.key for row in before.parts], [row.key for row in after.parts]) if before else set()
    for row in after.parts:
        leave = places[row.model]
        changes = _changes(was.get(row.key), row, leave=leave)
        if row.key not in was:
            found.append(Difference(ADDED, _title(row), changes))
            continue
        if changes:
            found.append(Difference(CHANGED, _title(row), changes))
        if ranks[row.model] and row.key in moved:
            found.append(Difference(MOVED, _title(row)))
    for row in before.parts if before else ():
        if row.key not in now:
            gone = _changes(row, None, leave=places[row.model])
            found.append(Difference(REMOVED, _title(row), gone))
    return found


def _under_new_keys(before: Snapshot, after: Snapshot) -> Snapshot:
    """What was written anew without a change, as the figures of a band are, is what it was."""
    ranks = {part.model: part.rank for part in tracked(after.root.model).parts}

    def said(row: Row) -> tuple:
        return row.model, tuple((name, str(value)) for name, value in row.fields.items() if name != ranks[row.model])

    stayed = {row.key for row in before.parts} & {row.key for row in after.parts}
    anew = {said(row): row.pk for row in after.parts if row.key not in stayed}
    parts = [
        replace(row, pk=anew[said(row)]) if row.key not in stayed and said(row) in anew else row for row in before.parts
    ]
    return replace(before, parts=tuple(parts))


def _places(model: type[Model]) -> dict[type[Model], set[str]]:
    """The fields that say where parts stand: that they belong to the object, and in which order, is told otherwise."""
    keys: dict[type[Model], set[str]] = {}
    for part in tracked(model).parts:
        keys.setdefault(part.model, set()).add(part.path[0])
    # A row that may belong by either of two keys says the other.
    own = {part: found if len(found) == 1 else set() for part, found in keys.items()}
    return {part.model: {part.rank, "region", *own[part.model]} for part in tracked(model).parts}


def summary(found: Iterable[Difference]) -> list[tuple[str, list[str]]]:
    """The differences in a few words: what was changed, added, removed, moved."""
    named: dict[str, list[str]] = {}
    for one in found:
        names = [one.title] if one.title else [change.label for change in one.fields]
        named.setdefault(one.kind, []).extend(names)
    return [
        (capfirst(kind), list(dict.fromkeys(named[kind]))) for kind in (CHANGED, ADDED, REMOVED, MOVED) if kind in named
    ]


def _title(row: Row) -> str:
    return f"{row.model._meta.verbose_name} « {Truncator(row.title).chars(60)} »"


def _changes(before: Row | None, after: Row | None, *, leave: set[str]) -> tuple[FieldChange, ...]:
    row = after or before
    found = []
    for field in (*row.model._meta.concrete_fields, *row.model._meta.local_many_to_many):
        was = before.fields.get(field.name) if before else None
        now = after.fields.get(field.name) if after else None
        told = field.name in (before or after).fields and field.name in (after or before).fields
        if told and field.name not in leave and (was or None) != (now or None) and not (was is None and now is False):
            found.append(FieldChange(field, was, now))
    return tuple(found)


def _moved(before: list, after: list) -> set:
    """The parts that changed places among those that stayed, as few as explain the new order."""
    stayed = set(before) & set(after)
    was, now = ([key for key in keys if key in stayed] for keys in (before, after))
    blocks = SequenceMatcher(None, was, now, autojunk=False).get_matching_blocks()
    in_place = {key for block in blocks for key in was[block.a : block.a + block.size]}
    return stayed - in_place


def shown(field: Field, value: Any) -> str:
    """A value as a reader knows it, in plain text."""
    if value is None or value == "":
        return ""
    if isinstance(field, ManyToManyField):
        return ", ".join(_names(field.related_model, value))
    if isinstance(field, ForeignKey):
        return next(_names(field.related_model, [value]))
    if isinstance(field, BooleanField):
        return "oui" if value else "non"
    if field.flatchoices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, RichTextField):
        return plain_text(value)
    if isinstance(field, ImageField):
        return "une image"  # its file is named by its content
    if isinstance(field, FileField):
        return PurePath(str(value)).name  # a name, or the file of it
    if isinstance(field, DateTimeField):
        return moment_in_words(field.to_python(value))
    if isinstance(field, DateField):
        return day_in_words(field.to_python(value))
    return str(value)


def _names(model: type[Model], pks: Iterable[Any]) -> Iterator[str]:
    found = model._base_manager.in_bulk([int(pk) for pk in pks])
    yield from (str(found.get(int(pk), GONE)) for pk in pks)
