"""What someone changed in a long form, against what it showed them, and how it joins what others saved meanwhile.

A form is its fields, its rows by key (``formset:12``, or ``formset:+3`` when the row is not saved yet) and the order of
its rows. The browser sends what changed only, with what it read at the time: a field that one person touched is theirs
without asking; a field that two people wrote otherwise is put to whoever saves second.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from itertools import pairwise

from core.errors import DomainError

Value = str | list[str]
Row = dict[str, Value]

DELETED = "DELETE"
ORDER = "ordre"
MINE, THEIRS = "mien", "sien"
UNREADABLE = "Ce brouillon est illisible : rechargez la page."


@dataclass
class Texts:
    fields: Row = field(default_factory=dict)
    rows: dict[str, Row] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, data: object) -> "Texts":
        if not isinstance(data, dict):
            raise DomainError(UNREADABLE)
        fields, rows, order = data.get("fields", {}), data.get("rows", {}), data.get("order", [])
        if not _is_row(fields) or not isinstance(rows, dict) or not all(map(_is_row, rows.values())):
            raise DomainError(UNREADABLE)
        if not _is_list(order):
            raise DomainError(UNREADABLE)
        return cls(_plain(fields), {str(key): _plain(row) for key, row in rows.items()}, order)


@dataclass
class Changes:
    """``mine`` holds the changed fields, the whole of each row touched, and the order; ``base``, what they were."""

    base: Texts
    mine: Texts

    @classmethod
    def read(cls, data: object) -> "Changes":
        if isinstance(data, str):
            try:
                data = json.loads(data)
            except ValueError:
                raise DomainError(UNREADABLE) from None
        if not isinstance(data, dict):
            raise DomainError(UNREADABLE)
        return cls(Texts.read(data.get("base")), Texts.read(data.get("mine")))

    def data(self) -> dict:
        return asdict(self)


@dataclass(frozen=True)
class Difference:
    """Two texts at one place: a field, a whole row that one of the two does not have, or the order."""

    row: str
    field: str
    mine: Value | Row | None
    theirs: Value | Row | None
    chosen: str | None

    @property
    def place(self) -> str:
        return f"{self.row}|{self.field}"


@dataclass
class Merge:
    texts: Texts
    differences: list[Difference]

    @property
    def is_decided(self) -> bool:
        return all(one.chosen for one in self.differences)


def is_new(key: str) -> bool:
    return ":+" in key


def merge(changes: Changes, theirs: Texts, choices: Mapping[str, str], *, ask_all: bool = False) -> Merge:
    """Join what one changed to what is saved now.

    Where both wrote, ``choices`` decides, by place; ``ask_all`` puts to the person what they alone changed too.
    """
    return _Merger(changes, theirs, choices, ask_all).merge()


class _Merger:
    def __init__(self, changes: Changes, theirs: Texts, choices: Mapping[str, str], ask_all: bool) -> None:
        self.base, self.mine, self.theirs = changes.base, changes.mine, theirs
        self.choices, self.ask_all = choices, ask_all
        self.texts = Texts(dict(theirs.fields), {key: dict(row) for key, row in theirs.rows.items()})
        self.differences: list[Difference] = []

    def merge(self) -> Merge:
        for name, value in self.mine.fields.items():
            if name in self.theirs.fields and self.takes_mine(
                "", name, self.base.fields.get(name), value, self.theirs.fields[name]
            ):
                self.texts.fields[name] = value
        order = list(self.mine.order)
        for key, row in self.mine.rows.items():
            if is_new(key):
                self.add(key, row)
            elif key in self.theirs.rows:
                self.change(key, row)
            elif self.restores(key, row):
                again = key.replace(":", ":+r")
                self.texts.rows[again] = {name: value for name, value in row.items() if name != DELETED}
                order = [again if one == key else one for one in order]
        self.texts.order = self.ordered(order)
        return Merge(self.texts, self.differences)

    def add(self, key: str, row: Row) -> None:
        if row.get(DELETED):
            return
        if (not self.ask_all and not self.is_chosen(key, "")) or self.asked(key, "", row, None):
            self.texts.rows[key] = dict(row)

    def change(self, key: str, row: Row) -> None:
        base, theirs = self.base.rows.get(key, {}), self.theirs.rows[key]
        if row.get(DELETED):
            untouched = all(theirs.get(name) == value for name, value in base.items() if name in theirs)
            if (untouched and not self.ask_all and not self.is_chosen(key, "")) or self.asked(key, "", None, theirs):
                self.texts.rows[key][DELETED] = "on"
            return
        for name, value in row.items():
            if name in theirs and self.takes_mine(key, name, base.get(name), value, theirs[name]):
                self.texts.rows[key][name] = value

    def restores(self, key: str, row: Row) -> bool:
        """Whether a row that others deleted, and that I was writing in, stays."""
        if row.get(DELETED) or row == self.base.rows.get(key):
            return False
        return self.asked(key, "", row, None)

    def takes_mine(self, row: str, name: str, base: Value | None, mine: Value, theirs: Value) -> bool:
        if mine in (theirs, base):
            return False
        if base == theirs and not self.ask_all and not self.is_chosen(row, name):
            return True
        return self.asked(row, name, mine, theirs)

    def is_chosen(self, row: str, name: str) -> bool:
        return f"{row}|{name}" in self.choices

    def asked(self, row: str, name: str, mine: Value | Row | None, theirs: Value | Row | None) -> bool:
        """Mine as long as nobody chose: the page that asks shows it so."""
        chosen = self.choices.get(f"{row}|{name}")
        self.differences.append(Difference(row, name, mine, theirs, chosen if chosen in (MINE, THEIRS) else None))
        return chosen != THEIRS

    def ordered(self, mine: list[str]) -> list[str]:
        common = set(self.base.order) & set(mine) & set(self.theirs.order)
        before, here, there = (
            [key for key in order if key in common] for order in (self.base.order, mine, self.theirs.order)
        )
        moved = here != before and self.takes_mine("", ORDER, before, here, there)
        first, second = (mine, self.theirs.order) if moved else (self.theirs.order, mine)
        return [key for key in woven(first, second) if key in self.texts.rows]


def woven(first: list[str], second: list[str]) -> list[str]:
    """The first order, with what only the second holds, each after what it follows there."""
    joined = list(first)
    for previous, key in pairwise(["", *second]):
        if key not in joined:
            joined.insert(joined.index(previous) + 1 if previous in joined else 0, key)
    return joined


def _is_list(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _is_row(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(one, str) or _is_list(one) for one in value.values())


def _plain(row: Row) -> Row:
    """Browsers end lines in two ways."""
    return {name: plain_value(value) for name, value in row.items()}


def plain_value(value: Value) -> Value:
    return value.replace("\r\n", "\n") if isinstance(value, str) else value
