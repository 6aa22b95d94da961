"""What a document announces beside what the portal records."""

import pytest

from tests.support.proposals import make_proposal, make_workshop
from tests.support.web import select

pytestmark = pytest.mark.django_db

ALIKE = "Le nombre est le même : rien n’atteste que ce soit la même chose."


def text(element) -> str:
    return " ".join(element.text_content().split())


def texts(page, css: str) -> list[str]:
    return [text(one) for one in select(page, css)]


def test_announced_figures_stand_beside_what_is_recorded_and_never_among_it(seminar_2010, read):
    for number in range(1, 26):
        make_proposal(seminar_2010, number)
    make_workshop(seminar_2010, 1, provenance="fictif")
    page = read("/seminaires/2010/")
    assert texts(page, ".figure__counts") == [
        "6 annoncées · 6 attestées",
        "8 annoncés · 0 attesté · 1 fictif",
        "2 annoncées · 0 attestée",
        "120 annoncés · 0 présence attestée",
        "environ 25 annoncées · 0 attestée · 25 reconstituées",
        "4 annoncés · 4 attestés",
    ]
    alike = ["environ 25 propositions environ 25 annoncées · 0 attestée · 25 reconstituées " + ALIKE]
    assert [text(one) for one in select(page, ".figure") if select(one, ".figure__alike")] == alike
    assert texts(page, ".stamp") == ["Données de démonstration Une partie de cette page est fictive."]


@pytest.mark.parametrize(("count", "provenance"), [(24, "reconstitue"), (25, "atteste")])
def test_only_a_number_met_without_anything_attested_is_said_to_prove_nothing(count, provenance, seminar_2010, read):
    for number in range(1, count + 1):
        make_proposal(seminar_2010, number, provenance=provenance, source_ref="X")
    assert texts(read("/seminaires/2010/"), ".figure__alike") == []
