"""From the reports of the demonstration to n° 5: drafted by the button, edited, published, corrected, read."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from coorace_quality.demo.accounts import load_accounts
from coorace_quality.demo.meetings import load_meetings
from network.models import User
from newsletter.drafting import drafted_blocks
from newsletter.enums import Medium
from newsletter.models import Issue, Text
from newsletter.services import publish_issue
from proposals.enums import TrackStatus
from proposals.models import WorkTrack
from proposals.services import move_track
from tests.support.browser import axe_violations
from tests.support.pdf_audit import audit
from tests.support.web import freeze

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]


def test_issue_5_is_drafted_edited_published_and_corrected(content, fonts, open_page, console_errors):
    freeze(Issue.objects.get(number=4))
    load_accounts()
    load_meetings()
    editor = User.objects.get(email="redaction@demo.example")
    track = WorkTrack.objects.get(source_ref="PQ-1")
    move_track(track=track, status=TrackStatus.COMMITTED, comment="Essai.", author=editor)

    page = open_page(reverse("admin:newsletter_issue_changelist"), user=editor)
    page.get_by_role("link", name="Préparer le numéro suivant").click()
    expect(page.get_by_text("COORACE Pays de la Loire")).to_be_visible()
    page.set_viewport_size({"width": 360, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert axe_violations(page) == []
    console_errors.clear()  # axe styles the page it reads, which the policy refuses
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("button", name="Préparer le n° 5").click()
    expect(page.locator(".messagelist .success")).to_contain_text("Le n° 5 est commencé")

    issue = Issue.objects.get(number=5)
    text = Text.objects.filter(parent=issue).order_by("ordering").first()
    page.goto(f"{reverse('admin:newsletter_issue_change', args=[issue.pk])}#bloc-text-{text.pk}")
    expect(page.locator(".block-source").first).to_be_visible()
    written = page.locator(".ProseMirror:visible").first
    written.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(" Relu par l’équipe.")
    expect(written).to_contain_text("Relu par l’équipe.")
    with page.expect_navigation():
        page.locator("[name=_continue]").click()
    expect(page.locator(".messagelist .success")).not_to_contain_text("commencé")
    # What the text editor does to the markup of the others is not an edit.
    assert [one.block for one in drafted_blocks(issue) if one.is_edited] == [text]

    issue.refresh_from_db()
    first = publish_issue(issue=issue, user=editor).edition
    Text.objects.filter(pk=text.pk).update(title="Rencontre du 18 janvier")
    second = publish_issue(issue=issue, user=editor, erratum_what="Le titre.", erratum_why="Il était long.").edition
    assert (first.number, second.number) == (1, 2)
    with second.renderings.get(medium=Medium.PDF).file.open() as pdf:
        assert audit(pdf.read()) == []

    reader = open_page("/fil-dinfo/5/", width=320, scheme="dark")
    expect(reader.get_by_text("NUMÉRO FICTIF")).to_be_visible()
    expect(reader.get_by_role("heading", name="Rencontre du 18 janvier", exact=True)).to_be_visible()
    expect(reader.get_by_text("Relu par l’équipe.")).to_be_visible()
    expect(reader.get_by_text("4 adhèrent")).to_be_visible()
    assert reader.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert axe_violations(reader) == []
    console_errors.clear()
