"""The seminar that issue 4 tells, for tests of what readers find of it."""

import pytest
from lxml import html

from seminars.models import Seminar


@pytest.fixture
def seminar_2010(content) -> Seminar:
    return Seminar.objects.get(slug="2010")


@pytest.fixture
def read(client):
    def read(url: str, status: int = 200) -> html.HtmlElement:
        answer = client.get(url)
        assert (answer.status_code, answer.cookies.output()) == (status, "")
        return html.document_fromstring(answer.content.decode())

    return read
