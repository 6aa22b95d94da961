"""Pictures: what is refused before it is decoded, and the one JPEG that is stored."""

import hashlib
import struct
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.forms import modelform_factory
from PIL import Image as Pillow
from PIL import ImageCms, ImageFile

from core.errors import DomainError
from core.images import MAX_BYTES, PictureField, normalized_jpeg
from newsletter.models import Image, Issue

RED, WHITE = (254, 0, 0), (255, 255, 255)

WRONG_FORMAT = "Ce fichier n’est pas une image JPEG, PNG ou WebP."
BROKEN = "Cette image est abîmée ou incomplète : elle ne peut pas être lue."
TOO_MANY_PIXELS = "Cette image compte trop de pixels : pas plus de 40 millions, soit par exemple 8 000 × 5 000."


def encode(image: Pillow.Image, picture_format: str, **options: object) -> bytes:
    out = BytesIO()
    image.save(out, picture_format, **options)
    return out.getvalue()


def red(mode: str = "RGB", size: tuple[int, int] = (40, 30)) -> Pillow.Image:
    return Pillow.new("RGB", size, (255, 0, 0)).convert(mode)


def normalized(content: bytes) -> Pillow.Image:
    image = Pillow.open(BytesIO(normalized_jpeg(ContentFile(content, "x"))))
    assert (image.format, image.mode) == ("JPEG", "RGB")
    return image


def refusal(content: bytes) -> list[str]:
    with pytest.raises(ValidationError) as caught:
        normalized_jpeg(ContentFile(content, "photo.jpg"))
    return caught.value.messages


def near(pixel: tuple[int, ...], expected: tuple[int, ...], by: int = 6) -> bool:
    return max(abs(a - b) for a, b in zip(pixel, expected, strict=True)) <= by


# --- What is stored -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        encode(red(), "JPEG"),
        encode(red(), "JPEG", progressive=True),
        encode(red("CMYK"), "JPEG"),
        encode(red(), "PNG"),
        encode(red("RGBA"), "PNG"),
        encode(red("P"), "PNG"),
        encode(red(), "WEBP", lossless=True),
        encode(red(), "WEBP"),
        encode(red("RGBA"), "WEBP", exact=True),
    ],
    ids=["jpeg", "progressive", "cmyk", "png", "rgba", "palette", "webp-lossless", "webp", "webp-alpha"],
)
def test_every_kind_of_picture_becomes_an_srgb_jpeg(content):
    image = normalized(content)
    assert image.size == (40, 30)
    assert near(image.getpixel((20, 15)), RED)


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        (Pillow.new("L", (8, 8), 100), 100),
        (Pillow.new("1", (8, 8), 1), 255),
        (Pillow.new("I;16", (8, 8), 100 * 256), 100),
        (Pillow.new("LA", (8, 8), (100, 255)), 100),
    ],
    ids=["8-bit", "1-bit", "16-bit", "alpha"],
)
def test_grey_pictures(image, expected):
    assert near(normalized(encode(image, "PNG")).getpixel((4, 4)), (expected,) * 3, by=1)


@pytest.mark.parametrize("picture_format", ["PNG", "WEBP"])
def test_transparent_parts_become_white(picture_format):
    image = Pillow.new("RGBA", (64, 32), (255, 0, 0, 0))
    image.paste((255, 0, 0, 255), (32, 0, 64, 32))
    image = normalized(encode(image, picture_format, **({"lossless": True} if picture_format == "WEBP" else {})))
    assert near(image.getpixel((8, 16)), WHITE)
    assert near(image.getpixel((56, 16)), RED)


def test_transparent_colour_of_a_palette_becomes_white():
    assert normalized(encode(red("P"), "PNG", transparency=red("P").getpixel((0, 0)))).getpixel((4, 4)) == WHITE


