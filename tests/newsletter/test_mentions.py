"""« Paru dans »: what freezing an edition keeps of what it tells, and what the thread then shows of it."""

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser

from network.enums import Role
from newsletter.article import build_article
from newsletter.enums import IssueState
from newsletter.mentions import record_mentions
from newsletter.models import Edition, Issue, Live, Mention, Rubrique, Text
from newsletter.services import publish_issue, recover_mentions
from proposals.models import Observation, Question, Trend, WorkTrack
from proposals.thread import key_of, read_thread
from seminars.models import Visit
from tests.support import rows
from tests.support.web import freeze, small_issue

pytestmark = pytest.mark.django_db

PUBLIC = AnonymousUser()


def told(edition: Edition) -> dict[str, list[str]]:
    """What each rubrique of an edition tells, by its anchor."""
    found: dict[str, list[str]] = {}
    for mention in edition.mentions.all():
        subjects = ("visit", "workshop", "observation", "proposal", "trend", "track", "question")
        (subject,) = (getattr(mention, name) for name in subjects if getattr(mention, name))
        found.setdefault(mention.anchor, []).append(str(subject))
    return found


def rubriques(user=PUBLIC) -> list[tuple[str, str]]:
    """The rubriques that the thread shows someone, with their addresses."""
    return [(node.title, node.url) for node in read_thread(user).nodes.values() if node.kind.tells]


def tells_of(obj, user=PUBLIC) -> list[str]:
    return [step.node.title for step in read_thread(user).downstream(key_of(obj)) if step.node.kind.tells]


def freeze_with_mentions(issue: Issue) -> Edition:
    edition = freeze(issue)
    record_mentions(edition=edition, article=build_article(issue))
    return edition


def linking(path: str) -> str:
    return f'<p>Voyez <a href="{settings.SITE_URL}{path}">ici</a>.</p>'


@pytest.fixture
def observation() -> Observation:
    return rows.observation(1)


@pytest.fixture
def issue(observation) -> Issue:
    """Issue 3, with a live block of its seminar's observations."""
    made = small_issue(3, seminar=observation.seminar)
    Live.objects.create(parent=made, region="main", ordering=30, kind="observations")
    return made


# --- What is kept ---------------------------------------------------------------------------------


def test_publication_keeps_what_each_rubrique_of_issue_4_tells(published_4):
    observations = [str(one) for one in Observation.objects.all()]
    trends = [str(one) for one in Trend.objects.all()]
    tracks = [str(one) for one in WorkTrack.objects.order_by("kind", "position")]
    questions = [str(one) for one in Question.objects.all()]
    assert (len(observations), len(trends), len(tracks), len(questions)) == (7, 3, 9, 6)
    assert told(published_4.edition) == {
        "tendances-et-evolutions": observations + trends,
        "pistes-de-travail": tracks + questions,
    }


def test_publishing_the_same_content_again_keeps_the_same_mentions(published_4):
    before = list(Mention.objects.values())
    assert publish_issue(issue=Issue.objects.get(number=4)).is_new is False
    assert list(Mention.objects.values()) == before


def test_links_of_a_text_to_pages_of_the_portal_are_mentions(issue):
    visit, question = rows.visit(2), rows.question(3)
    Text.objects.create(parent=issue, region="main", ordering=40, body=linking(visit.get_absolute_url()))
    Text.objects.create(parent=issue, region="main", ordering=50, body=linking(f"{question.get_absolute_url()}#suite"))
    edition = freeze_with_mentions(issue)
    assert told(edition) == {"ouverture": ["Évolution", "Liège", "Et ensuite ?"]}


def test_links_elsewhere_are_no_mentions(issue):
    visit = rows.visit(2)
    body = f'<p><a href="https://example.org{visit.get_absolute_url()}">a</a> <a href="mailto:a@example.org">b</a></p>'
    Text.objects.create(parent=issue, region="main", ordering=40, body=body + linking("/fil-dinfo/"))
    assert told(freeze_with_mentions(issue)) == {"ouverture": ["Évolution"]}


