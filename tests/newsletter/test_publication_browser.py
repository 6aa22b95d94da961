"""Publishing in a real browser: followed as it is done, on a phone as on a screen."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from network.enums import Role
from newsletter.enums import PublicationState
from newsletter.models import Issue, Publication, Rubrique
from newsletter.services import order_publication, withdraw
from tests.support.browser import ENDS, axe_violations, show
from tests.support.rows import account
from tests.support.tasks import work
from tests.support.web import freeze, small_issue

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def address(name: str, *args: int) -> str:
    return reverse(f"admin:newsletter_issue_{name}", args=args)


def test_editor_schedules_then_follows_and_axe_finds_nothing(open_page, console_errors, fonts):
    editor = account("redaction@example.org", Role.NATIONAL)
    issue, public, empty = small_issue(7), small_issue(8), small_issue(9)
    freeze(public)
    Rubrique.objects.create(parent=empty, region="main", ordering=30, title="Et après ?", anchor="apres")
    refused = order_publication(issue=empty, by=editor)
    work()
    found = {}

    def look(page, name: str) -> None:
        for width, scheme in ENDS:
            show(page, width=width, scheme=scheme)
            sideways = page.evaluate("document.documentElement.scrollWidth > innerWidth")
            found[name, width] = [*console_errors, *["overflows"] * sideways, *axe_violations(page)]
            console_errors.clear()  # axe styles the page it reads, which the policy refuses

    page = open_page(address("publish", issue.pk), user=editor)
    look(page, "publish")
    tomorrow = timezone.localtime() + timedelta(days=1)
    page.get_by_label("Jour et heure").fill(f"{tomorrow:%Y-%m-%dT%H:%M}")
    page.get_by_role("button", name="Programmer l’édition 1").click()
    expect(page.get_by_role("heading", level=2, name="En attente")).to_be_visible()
    Publication.objects.filter(issue=issue).update(asked_at=timezone.now() - timedelta(seconds=9))
    expect(page.get_by_text("n’a pas encore commencé")).to_be_visible()
    look(page, "waiting for a worker")
    work()
    # The page is not loaded again.
    expect(page.get_by_role("heading", level=2, name="L’édition 1 attend son heure")).to_be_visible()
    look(page, "done")
    for name, where in {
        "scheduled": address("change", issue.pk),
        "refused": address("publication", empty.pk, refused.pk),
        "withdraw": address("withdraw", public.pk),
    }.items():
        page.goto(where)
        look(page, name)
    withdraw(issue=public, by=editor, reason="Une photo sans accord.")
    page.goto(address("withdraw", public.pk))
    look(page, "withdrawn")
    assert page.goto("/fil-dinfo/8/").status == 410
    console_errors.clear()  # that it is gone is one
    look(page, "gone")
    assert {where: what for where, what in found.items() if what} == {}
    assert Publication.objects.get(issue=issue).state == PublicationState.DONE
    assert Issue.objects.get(pk=issue.pk).state == "programme"
