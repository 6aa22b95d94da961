"""Before an object is deleted: what uses it, what goes with it, what holds it."""

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from network.enums import Role
from newsletter.models import FigurePlace, KeyFigures, Live, Text
from proposals.models import Observation, ObservationTrack, Proposal, StatusChange, WorkTrack
from proposals.services import move_track
from seminars.models import AnnouncedFigure, MediaItem, Seminar
from tests.support import rows
from tests.support.rows import ATTESTED, account

pytestmark = pytest.mark.django_db

# Of a seminar: one for each table that may point to what goes.
QUERIES = 49


@pytest.fixture
def client() -> Client:
    client = Client()
    client.force_login(account("qui@example.org", Role.NATIONAL))
    return client


def url(obj, view: str) -> str:
    return reverse(f"admin:{obj._meta.app_label}_{obj._meta.model_name}_{view}", args=[obj.pk])


def test_object_says_where_it_is_used_before_it_goes(client):
    link = rows.link(ObservationTrack, 1)
    track = link.target
    issue = rows.issue(7)
    issue.seminar = track.seminar
    issue.save()
    Live.objects.create(parent=issue, region="main", ordering=10, kind="pistes-generales", title="Nos pistes")
    body = f'<p><a href="{settings.SITE_URL}{track.get_absolute_url()}">la piste</a></p>'
    Text.objects.create(parent=issue, region="main", ordering=20, title="Édito", body=body)
    edition = rows.edition(8)
    edition.mentions.create(anchor="pistes", title="Pistes", track=track)
    move_track(track=track, status="engagee")

    page = client.get(url(track, "delete"))
    uses = told(page)
    day = uses.pop("Historique, perdu avec lui")[0][0]
    assert day.endswith(" : posée → engagée")
    issue_form = url(issue, "change")
    assert uses == {
        "Vient de": [("observation « Évolution » : Même sujet.", f"{url(link.source, 'change')}#to_tracks-group")],
        "Raconté dans les éditions publiées, qui ne changent pas": [
            ("Fil d’Info n° 8, édition 1 : « Pistes »", "/fil-dinfo/8/#pistes")
        ],
        "Tiré par ces blocs : il n’y sera plus à la prochaine édition": [
            ("Fil d’Info n° 7 : « Nos pistes »", issue_form)
        ],
        "Cité par ces textes : leur lien ne mènera plus à rien": [("Fil d’Info n° 7 : « Édito »", issue_form)],
    }
    assert "Même sujet." in page.content.decode()

    # The history goes with it, though nobody may delete a change by itself.
    assert client.post(url(track, "delete"), {"post": "yes"}).status_code == 302
    assert (WorkTrack.objects.count(), StatusChange.objects.count(), ObservationTrack.objects.count()) == (0, 0, 0)
    edition.refresh_from_db()
    assert edition.body == "<p>Mots</p>"


def told(page) -> dict[str, list[tuple[str, str]]]:
    return {heading: [(use.label, use.url) for use in found] for heading, found in page.context["uses"].items()}


def test_object_cited_by_its_former_address_is_used_too(client):
    track = rows.track(1)
    body = f'<p><a href="{settings.SITE_URL}{track.get_absolute_url()}">la piste</a></p>'
    Text.objects.create(parent=rows.issue(7), region="main", ordering=10, title="Édito", body=body)
    track = WorkTrack.objects.get()
    track.slug = "ailleurs"
    track.save()
    assert list(told(client.get(url(track, "delete")))) == ["Cité par ces textes : leur lien ne mènera plus à rien"]


def test_seminar_says_what_uses_all_that_goes_with_it(client):
    link = rows.link(ObservationTrack, 1)
    seminar = link.source.seminar
    inside = rows.track(3)
    inside.seminar = seminar
    inside.save()
    ObservationTrack.objects.create(source=link.source, target=inside, reason="Mêmes mots.", **ATTESTED)
    move_track(track=inside, status="engagee")

    page = client.get(url(seminar, "delete"))
    uses = told(page)
    assert list(uses) == ["Historique, perdu avec lui", "A donné"]
    # The link between two objects that both go is no use of either.
    group = f"{url(link.target, 'change')}#from_observations-group"
    assert uses["A donné"] == [(f"piste de travail « {link.target} » : Même sujet.", group)]
    assert f"« {link.source} » –" in page.content.decode()
    assert client.post(url(seminar, "delete"), {"post": "yes"}).status_code == 302
    assert (Observation.objects.count(), StatusChange.objects.count()) == (0, 0)


