"""Rich text: what the sanitiser keeps, and that no way of writing a row goes round it."""

import random
import warnings

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.db.models import Case, F, Value, When
from django.db.models.functions import Concat, Upper
from django.forms import modelform_factory
from django.utils.functional import lazystr
from django_prose_editor.config import allowlist_from_extensions, expand_extensions
from lxml import html as lxml_html

from core.fields import RichTextField
from core.sanitize import EXTENSIONS, MAX_LENGTH, nesting_depth, plain_text, sanitize_html
from newsletter.models import Issue, Text

ALLOWED = {"p", "h3", "h4", "ul", "ol", "li", "strong", "em", "a", "blockquote", "br"}

GOOD = (
    "<h3>Titre</h3><p>Un <strong>mot</strong> <em>ou</em> "
    '<a href="https://coorace.org/?a=1&amp;b=2">deux</a><br>ligne</p>'
    '<ul><li>un</li></ul><ol><li><a href="mailto:a@b.fr">deux</a><ul><li><p>a</p><p>b</p></li></ul></li></ol>'
    "<blockquote><p>« trois »</p></blockquote><h4>R&amp;D</h4>"
)
BAD = '<p onclick="x()">Bon<script>alert(1)</script></p>'
CLEAN = "<p>Bon</p>"


# --- The sanitiser --------------------------------------------------------------------------------


def test_what_the_editor_writes_is_kept():
    assert sanitize_html(GOOD) == GOOD


def test_allowed_tags_are_those_of_the_editor():
    assert allowlist_from_extensions(expand_extensions(EXTENSIONS))["tags"] == ALLOWED
    for tag in ["b", "code", "div", "h1", "h2", "h5", "hr", "i", "img", "pre", "span", "sub", "table", "td", "u"]:
        assert f"<{tag}" not in sanitize_html(f"<p>a</p><{tag}>b</{tag}>"), tag


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<script>alert(1)</script><p>a</p>", "<p>a</p>"),
        ("<ScRiPt src=//x></ScRiPt ><p>a</p>", "<p>a</p>"),
        ("<p>a</p><scr<script>ipt>alert(1)</scr</script>ipt>", "<p>a</p>ipt&gt;alert(1)ipt&gt;"),
        ("<style>p{}</style><p style='color:red' class=x id=y lang=en title=t data-a=b>a</p>", "<p>a</p>"),
        ("<p><img src=x onerror=alert(1)>a</p>", "<p>a</p>"),
        ("<p/onclick=alert(1)>a</p>", "<p>a</p>"),
        ("<p ONMOUSEOVER=alert(1)\n>a</p>", "<p>a</p>"),
        ('<p "><script>x</script>">a</p>', '<p>"&gt;a</p>'),
        ("<svg onload=alert(1)><p>a</p></svg>", "<p>a</p>"),
        ("<svg><style><img src=x onerror=alert(1)></style></svg><p>a</p>", "<p>a</p>"),
        ("<math><mi><a href='javascript:x'>a</a></mi></math><p>b</p>", "<p>b</p>"),
        ("<iframe srcdoc='<script>x</script>'></iframe><p>a</p>", "<p>a</p>"),
        ("<object data=x></object><embed src=x><p>a</p>", "<p>a</p>"),
        ("<form action=x><input name=a><button>b</button></form>", "b"),
        ("<base href=//evil><link rel=attachment href=file:///etc/passwd><p>a</p>", "<p>a</p>"),
        ("<meta http-equiv=refresh content='0;url=//evil'><p>a</p>", "<p>a</p>"),
        ("<!--<img src=x onerror=alert(1)>--><p>a</p><!-- -->", "<p>a</p>"),
        ("<![CDATA[<script>x</script>]]><p>a</p>", "x]]&gt;<p>a</p>"),
        ("<?php echo 1 ?><p>a</p>", "<p>a</p>"),
        ("<p>a<table><tr><td>b</td></tr></table></p>", "<p>a</p>b<p></p>"),
        ("<template><script>x</script><p>a</p></template><p>b</p>", "<p>b</p>"),
        ('<noscript><p title="</noscript><img src=x onerror=alert(1)>">', '&lt;p title=""&gt;'),
        ("<p>a &lt;script&gt; b & c</p>", "<p>a &lt;script&gt; b &amp; c</p>"),
        ("<ol start=3 type=a data-type=x><li>a</li></ol>", "<ol><li>a</li></ol>"),
        ("<p>\x00a</p>", "<p>a</p>"),
    ],
)
def test_markup_out_of_the_list_is_removed(html, expected):
    assert sanitize_html(html) == expected


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "\tjavascript:alert(1)",
        "java\nscript:alert(1)",
        "java&#10;script:alert(1)",
        "java&Tab;script:alert(1)",
        "&#106;avascript:alert(1)",
        "&#x6A;&#x61;vascript&colon;alert(1)",
        "\x01javascript:alert(1)",
        "javascript&#58;alert(1)",
        "vbscript:x",
        "data:text/html,<script>alert(1)</script>",
        "data:text/html;base64,PHNjcmlwdD4=",
        "DATA:image/svg+xml,x",
        "file:///etc/passwd",
        "blob:https://x/y",
        "ftp://x/y",
        "tel:+33149237050",
        "portail:image/1",
        "//evil.example/x",
        "\\\\evil.example",
        "/interne/",
        "page.html",
        "#ancre",
        "?a=b",
        "",
    ],
)
def test_links_to_anything_but_the_web_and_mail_lose_their_tag(href):
    assert sanitize_html(f'<p>un <a href="{href}">mot</a></p>') == "<p>un mot</p>"


