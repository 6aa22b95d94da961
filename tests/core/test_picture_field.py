"""The field of a picture, and the files made from it, through rows and forms."""

import hashlib
from io import BytesIO
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.forms import modelform_factory
from PIL import Image as Pillow

from core.errors import DomainError
from core.images import PictureField, master_jpeg
from newsletter.models import Image, Issue
from tests.support.pictures import BROKEN, WRONG_FORMAT, encode, red


@pytest.fixture
def issue(db) -> Issue:
    issue = Issue(number=97, title="Essai", publisher="COORACE", provenance="fictif")
    issue.save()
    return issue


@pytest.fixture(autouse=True)
def media(settings, tmp_path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


def block(issue: Issue, picture: object) -> Image:
    return Image(parent=issue, region="main", ordering=10, alternative="Un pont", picture=picture)


def name_of(content: bytes) -> str:
    return f"images/{hashlib.sha256(master_jpeg(ContentFile(content))).hexdigest()[:32]}.jpg"


def test_deconstruct():
    _name, path, args, kwargs = PictureField("image", upload_to="images").deconstruct()
    assert (path, args, kwargs) == ("core.images.PictureField", [], {"verbose_name": "image", "upload_to": "images"})


def test_upload_is_stored_under_a_name_of_its_content(issue, media):
    content = encode(red(size=(4000, 2000)), "PNG")
    row = block(issue, SimpleUploadedFile("../Ma photo.EXE", content, "text/html"))
    row.full_clean()
    row.save()
    assert row.picture.name == name_of(content)
    row.refresh_from_db()
    assert row.picture.name == name_of(content)
    assert (media / row.picture.name).read_bytes() == master_jpeg(ContentFile(content))
    assert (row.picture.width, row.picture.height) == (3200, 1600)
    assert [(one.width, one.height) for one in row.files] == [(480, 240), (960, 480), (1600, 800)]
    for one in row.files:
        kept = (media / one.name).read_bytes()
        assert one.name == f"images/{hashlib.sha256(kept).hexdigest()[:32]}.jpg"
        with Pillow.open(BytesIO(kept)) as image:
            assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (one.width, one.height))
            assert set(image.info) == {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_file_from_the_disk(issue, media, tmp_path):
    content = encode(red(), "WEBP")
    path = tmp_path / "photo.webp"
    path.write_bytes(content)
    with path.open("rb") as stream:
        row = Image.objects.create(
            parent=issue, region="main", ordering=10, alternative="Un pont", picture=File(stream, name=str(path))
        )
    assert row.picture.name == name_of(content)
    assert {f"images/{entry.name}" for entry in (media / "images").iterdir()} == row.file_names
    assert path.read_bytes() == content


def test_bulk_create(issue):
    content = encode(red(), "PNG")
    [row] = Image.objects.bulk_create([block(issue, ContentFile(content, "a.png"))])
    assert row.picture.name == name_of(content)
    assert Image.objects.get().picture.name == name_of(content)


def test_same_picture_twice_is_one_file(issue, media):
    content = encode(red(), "PNG")
    rows = [block(issue, ContentFile(content, name)) for name in ("a.png", "b.png")]
    for row in rows:
        row.save()
    assert [row.picture.name for row in rows] == [name_of(content)] * 2
    assert {f"images/{entry.name}" for entry in (media / "images").iterdir()} == rows[0].file_names


def test_saving_again_leaves_the_file_alone(issue, media):
    row = block(issue, ContentFile(encode(red(), "PNG"), "a.png"))
    row.save()
    name, written = row.picture.name, (media / row.picture.name).stat().st_mtime_ns
    row = Image.objects.get()
    row.caption = "Un pont"
    row.full_clean()
    row.save()
    assert (row.picture.name, (media / name).stat().st_mtime_ns) == (name, written)


def test_replacing_a_picture(issue):
    row = block(issue, ContentFile(encode(red(), "PNG"), "a.png"))
    row.save()
    other = encode(red(size=(50, 50)), "PNG")
    row.picture = ContentFile(other, "a.png")
    row.save()
    assert Image.objects.get().picture.name == name_of(other)


def test_files_are_made_again_when_the_crop_changes_and_only_then(issue, media):
    row = block(issue, ContentFile(encode(red(size=(600, 400)), "PNG"), "a.png"))
    row.save()
    whole = row.files
    written = (media / whole[0].name).stat().st_mtime_ns
    row = Image.objects.get()
    row.save()
    assert (row.files, (media / whole[0].name).stat().st_mtime_ns) == (whole, written)
    row.ratio = "1:1"
    row.save()
    assert [(one.width, one.height) for one in Image.objects.get().files] == [(400, 400)]


def test_row_whose_master_has_gone_is_still_saved(issue, media):
    row = Image.objects.create(
        parent=issue, region="main", ordering=10, alternative="Un pont", picture="images/absente.jpg"
    )
    assert row.files == []


def test_validation_says_what_is_wrong(issue):
    row = block(issue, ContentFile(b"<svg/>", "photo.jpg"))
    with pytest.raises(ValidationError) as caught:
        row.full_clean()
    assert caught.value.message_dict == {"picture": [WRONG_FORMAT]}


def test_writing_a_broken_file_anyway_is_a_domain_error(issue, media):
    with pytest.raises(DomainError) as caught, transaction.atomic():
        block(issue, ContentFile(encode(red(), "JPEG")[:200], "photo.jpg")).save()
    assert str(caught.value) == BROKEN
    assert Image.objects.count() == 0
    assert not media.exists()


def test_bulk_updates_of_new_files_are_domain_errors(issue):
    row = block(issue, ContentFile(encode(red(), "PNG"), "a.png"))
    row.save()
    file = ContentFile(encode(red(size=(50, 50)), "PNG"), "b.png")
    row.picture = file
    with pytest.raises(DomainError), transaction.atomic():
        Image.objects.bulk_update([row], ["picture"])
    with pytest.raises(DomainError), transaction.atomic():
        Image.objects.update(picture=file)


def test_form_takes_a_picture_and_refuses_anything_else(issue):
    form_class = modelform_factory(Image, fields=["picture", "alternative"])
    content = encode(red(), "PNG")
    upload = SimpleUploadedFile("photo.txt", content)
    row = Image(parent=issue, region="main", ordering=10)
    form = form_class({"alternative": "Un pont"}, {"picture": upload}, instance=row)
    assert form.errors == {}
    assert form.save().picture.name == name_of(content)
    assert form["picture"].field.widget.attrs == {"accept": "image/jpeg,image/png,image/webp"}
    upload = SimpleUploadedFile("photo.jpg", b"hello", "image/jpeg")
    form = form_class({"alternative": "Un pont"}, {"picture": upload}, instance=Image(parent=issue))
    assert form.errors == {"picture": [WRONG_FORMAT]}
