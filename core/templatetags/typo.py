"""Filters for texts as the French print them: typography, plurals, file sizes, lists."""

from collections.abc import Iterable

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeData, SafeString, mark_safe

from core.typography import NBSP, french, french_html, thousands

register = template.Library()


@register.filter(is_safe=True, needs_autoescape=True)
def typo(value: object, autoescape: bool = True) -> str:
    """Set a text in French typography: HTML when it is marked safe, plain text otherwise. A number is grouped."""
    if value is None:
        return ""
    if isinstance(value, int):
        return thousands(value)
    text = str(value)
    if isinstance(value, SafeData) or isinstance(text, SafeData):
        return mark_safe(french_html(text))  # noqa: S308 - only spaces and quotes of safe text change
    text = french(text)
    return conditional_escape(text) if autoescape else text


@register.filter
def pluriel(value: object, forms: str = "s") -> str:
    """Return the ending for a number, or a list, of things; in French zero and one are singular.

    `{{ n }} page{{ n|pluriel }}`, `{{ n }} {{ n|pluriel:"cheval,chevaux" }}`.
    """
    singular, comma, plural = forms.rpartition(",")
    if not comma:
        singular = ""
    return plural if abs(_count(value)) >= 2 else singular


def _count(value: object) -> float:
    if hasattr(value, "__len__") and not isinstance(value, str):
        return len(value)
    try:
        return float(value)
    except (TypeError, ValueError):
        return 0


@register.filter
def poids(size: int | None) -> str:
    """Write a size in bytes as French readers do: “102 Ko”, “1,4 Mo”."""
    size = int(_count(size))
    if size < 1024:
        return f"{size}{NBSP}octet{pluriel(size)}"
    if round(size / 1024) < 1024:
        return f"{round(size / 1024)}{NBSP}Ko"
    for power, unit in ((2, "Mo"), (3, "Go")):
        amount = round(size / 1024**power, 1)
        if amount < 1024 or unit == "Go":
            break
    return f"{amount:.1f}".removesuffix(".0").replace(".", ",") + f"{NBSP}{unit}"


@register.filter(is_safe=True, needs_autoescape=True)
def liste_et(items: Iterable[object], autoescape: bool = True) -> str:
    """Join items as in a sentence: “a, b et c”."""
    texts: list[str | SafeString] = [conditional_escape(item) if autoescape else str(item) for item in items]
    *first, last = texts or [""]
    joined = f"{', '.join(first)} et {last}" if first else last
    return mark_safe(joined) if autoescape else joined  # noqa: S308 - each item was escaped above
