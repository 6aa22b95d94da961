"""The back-office's menu by task, its home « à faire », and its search over everything."""

from datetime import date, timedelta

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from coorace_quality.admin_menu import EVERY_GROUP, SETTINGS
from core.desk import Card, cards_for
from core.drafts import keep
from core.models import OutgoingMail, ScheduledRun
from network.enums import Role
from network.models import User
from network.permissions import has_model_permission
from network.services import mask_person
from newsletter.models import Issue, Rubrique, Text
from regions.models import Report
from tests.support import rows
from tests.support.rows import ATTESTED, MAKERS, account

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> User:
    return account("equipe@example.org", Role.NATIONAL)


@pytest.fixture
def administrator() -> User:
    return account("admin@example.org", Role.ADMINISTRATOR)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def menu(user: User) -> dict[str, list[str]]:
    request = RequestFactory().get("/admin/")
    request.user = user
    return {group["name"]: [entry["name"] for entry in group["models"]] for group in admin.site.get_app_list(request)}


# --- The menu -------------------------------------------------------------------------------------


def test_every_registered_model_has_its_one_group():
    grouped = [label for group in EVERY_GROUP for label in group.labels]
    assert sorted(grouped) == sorted(model._meta.label_lower for model in admin.site._registry)


def test_settings_hold_what_the_team_may_not_see_and_nothing_else(team):
    hidden = {
        model._meta.label_lower
        for model in admin.site._registry
        if not has_model_permission(team, f"{model._meta.app_label}.view_{model._meta.model_name}")
    }
    assert set(SETTINGS.labels) == hidden


def test_menu_goes_by_task_and_by_use(team, administrator):
    groups = ["Fil d’Info", "Séminaires", "Propositions et pistes", "Régions", "Réseau", "Suivi"]
    assert list(menu(team)) == groups
    assert list(menu(administrator)) == [*groups, "Réglages"]
    assert menu(team)["Régions"][:3] == ["Comptes rendus à valider", "Tableau des régions", "Rencontres"]


def test_address_of_an_app_shows_its_group_and_hides_settings_from_the_team(team, administrator):
    shown = signed_in(team).get("/admin/network/").context["app_list"]
    assert [group["name"] for group in shown] == ["Réseau"]
    assert signed_in(team).get("/admin/core/").status_code == 404
    shown = signed_in(administrator).get("/admin/django_tasks_database/").context["app_list"]
    assert [group["name"] for group in shown] == ["Réglages"]


# --- The home -------------------------------------------------------------------------------------


def card(user: User, name: str) -> Card:
    return next(one for one in cards_for(user) if one.name == name)


def told(user: User, name: str) -> list[tuple[str, str, bool]]:
    return [(line.label, line.detail, line.is_late) for line in card(user, name).lines]


def submitted(n: int, days: int = 0) -> Report:
    at = timezone.now() - timedelta(days=days)
    return Report.objects.create(meeting=rows.meeting(n), state="soumis", submitted_at=at)


def fill(user: User, n: int) -> None:
    """One more of all that the cards tell."""
    submitted(n)
    rows.observation(n + 20)
    Rubrique.objects.create(parent=rows.issue(n), region="main", ordering=10, title=f"Rubrique {n}", anchor="a")
    keep(owner=user, target=Report.objects.latest("pk"), data={"summary": "Mots"})
    rows.mail(n)
    failed = rows.queued_task(n)
    DBTaskResult.objects.filter(pk=failed.pk).update(status="FAILED", finished_at=timezone.now())
    rows.scheduled_run(n)


def test_home_takes_as_many_queries_for_one_of_each_as_for_three(administrator):
    client = signed_in(administrator)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/admin/").status_code == 200
        return len(captured)

    fill(administrator, 1)
    queries()  # content types are read once
    one = queries()
    fill(administrator, 2)
    fill(administrator, 3)
    wanted = {"comptes-rendus": 3, "numeros": 3, "maillons": 6, "brouillons": 3, "pannes": 9}
    counts = {one.name: one.count for one in cards_for(administrator)}
    assert {name: counts[name] for name in wanted} == wanted
    assert queries() == one