def test_link_to_a_page_below_an_address_its_seminar_left_is_a_use_too(client):
    observation = rows.observation(1)
    body = f'<p><a href="{settings.SITE_URL}{observation.get_absolute_url()}">vu</a></p>'
    Text.objects.create(parent=rows.issue(7), region="main", ordering=10, title="Édito", body=body)
    seminar = Seminar.objects.get(pk=observation.seminar_id)
    seminar.slug = "ailleurs"
    seminar.save()
    uses = told(client.get(url(observation, "delete")))
    assert list(uses) == ["Cité par ces textes : leur lien ne mènera plus à rien"]


def test_stage_says_the_blocks_the_group_and_the_media_that_lose_it(client):
    visit = rows.visit(1)
    stage = visit.stage
    issue = rows.issue(7)
    issue.seminar = stage.seminar
    issue.save()
    Live.objects.create(parent=issue, region="main", ordering=10, kind="etapes", title="Quatre temps")
    figure = AnnouncedFigure.objects.create(
        seminar=stage.seminar, position=1, value=6, label="visites", printed="6", **ATTESTED
    )
    band = KeyFigures.objects.create(parent=issue, region="main", ordering=20, title="Chiffres")
    FigurePlace.objects.create(block=band, figure=figure, position=1)
    group = rows.group(1)
    group.stage = stage
    group.save()
    medium = MediaItem.objects.create(
        seminar=stage.seminar, visit=visit, kind="document", title="Photo", has_consent=True, **ATTESTED
    )
    page = client.get(url(stage, "delete"))
    issue_form = url(issue, "change")
    assert told(page) == {
        "Tiré par ces blocs : il n’y sera plus à la prochaine édition": [
            ("Fil d’Info n° 7 : « Quatre temps »", issue_form)
        ],
        "Resteront, sans lui": [
            ("groupe Qualité « Groupe 1 » : « étape où il s’est réuni » sera vide", url(group, "change")),
            ("média « Photo » : « visite » sera vide", url(medium, "change")),
        ],
    }
    assert page.context["counts"] == [(1, "étape"), (1, "visite")]
    assert told(client.get(url(figure, "delete"))) == {
        "Montré par ces chiffres clés : il n’y sera plus": [("Fil d’Info n° 7 : « Chiffres »", issue_form)]
    }


def test_seminar_goes_with_its_workshops_and_their_proposals(client):
    proposal = rows.proposal(1)
    stage = rows.stage(2)
    stage.seminar = proposal.seminar
    stage.save()
    proposal.workshop.stage = stage
    proposal.workshop.save()
    page = client.get(url(proposal.seminar, "delete"))
    assert page.context["holds"] == []
    assert client.post(url(proposal.seminar, "delete"), {"post": "yes"}).status_code == 302
    assert Proposal.objects.count() == 0


@pytest.mark.parametrize("count", [1, 3, 30])
def test_deletion_page_asks_as_many_queries_whatever_goes(client, count):
    seminar = rows.seminar(1)
    for position in range(1, count + 1):
        Observation.objects.create(seminar=seminar, position=position, label="Vu", wording="Mots", **ATTESTED)
    with CaptureQueriesContext(connection) as asked:
        client.get(url(seminar, "delete"))
    assert len(asked) == QUERIES


def test_nothing_is_deleted_in_bulk_nor_in_the_form_of_something_else(client):
    rows.track(1)
    action = client.get(reverse("admin:proposals_worktrack_changelist")).context["action_form"].fields["action"]
    assert [name for name, _ in action.choices] == ["", "change_audience", "change_provenance"]
    forms = client.get(url(rows.visit(2).stage, "change")).context["inline_admin_formsets"]
    can_delete = {inline.formset.prefix: inline.formset.can_delete for inline in forms}
    assert can_delete == {"visits": False, "plenaries": False, "participations": False}


def test_what_holds_an_object_is_named_with_how_to_free_it(client):
    proposal = rows.proposal(1)
    page = client.get(url(proposal.workshop, "delete"))
    (hold,) = page.context["holds"]
    assert (hold.field, hold.may_be_emptied) == ("atelier", True)
    assert [(use.label, use.url) for use in hold.holders] == [("1. Proposition 1", url(proposal, "change"))]
    html = page.content.decode()
    assert "videz son champ « atelier »" in html
    assert client.post(url(proposal.workshop, "delete"), {"post": "yes"}).status_code == 200
    assert Proposal.objects.get().workshop is not None
