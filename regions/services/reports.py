"""Writing a report: one cell at a time, so that two people never overwrite each other.

A cell is one thing the form shows, by name (``summary``, ``count-parcours``, ``item-12-note``,
``decision-<key>-text``…), and its text as it stands. A form says what it was shown of each cell (a digest) and what it
holds now: a cell nobody else changed is taken, one that moved meanwhile is in conflict, one that cannot be read is
refused with its reason. What is not taken is kept in a ``Draft`` of its author: nothing typed is lost.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils import timezone

from core import drafts
from core.enums import DatePrecision
from core.errors import DomainError
from network.models import User
from regions.cells import (
    DECISION_PARTS,
    Cells,
    cells_of,
    decision_key,
    decision_part,
    digest,
    is_cell,
    normal,
    refusals,
)
from regions.models import Attendance, Decision, Meeting, Outcome, Report
from regions.permissions import acts_for
from regions.services.kits import ask_for_kit


@dataclass(frozen=True)
class Sent:
    """What a form sends: the texts it holds, the digests of those it was shown, and which open page it is.

    ``page`` tells a text this very page wrote, whose answer got lost on the way, from someone else's. What is no cell
    is left out.
    """

    texts: Mapping[str, str]
    shown: Mapping[str, str]
    page: str = ""

    def __post_init__(self) -> None:
        texts = {name: normal(name, text) for name, text in self.texts.items() if is_cell(name)}
        object.__setattr__(self, "texts", texts)

    def base(self, name: str) -> str:
        return self.shown.get(name, digest(""))

    def typed(self) -> Cells:
        """What its author changed."""
        return {name: text for name, text in self.texts.items() if digest(text) != self.base(name)}


@dataclass
class Saved:
    """What came of a save: the cells as they stand now, those that moved meanwhile, those refused and why."""

    cells: Cells
    conflicts: Cells = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)

    @property
    def is_whole(self) -> bool:
        return not self.conflicts and not self.refused


def open_report(*, meeting: Meeting, by: User) -> Report:
    """The report of a meeting, made the first time it is asked for. Raises ``DomainError`` when ``by`` may not."""
    if not acts_for(by, meeting.delegation_id):
        raise DomainError("Cette rencontre est celle d’une autre délégation.")
    return Report.objects.get_or_create(meeting=meeting, defaults={"created_by": by})[0]


@transaction.atomic
def save_report(*, report: Report, by: User, sent: Sent) -> Saved:
    """Take what may be taken; keep the rest for ``by``, until it is typed anew or given up.

    Raises ``DomainError`` when the report is not to be written, or not by them: see ``keep_typed``.
    """
    # Everyone who writes of a meeting waits for the others here: its day and place are cells too.
    meeting = Meeting.objects.select_for_update().get(pk=report.meeting_id)
    report = Report.objects.select_for_update().get(pk=report.pk)
    report.meeting = meeting
    if not acts_for(by, meeting.delegation_id):
        raise DomainError("Ce compte rendu est celui d’une autre délégation.")
    if why := report.why_closed:
        raise DomainError(why)
    before = cells_of(report)
    changed = {name: text for name, text in sent.typed().items() if text != before.get(name, "")}
    saved = Saved(cells=before)
    saved.conflicts = {
        name: now
        for name in changed
        if digest(now := before.get(name, "")) != sent.base(name) and not _is_own(report, name, by, sent.page)
    }
    free = {name: text for name, text in changed.items() if name not in saved.conflicts}
    saved.refused = refusals(free, before)
    if taken := {name: text for name, text in free.items() if name not in saved.refused}:
        saved.cells = _write(report, taken, before, by, sent.page)
    _keep_waiting(report, by, sent, saved)
    return saved


def _keep_waiting(report: Report, by: User, sent: Sent, saved: Saved) -> None:
    """Keep what was not taken, beside what waits already: in conflict, it waits for a choice; unreadable, to be typed
    anew or erased."""
    typed, kept = sent.typed(), drafts.kept(owner=by, target=report)
    unread = refusals(kept, saved.cells)
    still = {
        name: text
        for name, text in kept.items()
        if name not in typed and text != saved.cells.get(name, "") and not (name in sent.texts and name in unread)
    }
    waiting = {name: typed[name] for name in (*saved.conflicts, *saved.refused)}
    drafts.keep(owner=by, target=report, data=still | waiting)


@transaction.atomic
def keep_typed(*, report: Report, by: User, sent: Sent) -> Cells:
    """Keep what someone typed in a report that went on without them, and return all that is kept of them."""
    if not acts_for(by, report.meeting.delegation_id):
        raise DomainError("Ce compte rendu est celui d’une autre délégation.")
    _wait_for_others(report)
    cells = cells_of(report)
    typed = {name: text for name, text in sent.typed().items() if text != cells.get(name, "")}
    return drafts.keep(owner=by, target=report, data=drafts.kept(owner=by, target=report) | typed)


@transaction.atomic
def give_up(*, report: Report, by: User, name: str) -> Cells:
    """Forget what was kept of a cell; return what is still kept."""
    _wait_for_others(report)
    kept = drafts.kept(owner=by, target=report)
    return drafts.keep(owner=by, target=report, data={other: text for other, text in kept.items() if other != name})


def _wait_for_others(report: Report) -> None:
    """Whoever keeps a text for the same person, from another of their pages, is done first."""
    Report.objects.select_for_update().get(pk=report.pk)


def _is_own(report: Report, name: str, by: User, page: str) -> bool:
    user, written_from, _ = report.traces.get(name, (None, "", ""))
    return bool(page) and user == by.pk and written_from == page


# --- Writing --------------------------------------------------------------------------------------


def _write(report: Report, taken: Cells, before: Cells, by: User, page: str) -> Cells:
    """Write these texts in place of those of ``before``; return the cells as they then stand."""
    for name in ("summary", "next_steps"):
        if name in taken:
            setattr(report, name, taken[name])
    if "place" in taken or "held_on" in taken:
        _write_meeting(report.meeting, taken)
    for name, text in taken.items():
        if name.startswith("count-"):
            category = name.removeprefix("count-")
            if text:
                Attendance.objects.update_or_create(report=report, category=category, defaults={"count": int(text)})
            else:
                report.attendances.filter(category=category).delete()
    after = before | taken
    for item in dict.fromkeys(name.split("-")[1] for name in taken if name.startswith("item-")):
        said = {"stance": after[f"item-{item}-stance"], "note": after[f"item-{item}-note"]}
        if any(said.values()):
            Outcome.objects.update_or_create(item_id=item, defaults=said)
        else:
            Outcome.objects.filter(item_id=item).delete()
    # In the order of the form: decisions are read in the order they were written.
    for key in dict.fromkeys(decision_key(name) for name in taken if decision_part(name)):
        parts = {part: after.get(f"decision-{key}-{part}", "") or None for part in DECISION_PARTS}
        if not any(parts.values()):
            report.decisions.filter(key=key).delete()
            continue
        values = {"text": parts["text"], "who": parts["who"] or ""}
        values |= {"due_on": parts["due_on"], "settles_id": parts["settles"]}
        Decision.objects.update_or_create(report=report, key=uuid.UUID(key), defaults=values)
    report.version += 1
    report.updated_by = by
    report.saved_at = timezone.now()
    # A decision that went leaves no trace: there are never more of them than cells.
    held = cells_of(report)
    report.traces = {name: trace for name, trace in report.traces.items() if name in held}
    report.traces |= {name: [by.pk, page, report.saved_at.isoformat()] for name in taken}
    columns = ["summary", "next_steps", "version", "traces", "updated_by", "saved_at", "updated_at"]
    report.save(update_fields=columns)
    return held


def _write_meeting(meeting: Meeting, taken: Cells) -> None:
    """The day and the place, as the report gives them: calendars show them too."""
    meeting.place = taken.get("place", meeting.place)
    if "held_on" in taken:
        day = date.fromisoformat(taken["held_on"]) if taken["held_on"] else None
        # The form asks for one day: a meeting of several keeps its last one while it comes after.
        lasts = day and meeting.is_settled and meeting.starts_on < meeting.ends_on >= day
        meeting.starts_on, meeting.ends_on = day, meeting.ends_on if lasts else day
        meeting.precision = DatePrecision.DAY if day else DatePrecision.UNKNOWN
        meeting.date_label = ""
        if day is None:
            meeting.starts_at = meeting.ends_at = None
        elif meeting.ends_at and meeting.starts_on == meeting.ends_on and meeting.ends_at <= meeting.starts_at:
            # The hour it ended on its last day, earlier than the one it began at on its first.
            meeting.ends_at = None
    meeting.sequence += 1
    meeting.save()
    ask_for_kit(meeting)
