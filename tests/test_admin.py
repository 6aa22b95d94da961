"""The back-office: who may do what, and lists and forms that stay in French, searchable and quick."""

import re

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.admin import ReadOnly
from core.models import Sourced
from core.search import registered_models
from network.enums import Role
from network.models import Mandate, Person, User
from newsletter.models import Issue
from tests.support import rows
from tests.support.rows import ATTESTED, MAKERS, account

pytestmark = pytest.mark.django_db


def someone(role: Role | str | None) -> User:
    if role == "ended":
        yesterday = timezone.localdate() - timezone.timedelta(days=1)
        return account("qui@example.org", Role.ADMINISTRATOR, starts_on=yesterday, ends_on=yesterday)
    extra = {"delegation": rows.delegation(99)} if role == Role.DELEGATE else {}
    return account("qui@example.org", role, **extra)


def signed_in(role: Role | str | None) -> Client:
    client = Client()
    client.force_login(someone(role))
    return client


@pytest.fixture
def administrator() -> Client:
    return signed_in(Role.ADMINISTRATOR)


def url(model, view: str, *args) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{view}", args=args)


def test_every_registered_model_has_its_row():
    assert set(admin.site._registry) == set(MAKERS)


@pytest.mark.parametrize("model", MAKERS, ids=lambda model: model._meta.model_name)
def test_list_takes_as_many_queries_for_one_row_as_for_three(administrator, model):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            response = administrator.get(url(model, "changelist"), {"all": ""})
        assert response.status_code == 200
        return len(captured)

    MAKERS[model](1)
    queries()  # content types and the like are read once
    one = queries()
    MAKERS[model](2)
    MAKERS[model](3)
    assert queries() == one


@pytest.mark.parametrize("model", MAKERS, ids=lambda model: model._meta.model_name)
def test_forms_search_and_pickers_open(administrator, model):
    row = MAKERS[model](1)
    assert administrator.get(url(model, "change", row.pk)).status_code == 200
    assert administrator.get(url(model, "changelist"), {"q": "zzz"}).context["cl"].result_count == 0
    assert administrator.get(url(model, "history", row.pk)).status_code == 200


def test_search_ignores_accents_and_case(administrator):
    rows.observation(1)
    found = administrator.get(url(rows.Observation, "changelist"), {"q": "EVOLUTION"}).context["cl"]
    assert found.result_count == 1


def test_every_list_and_picker_searches_what_its_app_registered():
    indexed = {model for model, model_admin in admin.site._registry.items() if model_admin.search_fields == ["pk"]}
    assert indexed - set(registered_models()) == set()


@pytest.mark.parametrize("query", ["evolutions", "MOT évo", "evol"])
def test_search_takes_other_forms_of_a_word_and_what_is_not_in_the_list(administrator, query):
    one = rows.observation(1)
    one.audience = "reseau"
    one.save()
    rows.trend(2)
    found = administrator.get(url(rows.Observation, "changelist"), {"q": query}).context["cl"]
    assert list(found.result_list) == [one]


def test_figure_is_found_by_its_number_grouped_or_not(administrator):
    one = rows.figure(1)
    one.value = 1200
    one.save()
    for query in ("1200", "1 200"):
        found = administrator.get(url(rows.AnnouncedFigure, "changelist"), {"q": query}).context["cl"]
        assert list(found.result_list) == [one]


def test_picker_finds_a_person_without_the_accents(administrator):
    who = rows.person(1)
    answer = administrator.get(
        reverse("admin:autocomplete"),
        {"app_label": "network", "model_name": "mandate", "field_name": "person", "term": "helene"},
    )
    assert answer.json()["results"] == [{"id": str(who.pk), "text": "Hélène Nom 1"}]


def test_lists_of_sourced_objects_filter_by_provenance():
    filters = {model: admin.site._registry[model].list_filter for model in MAKERS if issubclass(model, Sourced)}
    assert [model for model, used in filters.items() if "provenance" not in used] == []


def test_foreign_keys_are_picked_not_listed():
    """A raw select reads the whole table, and nobody finds anything in it."""
    raw = [
        f"{model.__name__}.{field.name}"
        for model, model_admin in admin.site._registry.items()
        for field in model._meta.get_fields()
        if field.many_to_one and field.concrete and field.editable
        if field.name not in (*model_admin.autocomplete_fields, *model_admin.readonly_fields)
        and not isinstance(model_admin, ReadOnly)
    ]
    assert raw == []


def test_attested_object_without_reference_is_refused_beside_the_field(administrator):
    answer = administrator.post(
        url(Person, "add"),
        {
            "given_name": "Zoé",
            "family_name": "Martin",
            "provenance": "atteste",
            "mandates-TOTAL_FORMS": 0,
            "mandates-INITIAL_FORMS": 0,
        },
    )
    assert answer.context["adminform"].form.errors == {
        "source_ref": ["Un objet attesté donne la référence du passage qui l’atteste."]
    }


