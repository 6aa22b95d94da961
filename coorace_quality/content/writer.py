"""Save rows one by one, counting what each became and keeping the refusals with their place in the file."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F

from coorace_quality.content.errors import Path
from coorace_quality.content.reader import Source
from coorace_quality.content.schema import Strict
from core.enums import Provenance

# Rows about to change rank wait there, so that no two of them ever share one.
PARKING = 10_000

# Where the file gives what a row's field holds, when the schema does not name it as the model does.
_KEYS: dict[str, Path] = {
    "slug": ("adresse",),
    "source_ref": ("id",),
    "provenance_note": ("note",),
    "starts_on": ("dates", "du"),
    "ends_on": ("dates", "au"),
    "precision": ("dates", "précision"),
    "date_label": ("dates", "libellé"),
    "corrected_wording": ("corrections",),
    "name_printed": ("nom",),
    "place_printed": ("lieu",),
    "role_printed": ("fonction",),
    "title_printed": ("titre",),
    "printed": ("imprimé",),
    "picture": ("fichier",),
    "next_label": ("prochain", "libellé"),
    "next_summary": ("prochain", "sujets"),
    "imprint": ("ours", "texte"),
    "imprint_printed": ("ours", "imprimé"),
}


@dataclass
class Tally:
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    removed: int = 0


@dataclass
class Report:
    """What loading a file did, model by model, in the order they were written."""

    tallies: dict[type[models.Model], Tally] = field(default_factory=dict)

    def of(self, model: type[models.Model]) -> Tally:
        return self.tallies.setdefault(model, Tally())

    @property
    def total(self) -> Tally:
        tallies = self.tallies.values()
        return Tally(
            sum(one.created for one in tallies),
            sum(one.updated for one in tallies),
            sum(one.unchanged for one in tallies),
            sum(one.removed for one in tallies),
        )


@dataclass(frozen=True)
class Row:
    """An item of the file, where it stands, and the values its row should have."""

    path: Path
    item: Strict
    values: dict[str, Any]


@dataclass(frozen=True)
class Prepared:
    """A row with its new values, and those it had; none when it is new."""

    obj: models.Model
    was: dict[str, Any]
    changes_more: bool


def _values(obj: models.Model) -> dict[str, Any]:
    return {one.name: one.value_from_object(obj) for one in obj._meta.concrete_fields if not one.generated}


def _changed(obj: models.Model, was: dict[str, Any]) -> list[str]:
    """Fields whose value is not what it was: all of them when the row is new."""
    return [name for name, value in _values(obj).items() if name not in was or value != was[name]]


@dataclass
class Writer:
    source: Source
    report: Report = field(default_factory=Report)
    problems: list[tuple[Path, str]] = field(default_factory=list)

    def sourced(self, item: Strict, default_ref: str = "") -> dict[str, Any]:
        return {
            "provenance": item.provenance or self.source.content.provenance,
            "source_ref": item.id or default_ref,
            "provenance_note": item.note,
        }

    def prepare(self, obj: models.Model, row: Row, *, changes_more: bool = False) -> Prepared | None:
        """Give the row its values, without saving it; None when the database would refuse them.

        ``changes_more`` counts as a change what is kept outside the row's own table.
        """
        was = {} if obj._state.adding else _values(obj)
        for name, value in row.values.items():
            setattr(obj, name, value)
        # A row left as it was has nothing to be judged on.
        if _changed(obj, was) and (problems := self._refusals(obj, row, was)):
            self.problems += problems
            return None
        return Prepared(obj, was, changes_more)

    def save(self, prepared: Prepared) -> models.Model:
        obj, was = prepared.obj, prepared.was
        tally = self.report.of(type(obj))
        if not was:
            obj.save()
            tally.created += 1
            return obj
        if changed := _changed(obj, was):
            timestamp = ["updated_at"] if hasattr(obj, "updated_at") else []
            obj.save(update_fields=[*changed, *timestamp])
        if changed or prepared.changes_more:
            tally.updated += 1
        else:
            tally.unchanged += 1
        return obj

    def write(self, obj: models.Model, row: Row) -> models.Model | None:
        prepared = self.prepare(obj, row)
        return self.save(prepared) if prepared else None

    def write_one(self, model: type[models.Model], lookup: dict[str, Any], row: Row) -> models.Model | None:
        obj = model.objects.filter(**lookup).first() or model(**lookup)
        return self.write(obj, row)

    def write_list(
        self, model: type[models.Model], scope: dict[str, Any], rows: Sequence[Row]
    ) -> dict[str, models.Model]:
        """Write the rows of a list, each known in its scope by its reference, and stop at the first bad list."""
        existing = {one.source_ref: one for one in model.objects.filter(**scope) if one.source_ref}
        moved = [
            one.pk
            for row in rows
            if (one := existing.get(row.values["source_ref"]))
            and getattr(one, "position", None) != row.values.get("position")
        ]
        if moved:
            model.objects.filter(pk__in=moved).update(position=F("position") + PARKING)
        written = {}
        for row in rows:
            ref = row.values["source_ref"]
            written[ref] = self.write(existing.get(ref) or model(**scope), row)
        self.stop_if_refused()
        return written

    def remove(self, objects: Iterable[models.Model]) -> None:
        for obj in objects:
            obj.delete()
            self.report.of(type(obj)).removed += 1

    def stop_if_refused(self) -> None:
        if self.problems:
            raise self.source.error(*self.problems)

    def _refusals(self, obj: models.Model, row: Row, was: dict[str, Any]) -> list[tuple[Path, str]]:
        known = was.get("provenance", Provenance.FICTITIOUS)
        if getattr(obj, "provenance", None) == Provenance.FICTITIOUS != known:
            label = Provenance(known).label
            return [(row.path, f"« {obj} » existe déjà, {label} : un contenu fictif ne peut pas le remplacer")]
        try:
            obj.full_clean()
        except ValidationError as error:
            return [
                (self._place(row, name), message)
                for name, messages in error.message_dict.items()
                for message in messages
            ]
        return []

    def _place(self, row: Row, name: str) -> Path:
        """Where the file gives a field of the row; the row itself for what bears on the whole of it."""
        if name in type(row.item).model_fields:
            return (*row.path, type(row.item).model_fields[name].alias or name)
        return (*row.path, *_KEYS.get(name, ()))
