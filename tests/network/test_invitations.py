"""What the link of an invitation opens, once, and what its answers tell of addresses."""

import re
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from allauth.account.models import EmailAddress
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from core.errors import DomainError
from network.enums import Role
from network.models import Access, Invitation, User
from network.services import accept, invite, invite_again, revoke
from tests.support.invitations import GUEST, PAGE, invited, link, signed_in
from tests.support.mails import sent
from tests.support.rows import PASSWORD, account
from tests.support.tasks import shared_database

pytestmark = pytest.mark.django_db

SIGN_UP = "/compte/creation/"


# --- The whole path -------------------------------------------------------------------------------


def test_invited_person_opens_an_account_and_enters(delegate, nord):
    signed_in(delegate).post(PAGE, {"email": "Zoe@Example.org", "delegation": nord.pk})
    (written,) = sent()
    assert written.to == GUEST
    assert "(délégation régionale, Délégation 1)" in written.text
    assert "testserver" not in written.text

    guest = Client()
    page = guest.get(link())
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    assert guest.post(link())["Location"] == SIGN_UP
    form = guest.get(SIGN_UP).content.decode()
    assert 'value="zoe@example.org"' in form
    answer = guest.post(SIGN_UP, {"email": "autre@example.org", "password1": ""})
    assert (answer.status_code, answer["Location"]) == (302, "/espace/")

    made = User.objects.get(email=GUEST)
    assert not made.has_usable_password()
    assert EmailAddress.objects.get(user=made).verified is True
    access = made.accesses.get()
    assert (access.role, access.delegation, access.granted_by) == (Role.DELEGATE, nord, delegate)
    invitation = Invitation.objects.get()
    assert (invitation.accepted_by, invitation.state) == (made, "acceptée")
    assert guest.get("/compte/").context["user"] == made
    assert not User.objects.filter(email="autre@example.org").exists()


def test_password_chosen_at_sign_up_is_checked_and_serves(national):
    guest = Client()
    guest.post(invited(national, role=Role.MEMBER))
    assert set(guest.post(SIGN_UP, {"password1": "court"}).context["form"].errors) == {"password1"}
    assert not User.objects.filter(email=GUEST).exists()
    assert Invitation.objects.get().state == "en attente"
    guest.post(SIGN_UP, {"password1": PASSWORD})
    assert User.objects.get(email=GUEST).check_password(PASSWORD)


def test_invited_to_the_team_adds_a_second_factor_first():
    guest = Client()
    guest.post(invited(account("a@example.org", Role.ADMINISTRATOR), role=Role.NATIONAL))
    guest.post(SIGN_UP, {"password1": ""})
    assert guest.get("/admin/")["Location"] == "/compte/second-facteur/"
    # Without a password, there is nothing to ask again: the first factor is added at once.
    assert guest.get("/compte/second-facteur/application/ajouter/").status_code == 200


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_looking_at_a_link_changes_nothing(national, method):
    path = invited(national, role=Role.MEMBER)
    before = (list(Invitation.objects.values()), User.objects.count(), Access.objects.count())
    client = Client()
    getattr(client, method)(path)
    assert (list(Invitation.objects.values()), User.objects.count(), Access.objects.count()) == before
    assert "invitation" not in client.session
    assert "Inscriptions fermées" in client.get(SIGN_UP).content.decode()


# --- Links that open nothing ----------------------------------------------------------------------


def expire() -> None:
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))


def withdraw() -> None:
    revoke(invitation=Invitation.objects.get())


def consume() -> None:
    guest = Client()
    guest.post(link())
    guest.post(SIGN_UP, {"password1": ""})
    assert User.objects.filter(email=GUEST).exists()


def dismiss() -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    Access.objects.filter(user__email="equipe@example.org").update(starts_on=yesterday, ends_on=yesterday)


@pytest.mark.parametrize("end", [expire, withdraw, consume, dismiss])
def test_ended_invitation_opens_nothing(national, end):
    path = invited(national, role=Role.MEMBER)
    opened = Client()
    opened.post(path)  # the form is open when it happens
    end()
    accounts = User.objects.count()
    for method in ("get", "post"):
        answer = getattr(Client(), method)(path)
        assert (answer.status_code, "Ce lien n’ouvre plus rien" in answer.content.decode()) == (404, True)
    assert "Inscriptions fermées" in opened.post(SIGN_UP, {"password1": ""}).content.decode()
    assert User.objects.count() == accounts


@pytest.mark.django_db(transaction=True)
def test_two_sign_ups_at_once_make_one_account(national, tmp_path):
    path = invited(national, role=Role.MEMBER)
    guests = [Client(), Client()]
    for guest in guests:
        guest.post(path)
    together, pages = Barrier(2), []

    def sign_up(guest: Client) -> None:
        together.wait()
        try:
            pages.append(guest.post(SIGN_UP, {"password1": ""}).status_code)
        finally:
            connection.close()

    with shared_database(tmp_path):
        threads = [Thread(target=sign_up, args=[guest]) for guest in guests]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(pages) == [200, 302]
        assert User.objects.get(email=GUEST).accesses.count() == 1


@pytest.mark.django_db(transaction=True)
def test_same_offer_made_by_two_at_once_is_one_invitation(national, tmp_path):
    senders = [national, account("autre@example.org", Role.NATIONAL)]
    together, said = Barrier(2), []

    def send(sender: User) -> None:
        together.wait()
        try:
            said.append(str(invite(email=GUEST, role=Role.MEMBER, delegation=None, invited_by=sender)))
        except DomainError as error:
            said.append(str(error))
        finally:
            connection.close()

    with shared_database(tmp_path):
        threads = [Thread(target=send, args=[sender]) for sender in senders]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert set(said) <= {f"{GUEST} : membre du réseau", "Quelqu’un d’autre vient d’envoyer cette invitation."}
        assert len(said) == 2
        assert Invitation.objects.pending().count() == 1