def test_reports_to_validate_come_with_their_age_the_oldest_first(team):
    submitted(1)
    submitted(2, days=1)
    late = submitted(3, days=7)
    assert told(team, "comptes-rendus") == [
        (str(late.meeting), "soumis il y a 7 jours", True),
        ("Rencontre régionale du séminaire, Délégation 2", "soumis il y a 1 jour", False),
        ("Rencontre régionale du séminaire, Délégation 1", "soumis aujourd’hui", False),
    ]
    assert card(team, "comptes-rendus").lines[0].url == f"/espace/a-valider/#compte-rendu-{late.pk}"


def test_text_of_what_is_not_saved_yet_waits_where_it_is_added(team):
    keep(owner=team, target=Issue(), data={"title": "Mots"})
    (line,) = card(team, "brouillons").lines
    said = "Numéro du Fil d’Info : nouvelle saisie, pas encore enregistrée"
    assert (line.label, line.url) == (said, "/admin/newsletter/issue/add/")


def test_next_issue_names_the_rubriques_nothing_is_in_who_owes_them_and_for_when(team):
    later, issue = rows.issue(3), rows.issue(1)
    places = {"Édito": 10, "À venir": 20, "Agenda": 40}
    for title, place in places.items():
        Rubrique.objects.create(parent=issue, region="main", ordering=place, title=title, anchor=f"a{place}")
    Text.objects.create(parent=issue, region="main", ordering=30, body="<p>Mots</p>")
    Rubrique.objects.filter(title="Édito").update(owner=rows.person(1), due_on=date(2011, 3, 1))
    assert told(team, "numeros") == [
        (f"{issue} : {issue.title}", "2 à remplir", False),
        ("Rubrique vide : Édito", "Hélène Nom 1, à rendre le 1er mars 2011", True),
        ("Rubrique vide : Agenda", "", False),
        (f"{later} : {later.title}", "", False),
    ]
    Issue.objects.update(state="publie", published_at=timezone.now())
    assert told(team, "numeros") == []


def test_missing_links_are_counted_by_kind(team):
    rows.observation(1)
    rows.track(2)
    assert [line[:2] for line in told(team, "maillons")] == [
        ("Observations", "1 sans origine · 1 sans suite"),
        ("Pistes de travail", "1 sans origine"),
    ]


def test_failures_are_the_administrators_business_for_a_week(team, administrator):
    rows.mail(1)
    rows.scheduled_run(1)
    assert "pannes" not in {one.name for one in cards_for(team)}
    assert [line[0] for line in told(administrator, "pannes")] == [
        "Courriel : « Objet 1 » à qui1@example.org",
        "Travail : app.job-1",
    ]
    before = timezone.now() - timedelta(days=8)
    OutgoingMail.objects.update(created_at=before)
    ScheduledRun.objects.update(slot=before)
    assert card(administrator, "pannes").empty == "Aucune panne depuis sept jours."
    assert card(administrator, "pannes").count == 0


def test_my_drafts_lead_back_to_where_they_are_written(team):
    report, visit = submitted(1), rows.visit(2)
    for owner in (team, account("autre@example.org", Role.NATIONAL)):
        keep(owner=owner, target=report, data={"summary": "Mots"})
    keep(owner=team, target=visit, data={"summary": "Mots"})
    lines = card(team, "brouillons").lines
    assert [(line.label, line.url) for line in lines] == [
        ("Liège", reverse("admin:seminars_visit_change", args=[visit.pk])),
        (f"Compte rendu : {report.meeting}", reverse("regions:report", args=[report.meeting_id])),
    ]


def test_home_says_what_is_empty_in_one_calm_line(team):
    page = signed_in(team).get("/admin/").content.decode()
    assert [sentence in page for sentence in ("Aucun compte rendu n’attend votre lecture.", "Rien ne manque")] == [
        True,
        True,
    ]


