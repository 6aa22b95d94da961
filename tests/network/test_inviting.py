"""Who may invite whom, and the list of invitations sent."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from core.errors import DomainError
from core.tasks.schedule import run_due
from network.enums import Role
from network.models import Invitation
from network.services import invite
from tests.support.invitations import GUEST, PAGE, invited, signed_in
from tests.support.mails import sent
from tests.support.rows import account

pytestmark = pytest.mark.django_db


# --- Who invites whom -----------------------------------------------------------------------------


ALL_PLACES = {(Role.MEMBER, None), (Role.DELEGATE, 1), (Role.DELEGATE, 2)}
OFFERED = {
    None: set(),
    Role.MEMBER: set(),
    Role.DELEGATE: {(Role.DELEGATE, 1)},
    Role.NATIONAL: ALL_PLACES,
    Role.ADMINISTRATOR: ALL_PLACES | {(Role.NATIONAL, None), (Role.ADMINISTRATOR, None)},
}


@pytest.mark.parametrize("sender", OFFERED, ids=str)
def test_roles_are_offered_by_whom_may(nord, sud, sender):
    places = {None: None, 1: nord, 2: sud}
    by = account("qui@example.org", sender, **({"delegation": nord} if sender == Role.DELEGATE else {}))
    done = set()
    for role in Role:
        for place in (1, 2) if role == Role.DELEGATE else (None,):
            try:
                invite(email=GUEST, role=role, delegation=places[place], invited_by=by)
            except DomainError:
                continue
            done.add((role, place))
    assert done == OFFERED[sender]
    assert Invitation.objects.count() == len(sent()) == len(done)


@pytest.mark.parametrize(
    "data",
    [{"role": Role.NATIONAL}, {"role": Role.ADMINISTRATOR}, {"role": Role.MEMBER}, {"role": Role.DELEGATE}],
    ids=lambda data: data["role"],
)
def test_delegate_invites_neither_elsewhere_nor_above(delegate, sud, data):
    answer = signed_in(delegate).post(PAGE, {"email": GUEST, "delegation": sud.pk, **data})
    assert set(answer.context["form"].errors) == {"delegation"}
    assert not Invitation.objects.exists()
    assert sent() == []


def test_delegate_invites_a_colleague_as_delegate_whatever_is_posted(delegate, nord):
    signed_in(delegate).post(PAGE, {"email": GUEST, "delegation": nord.pk, "role": Role.ADMINISTRATOR})
    made = Invitation.objects.get()
    assert (made.role, made.delegation, made.invited_by) == (Role.DELEGATE, nord, delegate)


@pytest.mark.parametrize("role", [None, Role.MEMBER])
@pytest.mark.parametrize("method", ["get", "post"])
def test_others_do_not_invite(role, method):
    client = signed_in(account("qui@example.org", role))
    assert getattr(client, method)(PAGE, {"email": GUEST}).status_code == 403
    assert getattr(Client(), method)(PAGE).status_code == 302


def test_national_team_gives_no_national_right(national):
    answer = signed_in(national).post(PAGE, {"email": GUEST, "role": Role.NATIONAL})
    assert set(answer.context["form"].errors) == {"role"}


@pytest.mark.parametrize(
    ("role", "named", "error"),
    [
        (Role.DELEGATE, False, "Choisissez la délégation qui l’accueille."),
        (Role.MEMBER, True, "Ce rôle ne va pas avec une délégation."),
    ],
)
def test_role_and_delegation_go_together(national, nord, role, named, error):
    data = {"email": GUEST, "role": role, "delegation": nord.pk if named else ""}
    assert signed_in(national).post(PAGE, data).context["form"].errors == {"delegation": [error]}


def test_delegate_sees_and_handles_the_invitations_of_the_delegation_only(delegate, national, nord, sud):
    invited(national, nord, email="ici@example.org")
    invited(national, sud, email="ailleurs@example.org")
    client = signed_in(delegate)
    page = client.get(PAGE).content.decode()
    assert ("ici@example.org" in page, "ailleurs@example.org" in page) == (True, False)
    elsewhere = Invitation.objects.get(delegation=sud)
    for action in ("renvoyer", "retirer"):
        assert client.post(f"{PAGE}{elsewhere.pk}/{action}/").status_code == 404
        assert client.get(f"{PAGE}{elsewhere.pk}/{action}/").status_code == 405
    here = Invitation.objects.get(delegation=nord)
    assert client.post(f"{PAGE}{here.pk}/retirer/").status_code == 302
    assert Invitation.objects.get(pk=here.pk).state == "retirée"


@pytest.mark.parametrize("count", [1, 3, 50])
def test_list_takes_as_many_queries_whatever_its_length(national, nord, django_assert_num_queries, count):
    for n in range(count):
        invited(national, nord, email=f"z{n}@example.org")
    client = signed_in(national)
    with django_assert_num_queries(7):
        client.get(PAGE)


def test_list_is_read_by_25(national, nord):
    for n in range(26):
        invited(national, nord, email=f"z{n}@example.org")
    client = signed_in(national)
    first, last = (client.get(f"{PAGE}{query}").content.decode() for query in ("", "?page=2"))
    assert [page.count("Retirer l’invitation de") for page in (first, last)] == [25, 1]
    assert 'href="?page=2"' in first
    assert "Retirer l’invitation de z0@example.org" in last
    assert client.get(f"{PAGE}?page=9").context["page_error"] == "La page 9 n’existe pas : voici la dernière."


def test_address_no_mail_can_reach_is_refused_beside_its_field(national):
    answer = signed_in(national).post(PAGE, {"email": f"{'a' * 250}@example.org", "role": Role.MEMBER})
    assert set(answer.context["form"].errors) == {"email"}
    assert sent() == []


# --- What is kept ---------------------------------------------------------------------------------


def test_invitations_over_for_long_are_forgotten(national):
    for days in (89, 91):
        invited(national, role=Role.MEMBER, email=f"j{days}@example.org")
        over = timezone.now() - timedelta(days=days)
        Invitation.objects.filter(email=f"j{days}@example.org").update(expires_at=over)
    assert "network.prune_invitations" in run_due()
    assert [one.email for one in Invitation.objects.all()] == ["j89@example.org"]
