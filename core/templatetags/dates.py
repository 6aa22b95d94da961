"""Filters for days and hours as the French write them: “1er mars 2011”, which no format of Django's can say."""

from datetime import date, datetime

from django import template
from django.utils.html import format_html
from django.utils.timezone import localtime

from core.dates import day_in_words, day_number, moment_in_words
from core.typography import french

register = template.Library()


@register.filter
def jour(value: date | datetime | None) -> str:
    """The day, in a page."""
    return _time(_day(value).isoformat(), jour_texte(value)) if value else ""


@register.filter
def moment(value: datetime | None) -> str:
    """The day and the hour, in a page."""
    return _time(localtime(value).isoformat(timespec="minutes"), moment_texte(value)) if value else ""


@register.filter
def jour_texte(value: date | datetime | None) -> str:
    """The day, where no tag can be."""
    return day_in_words(_day(value)) if value else ""


@register.filter
def moment_texte(value: datetime | None) -> str:
    """The day and the hour, where no tag can be."""
    return moment_in_words(value) if value else ""


@register.filter
def quantieme(value: date) -> str:
    """The number of the day alone: “1er”, “2”."""
    return day_number(value)


def _day(value: date | datetime) -> date:
    return localtime(value).date() if isinstance(value, datetime) else value


def _time(value: str, words: str) -> str:
    return format_html('<time datetime="{}">{}</time>', value, french(words))
