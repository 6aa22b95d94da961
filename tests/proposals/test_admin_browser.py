"""Links, states and missing links in a real browser: keyboard, small screens, accessibility."""

import pytest
from django.urls import reverse

from network.enums import Role
from proposals.models import ObservationTrack, WorkTrack
from tests.support import rows
from tests.support.browser import ENDS, axe_violations, show
from tests.support.rows import account

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MISSING = "/admin/proposals/maillons-manquants/"


@pytest.fixture
def sign_in(open_page):
    user = account("redaction@example.org", Role.NATIONAL)

    def sign_in(path: str, **options):
        return open_page(path, user=user, **options)

    return sign_in


def tab_to(page, selector: str) -> None:
    for _ in range(150):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no « {selector} » on the way of the Tab key")


def test_missing_link_is_written_with_the_keyboard_alone(sign_in):
    seen = rows.observation(1)
    track = rows.track(2)
    page = sign_in(MISSING, width=360)
    tab_to(page, f"a[href$='observation/{seen.pk}/change/#to_workshops-group']")
    page.keyboard.press("Enter")
    page.wait_for_url("**#to_workshops-group")
    page.wait_for_selector("#to_tracks-group .add-row a")

    tab_to(page, "#to_tracks-group .add-row a")
    page.keyboard.press("Enter")
    tab_to(page, "#to_tracks-0 [role=combobox]")
    page.keyboard.press("Enter")
    page.wait_for_selector(".select2-search__field:focus")
    page.keyboard.type("pistes")  # another form of a word of its title
    page.wait_for_selector(".select2-results__option:has-text('Piste 2')")
    page.keyboard.press("Enter")
    tab_to(page, "#id_to_tracks-0-reason")
    page.keyboard.type("Les mêmes mots.")
    tab_to(page, "#id_to_tracks-0-provenance")
    page.keyboard.press("d")  # déduit
    tab_to(page, "input[name=_save]")
    page.keyboard.press("Enter")
    page.wait_for_selector(".messagelist .success")
    made = ObservationTrack.objects.get()
    assert (made.source, made.target, made.provenance, made.reason) == (seen, track, "deduit", "Les mêmes mots.")


def test_state_is_changed_with_the_keyboard_alone(sign_in):
    track = rows.track(1)
    page = sign_in(reverse("admin:proposals_worktrack_change", args=[track.pk]), width=360)
    tab_to(page, "input[name=_move]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/etat/")
    tab_to(page, "input[name=to]")
    page.keyboard.press("Space")
    tab_to(page, "textarea[name=comment]")
    page.keyboard.type("Décidé à Lille.")
    tab_to(page, "input[type=submit]")
    page.keyboard.press("Enter")
    page.wait_for_selector(".moves:has-text('Décidé à Lille.')")
    assert WorkTrack.objects.get().status == "engagee"


def test_axe_finds_nothing_and_nothing_overflows(sign_in, console_errors):
    link = rows.link(ObservationTrack, 1)
    change = rows.change(3)
    pages = [
        MISSING,
        reverse("admin:proposals_worktrack_change", args=[link.target.pk]),
        reverse("admin:proposals_worktrack_move", args=[link.target.pk]),
        reverse("admin:proposals_worktrack_delete", args=[link.target.pk]),
        reverse("admin:seminars_workshop_delete", args=[change.proposal.workshop_id]),
        reverse("admin:proposals_proposal_change", args=[change.proposal_id]),
        reverse("admin:proposals_proposal_changelist"),
        reverse("admin:proposals_statuschange_changelist"),
    ]
    page = sign_in("/admin/")
    for path in pages:
        page.goto(path)
        assert console_errors == []
        page.eval_on_selector_all("details", "all => all.forEach(one => one.open = true)")
        for width, scheme in ENDS:
            show(page, width=width, scheme=scheme)
            overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert (path, width, axe_violations(page), overflow) == (path, width, [], 0)
        console_errors.clear()  # axe styles the page it reads, which the policy refuses
