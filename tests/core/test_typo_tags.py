"""The filters that templates use: typography, plurals, file sizes, lists, days and hours."""

from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy

from core.templatetags.typo import liste_et, pluriel, poids, typo


def render(source: str, **context: object) -> str:
    return Template("{% load typo %}" + source).render(Context(context))


def test_typo_escapes_plain_text():
    assert render("{{ text|typo }}", text='<b>l\'emploi</b> & "toi" ?') == (
        "&lt;b&gt;l’emploi&lt;/b&gt; &amp; «\u00a0toi\u00a0»\u202f?"
    )


def test_typo_keeps_safe_html():
    html = mark_safe('<p title="a ?"><strong>Quoi</strong> ? R&amp;D</p>')
    assert render("{{ text|typo }}", text=html) == '<p title="a ?"><strong>Quoi</strong>\u202f? R&amp;D</p>'


def test_typo_after_safe():
    assert render("{{ text|safe|typo }}", text="<em>x</em> ?") == "<em>x</em>\u202f?"


def test_typo_before_linebreaks():
    assert render("{{ text|typo|linebreaks }}", text="a < b ?") == "<p>a &lt; b\u202f?</p>"


def test_typo_does_not_escape_twice():
    assert render("{{ text|typo|escape }}", text="a & b ?") == "a &amp; b\u202f?"


def test_typo_in_a_text_template():
    assert render("{% autoescape off %}{{ text|typo }}{% endautoescape %}", text="a & b ?") == "a & b\u202f?"


def test_typo_on_a_block():
    source = "{% filter typo %}<p>{{ text }} ?</p>{% endfilter %}"
    assert render(source, text="<x>") == "<p>&lt;x&gt;\u202f?</p>"


@pytest.mark.parametrize(
    ("value", "expected"), [(None, ""), ("", ""), (12, "12"), (1200, "1\u202f200"), (gettext_lazy("x ?"), "x\u202f?")]
)
def test_typo_on_other_values(value, expected):
    result = typo(value)
    assert result == expected


def test_typo_result_is_safe():
    assert isinstance(typo("x"), SafeString)
    assert not isinstance(typo("x", autoescape=False), SafeString)


@pytest.mark.parametrize(
    ("count", "ending"),
    [
        *((0, ""), (1, ""), (1.5, ""), (-1, ""), (2, "s"), (-2, "s"), ("3", "s"), ("abc", "")),
        *(([], ""), (["a"], ""), (["a", "b"], "s"), (None, ""), ("", "")),
    ],
)
def test_pluriel(count, ending):
    assert pluriel(count) == ending


def test_pluriel_with_forms():
    assert [pluriel(n, "cheval,chevaux") for n in (0, 1, 2)] == ["cheval", "cheval", "chevaux"]
    assert [pluriel(n, "x") for n in (1, 2)] == ["", "x"]
    assert [pluriel(n, "a,ont") for n in (1, 2)] == ["a", "ont"]
    assert [pluriel(n, ",nt") for n in (1, 2)] == ["", "nt"]


def test_pluriel_in_a_template():
    assert [render("{{ n }} page{{ n|pluriel }}", n=n) for n in (0, 1, 6)] == ["0 page", "1 page", "6 pages"]


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        (0, "0 octet"),
        (1, "1 octet"),
        (1023, "1023 octets"),
        (1024, "1 Ko"),
        (104_448, "102 Ko"),
        (480 * 1024, "480 Ko"),
        (1024 * 1024 - 1, "1 Mo"),
        (1_468_006, "1,4 Mo"),
        (10 * 1024**2, "10 Mo"),
        (1024**3 - 1, "1 Go"),
        (5 * 1024**4, "5120 Go"),
        (None, "0 octet"),
    ],
)
def test_poids(size, expected):
    assert poids(size) == expected.replace(" ", "\u00a0")


@pytest.mark.parametrize(
    ("items", "expected"),
    [([], ""), (["a"], "a"), (["a", "b"], "a et b"), (["a", "b", "c"], "a, b et c"), ((1, 2), "1 et 2")],
)
def test_liste_et(items, expected):
    assert liste_et(items) == expected


def test_liste_et_escapes_each_item():
    items = ["<a>", mark_safe("<b>x</b>")]
    assert render("{{ items|liste_et }}", items=items) == "&lt;a&gt; et <b>x</b>"
    assert render("{% autoescape off %}{{ items|liste_et }}{% endautoescape %}", items=items) == "<a> et <b>x</b>"


def test_liste_et_takes_a_generator():
    assert liste_et(str(n) for n in range(3)) == "0, 1 et 2"


@pytest.mark.parametrize(
    ("written", "value", "expected"),
    [
        ("jour", date(2011, 9, 1), '<time datetime="2011-09-01">1er\u00a0septembre 2011</time>'),
        # It is already the morrow in Paris.
        (
            "jour",
            datetime(2011, 8, 31, 23, 5, tzinfo=UTC),
            '<time datetime="2011-09-01">1er\u00a0septembre 2011</time>',
        ),
        (
            "moment",
            datetime(2011, 8, 31, 23, 5, 9, 9, tzinfo=UTC),
            '<time datetime="2011-09-01T01:05+02:00">1er\u00a0septembre 2011 à 1\u00a0h\u00a005</time>',
        ),
        ("jour_texte", date(2011, 9, 21), "21 septembre 2011"),
        ("moment_texte", datetime(2011, 9, 1, 8, tzinfo=UTC), "1er septembre 2011 à 10 h"),
        ("quantieme", date(2011, 9, 1), "1er"),
        *((name, None, "") for name in ("jour", "moment", "jour_texte", "moment_texte")),
    ],
)
def test_days_and_hours_are_written_in_french(written, value, expected):
    assert Template("{% load dates %}{{ value|" + written + " }}").render(Context({"value": value})) == expected
