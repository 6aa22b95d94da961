"""« Maillons manquants »: what comes from nothing or led to nothing, and the way to the right form."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from network.enums import Role
from proposals.admin.missing import gaps_of
from proposals.models import ObservationTrack
from proposals.services import move_proposal
from proposals.thread import read_whole_thread
from tests.support import rows
from tests.support.rows import account

pytestmark = pytest.mark.django_db

MISSING = "/admin/proposals/maillons-manquants/"


@pytest.fixture
def client() -> Client:
    client = Client()
    client.force_login(account("qui@example.org", Role.NATIONAL))
    return client


def url(obj, view: str) -> str:
    return reverse(f"admin:{obj._meta.app_label}_{obj._meta.model_name}_{view}", args=[obj.pk])


def found() -> dict[str, tuple[list[str], list[str]]]:
    """By kind: what comes from nothing, what led to nothing."""
    return {
        gap.kind.name: ([one.node.title for one in gap.upstream], [one.node.title for one in gap.downstream])
        for gap in gaps_of(read_whole_thread())
    }


def test_what_is_loose_is_listed_on_the_side_it_lacks():
    rows.visit(1)
    rows.observation(2)
    rows.track(3)
    assert found() == {
        "visite": ([], ["Liège"]),
        "observation": (["Évolution"], ["Évolution"]),
        "piste": (["Piste 3"], []),
    }


def test_what_is_linked_or_was_not_retained_is_not_missing():
    rows.link(ObservationTrack, 1)
    one = rows.proposal(2)
    move_proposal(proposal=one, state="etudiee")
    move_proposal(proposal=one, state="non-retenue", answer="Hors sujet.")
    assert found() == {"observation": (["Évolution"], []), "atelier": (["Atelier 2"], [])}


@pytest.mark.parametrize("provenance", ["reconstitue", "fictif"])
def test_what_no_source_says_as_such_lacks_nothing(provenance):
    one = rows.observation(1)
    one.provenance = provenance
    one.save()
    assert found() == {}

    # Nor does it make up for what others lack.
    ObservationTrack.objects.create(source=one, target=rows.track(2), reason="Mêmes mots.", **rows.ATTESTED)
    assert found() == {"piste": (["Piste 2"], [])}


def test_being_told_in_an_issue_is_not_a_consequence():
    seen = rows.observation(1)
    rows.edition(8).mentions.create(anchor="vu", title="Vu", observation=seen)
    assert found() == {"observation": (["Évolution"], ["Évolution"])}


def test_links_of_the_page_open_the_right_form_at_the_right_place(client):
    seen, workshop = rows.observation(1), rows.workshop(2)
    page = client.get(MISSING)
    assert page.status_code == 200
    add = reverse("admin:proposals_proposal_add", query={"workshop": workshop.pk})
    expected = [
        f"{url(seen, 'change')}#from_visits-group",
        f"{url(seen, 'change')}#to_workshops-group",
        f"{url(workshop, 'change')}#from_observations-group",
        add,
    ]
    html = page.content.decode()
    assert [link for link in expected if f'href="{link}"' not in html] == []
    for link in expected[:3]:
        address, _, anchor = link.partition("#")
        assert f'id="{anchor}"' in client.get(address).content.decode()
    form = client.get(add).context["adminform"].form
    assert (form["workshop"].value(), form["seminar"].value()) == (str(workshop.pk), workshop.seminar_id)


def test_missing_links_have_their_entry_and_their_right(client):
    assert f'href="{MISSING}"' in client.get("/admin/").content.decode()
    member = Client()
    member.force_login(account("membre@example.org", Role.MEMBER))
    assert member.get(MISSING).status_code == 302
    assert client.post(MISSING).status_code == 405


def test_missing_links_take_as_many_queries_for_1_3_and_50(client):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(MISSING).status_code == 200
        return len(captured)

    rows.observation(1)
    counts = {1: queries()}
    for n in range(2, 51):
        rows.observation(n)
        if n in (3, 50):
            counts[n] = queries()
    assert set(counts.values()) == {7}  # with the one that asks for the second factor
