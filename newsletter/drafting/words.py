"""What a report, a track or a question gives to an issue: rich text, from which an editor goes on."""

from collections.abc import Iterable
from datetime import date

from django.utils import timezone
from django.utils.html import format_html, format_html_join, linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst

from core.dates import day_in_words
from proposals.enums import QuestionStatus
from proposals.models import Milestone, Question, WorkTrack
from proposals.moved import Move
from regions.enums import MeetingKind
from regions.models import AgendaItem, Decision, Meeting, Report


def meeting_title(meeting: Meeting) -> str:
    """« Rencontre régionale du 18 janvier 2011 », or the title that it was given."""
    if meeting.title:
        return meeting.title
    name = "Rencontre régionale" if meeting.kind == MeetingKind.SEMINAR else capfirst(meeting.get_kind_display())
    if meeting.is_settled and meeting.starts_on == meeting.ends_on:
        return f"{name} du {day_in_words(meeting.starts_on)}"
    return ", ".join(filter(None, [name, meeting.when]))


def summary(report: Report) -> str:
    """What to remember of a meeting, where it was held, and how many were there: never who."""
    counted = [row.in_words for row in report.attendances.all() if row.count]
    place = report.meeting.place
    where = [f"{place}." if place else "", f"Participants : {', '.join(counted)}." if counted else ""]
    held = " ".join(filter(None, where))
    return _paragraphs(report.summary) + (format_html("<p><em>{}</em></p>", held) if held else "")


def stances(items: list[AgendaItem]) -> str:
    return _list(format_html("<strong>{}</strong> – {}", item.subject_title, _said(item)) for item in items)


def _said(item: AgendaItem) -> str:
    outcome = item.outcome
    stance = f"{outcome.get_stance_display()}." if outcome.stance else ""
    return " ".join(filter(None, [stance, *outcome.note.split()]))


def decisions(report: Report) -> str:
    told = list(report.decisions.all())
    return (_list(map(_decision, told)) if told else "") + _paragraphs(report.next_steps)


def _decision(decision: Decision) -> str:
    due = f"pour le {day_in_words(decision.due_on)}" if decision.due_on else ""
    by = ", ".join(filter(None, [decision.who, due]))
    text = " ".join(decision.text.split())
    return f"{text.rstrip('.')} ({by})." if by else text


def track(move: Move | None, milestones: list[Milestone]) -> str:
    return (_moved(move) if move else "") + (_list(map(_milestone, milestones)) if milestones else "")


def _milestone(milestone: Milestone) -> str:
    if milestone.reached_on:
        return f"{milestone.label} : atteint le {day_in_words(milestone.reached_on)}."
    return f"{milestone.label} : prévu le {day_in_words(milestone.due_on)}."


def question(move: Move) -> str:
    """The question, and its answer when it has one: a text is titled by its theme."""
    asked: Question = move.subject
    told = format_html("<p><strong>{}</strong></p>", asked.question)
    if asked.status == QuestionStatus.SETTLED:
        return told + format_html("<p>Tranchée le {}.</p>", day_in_words(asked.settled_on)) + _paragraphs(asked.answer)
    return told + _moved(move)


def _moved(move: Move) -> str:
    on: date = timezone.localdate(move.at)
    why = f" {move.last.comment}" if move.last.comment else ""
    return format_html(
        "<p>De « {} » à « {} », le {}.{}</p>", move.before_label, move.after_label, day_in_words(on), why
    )


def follow_up_title(tracks: list[WorkTrack]) -> str:
    """« À suivre en 2011 »: the year of the latest tracks."""
    year = max((one.year for one in tracks), default=None)
    return f"À suivre en {year}" if year else "À suivre"


def _paragraphs(text: str) -> SafeString:
    html = linebreaks(text.strip(), autoescape=True) if text.strip() else ""
    return mark_safe(html.replace("\n", ""))  # noqa: S308 - escaped


def _list(items: Iterable[str]) -> SafeString:
    return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((item,) for item in items)))
