"""The network that issue 4 names, as readers find it; two delegations and those who write for them."""

from collections.abc import Callable

import pytest
from django.test import Client
from lxml import html

from network.enums import Role
from network.models import Delegation, User
from tests.support import rows
from tests.support.rows import account


@pytest.fixture
def paca(content) -> Delegation:
    return Delegation.objects.get(slug="paca-corse")


@pytest.fixture
def read(client):
    def read(url: str, status: int = 200) -> html.HtmlElement:
        answer = client.get(url)
        assert (answer.status_code, answer.cookies.output()) == (status, "")
        return html.document_fromstring(answer.content.decode())

    return read


@pytest.fixture
def nord(db) -> Delegation:
    return rows.delegation(1)


@pytest.fixture
def sud(db) -> Delegation:
    return rows.delegation(2)


@pytest.fixture
def delegate(nord) -> User:
    return account("nord@example.org", Role.DELEGATE, delegation=nord)


@pytest.fixture
def other_delegate(sud) -> User:
    return account("sud@example.org", Role.DELEGATE, delegation=sud)


@pytest.fixture
def national(db) -> User:
    return account("equipe@example.org", Role.NATIONAL)


@pytest.fixture
def signed_in() -> Callable[[User], Client]:
    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return signed_in
