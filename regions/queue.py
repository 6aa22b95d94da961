"""The reports that wait for the national team, with all there is to read of them before deciding."""

from dataclasses import dataclass
from datetime import datetime

from network.models import User
from regions.enums import ReportState
from regions.models import Report, ReportStep

# Cells of the form (see ``regions.cells``) in a reader's words.
CELLS = {"summary": "l’essentiel", "next_steps": "la suite", "held_on": "le jour", "place": "le lieu"}
ROWS = {"count": "les participants", "decision": "les décisions"}


@dataclass(frozen=True)
class Waiting:
    """A submitted report; ``sent_back`` is the step it was last sent back by, ``rewritten`` what changed since."""

    report: Report
    sent_back: ReportStep | None
    rewritten: list[str]


def read_queue(user: User) -> list[Waiting]:
    """The oldest first, in a constant number of queries."""
    return [_waiting(report) for report in Report.objects.queue().whole(user)]


def _waiting(report: Report) -> Waiting:
    steps = list(report.steps.all())
    sent_back = next((step for step in reversed(steps) if step.after == ReportState.TO_COMPLETE), None)
    return Waiting(report, sent_back, _rewritten(report, sent_back.at) if sent_back else [])


def _rewritten(report: Report, since: datetime) -> list[str]:
    """What was written since a moment, in words; what was erased leaves no trace of its own."""
    written = {name for name, (_, _, at) in report.traces.items() if datetime.fromisoformat(at) > since}
    kinds = {name.partition("-")[0] for name in written}
    said = [item for item in report.meeting.items.all() if {f"item-{item.pk}-stance", f"item-{item.pk}-note"} & written]
    return [
        *(words for name, words in CELLS.items() if name in written),
        *(words for kind, words in ROWS.items() if kind in kinds),
        *(f"« {item.subject_title} »" for item in said),
    ]
