"""What templates say word for word is set as the typography filter sets the rest: no mark parts from its word."""

import re

import pytest
from django.conf import settings

from tests.support.import_order import APPS

TEMPLATES = settings.BASE_DIR / "templates"
# The back-office has its own pages; what goes to paper is checked where it is laid out.
OTHERS = {"admin", "newsletter/pdf"}
UNREAD = re.compile(r"{% comment %}.*?{% endcomment %}|{#.*?#}|{%.*?%}|<style.*?</style>", re.DOTALL)
VALUE = re.compile(r"{{.*?}}", re.DOTALL)
# An ordinary space inside quotation marks or before a mark, or none inside quotation marks.
LOOSE = re.compile(r"\S[ \t\n]+[»:;?!]|«[ \t\n]|[\w)]»|«\w")


def read_pages() -> list[str]:
    paths = (str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html"))
    return sorted(path for path in paths if not any(path.startswith(f"{other}/") for other in OTHERS))


def loose_marks(source: str) -> list[str]:
    words = VALUE.sub("x", UNREAD.sub("", source))
    return [" ".join(found.split()) for found in LOOSE.findall(words)]


@pytest.mark.parametrize("path", read_pages())
def test_marks_never_part_from_their_words(path):
    assert loose_marks((TEMPLATES / path).read_text()) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("<p>Imprimé « {{ place }} »</p>", ["«", "x »"]),
        ("{{ label }} : {{ value }}", ["x :"]),
        ("{% block title %}Quoi ?{% endblock title %}", ["i ?"]),
        ("«{{ place }} ou {{ place }}»", ["«x", "x»"]),
        ("<p>Imprimé «&nbsp;{{ place }}&nbsp;»&nbsp;: {{ value }}</p>{# « ici » : rien #}", []),
    ],
)
def test_checker_finds_what_is_loose(source, found):
    assert loose_marks(source) == found


def test_days_in_words_are_left_to_our_filters():
    """No format of Django's says « 1er »: what is left to it is the weekday, the month, the hour, or for machines."""
    written = {
        found
        for path in TEMPLATES.rglob("*.*")
        if path.suffix in (".html", ".txt")
        for found in re.findall(r"""\|(?:date|time)(?::["']([^"']*)["'])?""", path.read_text())
    }
    assert written == {"Y-m-d", r"Y-m-d\TH:iO", "l", "F Y", r"H \h i"}
    modules = (path for app in APPS for path in (settings.BASE_DIR / app).rglob("*.py"))
    assert [str(path) for path in modules if re.search(r"date_format\([^)]*\bj\b", path.read_text())] == []
