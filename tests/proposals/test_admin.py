"""Proposals, tracks and questions in the back-office: numbers, states, links from both ends, what is missing."""

from datetime import date

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.db.models.signals import pre_save
from django.test import Client
from django.urls import reverse

from network.enums import Role
from proposals.models import (
    LINKS,
    Link,
    Observation,
    ObservationTrack,
    Proposal,
    ProposalProposal,
    Question,
    StatusChange,
    Trend,
    TrendTrack,
)
from proposals.services import move_proposal, move_track
from proposals.thread import KIND_OF
from seminars.models import Workshop
from tests.support import rows
from tests.support.admin_forms import add_row, posted
from tests.support.rows import ATTESTED, account

pytestmark = pytest.mark.django_db


def signed_in(role: Role) -> Client:
    client = Client()
    client.force_login(account("qui@example.org", role))
    return client


@pytest.fixture
def client() -> Client:
    return signed_in(Role.NATIONAL)


def url(obj, view: str) -> str:
    return reverse(f"admin:{obj._meta.app_label}_{obj._meta.model_name}_{view}", args=[obj.pk])


def errors_of_rows(answer, prefix: str) -> list[dict]:
    (formset,) = (one.formset for one in answer.context["inline_admin_formsets"] if one.formset.prefix == prefix)
    return formset.errors


# --- Numbers and states ---------------------------------------------------------------------------


def test_next_free_number_is_proposed_then_stays(client):
    rows.proposal(11)
    form = client.get(reverse("admin:proposals_proposal_add")).context["adminform"].form
    assert form["number"].value() == 12
    change = client.get(url(Proposal.objects.get(), "change")).context["adminform"]
    assert "number" in change.readonly_fields


@pytest.mark.parametrize(
    "query", ["workshop=²", f"workshop={'9' * 23}", "workshop=999", "workshop=un&seminar=deux", "seminar=%00"]
)
def test_address_of_a_form_that_names_nothing_leaves_it_empty(client, query):
    form = client.get(f"{reverse('admin:proposals_proposal_add')}?{query}").context["adminform"].form
    assert (form["workshop"].value(), form["seminar"].value()) == (None, None)