@pytest.mark.parametrize("href", ["http://x.fr/", "https://x.fr/a?b=c#d", "HTTPS://X.FR/", "mailto:a@b.fr"])
def test_good_links_keep_their_address_and_nothing_else(href):
    html = f'<p><a class="x" target="_blank" rel="noopener" title="t" href="{href}" ping="//evil">mot</a></p>'
    assert sanitize_html(html) == f'<p><a href="{href}">mot</a></p>'


@pytest.mark.parametrize(
    "html",
    [
        *("", " ", "<p></p>", "<p> </p>", "<p>&nbsp;</p>", "<p><br></p>", "<p></p>\n<p></p>", "<h3></h3>"),
        *("<script>x</script>", "<ul><li><p></p></li></ul>", "<p><strong></strong></p>", "<p><img src=x></p>"),
    ],
)
def test_text_without_any_word_is_an_empty_string(html):
    assert sanitize_html(html) == ""


SCRAPS = ["<p>", "</p>", "<a", "</a>", "href=", '"', "'", ">", "<", "&", "&lt;", "javascript:", "https://x", "<b>"]
SCRAPS += ["<script>", "</script>", "<!--", "-->", "<svg>", "<ul>", "<li>", "x"]


@pytest.mark.parametrize("seed", range(3))
def test_sanitising_twice_changes_nothing(seed):
    chance = random.Random(seed)  # noqa: S311 - repeatable on purpose
    for _ in range(1500):
        html = "".join(chance.choice(SCRAPS) + chance.choice(["", " "]) for _ in range(chance.randint(1, 15)))
        once = sanitize_html(html)
        assert sanitize_html(once) == once, html
        if once:
            tree = lxml_html.fragment_fromstring(once, create_parent="div")
            assert {element.tag for element in tree.iter()} <= ALLOWED | {"div"}, html
            assert {name for element in tree.iter() for name in element.attrib} <= {"href"}, html


# --- Plain text, depth ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (GOOD, "Titre\nUn mot ou deux\nligne\nun\ndeux\na\nb\n« trois »\nR&D"),
        ("<p>a\n  b</p>\n\n<p></p><p>c&nbsp;: d</p>", "a b\nc\u00a0: d"),
        ("a<strong>b</strong>c", "abc"),
        ("<ul><li><p>un</p><ul><li>deux</li></ul></li></ul>", "un\ndeux"),
        ("<p>a</p><script>b</script><style>c</style>d", "a\nd"),
        ("2 &lt; 3 &eacute;", "2 < 3 é"),
        ("", ""),
    ],
)
def test_plain_text(html, expected):
    assert plain_text(html) == expected


@pytest.mark.parametrize(
    ("html", "depth"),
    [
        *(("", 0), ("a", 0), ("<p>a<br>b</p><p>c</p>", 1), ("<ul><li><p><em>a</em></p></li></ul>", 4)),
        ('<p><a href="https://x/?a=>">b</a></p>', 2),
    ],
)
def test_nesting_depth(html, depth):
    assert nesting_depth(html) == depth


# --- The field ------------------------------------------------------------------------------------


@pytest.fixture
def field() -> RichTextField:
    field = RichTextField("texte", blank=True)
    field.set_attributes_from_name("body")
    return field


