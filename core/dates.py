"""Days and hours as the French write them."""

from datetime import date, datetime, time

from django.utils import timezone
from django.utils.formats import date_format


def day_in_words(day: date) -> str:
    """« 1er mars 2011 »."""
    return f"{day_number(day)} {date_format(day, 'F Y')}"


def moment_in_words(moment: datetime) -> str:
    """« 1er mars 2011 à 8 h », in Paris."""
    local = timezone.localtime(moment)
    return f"{day_in_words(local.date())} à {_hour(local.time())}"


def span_in_words(first: date, last: date) -> str:
    """« jeudi 4 novembre 2010 », « du jeudi 14 au vendredi 15 octobre 2010 »: what both days share is said once."""
    if first == last:
        return f"{_weekday(last)} {date_format(last, 'F Y')}"
    start = _weekday(first)
    if (first.year, first.month) != (last.year, last.month):
        start += date_format(first, " F" if first.year == last.year else " F Y")
    return f"du {start} au {_weekday(last)} {date_format(last, 'F Y')}"


def bounds_in_words(first: date, last: date) -> str:
    """« entre le 5 novembre 2010 et le 31 mars 2011 »."""
    start = day_number(first) if (first.year, first.month) == (last.year, last.month) else day_in_words(first)
    return f"entre le {start} et le {day_in_words(last)}"


def hours_in_words(first: time, last: time | None) -> str:
    """« à partir de 9 h 30 », « de 9 h à 16 h 30 »."""
    return f"de {_hour(first)} à {_hour(last)}" if last else f"à partir de {_hour(first)}"


def day_number(day: date) -> str:
    return "1er" if day.day == 1 else str(day.day)


def _weekday(day: date) -> str:
    return f"{date_format(day, 'l')} {day_number(day)}"


def _hour(hour: time) -> str:
    return f"{hour.hour} h {hour.minute:02}" if hour.minute else f"{hour.hour} h"