@pytest.mark.parametrize(
    ("model", "field"), [(Workshop, "number"), (Observation, "position"), (Trend, "position"), (Question, "position")]
)
def test_new_object_is_of_the_latest_seminar_and_comes_last(client, model, field):
    rows.seminar(9)
    latest = rows.MAKERS[model](10).seminar
    form = client.get(reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")).context["adminform"].form
    assert (form["seminar"].value(), form[field].value()) == (latest.pk, 2)


def test_workshop_of_a_proposal_is_one_of_its_seminar(client):
    one, other = rows.proposal(1), rows.workshop(2)
    data = posted(client.get(url(one, "change"))) | {"workshop": other.pk}
    answer = client.post(url(one, "change"), data)
    assert answer.context["adminform"].form.errors == {"workshop": ["Cet atelier est d’un autre séminaire."]}


def test_state_is_shown_and_not_written_in_the_form(client):
    one = rows.proposal(1)
    page = client.get(url(one, "change"))
    assert client.post(url(one, "change"), posted(page) | {"state": "retenue", "answer": "Oui."}).status_code == 302
    one.refresh_from_db()
    assert (one.state, one.answer) == ("recueillie", "")


@pytest.mark.parametrize("make", [rows.proposal, rows.track, rows.question], ids=lambda make: make.__name__)
def test_form_is_saved_before_the_state_is_asked_for(client, make):
    one = make(1)
    data = posted(client.get(url(one, "change"))) | {"audience": "reseau", "_move": "1"}
    answer = client.post(url(one, "change"), data)
    assert answer["Location"] == url(one, "move")
    one.refresh_from_db()
    assert one.audience == "reseau"


@pytest.mark.parametrize(
    ("make", "moved"),
    [
        (rows.proposal, {"state": "retenue", "answer": "Oui."}),
        (rows.track, {"status": "engagee"}),
        (rows.question, {"status": "tranchee", "answer": "Oui.", "settled_on": date(2011, 3, 4)}),
    ],
    ids=["proposal", "track", "question"],
)
def test_form_saved_while_the_state_moves_does_not_move_it_back(client, make, moved):
    one = make(1)
    data = posted(client.get(url(one, "change"))) | {"audience": "reseau"}

    def move_meanwhile(sender, **kwargs):
        sender._base_manager.filter(pk=one.pk).update(**moved)

    pre_save.connect(move_meanwhile, sender=type(one))
    try:
        assert client.post(url(one, "change"), data).status_code == 302
    finally:
        pre_save.disconnect(move_meanwhile, sender=type(one))
    kept = type(one)._base_manager.values("audience", *moved).get()
    assert kept == {"audience": "reseau", **moved}


def test_track_moves_and_its_history_is_told_in_words(client):
    one = rows.track(1)
    page = client.get(url(one, "move"))
    assert [label for _, label in page.context["form"].fields["to"].choices] == ["engagée", "abandonnée"]
    answer = client.post(url(one, "move"), {"to": "engagee", "comment": "Décidé à Lille."})
    assert answer["Location"] == url(one, "change")
    change = StatusChange.objects.get()
    assert (change.track, change.author.email, change.comment) == (one, "qui@example.org", "Décidé à Lille.")
    html = client.get(url(one, "change")).content.decode()
    assert "de « posée » à <strong>« engagée »</strong>" in html
    assert "Décidé à Lille." in html
    assert "qui@example.org" in html
    assert LogEntry.objects.get().change_message == "État : « posée » → « engagée »."


def refused(client, one, **data) -> dict:
    answer = client.post(url(one, "move"), data)
    assert answer.status_code == 200
    assert StatusChange.objects.filter(after=data.get("to", "")).count() == 0
    html = answer.content.decode()
    assert [text for name, text in data.items() if name != "to" and text not in html] == []
    return dict(answer.context["form"].errors)


def test_refusals_stand_beside_the_field_and_keep_what_was_typed(client):
    question = rows.question(1)
    assert refused(client, question, comment="Mots gardés") == {"to": ["Choisissez le nouvel état."]}
    assert refused(client, question, to="tranchee", comment="Mots gardés") == {
        "answer": ["Dites ce qui a été tranché : la réponse est publiée avec la question."],
        "settled_on": ["Donnez le jour où elle a été tranchée."],
    }
    assert refused(client, question, to="en-debat", answer="Réponse trop tôt") == {
        "answer": ["L’état « en débat » n’a pas de réponse : videz-la, ou dites-le plus bas."]
    }
    assert refused(client, question, to="tranchee", answer="Oui, en 2011", settled_on="2999-01-01") == {
        "settled_on": ["Ce jour n’est pas encore venu."]
    }
    proposal = rows.proposal(2)
    move_proposal(proposal=proposal, state="etudiee")
    assert refused(client, proposal, to="non-retenue") == {
        "answer": ["Dites pourquoi : la réponse est publiée avec la proposition."]
    }


def test_state_changed_meanwhile_is_said_and_nothing_is_lost(client):
    track = rows.track(1)
    move_track(track=track, status="engagee")
    move_track(track=track, status="en-cours")
    assert refused(client, track, to="posee", comment="Mots gardés") == {
        "to": ["L’état est maintenant « en cours » : choisissez parmi les suivants."]
    }


def test_question_is_settled_with_its_answer_and_its_day(client):
    one = rows.question(1)
    client.post(url(one, "move"), {"to": "tranchee", "answer": "Oui.", "settled_on": "2011-03-04"})
    one.refresh_from_db()
    assert (one.status, one.answer, str(one.settled_on)) == ("tranchee", "Oui.", "2011-03-04")


def test_answer_taken_back_is_offered_to_the_history(client):
    one = rows.question(1)
    client.post(url(one, "move"), {"to": "tranchee", "answer": "Oui.", "settled_on": "2011-03-04"})
    assert client.get(url(one, "move")).context["form"]["comment"].value() == "Réponse d’avant : « Oui. »"


def test_state_needs_the_right_to_change_and_a_form_of_ours():
    one = rows.track(1)
    member = Client()
    member.force_login(account("membre@example.org", Role.MEMBER))
    assert member.post(url(one, "move"), {"to": "engagee"}).status_code == 302  # to the sign-in page
    checked = Client(enforce_csrf_checks=True)
    checked.force_login(account("equipe@example.org", Role.NATIONAL))
    assert checked.post(url(one, "move"), {"to": "engagee"}).status_code == 403
    assert StatusChange.objects.count() == 0


def test_changes_are_filtered_by_the_kind_of_object(client):
    made = [rows.change(n) for n in (1, 2, 3)]
    listed = client.get(reverse("admin:proposals_statuschange_changelist"), {"objet": "question"}).context["cl"]
    assert list(listed.result_list) == [made[1]]


# --- Links ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", KIND_OF, ids=lambda model: model._meta.model_name)
def test_every_link_is_edited_from_both_ends(client, model):
    ends = [link._meta.get_field(name) for link in LINKS for name in ("target", "source")]
    links = [end.remote_field.related_name for end in ends if end.related_model is model]
    formsets = client.get(url(rows.MAKERS[model](1), "change")).context["inline_admin_formsets"]
    shown = [inline.formset.prefix for inline in formsets if issubclass(inline.formset.model, Link)]
    # What it comes from first, then what it gave.
    assert shown == sorted(links, key=lambda name: name.startswith("to_"))


def test_inlines_pass_the_checks_of_django():
    found = []
    for model in KIND_OF:
        model_admin = admin.site.get_model_admin(model)
        for inline in model_admin.get_inlines(None, None):
            found += inline(model, admin.site).check()
    assert found == []


def test_link_is_made_from_its_source_and_read_at_its_target(client):
    seen, track = rows.observation(1), rows.track(2)
    data = posted(client.get(url(seen, "change")))
    link = {"target": track.pk, "reason": "Mêmes mots.", "provenance": "deduit"}
    assert client.post(url(seen, "change"), add_row(data, "to_tracks", **link)).status_code == 302
    made = ObservationTrack.objects.get()
    assert (made.source, made.target, made.provenance, made.reason) == (seen, track, "deduit", "Mêmes mots.")
    assert posted(client.get(url(track, "change")))["from_observations-0-source"] == seen.pk


def test_link_says_where_it_comes_from_and_why(client):
    seen, track = rows.observation(1), rows.track(2)
    data = posted(client.get(url(seen, "change")))
    answer = client.post(url(seen, "change"), add_row(data, "to_tracks", target=track.pk))
    assert errors_of_rows(answer, "to_tracks") == [
        {
            "reason": ["Dites en une ligne ce qui justifie ce lien."],
            "provenance": ["Choisissez : ce lien est-il écrit dans la source, ou déduit ?"],
        }
    ]
    link = {"target": track.pk, "reason": "Mêmes mots.", "provenance": "atteste"}
    answer = client.post(url(seen, "change"), add_row(data, "to_tracks", **link))
    assert errors_of_rows(answer, "to_tracks") == [
        {"source_ref": ["Un lien attesté donne la référence du passage qui l’atteste."]}
    ]


def test_two_objects_are_linked_once(client):
    made = rows.link(TrendTrack, 1)
    data = posted(client.get(url(made.target, "change")))
    link = {"source": made.source.pk, "reason": "Encore.", "provenance": "deduit"}
    answer = client.post(url(made.target, "change"), add_row(data, "from_trends", **link))
    assert errors_of_rows(answer, "from_trends") == [{}, {"source": ["Ces deux objets sont déjà liés."]}]


@pytest.mark.parametrize(("prefix", "shown"), [("from_proposals", "source"), ("to_proposals", "target")])
def test_proposal_does_not_come_from_itself(client, prefix, shown):
    one = rows.proposal(1)
    data = posted(client.get(url(one, "change")))
    link = {shown: one.pk, "reason": "La même.", "provenance": "deduit", "filiation": "scission"}
    answer = client.post(url(one, "change"), add_row(data, prefix, **link))
    assert errors_of_rows(answer, prefix) == [
        {shown: ["Une proposition ne vient pas d’elle-même : choisissez-en une autre."]}
    ]


def test_picker_of_a_link_searches_words_in_any_form(client):
    one = rows.observation(1)
    query = {"app_label": "proposals", "model_name": "observationtrack", "field_name": "source", "term": "evolutions"}
    answer = client.get(reverse("admin:autocomplete"), query)
    assert answer.json()["results"] == [{"id": str(one.pk), "text": "Évolution"}]


# --- What else a form holds -------------------------------------------------------------------------


def test_origins_of_a_proposal_are_kept(client):
    made = rows.link(ProposalProposal, 1)
    page = client.get(url(made.target, "change"))
    assert posted(page)["from_proposals-0-source"] == made.source.pk
    assert posted(page)["from_proposals-0-filiation"] == "reformulation"


def test_milestones_of_a_track_are_written_with_it(client):
    track = rows.track(1)
    data = posted(client.get(url(track, "change")))
    row = {"label": "Guide relu", "due_on": "2011-06-01"}
    assert client.post(url(track, "change"), add_row(data, "milestones", **row)).status_code == 302
    assert [str(one) for one in track.milestones.all()] == ["Guide relu"]
    data = posted(client.get(url(track, "change")))
    answer = client.post(url(track, "change"), add_row(data, "milestones", **row))
    assert errors_of_rows(answer, "milestones") == [{}, {"label": ["Un autre jalon de la piste porte déjà ce nom."]}]


def test_leads_are_picked_among_people_and_delegations(client):
    track, person, delegation = rows.track(1), rows.person(1), rows.delegation(1)
    data = posted(client.get(url(track, "change"))) | {"people": [person.pk], "delegations": [delegation.pk]}
    assert client.post(url(track, "change"), data | ATTESTED).status_code == 302
    assert ([*track.people.all()], [*track.delegations.all()]) == ([person], [delegation])