def test_deconstruct_has_no_editor_configuration(field):
    assert field.deconstruct() == ("body", "core.fields.RichTextField", [], {"verbose_name": "texte", "blank": True})
    assert isinstance(field.clone(), RichTextField)
    assert field.clone().config == {"extensions": EXTENSIONS}


def test_the_configuration_cannot_be_changed_per_field():
    with pytest.raises(TypeError):
        RichTextField(extensions={"Table": True})
    assert RichTextField().config["extensions"] is not EXTENSIONS


def test_the_configuration_brings_no_warning():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        RichTextField().formfield()


def test_clean_sanitises_then_validates(field):
    assert field.clean(BAD, None) == CLEAN
    assert field.clean("<p></p>", None) == ""
    with pytest.raises(ValidationError) as refusal:
        RichTextField().clean("<p></p>", None)
    assert refusal.value.code == "blank"


def test_too_long_a_text_is_refused(field):
    with pytest.raises(ValidationError) as refusal:
        field.clean("<p>" + "a" * MAX_LENGTH + "</p>", None)
    assert refusal.value.messages == [
        "Ce texte est trop long : 100\u202f007 signes avec sa mise en forme, pour un maximum de 100\u202f000."
    ]
    longest = "<p>" + "a" * (MAX_LENGTH - 7) + "</p>"
    assert field.clean(longest, None) == longest


@pytest.mark.parametrize("address", ["/pistes/", "/", "www.coorace.org", "coorace.org/agir", "courrier@coorace.org"])
def test_link_whose_address_lacks_its_beginning_is_refused_before_it_is_lost(field, address):
    with pytest.raises(ValidationError) as refusal:
        field.clean(f"<p><A title=t HREF='{address}'>un lien</A></p>", None)
    said = f"Un lien mène à « {address} » : donnez son adresse entière, qui commence par https:// ou mailto:."
    assert refusal.value.messages == [said]
    assert field.clean('<p><a href="#_ftn1">1</a><a name="x">2</a></p>', None) == "<p>12</p>"


def test_too_deep_a_text_is_refused(field):
    deepest = "<blockquote>" * 19 + "<p>a</p>" + "</blockquote>" * 19
    assert field.clean(deepest, None) == deepest
    with pytest.raises(ValidationError) as refusal:
        field.clean(f"<blockquote>{deepest}</blockquote>", None)
    assert refusal.value.messages == ["Ce texte emboîte trop de listes ou de citations : pas plus de 20 niveaux."]
    # what the sanitiser drops does not count
    assert field.clean("<div>" * 50 + "<p>a</p>" + "</div>" * 50, None) == "<p>a</p>"


@pytest.mark.parametrize(
    ("value", "expected"),
    [(BAD, CLEAN), ("<p></p>", ""), (lazystr(BAD), CLEAN), (None, None), ("", "")],
)
def test_get_db_prep_save(field, value, expected):
    assert field.get_db_prep_save(value, connection) == expected


def test_searched_text_is_left_as_typed(field):
    assert field.get_prep_value("<script") == "<script"


# --- Every way of writing a row -------------------------------------------------------------------


def make_issue(number: int = 97, **values: object) -> Issue:
    return Issue(number=number, title="Essai", publisher="COORACE", provenance="fictif", **values)


@pytest.fixture
def issue(db) -> Issue:
    issue = make_issue()
    issue.save()
    return issue


@pytest.fixture
def text(issue) -> Text:
    return Text.objects.create(parent=issue, region="main", ordering=10, body="<p>Premier</p>")


def stored(row: models.Model, name: str = "body") -> str:
    """Read the column with nothing of ours in between."""
    table, column = row._meta.db_table, row._meta.get_field(name).column
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT "{column}" FROM "{table}" WHERE id = %s', [row.pk])  # noqa: S608
        return cursor.fetchone()[0]


def test_create(issue):
    text = Text.objects.create(parent=issue, region="main", ordering=10, body=BAD)
    assert (text.body, stored(text)) == (CLEAN, CLEAN)


def test_save(text):
    text.body = BAD
    text.save()
    assert (text.body, stored(text)) == (CLEAN, CLEAN)


def test_save_with_update_fields(text):
    text.body = BAD
    text.save(update_fields=["body"])
    assert (text.body, stored(text)) == (CLEAN, CLEAN)


def test_full_clean(text):
    text.body = BAD
    text.full_clean()
    assert text.body == CLEAN


