"""The cells of a report: one thing its form shows, by name, with its text as it stands.

``held_on``, ``place``, ``summary``, ``next_steps``, ``count-<category>``, ``item-<pk>-stance``, ``item-<pk>-note`` and
``decision-<key>-text|who|due_on|settles``. A day is written as ISO does, a stance by its value, nothing as "".
"""

import uuid
from datetime import date
from hashlib import sha256

from core.enums import Category
from proposals.enums import QuestionStatus
from proposals.models import Question
from regions.enums import Stance
from regions.models import Report

Cells = dict[str, str]

LONGEST_TEXT = 20_000
LONGEST_LINE = 160
MOST_PEOPLE = 9_999
DECISION_PARTS = ("text", "who", "due_on", "settles")
NO_TEXT = "Écrivez ce qui est décidé."


def digest(text: str) -> str:
    """What a form carries of the text it was shown."""
    return sha256(text.encode()).hexdigest()[:16]


def cells_of(report: Report) -> Cells:
    """Every cell of a report that holds something, and the empty ones of its points and head-counts."""
    meeting = report.meeting
    cells = {
        "held_on": meeting.starts_on.isoformat() if meeting.is_settled else "",
        "place": meeting.place,
        "summary": report.summary,
        "next_steps": report.next_steps,
    }
    cells |= {f"count-{category}": "" for category in Category.values}
    cells |= {f"count-{row.category}": str(row.count) for row in _rows(report, "attendances")}
    for item in meeting.items.select_related("outcome"):
        outcome = getattr(item, "outcome", None)
        cells[f"item-{item.pk}-stance"] = outcome.stance if outcome else ""
        cells[f"item-{item.pk}-note"] = outcome.note if outcome else ""
    for decision in _rows(report, "decisions"):
        values = (decision.text, decision.who, decision.due_on and decision.due_on.isoformat(), decision.settles_id)
        for part, value in zip(DECISION_PARTS, values, strict=True):
            cells[f"decision-{decision.key}-{part}"] = str(value or "")
    return cells


def _rows(report: Report, name: str):
    """Its rows; a report nobody opened yet has none."""
    return getattr(report, name).all() if report.pk else ()


def decision_part(name: str) -> str:
    """The part of a decision a name stands for; empty when it stands for none."""
    prefix, _, rest = name.partition("-")
    key, _, part = rest.rpartition("-")
    if prefix != "decision" or part not in DECISION_PARTS:
        return ""
    try:
        return part if str(uuid.UUID(key)) == key else ""
    except ValueError:
        return ""


def decision_key(name: str) -> str:
    return name.partition("-")[2].rpartition("-")[0]


def refusal(name: str, text: str, cells: Cells, typed: Cells | None = None) -> str:
    """Why a text cannot be taken in a cell among ``cells``, with ``typed`` beside it; empty when it can."""
    if why := _why_not(name, text, cells):
        return why
    part = decision_part(name)
    if part and part != "text" and text:
        decided = f"decision-{decision_key(name)}-text"
        return "" if (typed or {}).get(decided) or cells.get(decided) else NO_TEXT
    return ""


def _why_not(name: str, text: str, cells: Cells) -> str:
    if "\x00" in text:
        return "Ce texte contient un caractère qui ne s’enregistre pas."
    if name in ("summary", "next_steps"):
        return _too_long(text, LONGEST_TEXT)
    if name == "place":
        return _too_long(text, LONGEST_LINE)
    if name == "held_on":
        return _bad_date(text)
    if name.startswith("count-"):
        return "" if name in cells and _is_count(text) else "Écrivez un nombre, en chiffres."
    if name.startswith("item-"):
        if name not in cells:
            return "Ce point n’est plus à l’ordre du jour."
        if name.endswith("-note"):
            return _too_long(text, LONGEST_TEXT)
        return "" if text in ("", *Stance.values) else "Choisissez l’un des avis proposés."
    return _bad_decision(name, text)


def _too_long(text: str, most: int) -> str:
    return f"Ce texte est trop long : {len(text)} signes, {most} au plus." if len(text) > most else ""


def _bad_date(text: str) -> str:
    try:
        day = date.fromisoformat(text) if text else None
    except ValueError:
        return "Écrivez la date en entier : jour, mois, année."
    if day and not 1985 <= day.year <= 2100:
        return "Cette année n’est pas vraisemblable."
    return ""


def _is_count(text: str) -> bool:
    return not text or (text.isascii() and text.isdigit() and int(text[:9]) <= MOST_PEOPLE and len(text) <= 9)


def _bad_decision(name: str, text: str) -> str:
    part = decision_part(name)
    if part == "text":
        return _too_long(text, LONGEST_TEXT)
    if part == "who":
        return _too_long(text, LONGEST_LINE)
    if part == "due_on":
        return _bad_date(text)
    if part == "settles":
        known = not text or (text.isdigit() and Question.objects.filter(pk=text[:18]).exists())
        return "" if known else "Cette question n’existe plus."
    return "Ce champ n’existe pas."


def settleable(report: Report) -> list[Question]:
    """The questions a decision of this report may settle: those still open, and those it names already."""
    named = [decision.settles_id for decision in _rows(report, "decisions")]
    questions = Question.objects.exclude(status=QuestionStatus.SETTLED) | Question.objects.filter(pk__in=named)
    return list(questions.distinct().order_by("-seminar__year", "position"))
