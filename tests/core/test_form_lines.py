"""Pieces of forms are drawn once and kept: what is shown is always what is there now."""

import pytest
from django.core.cache import caches
from django.urls import reverse

from network.enums import Role
from proposals.models import WorkTrack
from tests.support import rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def track() -> WorkTrack:
    caches["forms"].clear()
    return rows.track(1)


@pytest.fixture
def opened(client, track):
    client.force_login(rows.account("equipe@example.org", Role.NATIONAL))
    return lambda: client.get(reverse("admin:proposals_worktrack_change", args=[track.pk])).content.decode()


def test_form_opened_again_is_the_same(opened):
    first, again = opened(), opened()
    assert first.split("<fieldset")[1:] == again.split("<fieldset")[1:]
    assert len(caches["forms"]._cache) > 0


def test_what_was_kept_gives_way_to_what_changed(opened, track):
    before = opened()
    WorkTrack.objects.filter(pk=track.pk).update(wording='Écrit "ailleurs" <b>&</b>')
    shown = "Écrit &quot;ailleurs&quot; &lt;b&gt;&amp;&lt;/b&gt;", "Écrit &#34;ailleurs&#34; &lt;b&gt;&amp;&lt;/b&gt;"
    after = opened()
    assert [text in before for text in shown] == [False, False]
    assert any(text in after for text in shown)


def test_refused_form_is_drawn_with_its_errors(opened, track, client):
    opened()
    refused = client.post(reverse("admin:proposals_worktrack_change", args=[track.pk]), {"wording": ""})
    assert "Ce champ est obligatoire." in refused.content.decode()
    assert "Ce champ est obligatoire." not in opened()
