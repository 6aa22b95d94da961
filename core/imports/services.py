"""Taking a table in: a report line by line, and everything or nothing."""

import hashlib
from dataclasses import dataclass, field

from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.db import transaction
from django.db.models import Model
from import_export.results import RowResult
from tablib import Dataset

from core.errors import DomainError
from core.history import recorded
from core.imports.files import Line, Table, read_table
from core.imports.registry import Import
from core.permissions import may_import
from core.search import described_together

NEW, CHANGED, UNCHANGED, REFUSED = "nouvelle", "changée", "inchangée", "refusée"
_KINDS = {
    RowResult.IMPORT_TYPE_NEW: NEW,
    RowResult.IMPORT_TYPE_UPDATE: CHANGED,
    RowResult.IMPORT_TYPE_SKIP: UNCHANGED,
}


@dataclass(frozen=True)
class Change:
    column: str
    was: str
    now: str


@dataclass(frozen=True)
class Outcome:
    """What becomes of a line."""

    number: int
    kind: str
    title: str
    changes: tuple[Change, ...] = ()
    # What to mend, each with its column, empty when it is the line's as a whole.
    problems: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Report:
    outcomes: list[Outcome] = field(default_factory=list)
    is_written: bool = False

    def of(self, kind: str) -> list[Outcome]:
        return [one for one in self.outcomes if one.kind == kind]

    @property
    def counts(self) -> list[tuple[str, list[Outcome]]]:
        return [(kind, self.of(kind)) for kind in (REFUSED, NEW, CHANGED, UNCHANGED)]

    @property
    def may_be_written(self) -> bool:
        return not self.of(REFUSED) and bool(self.of(NEW) or self.of(CHANGED))

    @property
    def digest(self) -> str:
        """By which a report is known again: the same file may do something else once the portal has changed."""
        return hashlib.sha256(repr(self.outcomes).encode()).hexdigest()


class _UndoneError(Exception):
    """Leaves the transaction as if nothing had been tried."""


def run_import(*, kind: Import, content: bytes, filename: str, by, confirmed: str = "") -> Report:
    """Say what a file would do to the portal, line by line; do it when that is still the report whose digest is
    ``confirmed``, and no line is refused.

    A second run of the same file changes nothing. Raises ``DomainError`` when the file cannot be read.
    """
    if not may_import(by, kind.model):
        raise DomainError("Vous ne pouvez pas importer cela.")
    table = read_table(content, tuple(one.column_name for one in kind.resource.columns()))
    report = Report()
    said = f"Importé de « {filename[:80]} »."
    try:
        with transaction.atomic(), described_together():
            if confirmed:
                with recorded(by=by, comment=said):
                    report, written = _tried(kind, table)
                    _log(written, by, said)
                    if report.of(REFUSED) or report.digest != confirmed:
                        raise _UndoneError
            else:
                report, _ = _tried(kind, table)
                raise _UndoneError
    except _UndoneError:
        return report
    return Report(report.outcomes, is_written=True)


def _tried(kind: Import, table: Table) -> tuple[Report, dict[int, list[Model]]]:
    """Write each line that may be; the report, and what was added and changed."""
    resource = kind.resource()
    data = Dataset(headers=["#", *table.columns])
    for line in table.lines:
        data.append([line.number, *(line.cells[name] for name in table.columns)])
    result = resource.import_data(data)
    if result.base_errors:
        raise result.base_errors[0].error
    report, written = Report(), {ADDITION: [], CHANGE: []}
    for line, row in zip(table.lines, result.rows, strict=True):
        report.outcomes.append(_outcome(resource, line, row))
        if row.import_type == RowResult.IMPORT_TYPE_NEW:
            written[ADDITION].append(row.instance)
        elif row.import_type == RowResult.IMPORT_TYPE_UPDATE:
            written[CHANGE].append(row.instance)
    return report, written


def _outcome(resource, line: Line, row: RowResult) -> Outcome:
    if row.errors:
        raise row.errors[0].error
    if row.validation_error:
        problems = resource.told(row.validation_error, lambda message: _field_of(resource._meta.model, message))
        return Outcome(line.number, REFUSED, _first_words(line), problems=tuple(problems))
    changes = ()
    if row.import_type == RowResult.IMPORT_TYPE_UPDATE:
        told = [(one.column_name, one.export(row.original), one.export(row.instance)) for one in resource.columns()]
        changes = tuple(Change(*one) for one in told if one[1] != one[2])
    return Outcome(line.number, _KINDS[row.import_type], row.object_repr or "", changes)


def _first_words(line: Line) -> str:
    return " ".join([cell for cell in line.cells.values() if cell][:2])[:80]


def _field_of(model: type[Model], message: str) -> str:
    """The field a constraint is about, as forms of the back-office place it."""
    from core.admin.forms import FIELD_OF_CONSTRAINT

    for constraint in model._meta.constraints:
        if str(constraint.violation_error_message) == message:
            return next((name for end, name in FIELD_OF_CONSTRAINT.items() if constraint.name.endswith(end)), "")
    return ""


def _log(written: dict[int, list[Model]], by, said: str) -> None:
    for flag, objects in written.items():
        for start in range(0, len(objects), 500):
            LogEntry.objects.log_actions(by.pk, objects[start : start + 500], flag, said)
