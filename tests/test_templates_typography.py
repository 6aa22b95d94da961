"""What templates say word for word is set as the typography filter sets the rest: no mark parts from its word."""

import re

import pytest
from django.conf import settings

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
