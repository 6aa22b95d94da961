"""The cells of a report: one thing its form shows, by name, with its text as it stands.

``held_on``, ``place``, ``summary``, ``next_steps``, ``count-<category>``, ``item-<pk>-stance``, ``item-<pk>-note`` and
``decision-<key>-text|who|due_on|settles``. A day is written as ISO does, a stance by its value, nothing as "".
"""

import re
import uuid
from datetime import date
from hashlib import sha256

from core.enums import Category
from core.glyphs import undrawn
from proposals.enums import QuestionStatus
from proposals.models import Question
from regions.enums import Stance
from regions.models import Report

Cells = dict[str, str]

LONGEST_TEXT = 20_000
LONGEST_LINE = 160
MOST_PEOPLE = 9_999
DECISION_PARTS = ("text", "who", "due_on", "settles")
MOST_DECISIONS = 60
NO_TEXT = "Écrivez ce qui est décidé."
TOO_MANY = f"Pas plus de {MOST_DECISIONS} décisions."

# What no database, mail or calendar takes and no reader sees: it comes with texts pasted from elsewhere.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_ITEM = re.compile(r"item-[1-9][0-9]{0,17}-(stance|note)")
_ISO_DAY = re.compile(r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)", re.ASCII)
_FRENCH_DAY = re.compile(r"(?P<day>\d\d?)/(?P<month>\d\d?)/(?P<year>\d{4})", re.ASCII)
_NUMBER = re.compile(r"[0-9]{1,18}")


def digest(text: str) -> str:
    """What a form carries of the text it was shown."""
    return sha256(text.encode()).hexdigest()[:16]


def normal(name: str, text: str) -> str:
    """A text as its cell holds it; what cannot be read stays as it was typed."""
    text = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if name == "place" or name.endswith("-who"):
        return " ".join(text.split())
    if name == "held_on" or name.endswith("-due_on"):
        day = _day(text)
        return day.isoformat() if day else text
    if (name.startswith("count-") or name.endswith("-settles")) and _NUMBER.fullmatch(text):
        return str(int(text))
    return text


def is_cell(name: str) -> bool:
    """Whether a name is that of a cell, of this report or of another."""
    if name in ("held_on", "place", "summary", "next_steps") or decision_part(name):
        return True
    return name.removeprefix("count-") in Category.values if name.startswith("count-") else bool(_ITEM.fullmatch(name))


def cells_of(report: Report) -> Cells:
    """Every cell of a report that holds something, and the empty ones of its points and head-counts."""
    meeting = report.meeting
    cells = {
        "held_on": meeting.starts_on.isoformat() if meeting.is_settled else "",
        "place": normal("place", meeting.place),
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


def refusals(texts: Cells, cells: Cells) -> dict[str, str]:
    """Why some of these texts cannot take their places among ``cells``, by name."""
    questions = _questions(texts)
    found = {name: why for name, text in texts.items() if (why := _why_not(name, text, cells, questions))}
    after = cells | {name: text for name, text in texts.items() if name not in found}
    for key in {decision_key(name) for name in texts if decision_part(name)}:
        parts = [f"decision-{key}-{part}" for part in DECISION_PARTS]
        if any(after.get(name) for name in parts) and not after.get(f"decision-{key}-text"):
            found = {name: NO_TEXT for name in parts if name in texts} | found
    if sum(decision_part(name) == "text" and text != "" for name, text in after.items()) > MOST_DECISIONS:
        found |= {name: TOO_MANY for name in texts if decision_part(name) and name not in cells}
    return found


def _questions(texts: Cells) -> set[str]:
    """Those that decisions say they settle and that exist."""
    asked = {text for name, text in texts.items() if decision_part(name) == "settles" and _NUMBER.fullmatch(text)}
    return {str(pk) for pk in Question.objects.filter(pk__in=asked).values_list("pk", flat=True)} if asked else set()


def _why_not(name: str, text: str, cells: Cells, questions: set[str]) -> str:
    part = decision_part(name)
    if name in ("summary", "next_steps") or part == "text":
        return _too_long(text, LONGEST_TEXT)
    if name == "place" or part == "who":
        return _too_long(text, LONGEST_LINE) or (_not_drawn(text) if name == "place" else "")
    if name == "held_on" or part == "due_on":
        return _bad_date(text)
    if part == "settles":
        return "" if not text or text in questions else "Cette question n’existe plus."
    if name.startswith("count-"):
        return "" if not text or _is_count(text) else "Écrivez un nombre, en chiffres."
    if name not in cells:
        return "Ce point n’est plus à l’ordre du jour."
    if name.endswith("-note"):
        return _too_long(text, LONGEST_TEXT)
    return "" if text in ("", *Stance.values) else "Choisissez l’un des avis proposés."


def _too_long(text: str, most: int) -> str:
    return f"Ce texte est trop long : {len(text)} signes, {most} au plus." if len(text) > most else ""


def _not_drawn(text: str) -> str:
    """Of what is printed too, in the kit of the meeting."""
    why = undrawn(text)
    return why[:1].upper() + why[1:]


def _day(text: str) -> date | None:
    written = _ISO_DAY.fullmatch(text) or _FRENCH_DAY.fullmatch(text)
    try:
        return date(*(int(written[part]) for part in ("year", "month", "day"))) if written else None
    except ValueError:
        return None


def _bad_date(text: str) -> str:
    day = _day(text)
    if text and not day:
        return "Écrivez la date en entier : jour, mois, année."
    if day and not 1985 <= day.year <= 2100:
        return "Cette année n’est pas vraisemblable."
    return ""


def _is_count(text: str) -> bool:
    return bool(_NUMBER.fullmatch(text)) and int(text) <= MOST_PEOPLE


def settleable(report: Report) -> list[Question]:
    """The questions a decision of this report may settle: those still open, and those it names already."""
    named = [decision.settles_id for decision in _rows(report, "decisions")]
    questions = Question.objects.exclude(status=QuestionStatus.SETTLED) | Question.objects.filter(pk__in=named)
    return list(questions.distinct().order_by("-seminar__year", "position"))
