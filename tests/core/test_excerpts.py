"""The beginning of a text, where there is no room for the whole."""

import pytest

from core.search import excerpt


@pytest.mark.parametrize(
    ("text", "length", "shown"),
    [
        ("Tout tient ici.", 15, "Tout tient ici."),
        ("Sur\n\ndeux   lignes", 20, "Sur deux lignes"),
        ("Les modes d’association de l’ensemble des personnels", 33, "Les modes d’association de…"),
        ("Des jobcoachs, des référents, des animateurs", 30, "Des jobcoachs, des référents…"),
        ("Des personnes en parcours : des CDI", 28, "Des personnes en parcours…"),
        ("Se dire « offreurs de services marchands » ici", 32, "Se dire « offreurs de services… »"),
        ("Se dire « offreurs » de services marchands", 35, "Se dire « offreurs » de services…"),
        ("Se dire « offreurs »", 12, "Se dire…"),
        ("anticonstitutionnellement", 15, "anticonstitutio…"),
    ],
)
def test_excerpt_ends_between_two_words_with_nothing_hanging_or_open(text, length, shown):
    assert excerpt(text, length) == shown
