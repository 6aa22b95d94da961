"""Forms of the back-office left open while someone else works on the same object."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from network.enums import Role
from proposals.models import Milestone, ObservationTrack, WorkTrack
from seminars.models import Visit
from tests.support import rows
from tests.support.admin_forms import add_row, posted
from tests.support.rows import ATTESTED, account

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    client = Client()
    client.force_login(account("qui@example.org", Role.NATIONAL))
    return client


def url(obj, view: str = "change") -> str:
    return reverse(f"admin:{obj._meta.app_label}_{obj._meta.model_name}_{view}", args=[obj.pk])


def row_errors(answer, prefix: str) -> list[dict]:
    (formset,) = (one.formset for one in answer.context["inline_admin_formsets"] if one.formset.prefix == prefix)
    return formset.errors


def test_second_of_two_editors_reads_both_texts_before_replacing_the_first(client):
    track = rows.track(1)
    first = posted(client.get(url(track)))
    second = dict(first)
    assert client.post(url(track), first | {"wording": "Texte de la première."}).status_code == 302
    answer = client.post(url(track), second | {"label": "Titre de la seconde"})
    form = answer.context["adminform"].form
    assert (answer.status_code, form.errors) == (
        200,
        {
            "__all__": [
                "Cette fiche a changé depuis que vous l’avez ouverte. Comparez, puis enregistrez : "
                "votre texte la remplacera."
            ],
            "label": ["Enregistré maintenant : « Piste 1 »"],
            "wording": ["Enregistré maintenant : « Texte de la première. »"],
        },
    )
    assert (form["label"].value(), form["wording"].value()) == ("Titre de la seconde", "Mots")

    assert client.post(url(track), posted(answer) | {"wording": "Texte de la première."}).status_code == 302
    kept = WorkTrack.objects.get()
    assert (kept.label, kept.wording) == ("Titre de la seconde", "Texte de la première.")


def test_second_is_told_of_choices_dates_and_people_too(client):
    track, person = rows.track(1), rows.person(2)
    data = posted(client.get(url(track)))
    WorkTrack.objects.filter(pk=track.pk).update(kind="qualite", provenance="deduit", provenance_note="Vu")
    track.people.add(person)
    WorkTrack.objects.get().save()
    answer = client.post(url(track), data)
    assert {name: said for name, said in answer.context["adminform"].form.errors.items() if name != "__all__"} == {
        "kind": ["Enregistré maintenant : « Qualité »"],
        "people": ["Enregistré maintenant : « Hélène Nom 2 »"],
        "provenance": ["Enregistré maintenant : « déduit »"],
        "provenance_note": ["Enregistré maintenant : « Vu »"],
    }
    assert client.post(url(track), posted(answer)).status_code == 302
    assert (WorkTrack.objects.get().kind, track.people.count()) == ("generale", 0)


def test_second_is_told_of_rows_changed_and_added_meanwhile(client):
    track = rows.milestone(1).track
    rows.milestone(2)
    data = posted(client.get(url(track)))
    Milestone.objects.filter(track=track).update(due_on=date(2011, 9, 1))
    Milestone.objects.filter(label="Jalon").exclude(track=track).update(track=track, label="Autre")
    answer = client.post(url(track), data | {"milestones-0-label": "Jalon récrit"})
    (formset,) = (one.formset for one in answer.context["inline_admin_formsets"] if one.formset.prefix == "milestones")
    assert formset.errors == [
        {
            "__all__": [
                "Cette ligne a changé depuis l’ouverture de la page. Comparez, puis enregistrez : "
                "votre texte la remplacera."
            ],
            "label": ["Enregistré maintenant : « Jalon »"],
            "due_on": ["Enregistré maintenant : « 1er septembre 2011 »"],
        }
    ]
    assert formset.non_form_errors()[0].endswith("a été ajouté depuis l’ouverture de la page, et reste.")
    assert client.post(url(track), posted(answer)).status_code == 302
    assert set(Milestone.objects.values_list("label", "due_on")) == {
        ("Jalon récrit", date(2011, 6, 1)),
        ("Autre", date(2011, 6, 1)),
    }


def test_second_is_told_of_people_added_to_a_row_meanwhile(client):
    plenary, person = rows.plenary(1), rows.person(2)
    data = posted(client.get(url(plenary.stage)))
    plenary.speakers.add(person)
    answer = client.post(url(plenary.stage), data)
    said = "Enregistré maintenant : « Hélène Nom 2 »"
    assert [one.get("speakers") for one in row_errors(answer, "plenaries")] == [[said]]
    assert client.post(url(plenary.stage), posted(answer)).status_code == 302
    assert plenary.speakers.count() == 0


def test_row_about_to_be_deleted_that_someone_rewrote_is_said_first(client):
    track = rows.milestone(1).track
    data = posted(client.get(url(track))) | {"milestones-0-DELETE": "on"}
    Milestone.objects.update(label="Récrit")
    answer = client.post(url(track), data)
    assert "que vous supprimez, a changé" in answer.content.decode()
    assert client.post(url(track), posted(answer) | {"milestones-0-DELETE": "on"}).status_code == 302
    assert Milestone.objects.count() == 0


def test_same_link_added_meanwhile_is_said_beside_the_row(client):
    seen, track = rows.observation(1), rows.track(2)
    data = posted(client.get(url(track)))
    ObservationTrack.objects.create(source=seen, target=track, reason="Mêmes mots.", **ATTESTED)
    row = {"source": seen.pk, "reason": "Mots gardés.", "provenance": "deduit"}
    answer = client.post(url(track), add_row(data, "from_observations", **row))
    assert row_errors(answer, "from_observations") == [{"source": ["Ces deux objets sont déjà liés."]}]
    assert "Mots gardés." in answer.content.decode()


def test_row_deleted_meanwhile_is_said_and_may_be_let_go(client):
    link = rows.link(ObservationTrack, 1)
    data = posted(client.get(url(link.target))) | {"label": "Autre titre"}
    ObservationTrack.objects.all()._raw_delete("default")
    answer = client.post(url(link.target), data)
    assert row_errors(answer, "from_observations") == [
        {
            "__all__": [
                "Quelqu’un a supprimé cette ligne depuis l’ouverture de la page : "
                "cochez « Supprimer » pour la laisser partir."
            ]
        }
    ]
    data = posted(answer) | {"from_observations-0-DELETE": "on"}
    assert client.post(url(link.target), data).status_code == 302
    assert WorkTrack.objects.get().label == "Autre titre"


def test_two_visits_of_one_stage_exchange_their_addresses(client):
    stage = rows.visit(1).stage
    Visit.objects.create(stage=stage, position=2, place="Mons", slug="mons", **ATTESTED)
    data = posted(client.get(url(stage)))
    answer = client.post(url(stage), data | {"visits-0-slug": "mons", "visits-1-slug": "liege"})
    assert answer.status_code == 302
    assert dict(Visit.objects.values_list("place", "slug")) == {"Liège": "mons", "Mons": "liege"}


def test_new_stage_cannot_give_a_visit_an_address_of_the_seminar(client):
    seminar = rows.visit(1).stage.seminar
    add = reverse("admin:seminars_stage_add")
    data = posted(client.get(add)) | {"seminar": seminar.pk, "name": "Autre", "slug": "autre", "wording": "Mots"}
    data |= {"provenance": "atteste", "source_ref": "X-2"}
    visit = {"position": 1, "place": "Liège", "slug": "liege", **ATTESTED, "audience": "public"}
    answer = client.post(add, add_row(data, "visits", **visit))
    assert row_errors(answer, "visits") == [{"slug": ["Une autre visite du séminaire a déjà cette adresse."]}]


@pytest.mark.parametrize(
    "query",
    ["question/?theme=%00", "proposal/?state__exact=%00", "statuschange/?at__year=-1", f"proposal/?seminar={'9' * 30}"],
)
def test_filter_no_database_can_be_asked_shows_a_list(client, query):
    assert client.get(f"/admin/proposals/{query}", follow=True).status_code == 200


@pytest.mark.parametrize("asked", ["23", "23. Intégrer"])
def test_proposal_is_found_by_its_number(client, asked):
    made = rows.proposal(23)
    made.label = "Intégrer le métier"
    made.save()
    query = {"app_label": "proposals", "model_name": "proposaltrack", "field_name": "source", "term": asked}
    answer = client.get(reverse("admin:autocomplete"), query)
    assert [found["text"] for found in answer.json()["results"]] == ["23. Intégrer le métier"]
