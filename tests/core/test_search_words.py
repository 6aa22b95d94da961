"""Words as they are indexed, asked and highlighted. No database."""

import pytest

from core.search import highlight
from core.search.words import Query, index_terms, split_words, stem


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("L’Évolution d'une œuvre", ["l", "evolution", "d", "une", "oeuvre"]),
        ("E\u0301volution", ["evolution"]),
        ("coor\u00addonner", ["coordonner"]),
        ("Groupe_Qualité — n° 4, 25 %", ["groupe", "qualite", "n", "4", "25"]),
        ("marie@exemple.fr", ["marie", "exemple", "fr"]),
        ("e\ufb03cace", ["efficace"]),
        ("«\u00a0!\u202f» \x00", []),
        ("x" * 100, ["x" * 40]),
    ],
)
def test_words_of_a_text(text, words):
    assert split_words(text) == words


def test_terms_leave_stop_words_out_and_add_stems():
    assert index_terms("Les journaux de l’équipe") == "journaux journal equipe equip"


@pytest.mark.parametrize(
    ("singular", "plural"),
    [("emploi", "emplois"), ("essai", "essais"), ("delai", "delais"), ("journal", "journaux"), ("enjeu", "enjeux")],
)
def test_singular_and_plural_have_one_stem(singular, plural):
    assert stem(singular) == stem(plural)


def test_query_keeps_stop_words_only_when_there_is_nothing_else():
    assert Query.parse("l’idée du séminaire").words == ("idee", "seminaire")
    assert Query.parse("son").words == ("son",)


def test_query_is_bounded_and_says_each_word_once():
    assert Query.parse("mot " * 5000).words == ("mot",)
    assert len(Query.parse(" ".join(f"mot{n}" for n in range(5000))).words) == 12


@pytest.mark.parametrize(
    ("text", "query", "html"),
    [
        ("Les référents", "REFERENT", "Les <mark>référents</mark>"),
        ("L’œuvre", "oeuvrer", "L’<mark>œuvre</mark>"),
        ("Séminaire et séminaires", "semin", "<mark>Séminaire</mark> et <mark>séminaires</mark>"),
        ("a < b & <script>idée</script>", "idee", "a &lt; b &amp; &lt;script&gt;<mark>idée</mark>&lt;/script&gt;"),
        ("<b>mot</b>", "", "&lt;b&gt;mot&lt;/b&gt;"),
        ("rien", "<mark>", "rien"),
    ],
)
def test_highlight(text, query, html):
    assert highlight(text, query) == html
