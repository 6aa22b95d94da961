"""Pictures of an issue: composed in the back-office, cropped, shown in each width, their files removed with them."""

from importlib import import_module

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from lxml.html import document_fromstring
from PIL import Image as Pillow

from network.enums import Role
from newsletter import pictures
from newsletter.article import build_article
from newsletter.models import Image, Issue
from newsletter.rendering import render_pdf_source, render_web
from tests.support import rows
from tests.support.admin_forms import add_row, posted
from tests.support.pictures import encode
from tests.support.rows import account
from tests.support.web import freeze

pytestmark = pytest.mark.django_db

IMAGES = "newsletter_image_set"


def photo(width: int, height: int, colour: str = "#9fd0c2") -> bytes:
    return encode(Pillow.new("RGB", (width, height), colour), "PNG")


def picture_of(issue: Issue, ordering: int, content: bytes, **fields) -> Image:
    fields = {"alternative": "Un pont", **fields}
    return Image.objects.create(
        parent=issue, region="main", ordering=ordering, picture=ContentFile(content, "p.png"), **fields
    )


def kept(names: set[str]) -> set[str]:
    return {name for name in names if default_storage.exists(name)}


@pytest.fixture
def editor() -> Client:
    client = Client()
    client.force_login(account("redaction@example.org", Role.NATIONAL))
    return client


def test_page_gives_each_width_its_place_and_its_file(db):
    issue = rows.issue(7)
    first, second = picture_of(issue, 10, photo(2000, 1000)), picture_of(issue, 20, photo(600, 300), ratio="1:1")
    images = document_fromstring(render_web(build_article(issue))).xpath("//figure/img")
    assert [image.get("srcset") for image in images] == [
        ", ".join(f"{file.url} {file.width}w" for file in block.files) for block in (first, second)
    ]
    assert [dict(image.items()) | {"srcset": "", "sizes": ""} for image in images] == [
        {"src": first.widest.url, "srcset": "", "sizes": "", "width": "1600", "height": "800", "alt": "Un pont"},
        {
            "src": second.widest.url,
            "srcset": "",
            "sizes": "",
            "width": "300",
            "height": "300",
            "alt": "Un pont",
            "loading": "lazy",
        },
    ]
    printed = document_fromstring(render_pdf_source(build_article(issue))).xpath("//img[@class='p-picture']/@src")
    assert printed == [f"portail:{block.widest.name}" for block in (first, second)]


def test_pictures_sent_before_their_files_were_kept_apart_get_theirs(db):
    picture = picture_of(rows.issue(7), 10, photo(600, 400))
    made = picture.files
    Image.objects.update(renditions={})
    import_module("newsletter.migrations.0007_files_of_pictures").make_files(apps, None)
    assert Image.objects.get().files == made


def test_form_takes_a_picture_its_crop_and_its_description(editor):
    issue = rows.issue(7)
    url = reverse("admin:newsletter_issue_change", args=[issue.pk])
    upload = SimpleUploadedFile("photo.png", photo(600, 400), "image/png")
    block = {"region": "main", "ordering": 10, "picture": upload, "focus_x": 0, "focus_y": 50}
    data = posted(editor.get(url))
    answer = editor.post(url, add_row(data, IMAGES, **block, alternative="", ratio="1:1"))
    assert "Décrivez l’image, ou cochez « purement décorative » : l’un ou l’autre." in answer.content.decode()
    upload.seek(0)
    assert editor.post(url, add_row(data, IMAGES, **block, alternative="Un pont", ratio="1:1")).status_code == 302
    image = Image.objects.get()
    assert (image.ratio, image.focus_x, image.widest.width, image.widest.height) == ("1:1", 0, 400, 400)

    page = document_fromstring(editor.get(url).content.decode())
    assert page.xpath(f"//div[@id='{IMAGES}-0']//div[@class='crop__frame']/img/@src") == [image.picture.url]


def test_files_go_with_the_block_once_that_is_committed(django_capture_on_commit_callbacks):
    issue = rows.issue(7)
    image = picture_of(issue, 10, photo(600, 400))
    whole = image.file_names
    with django_capture_on_commit_callbacks(execute=True):
        image.ratio = "1:1"
        image.save()
    assert kept(whole) == whole & image.file_names == {image.picture.name}

    cropped = image.file_names
    with django_capture_on_commit_callbacks(execute=False) as callbacks:
        issue.delete()
    assert kept(cropped) == cropped
    for callback in callbacks:
        callback()
    assert kept(cropped) == set()


def test_file_another_block_shows_stays(django_capture_on_commit_callbacks):
    issue = rows.issue(7)
    image, same = (picture_of(issue, ordering, photo(600, 400)) for ordering in (10, 20))
    with django_capture_on_commit_callbacks(execute=True):
        image.delete()
    assert kept(same.file_names) == same.file_names


def test_file_something_else_keeps_stays(django_capture_on_commit_callbacks, monkeypatch):
    image = picture_of(rows.issue(7), 10, photo(600, 400))
    monkeypatch.setattr(pictures, "KEEPERS", [lambda name: name == image.picture.name])
    with django_capture_on_commit_callbacks(execute=True):
        Image.objects.get().delete()
    assert kept(image.file_names) == {image.picture.name}


def test_picture_of_an_edition_is_served_whatever_becomes_of_the_block(client, django_capture_on_commit_callbacks):
    issue = rows.issue(7)
    image = picture_of(issue, 10, photo(1200, 800))
    freeze(issue)
    frozen = image.files
    with django_capture_on_commit_callbacks(execute=True):
        image.picture = ContentFile(photo(500, 500, "#000"), "p.png")
        image.save()
    with django_capture_on_commit_callbacks(execute=True):
        image.delete()
    assert kept(image.file_names) == set()
    for file in frozen:
        answer = client.get(file.url)
        assert (answer.status_code, len(b"".join(answer)) > 0) == (200, True)
