"""Two factors for the team, secrets that the database does not tell, limits that every process counts."""

import time
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import cache, caches
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone
from django.views.decorators.cache import never_cache

from core.tasks.schedule import run_due
from network.encryption import unseal
from network.enums import Role
from network.models import Access, User
from network.services import change_address
from network.templatetags.accounts import navigateur
from tests.support import rows
from tests.support.factors import code_of
from tests.support.mails import sent, sent_code
from tests.support.rows import PASSWORD, account

pytestmark = pytest.mark.django_db


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def without_factor(role: Role) -> User:
    user = account("equipe@example.org", role)
    Authenticator.objects.filter(user=user).delete()
    return user


# --- Compulsory for the team ----------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.NATIONAL, Role.ADMINISTRATOR])
@pytest.mark.parametrize("method", ["get", "post"])
def test_team_without_a_second_factor_reaches_only_where_to_add_one(role, method):
    client = signed_in(without_factor(role))
    paths = ["/", "/fil-dinfo/", "/fil-rouge/", "/admin/", "/admin/network/person/add/", "/compte/"]
    paths += ["/compte/sessions/", "/compte/invitations/", "/compte/mot-de-passe/", "/compte/adresse/", "/sante/"]
    for path in paths:
        answer = getattr(client, method)(path)
        assert (path, answer.status_code, answer["Location"]) == (path, 302, "/compte/second-facteur/")


@pytest.mark.parametrize("role", [Role.NATIONAL, Role.ADMINISTRATOR])
def test_way_to_a_second_factor_is_open(role):
    client = signed_in(without_factor(role))
    page = client.get("/compte/second-facteur/")
    assert "entrent avec deux facteurs" in page.content.decode()
    assert client.get("/compte/second-facteur/application/ajouter/")["Location"].startswith("/compte/confirmation/")
    client.post("/compte/confirmation/", {"password": PASSWORD})
    assert client.get("/compte/second-facteur/application/ajouter/").status_code == 200
    client.post("/compte/deconnexion/")
    assert "_auth_user_id" not in client.session


def test_second_factor_removed_shuts_the_door_at_the_next_request():
    user = account("equipe@example.org", Role.NATIONAL)
    client = signed_in(user)
    assert client.get("/admin/").status_code == 200
    Authenticator.objects.all().delete()
    assert client.get("/admin/")["Location"] == "/compte/second-facteur/"


def add_application(client: Client) -> None:
    client.post("/compte/confirmation/", {"password": PASSWORD})
    secret = client.get("/compte/second-facteur/application/ajouter/").context["form"].secret
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    client.post("/compte/second-facteur/application/ajouter/", {"code": code})


@pytest.mark.django_db(transaction=True)
def test_session_opened_with_one_factor_ends_when_a_second_is_added():
    user = account("qui@example.org", Role.MEMBER)
    mine, other = by_password(user.email, "A"), by_password(user.email, "B")
    Access.objects.create(user=user, role=Role.NATIONAL)
    add_application(mine)
    assert other.get("/compte/")["Location"] == "/compte/connexion/?next=/compte/"
    assert UserSession.objects.get().user_agent == "A"
    assert "Vos autres appareils sont déconnectés" in mine.get("/compte/second-facteur/").content.decode()
    assert mine.get("/admin/").status_code == 200


def test_further_factor_ends_no_session():
    user = account("equipe@example.org", Role.NATIONAL)
    mine, other = by_password(user.email, "A"), by_password(user.email, "B")
    mine.post("/compte/connexion/second-facteur/", {"code": code_of(user)})
    other.post("/compte/connexion/second-facteur/", {"code": code_of(user, step=1)})
    mine.post("/compte/confirmation/", {"password": PASSWORD})
    mine.post("/compte/second-facteur/codes-de-secours/nouveaux/")
    assert Authenticator.objects.filter(user=user).count() == 2
    assert [each.get("/admin/").status_code for each in (mine, other)] == [200, 200]


def test_recovery_codes_alone_are_no_second_factor():
    user = without_factor(Role.NATIONAL)
    RecoveryCodes.activate(user)
    assert signed_in(user).get("/admin/")["Location"] == "/compte/second-facteur/"


