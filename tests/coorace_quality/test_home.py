"""What the home page says of the portal beyond its newsletter: what has moved, and where the delegations are."""

from datetime import date

import pytest
from django.test import Client
from lxml import html

from network.enums import Role
from proposals.enums import TrackStatus
from proposals.models import StatusChange
from proposals.services import move_track
from tests.support import rows
from tests.support.made_meetings import make_delegation, make_meeting, undated
from tests.support.web import freeze, select, small_issue

pytestmark = pytest.mark.django_db


def home(client: Client) -> html.HtmlElement:
    return html.document_fromstring(client.get("/").content.decode())


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def test_what_moved_since_the_latest_issue_is_said_latest_first(client):
    before, after = rows.track(1), rows.track(2)
    move_track(track=before, status=TrackStatus.COMMITTED)
    freeze(small_issue(4))
    move_track(track=after, status=TrackStatus.COMMITTED)
    move_track(track=after, status=TrackStatus.UNDER_WAY)
    page = home(client)
    said = zip(select(page, ".moved__change a"), select(page, ".moved__change span"), strict=True)
    assert [(words(link), words(change)) for link, change in said] == [("Piste 2", "posée → en cours")]
    assert select(page, ".moved__change a")[0].get("href") == after.get_absolute_url()


def test_what_came_back_to_where_it_was_has_not_moved(client):
    freeze(small_issue(4))
    track = rows.track(1)
    move_track(track=track, status=TrackStatus.COMMITTED)
    move_track(track=track, status=TrackStatus.SET)
    assert StatusChange.objects.count() == 2
    assert select(home(client), "#ce-qui-a-bouge") == []


def test_a_correction_takes_nothing_from_what_moved(client):
    freeze(issue := small_issue(4))
    track = rows.track(1)
    move_track(track=track, status=TrackStatus.COMMITTED)
    freeze(issue)
    assert words(select(home(client), "#ce-qui-a-bouge")[0]) == "Ce qui a bougé depuis le n° 4"
    page = html.document_fromstring(client.get(track.get_absolute_url()).content.decode())
    assert words(select(page, ".history__since")[0]) == "Depuis le n° 4 : posée → engagée."


def test_nothing_moved_says_nothing(client):
    rows.track(1)
    freeze(small_issue(4))
    assert select(home(client), "#ce-qui-a-bouge") == []


def test_what_moved_for_the_network_is_said_to_it_alone(client):
    track = rows.track(1)
    track.seminar.audience = "reseau"
    track.seminar.save()
    move_track(track=track, status=TrackStatus.COMMITTED)
    assert StatusChange.objects.count() == 1
    assert select(home(client), ".moved__change") == []
    client.force_login(rows.account("membre@example.org", Role.MEMBER))
    assert len(select(home(client), ".moved__change")) == 1


def test_delegations_of_the_day_are_listed_with_the_numbers_of_the_map(client):
    for name, departments, more in (
        ("Île-de-France", "75 77", {}),
        ("Bourgogne", "21 58", {}),
        ("Ancienne", "59", {"ends_on": "2011-01-01"}),
        ("Sans territoire", "", {}),
        ("Siège", "75", {"is_head_office": True}),
    ):
        delegation = rows.delegation(len(name))
        for field, value in {"name": name, "departments": departments, **more}.items():
            setattr(delegation, field, value)
        delegation.save()
    page = home(client)
    listed = [(item.get("value"), words(item)) for item in select(page, ".territories-list li")]
    assert listed == [("1", "Bourgogne"), ("2", "Île-de-France"), ("3", "Sans territoire")]
    drawing = client.get(select(page, ".split-map__map")[0].get("src"))
    assert drawing["Content-Type"] == "image/svg+xml"
    labels = html.document_fromstring(drawing.content).xpath("//*[local-name()='text']/text()")
    assert labels == ["1", "2"]


def test_portal_without_delegations_shows_no_map(client):
    assert select(home(client), ".split-map") == []


def test_next_meetings_stand_on_the_home_the_nearest_first(client):
    delegation = make_delegation()
    for day in (date(2099, 5, 4), date(2099, 3, 5), date(2010, 3, 5), date(2099, 4, 1), date(2099, 6, 1)):
        make_meeting(delegation, title=str(day), starts_on=day)
    make_meeting(delegation, audience="reseau", title="Réservée", starts_on=date(2099, 1, 1))
    undated(delegation)
    page = html.document_fromstring(client.get("/").content.decode())
    assert [link.text for link in select(page, ".entry__title")] == ["2099-03-05", "2099-04-01", "2099-05-04"]


def test_invented_meetings_are_said_to_be_so(client):
    made = make_meeting(make_delegation())
    stamps = [len(select(home(client), ".stamp"))]
    made.provenance = "fictif"
    made.save()
    assert [*stamps, *map(words, select(home(client), ".stamp"))] == [
        0,
        "Données de démonstration Des rencontres de cette page sont fictives.",
    ]


def test_without_a_meeting_the_home_says_nothing_of_them(client):
    make_meeting(make_delegation(), starts_on=date(2010, 3, 5))
    assert "Prochaines rencontres" not in client.get("/").content.decode()
