"""Meetings, and the stages of seminars that are not held as one, as calendars show them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from icalendar import Calendar, Event, vDuration

from core.dates import bounds_in_words, span_in_words
from core.enums import DatePrecision
from network.models import Delegation
from regions.models import Meeting
from seminars.models import Stage

PRODUCT = "-//COORACE//Le Fil d’Info//FR"
# How often clients are asked to come back, by the property of RFC 7986 and by that Outlook has always read.
REFRESH = "PT6H"


@dataclass(frozen=True)
class Entry:
    """A meeting, or a stage of a seminar, in a calendar."""

    of: Meeting | Stage

    @property
    def meeting(self) -> Meeting | None:
        return self.of if isinstance(self.of, Meeting) else None

    @property
    def title(self) -> str:
        return str(self.meeting) if self.meeting else self.of.name

    @property
    def kind(self) -> str:
        return self.meeting.get_kind_display() if self.meeting else f"étape du séminaire {self.of.seminar.year}"

    @property
    def named_kind(self) -> str:
        """What it is, unless its name says so already."""
        return "" if self.meeting and not self.meeting.title else self.kind

    @property
    def when(self) -> str:
        if self.meeting:
            return self.meeting.when
        if self.of.date_label:
            return self.of.date_label
        tell = span_in_words if self.is_settled else bounds_in_words
        return tell(self.of.starts_on, self.of.ends_on)

    @property
    def is_settled(self) -> bool:
        return self.of.precision == DatePrecision.DAY

    @property
    def is_cancelled(self) -> bool:
        return bool(self.meeting and self.meeting.cancelled_at)

    @property
    def month(self) -> str:
        """The heading it stands under: what has begun and is not over stands under the present month."""
        today = timezone.localdate()
        first = self.of.starts_on if self.of.ends_on < today else max(self.of.starts_on, today)
        return date_format(first, "F Y")


# --- The page -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """All that is read of an entry to put it in order, before those of one page are read whole."""

    model: type[Meeting] | type[Stage]
    pk: int
    starts_on: date
    ends_on: date


def lines(user: Any, *, delegation: Delegation | None = None) -> list[Line]:
    """What is to come, the nearest first, then what is past, the latest first. Two queries."""
    meetings = Meeting.objects.visible_to(user).exclude(starts_on=None)
    stages = Stage.objects.none()
    if delegation:
        meetings = meetings.filter(delegation=delegation)
    else:
        stages = _stages(user)
    found = [
        Line(model, *values)
        for model, rows in ((Meeting, meetings), (Stage, stages))
        for values in rows.order_by().values_list("pk", "starts_on", "ends_on")
    ]
    today = timezone.localdate()
    coming = [line for line in found if line.ends_on >= today]
    past = [line for line in found if line.ends_on < today]
    return [
        *sorted(coming, key=lambda line: (max(line.starts_on, today), line.ends_on, line.pk)),
        *sorted(past, key=lambda line: (line.starts_on, line.ends_on, line.pk), reverse=True),
    ]


def entries(shown: Sequence[Line]) -> list[Entry]:
    """The entries of a page, in its order. Two queries at most."""
    read = {
        Meeting: Meeting.objects.told(),
        Stage: Stage.objects.select_related("seminar"),
    }
    found = {model: rows.in_bulk([line.pk for line in shown if line.model is model]) for model, rows in read.items()}
    return [Entry(found[line.model][line.pk]) for line in shown if line.pk in found[line.model]]


def by_month(shown: Iterable[Entry]) -> list[tuple[bool, list[tuple[str, list[Entry]]]]]:
    """What is to come, then what is past (told by the first value), each by month."""
    today = timezone.localdate()
    halves = groupby(shown, lambda entry: entry.of.ends_on < today)
    return [
        (is_past, [(month, list(of_month)) for month, of_month in groupby(half, lambda entry: entry.month)])
        for is_past, half in halves
    ]


def next_meetings(user: Any, *, at_most: int) -> list[Entry]:
    """The nearest to come of those kept, in one query."""
    found = Meeting.objects.visible_to(user).coming().exclude(starts_on=None).told()
    return [Entry(meeting) for meeting in found.order_by("starts_on", "ends_on", "pk")[:at_most]]


def undated(user: Any, *, delegation: Delegation | None = None) -> list[Meeting]:
    """Those announced before anything is known of their day."""
    found = Meeting.objects.visible_to(user).kept().filter(starts_on=None).told()
    return list(found.filter(delegation=delegation) if delegation else found)


def _stages(user: Any):
    """The stages that have dates, but for those held as a meeting this reader sees.

    A stage without exact days is a period: its meetings stand beside it.
    """
    held = Meeting.objects.visible_to(user).filter(stage__precision=DatePrecision.DAY)
    return Stage.objects.visible_to(user).exclude(starts_on=None).exclude(pk__in=held.values("stage"))


# --- The file -------------------------------------------------------------------------------------


def feed(name: str, shown: Iterable[Entry]) -> bytes:
    """A calendar (RFC 5545) of the entries that have dates. The same entries give the same bytes."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    # The library writes these two as they come: on one line, whatever the title of a meeting holds.
    name = " ".join(name.split())
    # What clients show, by the property they have always read and by that of RFC 7986.
    calendar.add("x-wr-calname", name)
    calendar.add("name", name)
    calendar.add("x-wr-timezone", settings.TIME_ZONE)
    calendar.add("refresh-interval", vDuration.from_ical(REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", REFRESH)
    dated = [entry for entry in shown if entry.of.starts_on]
    for entry in dated:
        calendar.add_component(_event(entry))
    if dated:
        # The years shown, and one around: the changes of hours of all others would weigh more than the meetings.
        first, last = min(entry.of.starts_on for entry in dated), max(entry.of.ends_on for entry in dated)
        calendar.add_missing_timezones(date(first.year - 1, 1, 1), date(last.year + 2, 1, 1))
    return calendar.to_ical()


def all_entries(user: Any, *, delegation: Delegation | None = None) -> Iterator[Entry]:
    """Everything a feed holds, in a fixed order."""
    meetings = Meeting.objects.visible_to(user).told().exclude(starts_on=None)
    if delegation:
        meetings = meetings.filter(delegation=delegation)
    yield from map(Entry, meetings.order_by("starts_on", "pk"))
    if delegation is None:
        yield from map(Entry, _stages(user).select_related("seminar").order_by("starts_on", "pk"))


def _event(entry: Entry) -> Event:
    one, event = entry.of, Event()
    event.add("uid", str(one.uid) if entry.meeting else f"etape-{one.pk}-seminaire-{one.seminar_id}")
    # Nobody is invited by mail: the stamp is that of the last change, and the same file has the same bytes.
    for name in ("dtstamp", "last-modified"):
        event.add(name, one.updated_at.replace(microsecond=0).astimezone(ZoneInfo("UTC")))
    event.add("created", one.created_at.replace(microsecond=0).astimezone(ZoneInfo("UTC")))
    event.add("sequence", entry.meeting.sequence if entry.meeting else 0)
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED" if entry.is_settled else "TENTATIVE")
    event.add("summary", _summary(entry))
    event.add("description", "\n\n".join(_description(entry)))
    where = [one.place, entry.meeting.address] if entry.meeting else [one.place]
    if any(where):
        event.add("location", ", ".join(filter(None, where)))
    event.add("url", _url(one))
    # A day not known keeps nobody from another meeting; neither does a cancelled one.
    event.add("transp", "OPAQUE" if entry.is_settled and not entry.is_cancelled else "TRANSPARENT")
    _add_time(event, entry)
    return event


def _add_time(event: Event, entry: Entry) -> None:
    """At its hour when it is known; all day long else, the last day being the one after (RFC 5545, 3.6.1)."""
    one, meeting = entry.of, entry.meeting
    lasts_days = one.ends_on > one.starts_on
    if meeting and meeting.starts_at and (meeting.ends_at or not lasts_days):
        zone = ZoneInfo(meeting.time_zone)
        event.add("dtstart", datetime.combine(one.starts_on, meeting.starts_at, zone))
        if meeting.ends_at:
            event.add("dtend", datetime.combine(one.ends_on, meeting.ends_at, zone))
        return
    event.add("dtstart", one.starts_on)
    event.add("dtend", one.ends_on + timedelta(days=1))


def _summary(entry: Entry) -> str:
    if entry.is_cancelled:
        return f"Annulée : {entry.title}"
    return entry.title if entry.is_settled else f"{entry.title} ({entry.when})"


def _description(entry: Entry) -> Iterator[str]:
    one, meeting = entry.of, entry.meeting
    if entry.named_kind:
        yield capfirst(entry.named_kind)
    if entry.is_cancelled:
        yield f"Annulée : {meeting.cancellation_reason}"
    if not entry.is_settled:
        yield f"Date approximative : {entry.when}"
    elif meeting and meeting.hours:
        yield capfirst(meeting.hours)
    if meeting and meeting.welcome:
        yield meeting.welcome.replace("\r\n", "\n")
    yield _url(one)


def _url(one: Meeting | Stage) -> str:
    return f"{settings.SITE_URL}{one.get_absolute_url()}"
