"""An object as it stands, or as it stood, with the rows that belong to it: plain values, as they are serialised."""

import json
from collections import defaultdict
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core import serializers
from django.db.models import ForeignKey, Model
from reversion.models import Version
from reversion.revisions import _get_options

from core.history.registry import Part, Rewriter, rewriters, tracked


@dataclass(frozen=True)
class Row:
    model: type[Model]
    pk: str
    fields: dict[str, Any]
    title: str = field(compare=False)

    @property
    def key(self) -> tuple[type[Model], str]:
        return self.model, self.pk

    @property
    def name(self) -> str:
        return f"{self.model._meta.verbose_name} « {self.title} »"


@dataclass(frozen=True)
class Snapshot:
    root: Row
    parts: tuple[Row, ...]
    # The parts that follow others: two versions that differ by them alone are the same.
    following: tuple[Row, ...] = field(default=(), compare=False)


def rows_of(root: Model) -> list[Model]:
    """The object and the rows that belong to it."""
    return [root, *(row for part in tracked(type(root)).parts for row in _belonging(part, root))]


def _belonging(part: Part, root: Model):
    keys = [one.name for one in part.model._meta.concrete_fields if isinstance(one, ForeignKey)]
    rows = part.model._base_manager.filter(**{"__".join(part.path): root}).select_related(*keys)
    return rows.order_by("pk")


def snapshot_of(root: Model) -> Snapshot:
    """The object as the database has it."""
    rewrite = rewriters()
    rows = [_rewritten(_row(row), rewrite) for row in rows_of(root)]
    return _snapshot(rows[0], rows[1:])


def _snapshot(root: Row, rows: list[Row]) -> Snapshot:
    parts = tracked(root.model).parts
    ordered, models = _in_order(parts, rows), {part.model for part in parts if part.is_orphan}
    told = tuple(row for row in ordered if row.model not in models)
    return Snapshot(root, told, tuple(row for row in ordered if row.model in models))


def _row(obj: Model) -> Row:
    text = serializers.serialize("json", [obj], fields=_get_options(type(obj)).fields)
    return Row(type(obj), str(obj.pk), json.loads(text)[0]["fields"], str(obj))


def row_of(version: Version) -> Row:
    fields = json.loads(version.serialized_data)[0]["fields"]
    return Row(version.content_type.model_class(), version.object_id, fields, version.object_repr)


def rewrite_versions(versions, rewrite: list[Rewriter]) -> list[Version]:
    """Give versions what ``rewrite`` makes of them; return those that changed."""
    changed = []
    for version in versions:
        data = json.loads(version.serialized_data)
        row = row_of(version)
        after = _rewritten(row, rewrite)
        if (after.fields, after.title) != (row.fields, row.title):
            data[0]["fields"] = after.fields
            version.serialized_data = json.dumps(data, ensure_ascii=False)
            version.object_repr = after.title
            changed.append(version)
    return changed


def _rewritten(row: Row, rewrite: list[Rewriter]) -> Row:
    fields, title = reduce(lambda was, one: one(row.model, *was), rewrite, (row.fields, row.title))
    return Row(row.model, row.pk, fields, title)


def versions_of(model: type[Model], pk: Any):
    """The versions of the object itself, the last first."""
    return Version.objects.get_for_object_reference(model, pk).order_by("-pk")


def snapshot_at(model: type[Model], pk: Any, revision_id: int) -> Snapshot | None:
    """The object as a revision kept it."""
    return snapshots_at(model, pk, [revision_id]).get(revision_id)


def snapshots_at(model: type[Model], pk: Any, revisions: list[int]) -> dict[int, Snapshot]:
    """The object as each of these revisions kept it, by revision."""
    parts = tracked(model).parts
    models = {model, *(part.model for part in parts)}
    types = ContentType.objects.get_for_models(*models).values()
    found = Version.objects.filter(revision__in=revisions, content_type__in=types).select_related("content_type")
    by_revision: dict[int, dict[type[Model], list[Row]]] = defaultdict(lambda: defaultdict(list))
    for version in found:
        row = row_of(version)
        by_revision[version.revision_id][row.model].append(row)
    snapshots = {}
    for revision, rows in by_revision.items():
        root = next((row for row in rows[model] if row.pk == str(pk)), None)
        if root:
            own = [row for part in parts for row in _leading_to(part.model, part.path, model, str(pk), rows)]
            snapshots[revision] = _snapshot(root, own)
    return snapshots


def _leading_to(model: type[Model], path: tuple[str, ...], root: type[Model], pk: str, rows) -> list[Row]:
    """Those of a revision's rows that belong to the root by this path."""
    first, *others = path
    if not others:
        holders = {pk}
    else:
        above = model._meta.get_field(first).related_model
        holders = {row.pk for row in _leading_to(above, tuple(others), root, pk, rows)}
    return [row for row in rows[model] if str(row.fields.get(first)) in holders]


def _in_order(parts: list[Part], rows: list[Row]) -> tuple[Row, ...]:
    rank = {part.model: part.rank for part in parts}
    place = {part.model: number for number, part in enumerate(parts)}

    def key(row: Row) -> tuple:
        name = rank[row.model]
        # Blocks of several tables are in one order; other rows come after, table by table.
        group = 0 if name == "ordering" else 1 + place[row.model]
        return group, (row.fields.get(name) or 0) if name else 0, int(row.pk)

    return tuple(sorted(_once(rows), key=key))


def _once(rows: list[Row]) -> list[Row]:
    """A row may belong to an object by two of its keys."""
    return list({row.key: row for row in rows}.values())