@pytest.mark.parametrize(
    "token", ["x", "x" * 43, "x" * 5000, "%00", "..%2F..", "é" * 40, "' OR 1=1 --", "<script>alert(1)</script>", "0"]
)
def test_hostile_link_opens_nothing_and_is_not_repeated(national, token):
    invited(national, role=Role.MEMBER)
    answer = Client().get(f"/compte/invitation/{token}/")
    assert answer.status_code == 404
    assert "<script>alert" not in answer.content.decode()


def test_all_links_that_open_nothing_are_answered_alike(national):
    path = invited(national, role=Role.MEMBER)
    expire()
    answers = [Client().get(one) for one in (path, "/compte/invitation/" + "x" * 43 + "/")]
    assert answers[0].status_code == answers[1].status_code
    assert answers[0].content.replace(path.encode(), b"") == answers[1].content


def test_link_sent_again_replaces_the_former(national):
    first = invited(national, role=Role.MEMBER)
    Invitation.objects.update(expires_at=timezone.now() - timedelta(hours=1))
    signed_in(national).post(f"{PAGE}{Invitation.objects.get().pk}/renvoyer/")
    assert Client().get(first).status_code == 404
    assert Client().get(link()).status_code == 200
    lifetime = Invitation.objects.get().expires_at - timezone.now()
    assert timedelta(hours=71, minutes=59) < lifetime <= timedelta(hours=72)


def test_same_offer_made_twice_leaves_one_link(national, nord):
    first = invited(national, nord)
    second = invited(national, nord, email=GUEST.upper())
    assert [Client().get(one).status_code for one in (first, second)] == [404, 200]
    assert Invitation.objects.pending().count() == 1


@pytest.mark.parametrize("act", [invite_again, revoke])
def test_accepted_invitation_is_neither_sent_again_nor_withdrawn(national, act):
    invited(national, role=Role.MEMBER)
    consume()
    by = {"by": national} if act is invite_again else {}
    with pytest.raises(DomainError, match="acceptée"):
        act(invitation=Invitation.objects.get(), **by)


def test_database_keeps_no_link(national):
    token = invited(national, role=Role.MEMBER).split("/")[-2]
    assert token not in str(list(Invitation.objects.values()))
    Client().post(link())
    from django.contrib.sessions.models import Session

    assert not any(token in str(session.get_decoded()) for session in Session.objects.all())


def test_database_refuses_two_same_offers_and_a_delegate_of_nowhere(national, nord):
    values = {"email": GUEST, "invited_by": national, "expires_at": timezone.now()}
    Invitation.objects.create(role=Role.DELEGATE, delegation=nord, token_digest="1", **values)
    for number, wrong in enumerate(
        [
            {"role": Role.DELEGATE, "delegation": nord, **values, "email": GUEST.upper()},
            {"role": Role.DELEGATE, **values},
            {"role": Role.MEMBER, "delegation": nord, **values},
            {"role": Role.MEMBER, **values, "accepted_at": timezone.now(), "revoked_at": timezone.now()},
        ]
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Invitation.objects.create(token_digest=f"n{number}", **wrong)


# --- Addresses that have an account ---------------------------------------------------------------


def test_existing_account_signs_in_then_accepts(national, nord):
    user = account(GUEST, Role.MEMBER)
    path = invited(national, nord)
    guest = Client()
    assert guest.post(path)["Location"] == f"/compte/connexion/?next={path.replace('/', '%2F')}"
    assert "_auth_user_id" not in guest.session
    guest.force_login(user)
    assert guest.post(path)["Location"] == "/compte/"
    assert set(user.accesses.values_list("role", "delegation")) == {(Role.MEMBER, None), (Role.DELEGATE, nord.pk)}
    assert guest.post(path).status_code == 404


def test_other_account_does_not_take_the_invitation(national, delegate, nord):
    path = invited(national, nord)
    client = signed_in(delegate)
    for method in ("get", "post"):
        assert "connecté avec une autre adresse" in getattr(client, method)(path).content.decode()
    assert Invitation.objects.get().state == "en attente"
    with pytest.raises(DomainError):
        accept(invitation=Invitation.objects.get(), user=delegate)


def test_right_already_held_is_not_doubled(national, nord):
    user = account(GUEST, Role.DELEGATE, delegation=nord)
    invited(national, nord)
    accept(invitation=Invitation.objects.get(), user=user)
    assert user.accesses.count() == 1


def test_inviting_tells_nothing_of_addresses(delegate, nord, sud):
    account("connue@example.org", Role.DELEGATE, delegation=sud)

    def told(email: str) -> tuple:
        client = signed_in(delegate)
        answer = client.post(PAGE, {"email": email, "delegation": nord.pk})
        page = client.get(PAGE).content.decode()
        Invitation.objects.all().delete()
        page = re.sub(r'value="\w{64}"|/invitations/\d+/', "", page)
        return answer.status_code, answer["Location"], sorted(answer.headers), page.replace(email, "ADRESSE")

    assert told("connue@example.org") == told("personne@example.org")
    bodies = [re.sub(r"/invitation/\S+", "", one.text.replace(one.to, "ADRESSE")) for one in sent()]
    assert bodies[0] == bodies[1]
