import pytest

from network.enums import Role
from network.models import Delegation, User
from tests.support import rows
from tests.support.rows import account


@pytest.fixture
def nord() -> Delegation:
    return rows.delegation(1)


@pytest.fixture
def sud() -> Delegation:
    return rows.delegation(2)


@pytest.fixture
def national() -> User:
    return account("equipe@example.org", Role.NATIONAL)


@pytest.fixture
def delegate(nord) -> User:
    return account("delegue@example.org", Role.DELEGATE, delegation=nord)
