"""« Chemin de fer »: who writes which rubrique and for when, what is still empty, and what the next issue announces."""

from datetime import timedelta

import lxml.html
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate

from network.enums import Role
from newsletter.article import build_article
from newsletter.models import Issue, Rubrique, Text
from newsletter.plan import plan_of
from newsletter.rendering import render_web
from tests.support import rows
from tests.support.rows import account

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> Client:
    client = Client()
    client.force_login(account("redaction@example.org", Role.NATIONAL))
    return client


def rubrique(issue: Issue, number: int, title: str, **fields) -> Rubrique:
    return Rubrique.objects.create(
        parent=issue, region="main", ordering=number * 10, title=title, anchor=f"r-{number}", **fields
    )


def plan_url(issue: Issue) -> str:
    return reverse("admin:newsletter_issue_plan", args=[issue.pk])


def posted(answer) -> dict[str, str]:
    """What a browser would send of the plan, left as it was shown."""
    forms = lxml.html.fromstring(answer.text).forms
    return next(dict(form.form_values()) for form in forms if "form-TOTAL_FORMS" in form.fields)


def test_a_rubrique_is_empty_until_a_block_follows_it():
    issue = rows.issue(7)
    yesterday = localdate() - timedelta(days=1)
    rubrique(issue, 1, "Vide", due_on=yesterday)
    rubrique(issue, 2, "Remplie", due_on=yesterday)
    Text.objects.create(parent=issue, region="main", ordering=25, body="<p>Mots</p>")
    rubrique(issue, 3, "À venir", due_on=localdate())
    assert [(line.rubrique.title, line.is_empty, line.is_late) for line in plan_of(issue)] == [
        ("Vide", True, True),
        ("Remplie", False, False),
        ("À venir", True, False),
    ]


def test_owner_and_day_are_kept_and_never_published(editor):
    issue, person = rows.issue(7), rows.person(8)
    one = rubrique(issue, 1, "Une")
    rubrique(issue, 2, "Deux")
    Text.objects.create(parent=issue, region="main", ordering=15, body="<p>Mots</p>")
    before = render_web(build_article(issue))
    form = editor.get(plan_url(issue)).context["formset"]
    data = {
        "form-TOTAL_FORMS": 2, "form-INITIAL_FORMS": 2,
        "form-0-id": one.pk, "form-0-owner": person.pk, "form-0-due_on": "2026-12-24",
        "form-1-id": form.forms[1].instance.pk, "form-1-owner": "", "form-1-due_on": "",
    }  # fmt: skip
    assert editor.post(plan_url(issue), data).status_code == 302
    one.refresh_from_db()
    assert (one.owner, one.due_on.isoformat()) == (person, "2026-12-24")
    assert render_web(build_article(Issue.objects.get(pk=issue.pk))) == before
    refused = editor.post(plan_url(issue), data | {"form-0-due_on": "24 décembre"})
    assert refused.context["formset"].errors[0] == {"due_on": ["Saisissez une date valide."]}


def test_what_someone_else_planned_meanwhile_is_not_overwritten(editor):
    issue, claire, ada = rows.issue(7), rows.person(8), rows.person(9)
    one, gone = rubrique(issue, 1, "Une"), rubrique(issue, 2, "Partie")
    opened = posted(editor.get(plan_url(issue)))
    gone.delete()
    Rubrique.objects.filter(pk=one.pk).update(owner=claire)

    answer = editor.post(plan_url(issue), opened | {"form-0-due_on": "2026-12-24"}, follow=True)
    assert [str(message) for message in answer.context["messages"]] == [
        "Quelqu’un a supprimé une rubrique depuis l’ouverture de la page.",
        "Le chemin de fer est enregistré.",
    ]
    one.refresh_from_db()
    assert (one.owner, one.due_on.isoformat()) == (claire, "2026-12-24")

    refused = editor.post(plan_url(issue), opened | {"form-0-owner": ada.pk})
    assert refused.context["formset"].errors[0] == {
        "owner": [
            f"Quelqu’un a mis « {claire} » depuis l’ouverture de la page, et vous « {ada} » : enregistrez de nouveau "
            "pour garder votre choix, ou reprenez le sien."
        ]
    }
    one.refresh_from_db()
    assert one.owner == claire
    assert editor.post(plan_url(issue), posted(refused)).status_code == 302
    one.refresh_from_db()
    assert (one.owner, one.due_on.isoformat()) == (ada, "2026-12-24")


def test_the_plan_of_the_next_issue_is_announced_in_one_press_without_names(editor):
    issue, following = rows.issue(4), rows.issue(5)
    Issue.objects.filter(pk=following.pk).update(date_label="début 2011")
    assert "Reprendre le plan" not in editor.get(plan_url(issue)).content.decode()
    rubrique(following, 2, "Seconde")
    rubrique(following, 1, "Première", owner=rows.person(8))
    assert "Reprendre le plan du n° 5" in editor.get(plan_url(issue)).content.decode()
    editor.post(plan_url(issue), {"_announce": "1"})
    issue.refresh_from_db()
    assert (issue.next_label, issue.next_topics) == ("N° 5, début 2011", ["Première", "Seconde"])


def test_an_issue_already_published_is_not_announced(editor):
    issue, following = rows.issue(4), rows.issue(5)
    rubrique(following, 1, "Première")
    Issue.objects.filter(pk=following.pk).update(state="publie", published_at=timezone.now())
    answer = editor.post(plan_url(issue), {"_announce": "1"}, follow=True)
    assert [str(message) for message in answer.context["messages"]] == ["Le plan du n° 5 n’est pas commencé."]


@pytest.mark.parametrize("count", [1, 3])
def test_the_plan_costs_the_same_whatever_its_length(editor, count, django_assert_num_queries):
    issue = rows.issue(7)
    for number in range(count):
        rubrique(issue, number, f"R{number}", owner=rows.person(80 + number))
    editor.get(plan_url(issue))
    with django_assert_num_queries(14):
        editor.get(plan_url(issue))
