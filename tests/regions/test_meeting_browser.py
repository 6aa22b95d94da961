"""The calendar, the page of a meeting and its form in a real browser: small screens, accessibility, no script."""

from datetime import date, time

import pytest

from network.models import User
from regions.models import AgendaItem, Meeting
from tests.support.browser import axe_violations
from tests.support.made_meetings import between, make_delegate, make_delegation, make_meeting, undated
from tests.support.proposals import make_proposal, make_question, make_seminar, make_track

pytestmark = pytest.mark.browser


@pytest.fixture
def delegate(transactional_db) -> User:
    """A delegate, and meetings of every sort, one with a full agenda."""
    delegation, seminar = make_delegation("COORACE Provence-Alpes-Côte d’Azur-Corse", slug="paca"), make_seminar()
    made = make_meeting(
        delegation, ends_at=time(16), address="12 rue de la République", welcome="Repas sur place.", provenance="fictif"
    )
    subjects = [make_track(seminar, n) for n in (1, 2)] + [make_question(seminar, 1, context="Le rôle change.")]
    for position, subject in enumerate(subjects, start=1):
        column = "question" if position == 3 else "track"
        AgendaItem.objects.create(meeting=made, position=position, **{column: subject})
    make_proposal(seminar, 1)
    between(delegation, date(2098, 11, 5), date(2099, 3, 31), date_label="fin 2098, début 2099")
    undated(delegation)
    make_meeting(
        delegation, starts_on=date(2010, 11, 4), cancelled_at="2010-11-01T12:00Z", cancellation_reason="Neige."
    )
    return make_delegate(delegation)


@pytest.fixture
def full(delegate) -> Meeting:
    return Meeting.objects.get(provenance="fictif")


def test_pages_of_meetings_are_accessible_and_fit_every_screen(delegate, full, open_page):
    paths = (
        "/agenda/",
        "/agenda/?delegation=perdue",
        full.get_absolute_url(),
        "/espace/rencontres/nouvelle/",
        f"/espace/rencontres/{full.pk}/",
    )
    found = {}
    for path in paths:
        page = open_page(path, user=delegate)
        page.eval_on_selector_all("details", "all => all.forEach(one => one.open = true)")
        for width, scheme in ((320, "dark"), (1280, "light")):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            beyond = page.evaluate("document.documentElement.scrollWidth") - width
            found[path, width, scheme] = [*axe_violations(page), *([f"{beyond} px too wide"] if beyond > 0 else [])]
    assert {where: problems for where, problems in found.items() if problems} == {}


def test_what_a_choice_leaves_without_object_is_not_shown(delegate, open_page):
    page = open_page("/espace/rencontres/nouvelle/", width=360, javascript=False, user=delegate)

    def shown() -> dict[str, bool]:
        return {name: page.locator(f"#id_{name}").is_visible() for name in ("day", "words")}

    found = [shown(), page.locator(".points").first.is_visible()]
    page.get_by_label("Pas encore fixé").check()
    page.get_by_label("Je le choisis").check()
    assert [*found, shown(), page.locator(".points").first.is_visible()] == [
        {"day": True, "words": False},
        False,
        {"day": False, "words": True},
        True,
    ]


def test_a_delegate_announces_and_puts_points_in_order_without_a_script(delegate, open_page):
    page = open_page("/espace/rencontres/nouvelle/", width=360, javascript=False, user=delegate)
    page.get_by_label("Jour", exact=True).fill("2099-06-04")
    page.get_by_label("Lieu", exact=True).fill("Marseille")
    page.get_by_label("Je le choisis").check()
    page.get_by_role("button", name="Monter : Piste 2").click()
    assert page.get_by_label("Lieu", exact=True).input_value() == "Marseille"
    page.get_by_role("button", name="Annoncer la rencontre", exact=True).click()
    made = Meeting.objects.get(place="Marseille")
    assert page.url.endswith(f"/espace/rencontres/{made.pk}/")
    assert page.get_by_role("status").inner_text().startswith("La rencontre est annoncée.")
    assert [item.subject_title for item in made.items.all()][:2] == ["Piste 2", "Piste 1"]
    assert [box["height"] >= 44 for one in page.locator(".points__moves button").all() if (box := one.bounding_box())]