def test_back_office_has_no_door_that_takes_a_password_only():
    """Signed in as oneself, one does not become a colleague whose password one knows."""
    client = signed_in(account("equipe@example.org", Role.NATIONAL))
    colleague = account("administration@example.org", Role.ADMINISTRATOR)
    answer = client.post("/admin/login/", {"username": colleague.email, "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/admin/")
    assert client.get("/compte/").context["user"].email == "equipe@example.org"


@pytest.mark.parametrize("role", [None, Role.MEMBER])
def test_others_choose(role):
    client = signed_in(account("qui@example.org", role))
    assert client.get("/compte/").status_code == 200
    assert client.get("/").status_code == 200


def test_every_page_of_accounts_is_never_cached():
    (accounts,) = [one for one in get_resolver().url_patterns if str(one.pattern) == "compte/"]
    assert len(accounts.url_patterns) > 30
    uncached = never_cache(lambda request: None).__code__
    assert [str(one.pattern) for one in accounts.url_patterns if one.callback.__code__ is not uncached] == []


# --- Secrets --------------------------------------------------------------------------------------


def test_secrets_are_not_read_in_the_database():
    user = account("equipe@example.org", Role.NATIONAL)
    codes = RecoveryCodes.activate(user)
    totp = Authenticator.objects.get(type=Authenticator.Type.TOTP)
    stored = {totp.data["secret"], codes.instance.data["seed"]}
    assert all(one.startswith("gAAAAA") for one in stored)
    assert len(unseal(totp.data["secret"])) == 32
    assert not any(code in str(list(Authenticator.objects.values())) for code in codes.get_unused_codes())


def sign_in(user: User, code: str) -> bool:
    client = Client()
    client.post("/compte/connexion/", {"login": user.email, "password": PASSWORD})
    client.post("/compte/connexion/second-facteur/", {"code": code})
    return "_auth_user_id" in client.session


def test_keys_are_rotated(settings):
    user = account("equipe@example.org", Role.NATIONAL)
    recovery = RecoveryCodes.activate(user).get_unused_codes()[0]
    before = settings.MFA_KEYS
    settings.MFA_KEYS = ["n" * 50, *before]
    assert sign_in(user, code_of(user))
    output = StringIO()
    call_command("rotate_mfa_keys", stdout=output)
    assert output.getvalue().startswith("2 secret(s)")
    settings.MFA_KEYS = ["n" * 50]
    assert sign_in(user, recovery)
    settings.MFA_KEYS = before
    assert unseal(Authenticator.objects.get(type=Authenticator.Type.TOTP).data["secret"]) is None


def test_lost_key_opens_nothing_and_fails_no_page(settings, caplog):
    user = account("equipe@example.org", Role.NATIONAL)
    recovery = RecoveryCodes.activate(user).get_unused_codes()[0]
    code = code_of(user)
    settings.MFA_KEYS = ["n" * 50]
    assert not sign_in(user, code)
    assert not sign_in(user, recovery)
    assert "MFA_KEYS" in caplog.text
    output = StringIO()
    call_command("reset_second_factor", user.email, stdout=output)
    assert output.getvalue().startswith("2 second(s) facteur(s)")
    client = Client()
    client.post("/compte/connexion/", {"login": user.email, "password": PASSWORD})
    assert client.get("/admin/")["Location"] == "/compte/second-facteur/"


def test_lost_phone_is_signed_out():
    user = account("equipe@example.org", Role.NATIONAL)
    phone = by_password(user.email, "A")
    phone.post("/compte/connexion/second-facteur/", {"code": code_of(user)})
    assert phone.get("/admin/").status_code == 200
    call_command("reset_second_factor", user.email, stdout=StringIO())
    assert phone.get("/compte/")["Location"].startswith("/compte/connexion/")


def test_nobodys_second_factor_is_not_reset():
    with pytest.raises(CommandError, match="Aucun compte"):
        call_command("reset_second_factor", "personne@example.org")


# --- Removal --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "remove",
    [
        lambda user: User.objects.filter(pk=user.pk).update(is_active=False),
        lambda user: user.delete(),
    ],
    ids=["inactive", "deleted"],
)
def test_account_removed_is_out_at_the_next_request(remove):
    user = account("qui@example.org", Role.MEMBER)
    client = signed_in(user)
    assert client.get("/compte/").status_code == 200
    remove(user)
    assert client.get("/compte/")["Location"].startswith("/compte/connexion/")


def test_last_access_ended_takes_every_right_at_the_next_request():
    user = account("delegue@example.org", Role.DELEGATE, delegation=rows.delegation(1))
    client = signed_in(user)
    assert client.get("/compte/invitations/").status_code == 200
    yesterday = timezone.localdate() - timezone.timedelta(days=1)
    Access.objects.update(starts_on=yesterday, ends_on=yesterday)
    assert client.get("/compte/invitations/").status_code == 403
    assert "aucun accès en cours" in client.get("/compte/").content.decode()


def test_address_changed_by_an_administrator_closes_the_former_one(client):
    from tests.support.admin_forms import posted

    user = account("avant@example.org", Role.MEMBER)
    admin = signed_in(account("administration@example.org", Role.ADMINISTRATOR))
    page = f"/admin/network/user/{user.pk}/change/"
    assert admin.post(page, posted(admin.get(page)) | {"email": "Apres@example.org"}).status_code == 302
    client.post("/compte/connexion/", {"login": "avant@example.org", "password": PASSWORD})
    assert "_auth_user_id" not in client.session
    answer = client.post("/compte/connexion/", {"login": "apres@example.org", "password": PASSWORD})
    assert answer["Location"] == "/compte/connexion/adresse/"


