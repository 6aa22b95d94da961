"""What is done to several rows of a list: asked first, counted, done to all or to none, refused by name."""

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from core.search import search
from network.enums import Role
from proposals.models import WorkTrack
from regions.models import Meeting
from seminars.models import MediaItem
from tests.support import rows
from tests.support.rows import MAKERS, account

pytestmark = pytest.mark.django_db

CHOSEN_BY = {"provenance", "state", "status", "audience", "category", "kind"}


@pytest.fixture
def client() -> Client:
    client = Client()
    client.force_login(account("qui@example.org", Role.NATIONAL))
    return client


def ask(client: Client, action: str, *objects, **answer):
    opts = objects[0]._meta
    asked = {"action": action, "_selected_action": [obj.pk for obj in objects], **answer}
    return client.post(reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist"), asked)


def do(client: Client, action: str, *objects, **answer):
    return ask(client, action, *objects, confirmed="oui", **answer)


def said(answer) -> list[str]:
    return [str(message) for message in answer.wsgi_request._messages]


def test_action_asks_first_and_says_how_many_and_which(client):
    tracks = [rows.track(n) for n in range(1, 23)]
    asked = ask(client, "change_audience", *tracks)
    page = asked.content.decode()
    assert [mark in page for mark in ("22 pistes de travail", "Piste 22<", "et 2 autres")] == [True] * 3
    assert WorkTrack.objects.filter(audience="public").count() == 22
    refused = do(client, "change_audience", *tracks, audience="tous")
    assert "audience" in refused.context["form"].errors


def test_audience_of_several_is_changed_found_and_logged(client):
    one, two, other = rows.track(1), rows.track(2), rows.track(3)
    answer = do(client, "change_audience", one, two, audience="reseau")
    assert (answer.status_code, said(answer)) == (302, ["L’audience de 2 pistes de travail est changée."])
    assert list(WorkTrack.objects.order_by("pk").values_list("audience", flat=True)) == ["reseau", "reseau", "public"]
    assert [entry.title for entry in search("piste", user=None, types=[WorkTrack])] == [other.label]
    assert set(LogEntry.objects.values_list("object_id", flat=True)) == {str(one.pk), str(two.pk)}


def test_one_refusal_and_nothing_is_done(client):
    agreed = rows.media_item(1)
    MediaItem.objects.update(audience="reseau", has_consent=True)
    alone = rows.media_item(2)
    MediaItem.objects.filter(pk=alone.pk).update(audience="reseau", has_consent=False)
    answer = do(client, "change_audience", agreed, alone, audience="public")
    message = next(
        constraint.violation_error_message
        for constraint in MediaItem._meta.constraints
        if constraint.name == "seminars_mediaitem_public_has_consent"
    )
    assert answer.context["reasons"] == [(str(alone), message)]
    assert set(MediaItem.objects.values_list("audience", flat=True)) == {"reseau"}
    assert LogEntry.objects.count() == 0


def test_provenance_keeps_to_what_its_constraints_ask(client):
    tracks = [rows.track(1), rows.track(2)]
    refused = do(client, "change_provenance", *tracks, provenance="deduit")
    assert sorted(name for name, _ in refused.context["reasons"]) == [str(track) for track in tracks]
    answer = do(client, "change_provenance", *tracks, provenance="deduit", provenance_note="Le même mot.")
    assert said(answer) == ["La provenance de 2 pistes de travail est changée."]
    assert set(WorkTrack.objects.values_list("provenance", "source_ref", "provenance_note")) == {
        ("deduit", "X-1", "Le même mot.")
    }


def test_meeting_goes_by_its_service_and_one_called_off_is_refused(client):
    kept, off = rows.meeting(1), rows.meeting(2)
    Meeting.objects.filter(pk=off.pk).update(cancelled_at=timezone.now(), cancellation_reason="Grève")
    answer = do(client, "change_audience", kept, off, audience="reseau")
    assert answer.context["reasons"] == [(str(off), "Cette fiche ne se modifie plus.")]
    assert said(do(client, "change_audience", kept, audience="reseau")) == ["L’audience de 1 rencontre est changée."]
    kept.refresh_from_db()
    assert kept.audience == "reseau"


@pytest.mark.parametrize("model", MAKERS, ids=lambda model: model._meta.model_name)
def test_list_filters_by_what_its_model_is_chosen_by(model):
    """Provenance and state everywhere, and what else sorts objects into a few named kinds."""
    columns = {field.name for field in model._meta.fields if field.choices} & CHOSEN_BY
    used = {name[0] if isinstance(name, tuple) else name for name in admin.site._registry[model].list_filter}
    assert columns - used == set()


def test_what_has_a_form_of_its_own_is_deleted_from_there_only():
    """There, it says what uses it; from the form of something else, nothing would."""
    request = RequestFactory().get("/")
    request.user = account("admin@example.org", Role.ADMINISTRATOR)
    unsaid = {
        f"{model.__name__} > {inline.model.__name__}"
        for model, model_admin in admin.site._registry.items()
        for inline in model_admin.get_inline_instances(request)
        if inline.model in admin.site._registry and inline.has_delete_permission(request)
    }
    assert unsaid == set()
