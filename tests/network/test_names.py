"""Names in texts: found however they are written, taken out without harming the rest."""

import pytest

from network.models import Person
from network.names import hide_in_data, hide_in_text, hide_names, is_named

PIERRE = Person(given_name="Pierre", family_name="LANGLADE")
ETIENNE = Person(given_name="Etienne", family_name="LAURENT")
ANNE = Person(given_name="Anne-Marie", family_name="D'Été")


@pytest.mark.parametrize(
    ("html", "hidden"),
    [
        ("Pierre LANGLADE, vice-président", "[nom retiré], vice-président"),
        ("<p>Selon M. Langlade.</p>", "<p>Selon [nom retiré].</p>"),
        ("P. Langlade et LANGLADE Pierre", "[nom retiré] et [nom retiré]"),
        ("Pierre&nbsp;LANG&shy;LADE", "[nom retiré]"),
        ("<b>Pierre</b> <i>LANGLADE</i>.", "<b></b><i>[nom retiré]</i>."),
        ('<img alt="Pierre Langlade &amp; Liège" src="x.jpg">', '<img alt="[nom retiré] &amp; Liège" src="x.jpg">'),
        ('<a href="#pierre-langlade">Pierre</a>', '<a href="#pierre-langlade">Pierre</a>'),
        ("LANGLADES et langlade", "LANGLADES et langlade"),
    ],
)
def test_name_is_taken_out_of_html_and_its_tags_stay(html, hidden):
    assert hide_names(html, [PIERRE]) == hidden


def test_given_name_of_someone_else_stays():
    text = "Etienne LAURENT et Laurent BOUVET, puis Étienne Laurent"
    assert hide_in_text(text, [ETIENNE]) == "[nom retiré] et Laurent BOUVET, puis [nom retiré]"


def test_accents_apostrophes_and_hyphens_hide_nothing_from_us():
    assert hide_names("Anne Marie D&#x27;été, Mme d’ete", [ANNE]) == "[nom retiré], [nom retiré]"


def test_several_people_are_taken_out_of_all_the_texts_of_data():
    data = {"title": "Pierre LANGLADE répond", "rubriques": [{"teaser": "avec Mme D’Été", "pages": 2}]}
    assert hide_in_data(data, [PIERRE, ANNE]) == {
        "title": "[nom retiré] répond",
        "rubriques": [{"teaser": "avec [nom retiré]", "pages": 2}],
    }


def test_someone_is_named_or_not():
    assert [is_named(text, PIERRE) for text in ("Pierre LANGLADE", "Pierre et Langlade", "LANGLADE")] == [
        True,
        False,
        True,
    ]