def test_code_sent_to_the_former_address_opens_nothing(client):
    user = account("avant@example.org", Role.MEMBER)
    client.post("/compte/connexion/", {"login": user.email})
    code = sent_code()
    change_address(user=user, email="apres@example.org")
    answer = client.post("/compte/connexion/code/saisie/", {"code": code})
    assert answer["Location"] == "/compte/connexion/"
    Client().post("/compte/connexion/", {"login": "avant@example.org"})
    assert "Aucun compte" in sent()[-1].text
    assert not EmailAddress.objects.exists()


def test_code_that_would_confirm_the_former_address_confirms_nothing(client):
    user = User.objects.create_user("avant@example.org", PASSWORD)
    client.post("/compte/connexion/", {"login": user.email, "password": PASSWORD})
    code = sent_code()
    change_address(user=user, email="apres@example.org")
    client.post("/compte/connexion/adresse/", {"code": code})
    assert "_auth_user_id" not in client.session
    assert not EmailAddress.objects.filter(verified=True).exists()


# --- Sessions -------------------------------------------------------------------------------------


def by_password(email: str, agent: str) -> Client:
    client = Client(headers={"user-agent": agent})
    client.post("/compte/connexion/", {"login": email, "password": PASSWORD})
    return client


def test_sessions_are_listed_and_closed_one_by_one():
    account("qui@example.org", Role.MEMBER)
    phone, desk, other = (
        by_password("qui@example.org", name) for name in ("Android Firefox/1", "Windows Firefox/1", "iPhone Safari/1")
    )
    page = desk.get("/compte/sessions/").content.decode()
    named = ("Firefox sur Android", "Firefox sur Windows", "Safari sur iPhone")
    assert [name in page for name in named] == [True] * 3
    lost = UserSession.objects.get(user_agent="Android Firefox/1")
    desk.post(f"/compte/sessions/{lost.pk}/fermer/")
    assert phone.get("/compte/").status_code == 302
    assert other.get("/compte/").status_code == 200
    desk.post("/compte/sessions/")
    assert other.get("/compte/").status_code == 302
    assert desk.get("/compte/").status_code == 200


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140 Safari/537.36 Edg/140", "Edge sur Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18 Safari/604", "Safari sur iPhone"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140 Mobile Safari/537.36", "Chrome sur Android"),
        ("curl/8.0", "Navigateur inconnu"),
        ("", "Navigateur inconnu"),
    ],
)
def test_devices_are_named_as_people_do(user_agent, name):
    assert navigateur(user_agent) == name


def test_nobody_closes_the_sessions_of_others():
    account("qui@example.org", Role.MEMBER)
    account("autre@example.org", Role.MEMBER)
    mine, theirs = by_password("qui@example.org", "A"), by_password("autre@example.org", "B")
    session = UserSession.objects.get(user_agent="B")
    assert mine.post(f"/compte/sessions/{session.pk}/fermer/").status_code == 404
    assert mine.get(f"/compte/sessions/{session.pk}/fermer/").status_code == 405
    assert theirs.get("/compte/").status_code == 200


def test_password_changed_closes_the_other_sessions():
    user = account("qui@example.org", Role.MEMBER)
    mine, other = by_password("qui@example.org", "A"), by_password("qui@example.org", "B")
    new = "agrafe-cheval-exact"
    mine.post("/compte/mot-de-passe/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    user.refresh_from_db()
    assert user.check_password(new)
    assert other.get("/compte/").status_code == 302
    assert mine.get("/compte/").status_code == 200


# --- Limits ---------------------------------------------------------------------------------------


def test_limits_are_counted_in_a_cache_of_the_database():
    account("qui@example.org", Role.MEMBER)
    data = {"login": "qui@example.org", "password": "faux-mot-de-passe"}
    for _ in range(5):
        Client().post("/compte/connexion/", data)
    # Another process has another object of the cache, and nothing else in common than the database.
    caches["default"] = caches.create_connection("default")
    answer = Client().post("/compte/connexion/", data | {"password": PASSWORD})
    assert "Trop de tentatives" in answer.content.decode()


def test_cache_is_not_emptied_by_whoever_asks_for_many_addresses():
    assert cache._max_entries == 100_000


def test_codes_are_asked_for_so_often_an_hour(monkeypatch):
    account("qui@example.org", Role.MEMBER)
    now = time.time()
    for minute in range(22):
        monkeypatch.setattr(time, "time", lambda minute=minute: now + 61 * minute)
        Client().post("/compte/connexion/", {"login": "qui@example.org"})
    assert len(sent()) == 20


# --- What is kept ---------------------------------------------------------------------------------


def test_devices_are_forgotten_with_their_sessions():
    account("qui@example.org", Role.MEMBER)
    old, new = by_password("qui@example.org", "A"), by_password("qui@example.org", "B")
    Session.objects.filter(pk=old.session.session_key).update(expire_date=timezone.now())
    assert "network.prune_sessions" in run_due()
    assert [one.user_agent for one in UserSession.objects.all()] == ["B"]
    assert [one.pk for one in Session.objects.all()] == [new.session.session_key]