def test_character_no_face_draws_is_refused_beside_the_field(administrator):
    answer = administrator.post(url(rows.GlossaryTerm, "add"), {"term": "bac ★", "slug": "bac", **ATTESTED})
    assert answer.context["adminform"].form.errors["term"] == [
        "Aucune police du portail n’a ces caractères : « ★ » (U+2605). Remplacez-les."
    ]


def test_person_and_mandate_are_written_together_and_logged(administrator):
    place = rows.delegation(1)
    answer = administrator.post(
        url(Person, "add"),
        {
            "given_name": "Zoé",
            "family_name": "Martin",
            **ATTESTED,
            "mandates-TOTAL_FORMS": 1,
            "mandates-INITIAL_FORMS": 0,
            "mandates-0-role": "référente",
            "mandates-0-delegation": place.pk,
            "mandates-0-provenance": "atteste",
            "mandates-0-source_ref": "X-2",
        },
    )
    assert answer.status_code == 302
    assert str(Mandate.objects.get()) == "Zoé Martin, référente"
    assert LogEntry.objects.get().user.email == "qui@example.org"
    assert "Zoé Martin" in administrator.get("/admin/").content.decode()


def test_stages_exchange_their_ranks_in_one_go(administrator):
    stages = [rows.stage(1)]
    seminar = stages[0].seminar
    stages.append(rows.Stage.objects.create(seminar=seminar, position=2, name="B", slug="b", wording="m", **ATTESTED))
    form = {
        "name": seminar.name,
        "slug": seminar.slug,
        "year": seminar.year,
        "audience": "public",
        **ATTESTED,
        "figures-TOTAL_FORMS": 0,
        "figures-INITIAL_FORMS": 0,
        "stages-TOTAL_FORMS": 2,
        "stages-INITIAL_FORMS": 2,
    }
    for number, (stage, rank) in enumerate(zip(stages, (2, 1), strict=True)):
        fields = {"id": stage.pk, "seminar": seminar.pk, "position": rank, "name": stage.name, "slug": stage.slug}
        fields |= {"wording": "m", "precision": "inconnue", "audience": "public", **ATTESTED}
        form |= {f"stages-{number}-{name}": value for name, value in fields.items()}
    assert administrator.post(url(rows.Seminar, "change", seminar.pk), form).status_code == 302
    assert [stage.name for stage in seminar.stages.all()] == ["B", "Étape"]

    form["stages-0-position"] = 1
    answer = administrator.post(url(rows.Seminar, "change", seminar.pk), form)
    errors = answer.context["inline_admin_formsets"][0].formset.errors
    assert errors == [{}, {"position": ["Une autre étape du séminaire a déjà ce rang."]}]


# --- Signing in -----------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/admin/", "/admin/login/", "/admin/network/person/"])
def test_back_office_is_entered_by_the_one_door(client, path):
    answer = client.get(path, follow=True)
    assert answer.redirect_chain[-1][0].startswith("/compte/connexion/?next=")
    assert "Se connecter" in answer.content.decode()


@pytest.mark.parametrize("role", [None, Role.MEMBER, Role.DELEGATE, "ended"], ids=str)
def test_accounts_without_the_right_are_told_so(role):
    answer = signed_in(role).get("/admin/", follow=True)
    assert answer.status_code == 403
    assert "Cette porte reste fermée" in answer.content.decode()


def test_national_team_sees_no_accounts():
    page = signed_in(Role.NATIONAL).get("/admin/").content.decode()
    assert "Personnes" in page
    assert ">Comptes<" not in page


# --- Content security policy ----------------------------------------------------------------------


def nonce(answer) -> str | None:
    found = re.search(r"'nonce-([^']+)'", answer["Content-Security-Policy"])
    return found and found[1]


def test_nonce_is_only_where_an_editor_needs_it(administrator):
    issue = rows.issue(1)
    form = administrator.get(url(Issue, "change", issue.pk))
    assert f'<script type="importmap" nonce="{nonce(form)}">' in form.content.decode()
    others = ["/admin/", url(Issue, "changelist"), url(Person, "add"), "/admin/login/"]
    assert [nonce(administrator.get(page)) for page in others] == [None] * len(others)


def test_pages_hold_no_inline_style_or_script(administrator):
    issue = rows.issue(1)
    for page in ["/admin/", url(Issue, "changelist"), url(Issue, "change", issue.pk), url(User, "changelist")]:
        html = administrator.get(page).content.decode()
        assert (
            re.findall(r"<style|\sstyle=|\son[a-z]+=\"|<script(?![^>]* src=)(?![^>]*json\")(?![^>]*importmap)", html)
            == []
        )


def test_scripts_speak_french(administrator):
    texts = administrator.get("/admin/jsi18n/").content.decode()
    assert '"Hide": "replier"' in texts
    assert '"Edit Link": "Modifier le lien"' in texts
