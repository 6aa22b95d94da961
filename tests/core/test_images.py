"""Pictures: what is refused before it is decoded, the JPEG that is kept, the files readers get."""

import struct
import zlib
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from PIL import Image as Pillow
from PIL import ImageCms, ImageFile

from core.images import MAX_BYTES, Crop, normalized_jpeg, renditions
from tests.support.pictures import BROKEN, RED, TOO_MANY_PIXELS, WHITE, WRONG_FORMAT, encode, near, red


def normalized(content: bytes) -> Pillow.Image:
    image = Pillow.open(BytesIO(normalized_jpeg(ContentFile(content, "x"))))
    assert (image.format, image.mode) == ("JPEG", "RGB")
    return image


def refusal(content: bytes) -> list[str]:
    with pytest.raises(ValidationError) as caught:
        normalized_jpeg(ContentFile(content, "photo.jpg"))
    return caught.value.messages


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
    animated = encode(red("P"), "GIF", save_all=True, append_images=[red("P").rotate(180), red("P", (40, 30))])
    for content in (encode(red("P"), "GIF"), animated, encode(red(), "BMP"), encode(red(), "TIFF")):
        assert refusal(content) == [WRONG_FORMAT]
    hostile = b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'><script>1</script></svg>"
    for content in (
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        hostile,
        b"%PDF-1.7",
        b"hello",
        b"RIFF\x00\x00\x00\x00WAVE",
    ):
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


# --- What readers get -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("size", "ratio", "expected"),
    [
        ((100, 80), "", [(100, 80)]),
        ((600, 300), "", [(600, 300)]),  # 480 would be hardly narrower
        ((1000, 3200), "", [(500, 1600)]),
        ((1700, 1600), "", [(480, 452), (960, 904), (1600, 1506)]),
        ((3200, 2400), "16:9", [(480, 270), (960, 540), (1600, 900)]),
        ((1200, 900), "1:1", [(480, 480), (900, 900)]),
        ((1, 3000), "3:2", [(1, 1)]),
    ],
)
def test_widths_never_pass_what_is_kept(size, ratio, expected):
    made = list(renditions(encode(red(size=size), "JPEG"), Crop(ratio)))
    assert [size for _, size in made] == expected
    assert [Pillow.open(BytesIO(content)).size for content, _ in made] == expected


def test_crop_keeps_the_place_that_was_chosen():
    thirds = Pillow.new("RGB", (900, 300), WHITE)
    thirds.paste((255, 0, 0), (0, 0, 300, 300))
    thirds.paste((0, 0, 0), (600, 0, 900, 300))
    master = encode(thirds, "JPEG", quality=95)
    middle = [
        Pillow.open(BytesIO(content)).getpixel((150, 150))
        for across in (0, 50, 100)
        for content, _ in renditions(master, Crop("1:1", across, 0))
    ]
    assert [near(found, wanted) for found, wanted in zip(middle, (RED, WHITE, (0, 0, 0)), strict=True)] == [True] * 3
