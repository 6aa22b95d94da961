"""``manage.py load_demo``: the accounts of a demonstration, never in production."""

import stat
from io import StringIO

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command

from network.enums import Role
from network.models import Access, User
from tests.support import rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def password_file(settings, tmp_path):
    settings.VAR_DIR = tmp_path / "var"
    return settings.VAR_DIR / "demo-password.txt"


def run() -> list[str]:
    output = StringIO()
    call_command("load_demo", stdout=output)
    return output.getvalue().splitlines()


def test_accounts_are_created_and_printed(password_file):
    lines = run()
    password = password_file.read_text().strip()
    assert lines == [
        "Propositions de démonstration : aucune, le séminaire 2010 n’est pas chargé.",
        "Rencontres de démonstration : aucune délégation n’est chargée.",
        "Comptes de démonstration (courriel / mot de passe) :",
        f"  membre@demo.example / {password} (membre du réseau)",
        f"  redaction@demo.example / {password} (équipe Qualité nationale)",
        f"  administration@demo.example / {password} (administration)",
        "Les deux derniers demandent aussi un code, que donne : .venv/bin/python manage.py demo_code COURRIEL",
    ]
    assert len(password) == 16
    assert stat.S_IMODE(password_file.stat().st_mode) == 0o600
    assert list(Access.objects.order_by("pk").values_list("user__email", "role", "ends_on")) == [
        ("membre@demo.example", "membre", None),
        ("redaction@demo.example", "national", None),
        ("administration@demo.example", "administrateur", None),
    ]
    for email in ("redaction@demo.example", "administration@demo.example"):
        assert authenticate(username=email, password=password) == User.objects.get(email=email)


def test_second_run_changes_nothing(password_file):
    first = run()
    before = list(User.objects.order_by("pk").values())
    assert run() == first
    assert list(User.objects.order_by("pk").values()) == before
    assert Access.objects.count() == 3


def test_delegate_acts_for_a_delegation_that_is_loaded(password_file):
    rows.delegation(1)
    lines = run()
    access = Access.objects.get(user__email="delegation@demo.example")
    assert (access.role, access.delegation.name) == ("delegue", "Délégation 1")
    assert lines[4].endswith("(délégation régionale Délégation 1)")


def code(email: str) -> str:
    output = StringIO()
    call_command("demo_code", email, stdout=output, stderr=StringIO())
    return output.getvalue().strip()


@pytest.mark.parametrize("email", ["redaction@demo.example", "administration@demo.example"])
def test_printed_password_and_code_sign_in(password_file, client, email):
    run()
    password = password_file.read_text().strip()
    answer = client.post("/compte/connexion/?next=/admin/", {"login": email, "password": password}, follow=True)
    assert answer.request["PATH_INFO"] == "/compte/connexion/second-facteur/"
    answer = client.post("/compte/connexion/second-facteur/", {"code": code(email)})
    assert (answer.status_code, answer["Location"]) == (302, "/admin/")


def test_second_factor_sealed_with_a_lost_key_is_made_again(password_file, settings):
    run()
    settings.MFA_KEYS = ["une autre clé" * 10]
    run()
    assert len(code("redaction@demo.example")) == 6


@pytest.mark.parametrize("email", ["membre@demo.example", "qui@example.org", "personne@example.org"])
def test_code_is_given_for_the_accounts_of_the_demonstration_only(password_file, email):
    run()
    rows.account("qui@example.org", Role.NATIONAL)
    with pytest.raises(CommandError, match="n’est pas un compte de démonstration"):
        code(email)


def test_password_changed_by_hand_is_left_alone(password_file):
    run()
    user = User.objects.get(email="redaction@demo.example")
    user.set_password("un autre mot de passe")
    user.save()
    run()
    assert authenticate(username=user.email, password="un autre mot de passe") == user


@pytest.mark.parametrize("lose", [lambda file: file.unlink(), lambda file: file.write_text("\n")])
def test_lost_password_is_drawn_again(password_file, lose):
    first = run()
    lose(password_file)
    second = run()
    password = password_file.read_text().strip()
    assert second[4] == f"  redaction@demo.example / {password} (équipe Qualité nationale)"
    assert second != first
    assert User.objects.count() == 3
    assert authenticate(username="redaction@demo.example", password=password) is not None
    assert stat.S_IMODE(password_file.stat().st_mode) == 0o600


def test_missing_account_takes_the_known_password(password_file):
    run()
    User.objects.get(email="redaction@demo.example").delete()
    run()
    password = password_file.read_text().strip()
    assert authenticate(username="redaction@demo.example", password=password) is not None


def test_ended_access_stays_ended(password_file):
    run()
    Access.objects.filter(role="national").update(starts_on="2020-01-01", ends_on="2020-12-31")
    run()
    user = User.objects.get(email="redaction@demo.example")
    assert user.current_roles == frozenset()


def test_production_is_refused(password_file, settings):
    settings.DEBUG = False
    settings.SITE_URL = "https://qualite.example.org"
    with pytest.raises(CommandError) as caught:
        run()
    assert str(caught.value) == (
        "Ce portail est en production (https://qualite.example.org) : la démonstration n’y est pas chargée."
    )
    assert User.objects.count() == 0
    assert not password_file.exists()
    with pytest.raises(CommandError, match="en production"):
        code("redaction@demo.example")


@pytest.mark.parametrize(
    ("debug", "site_url"),
    [(False, "http://127.0.0.1:8000"), (False, "http://localhost:9000"), (True, "https://essai.example.org")],
)
def test_trial_on_this_machine_is_accepted(password_file, settings, debug, site_url):
    settings.DEBUG = debug
    settings.SITE_URL = site_url
    assert len(run()) == 7
    assert len(code("redaction@demo.example")) == 6
