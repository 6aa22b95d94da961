"""Readers find an issue by the edition they can read, never by its draft; the back-office by both."""

import pytest
from django.contrib.auth.models import AnonymousUser

from core.enums import Audience
from core.search import matching, search
from network.enums import Role
from newsletter.models import Edition, Issue, Text
from tests.support.rows import account
from tests.support.web import freeze, small_issue

pytestmark = pytest.mark.django_db

READER = AnonymousUser()


def found(query: str, user=READER) -> list[tuple[str, str]]:
    return [(entry.title, entry.url) for entry in search(query, user=user)]


def rewrite(issue: Issue, body: str) -> None:
    text = Text.objects.get(parent=issue)
    text.body = body
    text.save()


def test_draft_is_for_the_back_office_alone():
    issue = small_issue(7, title="Le jobcoaching")
    administrator = account("administration@example.org", Role.ADMINISTRATOR)
    assert found("jobcoaching", administrator) == []
    assert matching(Issue.objects.all(), "jobcoaching").get() == issue
    assert matching(Issue.objects.all(), "n° 7").get() == issue


def test_published_article_is_found_at_its_page():
    freeze(small_issue(7, title="Le jobcoaching"))
    address = [("Fil d’Info n° 7 : Le jobcoaching", "/fil-dinfo/7/")]
    assert found("jobcoaching") == address
    assert found("ouverture texte") == address


def test_change_of_the_draft_is_not_found_before_it_is_published():
    issue = small_issue(7)
    rewrite(issue, "<p>Un mot ancien.</p>")
    freeze(issue)
    issue.title = "Titre nouveau"
    issue.save()
    rewrite(issue, "<p>Un mot nouveau.</p>")
    assert (len(found("ancien")), found("nouveau")) == (1, [])
    freeze(issue)
    assert (found("ancien"), len(found("nouveau"))) == ([], 1)
    assert matching(Edition.objects.all(), "ancien").get().number == 1


def test_reserved_edition_is_found_by_the_network_alone():
    issue = small_issue(7, audience=Audience.NETWORK)
    freeze(issue)
    issue.audience = Audience.PUBLIC
    issue.save()
    assert found("numéro 7") == []
    assert len(found("numéro 7", account("membre@example.org", Role.MEMBER))) == 1


def test_issue_that_becomes_reserved_is_found_by_the_network_alone():
    issue = small_issue(7)
    freeze(issue)
    issue.audience = Audience.NETWORK
    issue.save()
    assert found("numéro 7") == []
