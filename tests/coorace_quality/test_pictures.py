"""The pictures of articles, served by their digest and by nothing else."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from network.enums import Role
from newsletter.models import Image
from tests.support import rows
from tests.support.web import freeze

pytestmark = pytest.mark.django_db


@pytest.fixture
def picture() -> Image:
    return rows.picture(9)


def test_picture_of_an_article_is_served_for_good(picture, client):
    freeze(picture.parent)
    assert f'src="{picture.widest.url}"' in client.get("/fil-dinfo/9/").content.decode()
    answer = client.get(picture.widest.url)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    with default_storage.open(picture.widest.name) as stored:
        assert b"".join(answer.streaming_content) == stored.read()
    answer.close()
    assert answer.cookies.output() == ""


def test_what_was_sent_is_not_what_readers_get(picture, client):
    freeze(picture.parent)
    assert picture.picture.url != picture.widest.url
    assert client.get(picture.picture.url).status_code == 404


def test_picture_of_a_draft_is_seen_by_who_writes_it(picture, client):
    def status(role: Role) -> int:
        client.force_login(rows.account(f"{role}@example.org", role))
        answer = client.get(picture.widest.url)
        b"".join(answer)
        return answer.status_code

    assert client.get(picture.widest.url).status_code == 404
    assert {role: status(role) for role in (Role.MEMBER, Role.NATIONAL)} == {Role.MEMBER: 404, Role.NATIONAL: 200}


def test_picture_of_the_network_is_kept_by_no_shared_cache(picture, client):
    picture.parent.audience = "reseau"
    picture.parent.save()
    freeze(picture.parent)
    assert client.get(picture.widest.url).status_code == 404
    client.force_login(rows.account("membre@example.org", Role.MEMBER))
    answer = client.get(picture.widest.url)
    b"".join(answer)
    assert (answer["Cache-Control"], answer["Vary"]) == ("private, no-cache", "Cookie")


@pytest.mark.parametrize(
    "name",
    ["secret.txt", "..%2Fsecret.txt", "0" * 32 + ".jpg", "0" * 32 + ".png", "0" * 31 + ".jpg", "%2Fetc%2Fpasswd"],
)
def test_nothing_else_of_the_folder_is(name, client):
    default_storage.save("images/secret.txt", ContentFile(b"secret"))
    assert client.get(f"/media/images/{name}").status_code == 404
