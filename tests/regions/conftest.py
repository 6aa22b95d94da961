"""The network that issue 4 names, for tests of what readers find of it."""

from io import StringIO

import pytest
from django.core.management import call_command
from lxml import html

from network.models import Delegation


@pytest.fixture
def network_2010(db) -> None:
    call_command("load_content", stdout=StringIO())


@pytest.fixture
def paca(network_2010) -> Delegation:
    return Delegation.objects.get(slug="paca-corse")


@pytest.fixture
def read(client):
    def read(url: str, status: int = 200) -> html.HtmlElement:
        answer = client.get(url)
        assert (answer.status_code, answer.cookies.output()) == (status, "")
        return html.document_fromstring(answer.content.decode())

    return read
