"""Accounts and their accesses in the back-office."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from network.enums import Role
from network.models import Access, User
from tests.support import rows
from tests.support.admin_forms import add_row, posted
from tests.support.rows import PASSWORD, account

pytestmark = pytest.mark.django_db

ACCESSES = "accesses"


@pytest.fixture
def administrator() -> User:
    return account("administration@example.org", Role.ADMINISTRATOR)


@pytest.fixture
def client(administrator) -> Client:
    client = Client()
    client.force_login(administrator)
    return client


def change_url(user: User) -> str:
    return reverse("admin:network_user_change", args=[user.pk])


def create(client: Client, email: str, password: str = PASSWORD, **access):
    page = reverse("admin:network_user_add")
    data = posted(client.get(page)) | {"email": email, "password1": password, "password2": password}
    return client.post(page, add_row(data, ACCESSES, **access) if access else data)


def test_account_is_created_with_its_access(client, administrator):
    answer = create(client, "Zoe@Example.org", role=Role.NATIONAL, starts_on=timezone.localdate())
    made = User.objects.get(email="zoe@example.org")
    assert answer["Location"] == change_url(made)
    assert made.check_password(PASSWORD)
    assert made.is_staff is True
    assert made.accesses.get().granted_by == administrator


def test_access_is_given_later(client, administrator):
    create(client, "zoe@example.org")
    made = User.objects.get(email="zoe@example.org")
    assert made.is_staff is False
    data = add_row(posted(client.get(change_url(made))), ACCESSES, role=Role.MEMBER, starts_on=timezone.localdate())
    assert client.post(change_url(made), data).status_code == 302
    assert (made.accesses.get().role, made.accesses.get().granted_by) == (Role.MEMBER, administrator)


@pytest.mark.parametrize("email", ["zoe@example.org", "ZOE@example.org"])
def test_second_account_with_an_address_is_refused(client, email):
    account("zoe@example.org")
    errors = create(client, email).context["adminform"].form.errors
    assert errors == {"email": ["Un compte existe déjà avec cette adresse."]}


def test_weak_password_is_refused(client):
    errors = create(client, "zoe@example.org", "court").context["adminform"].form.errors
    assert set(errors) == {"password2"}


def test_delegate_access_without_delegation_is_refused_beside_the_field(client):
    user = account("zoe@example.org")
    data = add_row(posted(client.get(change_url(user))), ACCESSES, role=Role.DELEGATE, starts_on="2026-01-01")
    (inline,) = client.post(change_url(user), data).context["inline_admin_formsets"]
    assert inline.formset.errors == [{"delegation": ["Un accès de délégation nomme sa délégation, et lui seul."]}]


@pytest.mark.parametrize(
    "change",
    [
        {"accesses-0-role": Role.NATIONAL},
        {"accesses-0-DELETE": "on"},
        {"accesses-0-starts_on": "2020-01-01", "accesses-0-ends_on": "2020-12-31"},
    ],
    ids=["other role", "deleted", "ended"],
)
def test_administrators_do_not_lock_themselves_out(client, administrator, change):
    data = posted(client.get(change_url(administrator))) | change
    (inline,) = client.post(change_url(administrator), data).context["inline_admin_formsets"]
    assert inline.formset.non_form_errors() == ["Vous ne pouvez pas retirer vos propres droits d’administration."]
    assert User.objects.get(pk=administrator.pk).is_staff is True


def test_own_account_is_neither_made_inactive_nor_deleted(client, administrator):
    data = posted(client.get(change_url(administrator)))
    assert "is_active" not in data
    client.post(change_url(administrator), data)
    administrator.refresh_from_db()
    assert administrator.is_active is True
    assert (
        client.post(reverse("admin:network_user_delete", args=[administrator.pk]), {"post": "yes"}).status_code == 403
    )


def test_mistaken_account_is_deleted_with_its_accesses(client):
    user = account("zoe@exmaple.org", Role.MEMBER)
    assert client.post(reverse("admin:network_user_delete", args=[user.pk]), {"post": "yes"}).status_code == 302
    assert list(User.objects.values_list("email", flat=True)) == ["administration@example.org"]
    assert Access.objects.count() == 1


def test_password_is_set_anew(client):
    user = account("zoe@example.org")
    page = reverse("admin:auth_user_password_change", args=[user.pk])
    fields = {"password1": "agrafe-cheval-exact", "password2": "agrafe-cheval-exact", "set-password": "1"}
    assert client.post(page, fields).status_code == 302
    user.refresh_from_db()
    assert user.check_password("agrafe-cheval-exact")


def test_list_filters_by_the_role_held_today(client):
    yesterday = timezone.localdate() - timezone.timedelta(days=1)
    account("a@example.org", Role.NATIONAL)
    account("b@example.org", Role.NATIONAL, starts_on=yesterday, ends_on=yesterday)
    account("c@example.org", Role.DELEGATE, delegation=rows.delegation(1))

    def listed(role: str) -> list[str]:
        answer = client.get(reverse("admin:network_user_changelist"), {"role": role})
        return [user.email for user in answer.context["cl"].result_list]

    assert listed(Role.NATIONAL) == ["a@example.org"]
    assert listed("aucun") == ["b@example.org"]


def test_no_second_source_of_rights_is_offered():
    assert not admin.site.is_registered(Group)