def test_what_a_rubrique_tells_twice_is_one_mention_and_two_rubriques_make_two(issue, observation):
    link = linking(observation.get_absolute_url())
    Text.objects.create(parent=issue, region="main", ordering=40, body=link + link)
    Rubrique.objects.create(parent=issue, region="main", ordering=50, title="Suite", anchor="suite")
    Text.objects.create(parent=issue, region="main", ordering=60, body=link)
    assert told(freeze_with_mentions(issue)) == {"ouverture": ["Évolution"], "suite": ["Évolution"]}


# --- What the thread shows of it ------------------------------------------------------------------


def test_thread_names_the_rubrique_with_its_issue_and_leads_to_its_anchor(issue, observation):
    freeze_with_mentions(issue)
    assert rubriques() == [("N° 3 – Ouverture", "/fil-dinfo/3/#ouverture")]
    assert tells_of(observation) == ["N° 3 – Ouverture"]


def test_only_the_latest_edition_tells(issue, observation):
    freeze_with_mentions(issue)
    Live.objects.all().delete()
    second = freeze_with_mentions(issue)
    assert (told(second), Mention.objects.count()) == ({}, 1)
    assert (rubriques(), tells_of(observation)) == ([], [])


def test_an_object_told_by_two_editions_of_an_issue_is_told_once(issue, observation):
    freeze_with_mentions(issue)
    freeze_with_mentions(issue)
    assert (Mention.objects.count(), tells_of(observation)) == (2, ["N° 3 – Ouverture"])


def test_issue_reserved_to_the_network_tells_its_members_only(issue, observation):
    issue.audience = "reseau"
    issue.save()
    freeze_with_mentions(issue)
    assert (rubriques(), tells_of(observation)) == ([], [])
    member = rows.account("membre@example.org", Role.MEMBER)
    assert tells_of(observation, member) == ["N° 3 – Ouverture"]


def test_opening_the_draft_does_not_open_what_was_frozen_for_the_network(issue, observation):
    issue.audience = "reseau"
    issue.save()
    freeze_with_mentions(issue)
    issue.audience = "public"
    issue.save()
    assert tells_of(observation) == []


def test_issue_that_is_no_longer_published_tells_nothing(issue, observation):
    freeze_with_mentions(issue)
    Issue.objects.update(state=IssueState.DRAFT)
    assert (rubriques(), tells_of(observation)) == ([], [])


def test_rubrique_that_tells_only_what_is_hidden_is_not_there_for_the_public(issue, observation):
    freeze_with_mentions(issue)
    Observation.objects.update(audience="reseau")
    member = rows.account("membre@example.org", Role.MEMBER)
    assert (rubriques(), rubriques(member)) == ([], [("N° 3 – Ouverture", "/fil-dinfo/3/#ouverture")])


def test_deleting_what_was_told_leaves_the_edition_as_it_was(issue, observation):
    edition = freeze_with_mentions(issue)
    observation.delete()
    assert (told(edition), rubriques(), Edition.objects.get().body) == ({}, [], edition.body)


# --- Editions of before mentions ------------------------------------------------------------------


def test_edition_of_before_mentions_gets_them_while_its_draft_reads_the_same(issue):
    edition = freeze(issue)
    assert recover_mentions() == [edition]
    assert told(edition) == {"ouverture": ["Évolution"]}
    assert recover_mentions() == []


def test_edition_whose_draft_says_something_else_waits_for_the_next(issue, observation):
    edition = freeze(issue)
    observation.wording = "D’autres mots"
    observation.save()
    assert (recover_mentions(), told(edition), rubriques()) == ([], {}, [])


def test_edition_whose_draft_links_elsewhere_waits_for_the_next(issue):
    text = Text.objects.get()
    text.body = linking("/fil-dinfo/")
    text.save()
    edition = freeze(issue)
    text.body = linking("/questions/")
    text.save()
    assert (recover_mentions(), told(edition)) == ([], {})


def test_publishing_again_what_was_published_before_mentions_gives_it_them(published_4):
    before = told(published_4.edition)
    Mention.objects.all()._raw_delete("default")
    again = publish_issue(issue=Issue.objects.get(number=4))
    assert (again.is_new, told(again.edition)) == (False, before)


def test_visit_named_by_no_live_block_is_told_by_no_rubrique(published_4):
    assert {tuple(tells_of(visit)) for visit in Visit.objects.all()} == {()}
