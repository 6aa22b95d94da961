"""What the form of a report shows: its cells, with what is kept of what their author typed."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import SuspiciousOperation
from django.http import QueryDict

from core import drafts
from core.enums import Category
from network.models import User
from proposals.models import Question
from regions.cells import DECISION_PARTS, Cells, cells_of, decision_key, decision_part, digest, refusals, settleable
from regions.enums import Stance
from regions.models import AgendaItem, Report
from regions.services.reports import Sent

# What the form adds to the name of a cell for the digest of the text it was shown.
SHOWN = "shown-"
NO_STANCE = "aucun avis noté"
# Stands for the key of a row the script adds.
KEY_TO_COME = "cle-a-remplacer"
# Far above what our form ever holds.
MOST_CELLS = 1_000


def sent_of(data: QueryDict) -> Sent:
    """Read what the form of a report posted."""
    shown = {name.removeprefix(SHOWN): value for name, value in data.items() if name.startswith(SHOWN)}
    # Rows added by the script were shown nothing.
    texts = {name: data[name] for name in data if name in shown or decision_part(name)}
    if len(texts) > MOST_CELLS:
        raise SuspiciousOperation("more fields than any report has")
    page = data.get("page", "")
    return Sent(texts=texts, shown=shown, page=page if _is_page(page) else "")


def _is_page(token: str) -> bool:
    try:
        return str(uuid.UUID(token)) == token
    except ValueError:
        return False


@dataclass(frozen=True)
class Conflict:
    """Two texts for one cell: the one kept for its author, and the one written meanwhile."""

    mine: str
    theirs: str
    who: str
    at: datetime | None

    @property
    def base(self) -> str:
        return digest(self.theirs)


@dataclass(frozen=True)
class Cell:
    """What a field holds, and the digest of what is saved there: they differ only where a text is refused."""

    name: str
    text: str
    base: str
    saved: str = ""
    error: str = ""
    conflict: Conflict | None = None


@dataclass(frozen=True)
class Point:
    """One point of the agenda, with what is said of it."""

    item: AgendaItem
    stance: Cell
    note: Cell


@dataclass(frozen=True)
class DecisionRow:
    key: str
    text: Cell
    who: Cell
    due_on: Cell
    settles: Cell


class ReportForm:
    """The form of a report as ``user`` sees it. A cell in conflict holds what is saved; the other text stands by it."""

    def __init__(self, report: Report, user: User) -> None:
        self.report = report
        self.page = str(uuid.uuid4())
        self._cells: Cells = cells_of(report)
        self._kept: Cells = drafts.kept(owner=user, target=report) if report.pk else {}
        self._kept = {name: text for name, text in self._kept.items() if text != self._cells.get(name, "")}
        self._refused = refusals(self._kept, self._cells)
        writers = {trace[0] for name, trace in report.traces.items() if name in self._kept}
        self._writers = {writer.pk: str(writer) for writer in User.objects.filter(pk__in=writers)} if writers else {}
        self._shown: set[str] = set()
        self.held_on, self.place = self._cell("held_on"), self._cell("place")
        self.summary, self.next_steps = self._cell("summary"), self._cell("next_steps")
        self.counts = [(Category(value), self._cell(f"count-{value}")) for value in Category.values]
        items = report.meeting.items.select_related("proposal", "track", "question__seminar")
        self.points = [
            Point(item, self._cell(f"item-{item.pk}-stance"), self._cell(f"item-{item.pk}-note")) for item in items
        ]
        keys = dict.fromkeys(decision_key(name) for name in (*self._cells, *self._kept) if decision_part(name))
        # One row to fill without any script; the script adds others like it.
        self.decisions = [self._decision(key) for key in (*keys, str(uuid.uuid4()))]
        self.blank = self._decision(KEY_TO_COME)
        self.stances = [("", NO_STANCE), *Stance.choices]
        self.settleable: list[Question] = settleable(report)
        # Texts of points that are no longer debated: shown to be copied, until they are given up.
        self.orphans = [(name, text) for name, text in self._kept.items() if name not in self._shown]

    @property
    def attention(self) -> list[Cell]:
        """The cells that were not taken."""
        return [cell for cell in self.cells if cell.error or cell.conflict]

    @property
    def cells(self) -> list[Cell]:
        rows = [cell for point in self.points for cell in (point.stance, point.note)]
        rows += [getattr(row, part) for row in self.decisions for part in DECISION_PARTS]
        counts = [cell for _, cell in self.counts]
        return [self.held_on, self.place, *counts, self.summary, *rows, self.next_steps]

    def _cell(self, name: str) -> Cell:
        self._shown.add(name)
        saved = self._cells.get(name, "")
        if name not in self._kept:
            return Cell(name, saved, digest(saved))
        mine = self._kept[name]
        if error := self._refused.get(name):
            return Cell(name, mine, digest(saved), saved, error=error)
        writer, _, at = self.report.traces.get(name, (None, "", ""))
        who = self._writers.get(writer, "une autre personne")
        return Cell(name, saved, digest(saved), conflict=Conflict(mine, saved, who, at and datetime.fromisoformat(at)))

    def _decision(self, key: str) -> DecisionRow:
        return DecisionRow(key, *(self._cell(f"decision-{key}-{part}") for part in DECISION_PARTS))