def test_half_transparent_red_becomes_pink():
    assert near(
        normalized(encode(Pillow.new("RGBA", (8, 8), (255, 0, 0, 128)), "PNG")).getpixel((4, 4)), (255, 127, 127)
    )


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((1600, 1200), (1600, 1200)),
        ((1601, 1200), (1600, 1199)),
        ((3400, 1700), (1600, 800)),
        ((1700, 3400), (800, 1600)),
        ((4000, 1), (1600, 1)),
        ((3, 2), (3, 2)),
    ],
)
def test_longest_side_is_at_most_1600_pixels(size, expected):
    assert normalized(encode(Pillow.new("RGB", size), "JPEG")).size == expected
    assert normalized(encode(Pillow.new("L", size), "PNG")).size == expected


def with_exif(orientation: int) -> bytes:
    image = Pillow.new("RGB", (64, 32), (255, 255, 255))
    image.paste((255, 0, 0), (0, 0, 32, 32))  # red on the left
    exif = Pillow.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Camera"
    exif.get_ifd(0x8825)[1] = "N"  # where it was taken
    return encode(image, "JPEG", exif=exif, comment=b"secret", quality=95)


@pytest.mark.parametrize(
    ("orientation", "size", "red_at", "white_at"),
    [
        (1, (64, 32), (8, 16), (56, 16)),
        (3, (64, 32), (56, 16), (8, 16)),
        (6, (32, 64), (16, 8), (16, 56)),
        (8, (32, 64), (16, 56), (16, 8)),
    ],
)
def test_exif_orientation_is_applied(orientation, size, red_at, white_at):
    image = normalized(with_exif(orientation))
    assert image.size == size
    assert near(image.getpixel(red_at), RED)
    assert near(image.getpixel(white_at), WHITE)


def test_no_metadata_is_kept():
    content = normalized_jpeg(ContentFile(with_exif(6), "x"))
    image = Pillow.open(BytesIO(content))
    assert set(image.info) == {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert dict(image.getexif()) == {}
    assert not any(trace in content for trace in (b"Exif", b"Camera", b"secret", b"ICC_PROFILE", b"http"))


@pytest.mark.filterwarnings("ignore:Corrupt EXIF")  # an error here, one line of the log in production
def test_damaged_exif_does_not_lose_the_picture():
    content = encode(red(), "JPEG", exif=b"Exif\x00\x00II*\x00\xff\xff\xff\x7f")
    assert normalized(content).size == (40, 30)


def test_profile_is_converted_to_srgb():
    """Red and green are swapped in the profile, so that what it calls green is our red."""
    srgb = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    places = {}
    for index in range(struct.unpack(">I", srgb[128:132])[0]):
        entry = 132 + 12 * index
        places[bytes(srgb[entry : entry + 4])] = entry
    red_entry, green_entry = places[b"rXYZ"], places[b"gXYZ"]
    srgb[red_entry : red_entry + 4], srgb[green_entry : green_entry + 4] = b"gXYZ", b"rXYZ"
    profile = bytes(srgb)
    green = Pillow.new("RGB", (16, 16), (0, 255, 0))
    for picture_format in ("JPEG", "PNG", "WEBP"):
        image = normalized(encode(green, picture_format, icc_profile=profile))
        assert near(image.getpixel((8, 8)), RED, by=12), picture_format
    transparent = Pillow.new("RGBA", (16, 16), (0, 255, 0, 255))
    transparent.putpixel((0, 0), (0, 0, 0, 0))
    assert near(normalized(encode(transparent, "PNG", icc_profile=profile)).getpixel((12, 12)), RED, by=12)


def test_unusable_profile_is_ignored():
    for profile in (b"not a profile", b"\x00" * 200):
        assert near(normalized(encode(red(), "PNG", icc_profile=profile)).getpixel((8, 8)), RED)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    grey = Pillow.new("L", (16, 16), 100)
    assert near(normalized(encode(grey, "PNG", icc_profile=profile)).getpixel((8, 8)), (100,) * 3, by=1)


# --- What is refused ------------------------------------------------------------------------------


def png_announcing(width: int, height: int) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunk = b"IHDR" + header
    end = b"\x00\x00\x00\x00IEND\xaeB`\x82"
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk)) + end