def test_save_raw_as_fixtures_do(text):
    text.body = BAD
    text.save_base(raw=True)
    assert stored(text) == CLEAN


def test_get_or_create_and_update_or_create(issue):
    key = {"parent": issue, "region": "main", "ordering": 10}
    text, _ = Text.objects.get_or_create(**key, defaults={"body": BAD})
    assert (text.body, stored(text)) == (CLEAN, CLEAN)
    text, _ = Text.objects.update_or_create(**key, defaults={"body": "<p>Autre<script>x</script></p>"})
    assert (text.body, stored(text)) == ("<p>Autre</p>", "<p>Autre</p>")


def test_bulk_create(issue):
    texts = Text.objects.bulk_create(Text(parent=issue, region="main", ordering=n, body=BAD) for n in (10, 20))
    assert [text.body for text in texts] == [CLEAN, CLEAN]
    assert list(Text.objects.order_by("ordering").values_list("body", flat=True)) == [CLEAN, CLEAN]


def test_bulk_create_with_update_conflicts(text):
    twin = Text(pk=text.pk, parent=text.parent, region="main", ordering=10, body=BAD)
    Text.objects.bulk_create([twin], update_conflicts=True, unique_fields=["id"], update_fields=["body"])
    assert stored(text) == CLEAN


def test_update(text):
    Text.objects.update(body=BAD)
    assert stored(text) == CLEAN


def test_bulk_update(text):
    other = Text.objects.create(parent=text.parent, region="main", ordering=20, body="<p>Second</p>")
    text.body, other.body = BAD, BAD.replace("Bon", "Autre")
    assert Text.objects.bulk_update([text, other], ["body"]) == 2
    assert (stored(text), stored(other)) == (CLEAN, "<p>Autre</p>")


def test_empty_paragraph_is_stored_as_an_empty_string(issue):
    issue.imprint = "<p></p>"
    issue.save()
    assert (issue.imprint, stored(issue, "imprint")) == ("", "")
    Issue.objects.update(imprint="<p><br></p>")
    assert stored(issue, "imprint") == ""
    Issue.objects.bulk_create([make_issue(98, imprint="<p> </p>")])
    assert Issue.objects.filter(imprint="").count() == 2


@pytest.mark.parametrize(
    "expression", [Value(BAD), Concat(F("body"), Value("<script>")), Upper("body"), F("title")], ids=str
)
def test_expressions_that_write_unseen_text_are_refused(text, expression):
    with pytest.raises(TypeError, match="not sanitised"), transaction.atomic():
        Text.objects.update(body=expression)
    text.body = expression
    with pytest.raises(TypeError, match="not sanitised"), transaction.atomic():
        text.save()
    assert stored(text) == "<p>Premier</p>"


def test_created_with_an_expression_is_refused(issue):
    with pytest.raises(TypeError, match="not sanitised"), transaction.atomic():
        Text.objects.create(parent=issue, region="main", ordering=20, body=Value(BAD))
    assert Text.objects.count() == 0


def test_expressions_over_rich_text_are_allowed(text):
    body = Text._meta.get_field("body")
    Text.objects.update(body=F("body"))
    assert stored(text) == "<p>Premier</p>"
    Text.objects.update(body=Case(When(pk=text.pk, then=Value(BAD, output_field=body)), default=F("body")))
    assert stored(text) == CLEAN


def test_lookups_on_rich_text(text):
    assert Text.objects.filter(body="<p>Premier</p>").count() == 1
    assert Text.objects.filter(body__contains="<p>Prem").count() == 1
    assert Text.objects.exclude(body="").count() == 1


def test_form(text):
    form_class = modelform_factory(Text, fields=["body"])
    form = form_class({"body": BAD}, instance=text)
    assert form.is_valid()
    assert form.save().body == CLEAN
    form = form_class({"body": "<blockquote>" * 30 + "<p>a</p>"}, instance=text)
    assert form.errors == {"body": ["Ce texte emboîte trop de listes ou de citations : pas plus de 20 niveaux."]}


def test_widget_offers_the_tools_of_the_configuration():
    widget = modelform_factory(Text, fields=["body"])().fields["body"].widget
    tools = widget.get_config()["extensions"]
    wanted = {name: options for name, options in EXTENSIONS.items() if options}
    assert {name: tools[name] for name in wanted} == wanted
    assert not {"NoSpellCheck", "Table", "Image", "HTML", "Underline", "CodeBlock"} & tools.keys()
