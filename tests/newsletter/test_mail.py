"""The mail of an issue, and the text read from it."""

import re
from collections import Counter

import lxml.html
import pytest
from django.conf import settings

from network.models import Person
from newsletter.article import Article
from newsletter.draft import Draft
from newsletter.enums import TextKind
from newsletter.plain import WIDTH, read_aloud
from newsletter.rendering import render_mail, render_text, render_web
from tests.newsletter.test_nothing_missing import words
from tests.newsletter.test_pdf_made_issues import FULL
from tests.support.made_issues import (
    full_article,
    long_article,
    made_end,
    made_issue,
    made_picture,
    made_section,
    made_text,
)


def page_words(article: Article) -> Counter:
    """Of the web page without its notes, alternatives of pictures included."""
    page = lxml.html.fromstring(render_web(article))
    for notes in page.xpath("//aside"):
        notes.drop_tree()
    return Counter(words(" ".join([*page.itertext(), *page.xpath("//img/@alt")])))


@pytest.mark.parametrize("make", [long_article, full_article])
def test_mail_and_text_hold_every_word_of_the_page(make):
    article = make()
    page = page_words(article)
    mail = lxml.html.fromstring(render_mail(article))
    in_mail = Counter(words(" ".join([*mail.xpath("//body//text()"), *mail.xpath("//img/@alt")])))
    assert (page - in_mail, page - Counter(words(render_text(article)))) == (Counter(), Counter())


@pytest.mark.parametrize("render", [render_mail, render_text])
def test_every_field_of_every_block_is_read(render):
    said = re.sub(r"<[^>]+>", " ", render(full_article())).casefold()
    assert [word for word in FULL.split() if word.casefold() not in said] == []


def test_comparison_sees_what_a_template_forgets():
    page, other = page_words(full_article()), full_article()
    object.__setattr__(other, "cover", ())
    missing = page - Counter(words(render_text(other)))
    assert set(missing) == set(words("TitreChiffres 1 789 libelléChiffre 848 autreChiffre"))


PICTURES = made_picture(1, (1600, 500)), made_picture(2, (1200, 500), is_decorative=True)


@pytest.fixture(scope="module")
def mail() -> lxml.html.HtmlElement:
    article = Article(
        made_issue(title="Le pont ; la rive"),
        PICTURES,
        (made_section("mot", "Un mot", made_text("<p>Dit</p>", TextKind.BOX), *made_end(), teaser="Lisez !"),),
    )
    return lxml.html.fromstring(render_mail(article))


def test_mail_asks_nothing_of_the_program_that_reads_it(mail):
    """No sheet to fetch, no variable, no script; what is relative to nothing has its whole address."""
    (sheet,) = mail.xpath("//style/text()")
    assert mail.xpath("//link | //script") == []
    assert re.findall(r"var\(|url\(|@import", lxml.html.tostring(mail, encoding="unicode")) == []
    addresses = mail.xpath("//@href") + mail.xpath("//@src")
    online = f"{settings.SITE_URL}/fil-dinfo/12/"
    assert {one for one in addresses if not one.startswith("https://exemple.org")} == {
        online,
        f"{online}#mot",
        *(f"{settings.SITE_URL}{picture.item.for_mail.url}" for picture in PICTURES),
    }
    assert sheet.startswith(":root { color-scheme: light dark } @media (prefers-color-scheme: dark) { body { ")


def test_mail_is_one_column_that_every_program_can_hold(mail):
    assert mail.xpath("//table/@role") == ["presentation", "presentation"]
    (sheet,) = mail.xpath("//table[@class='sheet']/@style")
    assert "max-width: 600px" in sheet
    assert mail.xpath("//img/@alt") == ["Un dégradé du noir au blanc", ""]
    assert [heading.text_content() for heading in mail.xpath("//h1 | //h2 | //h3")] == [
        "Le pont\u202f; la rive",
        "Au sommaire",
        "Un mot",
        "Le prochain Fil d’Info",
    ]
    (preheader,) = mail.xpath("//div[@class='preheader']")
    assert (preheader.text.strip(), "display: none" in preheader.get("style")) == ("de pont en pont", True)


TEXT = """
Un titre
--------

Un paragraphe avec un lien [1], une adresse qui se dit elle-même
(www.exemple.org), un renvoi*, et assez de mots pour aller à la ligne.

– Le premier
– Le second, assez long pour aller à la ligne lui aussi, et reprendre
  sous son début
  1. Un sous-point
  2. Un autre

> Une citation
> en deux lignes

[Image : Un pont]

------------------------------------------------------------------------

La fin

Liens
-----

[1] https://exemple.org/page?a=1&b=2
""".strip()


def test_text_keeps_the_shape_of_what_it_reads():
    html = """<h3>Un titre</h3><p>Un paragraphe avec <a href="https://exemple.org/page?a=1&amp;b=2">un
    <em>lien</em></a>, une adresse qui se dit elle-même (<a href="https://www.exemple.org/">www.exemple.org</a>), un
    renvoi<a href="#note">*</a>, et assez de mots pour aller à la <a href="https://ici/#x">ligne</a>.</p>
    <ul><li><p>Le premier</p></li><li>Le second, assez long pour aller à la ligne lui aussi, et reprendre sous son début
    <ol><li>Un sous-point</li><li>Un autre</li></ol></li></ul>
    <blockquote><p>Une citation<br>en deux lignes</p></blockquote><p></p>
    <img alt="Un pont"><img alt=""><hr><p>La fin</p>"""
    assert read_aloud(html, home="https://ici/") == TEXT


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ('<a href="https://a.fr">enquête</a>s menées', "enquêtes [1] menées"),
        ('<a href="https://a.fr"><b>enquête</b></a>-là.', "enquête-là [1]."),
        ('<a href="https://a.fr">en</a><em>quête</em>, oui', "enquête [1], oui"),
        ('<a href="https://a.fr">en</a><a href="https://b.fr">quê</a>te, oui', "enquête [1] [2], oui"),
        ('<a href="https://a.fr">« enquête »</a> et suite', "« enquête » [1] et suite"),
    ],
)
def test_link_on_a_part_of_a_word_leaves_the_word_whole(html, said):
    assert read_aloud(f"<p>{html}</p>", home="https://ici/").splitlines()[0] == said


def test_lines_of_the_text_are_short_and_keep_marks_with_their_words():
    text = render_text(long_article())
    assert [line for line in text.splitlines() if len(line) > WIDTH and " " in line.strip(" >–")] == []
    assert [line for line in text.splitlines() if re.match(r"\s*[;:!?»]", line)] == []


def test_name_taken_out_is_in_no_medium():
    draft = Draft(full_article(), (Person(given_name="Ada", family_name="NomSignature"),))
    written = [draft.body, draft.pdf_source, draft.mail, draft.text]
    assert [("NomSignature" in one, "[nom retiré]" in one) for one in written] == [(False, True)] * 4