def test_recently_changed_objects_come_once_each_under_their_present_title(team, administrator):
    client = signed_in(administrator)
    person = rows.person(1)
    change = reverse("admin:network_person_change", args=[person.pk])
    form = {"given_name": "Hélène", "family_name": "NEUF", "mandates-TOTAL_FORMS": 0, "mandates-INITIAL_FORMS": 0}
    for _ in range(2):
        assert client.post(change, form | ATTESTED).status_code == 302
    mask_person(person=person, by=team, reason="À sa demande")

    changes = client.get("/admin/").context["changes"]
    assert [(one.title, one.kind, one.url, one.author) for one in changes] == [
        ("[nom retiré]", "personne", change, "equipe@example.org")
    ]


# --- The search -----------------------------------------------------------------------------------


def found(user: User, **asked: str) -> dict[str, list[str]]:
    context = signed_in(user).get("/admin/recherche/", asked).context
    return {name: [one.entry.title for one in found] for name, found in context["groups"]}


def test_search_finds_every_kind_in_the_order_of_the_menu_and_leads_to_forms(team):
    observation, track = rows.observation(1), rows.track(2)
    track.label = "Une évolution"
    track.audience = "reseau"
    track.save()
    context = signed_in(team).get("/admin/recherche/", {"q": "EVOLUTIONS"}).context
    assert [(name, [(one.entry.title, one.url) for one in found]) for name, found in context["groups"]] == [
        ("Pistes de travail", [("Une évolution", reverse("admin:proposals_worktrack_change", args=[track.pk]))]),
        ("Observations", [(observation.label, reverse("admin:proposals_observation_change", args=[observation.pk]))]),
    ]
    assert found(team, q="évolution", genre="proposals.observation") == {"Observations": [observation.label]}


def test_search_shows_accounts_to_administrators_only(team, administrator):
    assert found(team, q="admin@example.org") == {}
    assert found(administrator, q="admin@example.org") == {"Comptes": ["admin@example.org"]}


def test_search_links_to_the_site_what_is_there_and_only_that(team):
    one = rows.issue(1)
    visit = rows.visit(2)
    context = signed_in(team).get("/admin/recherche/", {"q": "Liège"}).context
    assert [one.public_url for _, rows in context["groups"] for one in rows] == [visit.get_absolute_url()]
    context = signed_in(team).get("/admin/recherche/", {"q": one.title}).context
    assert [one.public_url for _, rows in context["groups"] for one in rows] == [""]


def test_search_goes_page_by_page_in_a_constant_number_of_queries(team):
    client = signed_in(team)

    def queries(**asked) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/admin/recherche/", {"q": "piste"} | asked).status_code == 200
        return len(captured)

    rows.track(1)
    one = queries()
    for n in range(2, 28):
        rows.track(n)
    assert (queries(), queries(page="2"), queries(page="zzz")) == (one, one, one)
    assert len(found(team, q="piste", page="2")["Pistes de travail"]) == 2


@pytest.mark.parametrize("asked", [{}, {"q": " "}, {"q": "\x00"}, {"q": "zzz"}, {"q": "l'", "genre": "rien"}])
def test_search_of_nothing_finds_nothing(team, asked):
    assert found(team, **asked) == {}


# --- On the site ----------------------------------------------------------------------------------


def test_forms_and_lists_lead_to_the_public_page_of_what_has_one(team):
    client = signed_in(team)
    visit = rows.visit(1)
    for address in (
        reverse("admin:seminars_visit_changelist"),
        reverse("admin:seminars_visit_change", args=[visit.pk]),
    ):
        assert f'href="{visit.get_absolute_url()}"' in client.get(address).content.decode()
    issue = rows.issue(2)
    assert issue.get_absolute_url() not in client.get(reverse("admin:newsletter_issue_changelist")).content.decode()


def test_every_model_with_a_page_shows_the_way_to_it():
    lacking = [
        model.__name__
        for model in MAKERS
        if hasattr(model, "get_absolute_url") and not admin.site._registry[model].has_pages
    ]
    assert lacking == []
