"""The workspace in a real browser: small screens, both schemes, a thumb, a keyboard, no script."""

import pytest

from regions.enums import ReportState
from regions.models import Report, StanceRequest
from tests.support import rows
from tests.support.browser import ENDS, axe_violations, show
from tests.support.reports import days_ago, make_meeting, make_report, say, take

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SUBMITTED, TO_COMPLETE, VALIDATED = ReportState.SUBMITTED, ReportState.TO_COMPLETE, ReportState.VALIDATED
QUEUE = "/espace/a-valider/"


@pytest.fixture
def work(nord, sud, delegate, national) -> None:
    """Something in every part of every page."""
    track = rows.track(1)
    back = (SUBMITTED, delegate), (TO_COMPLETE, national, "Qui porte la piste 2 ?")
    for days, steps in ((5, ()), (9, back), (12, (*back, (SUBMITTED, delegate))), (20, ((SUBMITTED, delegate),))):
        meeting = make_meeting(nord, days_ago(days), place="Chalon-sur-Saône")
        say(meeting, track, "reserves", "Oui, à condition d’être deux.")
        take(make_report(meeting), *steps)
    make_meeting(nord, days_ago(3))
    make_meeting(nord, days_ago(-9), title="Rencontre interdépartementale des référents Qualité et de leurs directions")
    make_meeting(nord, days_ago(40), precision="mois", date_label="octobre")
    StanceRequest.objects.create(delegation=nord, track=rows.track(2), asked_by=national)


def test_pages_are_accessible_and_fit_small_screens(open_page, work, delegate, national):
    found = {}
    for path, user in (("/espace/", delegate), ("/espace/", national), (QUEUE, national)):
        page = open_page(path, user=user)
        page.eval_on_selector_all("details", "all => all.forEach(one => one.open = true)")
        for width, scheme in ENDS:
            show(page, width=width, scheme=scheme)
            found[path, str(user), width] = axe_violations(page)
            assert (path, page.evaluate("document.documentElement.scrollWidth")) == (path, width)
    assert {where: violations for where, violations in found.items() if violations} == {}


def test_a_thumb_meets_one_large_button_a_line(open_page, work, delegate):
    page = open_page("/espace/", width=360, user=delegate)
    lines = page.locator(".desk__line").all()
    boxes = [line.locator(".button").bounding_box() for line in lines]

    assert len(lines) == 8
    assert [box for box in boxes if box["height"] < 44 or box["width"] < 250] == []
    small = page.eval_on_selector_all(
        ".desk__part :is(a, button):not(p *)",
        "all => all.filter(one => one.getBoundingClientRect().height < 24).map(one => one.textContent)",
    )
    assert small == []


def test_team_clears_its_queue_with_the_keyboard_and_no_script(open_page, work, national):
    page = open_page(QUEUE, javascript=False, user=national)
    first, second = (one.get_attribute("id") for one in page.locator("article").all())
    page.locator(f"#{first} textarea").focus()
    page.keyboard.type("Merci, c’est clair.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("[role=status]")

    assert page.locator("[role=status]").text_content().startswith("Validé")
    assert [one.get_attribute("id") for one in page.locator("article").all()] == [second]
    page.locator(f"#{second} textarea").fill("Et la suite ?")
    page.click("text=Renvoyer à compléter")
    page.wait_for_selector("text=Tous les comptes rendus envoyés sont relus.")
    said = {report.state: report.steps.last().comment for report in Report.objects.exclude(submitted_at=None)}
    assert said[VALIDATED] == "Merci, c’est clair."
    assert Report.objects.filter(steps__comment="Et la suite ?", state=TO_COMPLETE).count() == 1
