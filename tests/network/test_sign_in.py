"""Signing in: by code, by password, with a second factor, and what is told to whoever tries addresses."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from lxml import html

from network.enums import Role
from network.models import User
from tests.support import rows
from tests.support.factors import code_of
from tests.support.mails import sent, sent_code
from tests.support.rows import PASSWORD, account
from tests.support.web import select

pytestmark = pytest.mark.django_db

SIGN_IN = "/compte/connexion/"
CODE = "/compte/connexion/code/saisie/"
SECOND_FACTOR = "/compte/connexion/second-facteur/"


@pytest.fixture
def member() -> User:
    return account("membre@example.org", Role.MEMBER)


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


# --- By code --------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["membre@example.org", " Membre@Example.ORG "])
def test_code_sent_by_mail_signs_in(client, member, typed):
    answer = client.post(SIGN_IN, {"login": typed, "password": ""})
    assert (answer.status_code, answer["Location"]) == (302, CODE)
    assert [one.to for one in sent()] == ["membre@example.org"]
    answer = client.post(CODE, {"code": sent_code()})
    assert (answer.status_code, answer["Location"]) == (302, "/compte/")
    assert client.get("/compte/").context["user"] == member


def test_code_leads_where_one_was_going(client, member):
    client.post(f"{SIGN_IN}?next=/fil-rouge/", {"login": member.email})
    answer = client.post(f"{CODE}?next=/fil-rouge/", {"code": sent_code()})
    assert answer["Location"] == "/fil-rouge/"


def test_code_never_leads_out(client, member):
    client.post(f"{SIGN_IN}?next=https://ailleurs.example/", {"login": member.email})
    assert client.post(f"{CODE}?next=https://ailleurs.example/", {"code": sent_code()})["Location"] == "/compte/"


def test_wrong_code_is_refused_beside_its_field_and_three_end_it(client, member):
    client.post(SIGN_IN, {"login": member.email})
    wrong = "000000" if sent_code() != "000000" else "111111"
    page = client.post(CODE, {"code": wrong})
    assert page.context["verify_form"].errors == {"code": ["Code incorrect."]}
    assert 'id="id_code_error"' in page.content.decode()
    client.post(CODE, {"code": wrong})
    assert client.post(CODE, {"code": wrong}).status_code == 302
    client.post(CODE, {"code": sent_code()})
    assert not is_signed_in(client)


def test_inactive_account_gets_no_code(client, member):
    User.objects.update(is_active=False)
    client.post(SIGN_IN, {"login": member.email})
    assert "Aucun compte" in sent()[-1].text


# --- By password ----------------------------------------------------------------------------------


def test_password_signs_in(client, member):
    answer = client.post(SIGN_IN, {"login": member.email, "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/compte/")
    assert sent() == []


def test_first_password_of_an_account_made_by_hand_is_followed_by_a_code(client):
    User.objects.create_user("main@example.org", PASSWORD)
    answer = client.post(SIGN_IN, {"login": "main@example.org", "password": PASSWORD})
    assert answer["Location"] == "/compte/connexion/adresse/"
    assert not is_signed_in(client)
    client.post("/compte/connexion/adresse/", {"code": sent_code()})
    assert is_signed_in(client)


def test_forgotten_password_is_chosen_anew_through_the_sites_own_address(client, member, settings):
    settings.SITE_URL = "https://portail.example"
    client.post("/compte/mot-de-passe/oubli/", {"email": member.email})
    link = re.search(r"https://portail\.example(/\S+)", sent()[-1].text)[1]
    form = client.get(link, follow=True)
    client.post(form.request["PATH_INFO"], {"password1": "agrafe-cheval-exact", "password2": "agrafe-cheval-exact"})
    member.refresh_from_db()
    assert member.check_password("agrafe-cheval-exact")


# --- Second factor --------------------------------------------------------------------------------


@pytest.fixture
def editor() -> User:
    return account("redaction@example.org", Role.NATIONAL)


def test_password_and_code_of_the_application_open_the_back_office(client, editor):
    answer = client.post(f"{SIGN_IN}?next=/admin/", {"login": editor.email, "password": PASSWORD})
    assert answer["Location"] == SECOND_FACTOR
    assert client.get("/admin/").status_code == 302
    assert client.post(SECOND_FACTOR, {"code": code_of(editor)})["Location"] == "/admin/"
    assert "À faire" in client.get("/admin/").content.decode()


def test_code_of_the_mail_is_no_second_factor(client, editor):
    client.post(SIGN_IN, {"login": editor.email})
    assert client.post(CODE, {"code": sent_code()})["Location"] == SECOND_FACTOR
    assert not is_signed_in(client)
    client.post(SECOND_FACTOR, {"code": code_of(editor)})
    assert is_signed_in(client)


def test_code_of_the_application_serves_once(editor):
    code = code_of(editor)
    done = []
    for _ in range(2):
        client = Client()
        client.post(SIGN_IN, {"login": editor.email, "password": PASSWORD})
        client.post(SECOND_FACTOR, {"code": code})
        done.append(is_signed_in(client))
    assert done == [True, False]


def test_recovery_code_serves_once(editor):
    code = RecoveryCodes.activate(editor).get_unused_codes()[0]
    done = []
    for _ in range(2):
        client = Client()
        client.post(SIGN_IN, {"login": editor.email, "password": PASSWORD})
        client.post(SECOND_FACTOR, {"code": code})
        done.append(is_signed_in(client))
    assert done == [True, False]


# --- Words ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/compte/mot-de-passe/oubli/", "Mot de passe oublié"),
        ("/compte/mot-de-passe/oubli/envoye/", "Regardez vos courriels"),
        ("/compte/mot-de-passe/oubli/1-abc/", "Ce lien n’ouvre plus rien"),
        ("/compte/mot-de-passe/change/", "Mot de passe changé"),
        ("/compte/inactif/", "Ce compte est fermé"),
        ("/compte/invitation/x/", "Ce lien n’ouvre plus rien"),
    ],
)
def test_pages_of_the_way_in_speak_our_words_and_lead_somewhere(client, path, title):
    page = html.document_fromstring(client.get(path).content.decode())
    (card,) = select(page, ".account__card")
    assert [heading.text for heading in select(card, "h1")] == [title]
    assert select(card, ".actions .button")
    assert re.findall(r"e-mail|jeton|spam|·e|\(e\)", card.text_content()) == []


def test_page_left_open_is_told_so_in_our_words(member):
    client = Client(enforce_csrf_checks=True)
    answer = client.post(SIGN_IN, {"login": member.email})
    assert answer.status_code == 403
    assert "Cette page a trop attendu" in answer.content.decode()


# --- What is told of addresses --------------------------------------------------------------------


def told(client: Client, path: str, data: dict, *, email: str) -> tuple:
    """All that an answer shows, the address and what changes each time left out."""
    answers = [client.post(path, data)]
    while answers[-1].status_code == 302:
        answers.append(client.get(answers[-1]["Location"]))
    return [
        (
            answer.status_code,
            {name: value for name, value in answer.items() if name not in ("ETag", "Content-Length", "Expires")},
            sorted(answer.cookies),
            re.sub(r'value="\w{64}"', "", answer.content.decode()).replace(email, "ADRESSE"),
        )
        for answer in answers
    ]


@pytest.mark.parametrize(
    ("path", "field", "more"),
    [
        (SIGN_IN, "login", {"password": ""}),
        (SIGN_IN, "login", {"password": "faux-mot-de-passe"}),
        ("/compte/mot-de-passe/oubli/", "email", {}),
    ],
    ids=["by code", "by password", "reset"],
)
@pytest.mark.parametrize("known", ["membre@example.org", "redaction@example.org", "inactif@example.org"])
def test_known_and_unknown_addresses_are_answered_alike(member, editor, known, path, field, more):
    if known.startswith("inactif"):
        User.objects.filter(pk=account(known, Role.MEMBER).pk).update(is_active=False)
    unknown = "personne@example.org"
    answers = [told(Client(), path, {field: email, **more}, email=email) for email in (known, unknown)]
    assert answers[0] == answers[1]
    # A message leaves for either, or for neither: the time it takes tells nothing.
    assert sorted(one.to for one in sent()) in ([], sorted([known, unknown]))


@pytest.mark.parametrize(
    "hostile",
    [f"{'a' * 300}@example.org", '"\x01"@example.org', '"a\\"b"@example.org', "x@[127.0.0.1]"],
    ids=["long", "control", "quotes", "number"],
)
@pytest.mark.parametrize(("path", "field"), [(SIGN_IN, "login"), ("/compte/mot-de-passe/oubli/", "email")])
def test_hostile_addresses_are_answered_like_unknown_ones(path, field, hostile):
    unknown = "personne@example.org"
    answers = [told(Client(), path, {field: email}, email=escape(email)) for email in (hostile, unknown)]
    assert answers[0] == answers[1]


def test_wrong_codes_are_answered_alike(member):
    def answers(email: str) -> list:
        client = Client()
        client.post(SIGN_IN, {"login": email})
        return [told(client, CODE, {"code": "12345"}, email=email) for _ in range(3)]

    assert answers(member.email) == answers("personne@example.org")


def test_many_tries_are_stopped_alike(member):
    def answers(email: str) -> list:
        client = Client()
        data = {"login": email, "password": "faux-mot-de-passe"}
        cache.clear()  # of what was counted for the caller's address
        return [told(client, SIGN_IN, data, email=email) for _ in range(7)]

    known = answers(member.email)
    assert known == answers("personne@example.org")
    assert "Trop de tentatives" in known[-1][0][3]


# --- Sign-up --------------------------------------------------------------------------------------


def test_sign_up_is_closed(client):
    page = client.get(reverse("account_signup"))
    assert "Inscriptions fermées" in page.content.decode()
    data = {"email": "zoe@example.org", "password1": PASSWORD, "password2": PASSWORD}
    assert "Inscriptions fermées" in client.post(reverse("account_signup"), data).content.decode()
    assert not User.objects.exists()
    assert sent() == []


# --- Mail -----------------------------------------------------------------------------------------


def test_mails_are_ours(client, member):
    client.post(SIGN_IN, {"login": member.email})
    (written,) = sent()
    assert written.subject == "Le Fil d’Info : Votre code de connexion"
    assert written.text.startswith("Bonjour,\n")
    assert "testserver" not in written.text


def test_factors_added_and_removed_are_told_by_mail(client, member, django_capture_on_commit_callbacks):
    client.force_login(member)
    client.post("/compte/confirmation/", {"password": PASSWORD})
    secret = client.get("/compte/second-facteur/application/ajouter/").context["form"].secret
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/compte/second-facteur/application/ajouter/", {"code": code})
    assert answer["Location"] == "/compte/second-facteur/codes-de-secours/"
    assert "une application d’authentification y a été ajoutée." in sent()[-1].text
    assert Authenticator.objects.filter(user=member).count() == 2
    page = client.get("/compte/second-facteur/codes-de-secours/").content.decode()
    assert len(re.findall(r"<code>\d{8}</code>", page)) == 10
    assert "<code>" not in client.get("/compte/second-facteur/codes-de-secours/").content.decode()


def test_nothing_of_an_account_is_kept_by_caches(client, member):
    client.force_login(member)
    for path in (SIGN_IN, "/compte/", "/compte/second-facteur/", "/compte/sessions/"):
        assert "no-store" in client.get(path)["Cache-Control"]


def test_members_meet_no_door_of_the_team(client):
    client.force_login(account("delegue@example.org", Role.DELEGATE, delegation=rows.delegation(1)))
    assert client.get("/").status_code == 200


def test_signing_out_empties_the_browser_and_a_session_that_ended_does_not(client):
    client.force_login(account("marie@example.org", Role.MEMBER))
    assert client.post("/compte/deconnexion/")["Clear-Site-Data"] == '"storage"'
    client.cookies["sessionid"] = "terminee"
    assert "Clear-Site-Data" not in client.post("/compte/deconnexion/")


def test_signing_out_of_the_back_office_empties_the_browser_too(client):
    client.force_login(account("equipe@example.org", Role.NATIONAL))
    assert client.post("/admin/logout/")["Clear-Site-Data"] == '"storage"'