def jpeg_announcing(width: int, height: int) -> bytes:
    content = bytearray(encode(red("L"), "JPEG"))
    frame = content.index(b"\xff\xc0")
    content[frame + 5 : frame + 9] = struct.pack(">HH", height, width)
    return bytes(content)


@pytest.mark.parametrize("announcing", [png_announcing, jpeg_announcing])
@pytest.mark.parametrize("size", [(8000, 5001), (13_000, 13_000), (16_383, 16_383)])
def test_too_many_pixels_are_refused_by_the_header_alone(announcing, size):
    """The file holds nothing but its header: decoding it would say that it is broken."""
    assert refusal(announcing(*size)) == [TOO_MANY_PIXELS]


def test_forty_million_pixels_are_accepted():
    assert normalized(encode(Pillow.new("L", (8000, 5000)), "PNG")).size == (1600, 1000)


def test_other_formats_are_refused_whatever_their_name():
    for content in (encode(red("P"), "GIF"), encode(red(), "BMP"), encode(red(), "TIFF")):
        assert refusal(content) == [WRONG_FORMAT]
    for content in (b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.7", b"hello", b"RIFF\x00\x00\x00\x00WAVE"):
        assert refusal(content) == [WRONG_FORMAT]


@pytest.mark.parametrize("lenient", [False, True])  # True once WeasyPrint has been imported
@pytest.mark.parametrize("picture_format", ["JPEG", "PNG", "WEBP"])
def test_broken_files_are_refused(picture_format, lenient, monkeypatch):
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", lenient)
    noise = Pillow.effect_noise((200, 200), 80).convert("RGB")
    content = encode(noise, picture_format)
    assert refusal(content[: len(content) // 2]) == [BROKEN]
    assert ImageFile.LOAD_TRUNCATED_IMAGES is lenient


def test_empty_files_and_bare_headers_are_refused():
    assert refusal(b"") == ["Ce fichier est vide."]
    assert refusal(png_announcing(40, 30)) == [BROKEN]
    assert refusal(b"\xff\xd8\xff") == [WRONG_FORMAT]


def test_too_heavy_a_file_is_refused():
    content = encode(red(), "JPEG")
    assert normalized(content + b"\x00" * (MAX_BYTES - len(content))).size == (40, 30)
    assert refusal(content + b"\x00" * (MAX_BYTES - len(content) + 1)) == [
        "Cette image pèse plus de 10 Mo : réduisez-la avant de l’envoyer."
    ]


# --- The field ------------------------------------------------------------------------------------


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
    return f"images/{hashlib.sha256(normalized_jpeg(ContentFile(content))).hexdigest()[:32]}.jpg"


def test_deconstruct():
    _name, path, args, kwargs = PictureField("image", upload_to="images").deconstruct()
    assert (path, args, kwargs) == ("core.images.PictureField", [], {"verbose_name": "image", "upload_to": "images"})


def test_upload_is_stored_under_a_name_of_its_content(issue, media):
    content = encode(red(size=(2000, 1000)), "PNG")
    row = block(issue, SimpleUploadedFile("../Ma photo.EXE", content, "text/html"))
    row.full_clean()
    row.save()
    assert row.picture.name == name_of(content)
    row.refresh_from_db()
    assert row.picture.name == name_of(content)
    assert (media / row.picture.name).read_bytes() == normalized_jpeg(ContentFile(content))
    assert (row.picture.width, row.picture.height) == (1600, 800)


def test_file_from_the_disk(issue, media, tmp_path):
    content = encode(red(), "WEBP")
    path = tmp_path / "photo.webp"
    path.write_bytes(content)
    with path.open("rb") as stream:
        row = Image.objects.create(
            parent=issue, region="main", ordering=10, alternative="Un pont", picture=File(stream, name=str(path))
        )
    assert row.picture.name == name_of(content)
    assert [entry.name for entry in (media / "images").iterdir()] == [Path(row.picture.name).name]
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
    assert len(list((media / "images").iterdir())) == 1


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
