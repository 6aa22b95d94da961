"""Pictures sent by editors: judged before they are decoded, kept as one master, shown as files of several widths."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from threading import Lock
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import models
from django.db.models.fields.files import FieldFile
from PIL import Image, ImageCms, ImageFile, ImageOps, UnidentifiedImageError

from core.errors import DomainError

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 40_000_000
# What readers get: JPEG, since the widest file is also print's. WebP would weigh 10 to 35 % less and double the files.
LONGEST_SIDE = 1600
QUALITY = 82
WIDTHS = (480, 960)  # and the widest there can be
# What is kept to be cropped again: a square taken from it still has 1600 pixels to give.
MASTER_SIDE = 3200
MASTER_QUALITY = 92

_decoding = Lock()  # one picture at a time, which also bounds the memory they take

_FORMATS = ("JPEG", "PNG", "WEBP")
_TOO_HEAVY = "Cette image pèse plus de 10 Mo : réduisez-la avant de l’envoyer."
_EMPTY = "Ce fichier est vide."
_WRONG_FORMAT = "Ce fichier n’est pas une image JPEG, PNG ou WebP."
_BROKEN = "Cette image est abîmée ou incomplète : elle ne peut pas être lue."
_TOO_MANY_PIXELS = "Cette image compte trop de pixels : pas plus de 40 millions, soit par exemple 8 000 × 5 000."


class PictureFormField(forms.FileField):
    """File chooser for pictures; the model field judges the file."""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return super().widget_attrs(widget) | {"accept": "image/jpeg,image/png,image/webp"}


def validate_picture(file: File) -> None:
    """Refuse, in French, a file that could not be stored; pictures already stored are taken as good."""
    if isinstance(file, FieldFile):
        if file._committed:
            return
        file = file.file
    _master_of(file)


def _master_of(file: File) -> bytes:
    """What is kept of a file, worked out once: a form judges it, then its row stores it."""
    if not hasattr(file, "master"):
        file.master = master_jpeg(file)
    return file.master


class PictureField(models.ImageField):
    """Picture kept as one sRGB JPEG, the master, at most 3200 pixels wide or high, without metadata.

    The file is named after its content: the same picture sent twice is one file, so no row may delete it
    without looking for others.
    """

    default_validators = [validate_picture]

    def formfield(self, **kwargs: Any) -> forms.Field:
        return super().formfield(**{"form_class": PictureFormField, **kwargs})

    def pre_save(self, model_instance: models.Model, add: bool) -> FieldFile:
        picture = getattr(model_instance, self.attname)
        if picture and not picture._committed:
            try:
                content = _master_of(picture.file)
            except ValidationError as error:
                raise DomainError(" ".join(error.messages)) from error
            setattr(model_instance, self.attname, self.store(model_instance, content))
        return super().pre_save(model_instance, add)

    def update_dimension_fields(self, instance: models.Model, force: bool = False, *args: Any, **kwargs: Any) -> None:
        """Measure stored pictures only: a new file has not been judged yet."""
        picture = getattr(instance, self.attname)
        if not picture or picture._committed:
            super().update_dimension_fields(instance, force, *args, **kwargs)

    def get_prep_value(self, value: Any) -> Any:
        if isinstance(value, File) and value and not getattr(value, "_committed", False):
            raise DomainError(
                "Une nouvelle image s’enregistre avec l’objet qui la porte, pas par une mise à jour en masse."
            )
        return super().get_prep_value(value)

    def store(self, model_instance: models.Model, content: bytes) -> str:
        """Write a file under a name of its content, unless it is there; return the name."""
        name = self.generate_filename(model_instance, f"{hashlib.sha256(content).hexdigest()[:32]}.jpg")
        return name if self.storage.exists(name) else self.storage.save(name, ContentFile(content))


class Rendition(NamedTuple):
    """A file of a picture as readers get it."""

    name: str
    width: int
    height: int

    @property
    def url(self) -> str:
        return default_storage.url(self.name)


@dataclass(frozen=True)
class Crop:
    """What is kept of a picture: a ratio such as ``3:2``, or all of it, and where, in percent, as in CSS's
    ``object-position``: 0 keeps the left or the top, 100 the right or the bottom."""

    ratio: str = ""
    across: int = 50
    down: int = 50

    def box(self, width: int, height: int) -> tuple[int, int, int, int]:
        """The greatest rectangle of that ratio, in pixels: left, top, right, bottom."""
        if not self.ratio:
            return 0, 0, width, height
        wide, high = map(int, self.ratio.split(":"))
        kept = min(width, round(height * wide / high)) or 1, min(height, round(width * high / wide)) or 1
        left, top = round((width - kept[0]) * self.across / 100), round((height - kept[1]) * self.down / 100)
        return left, top, left + kept[0], top + kept[1]


class RenditionsField(models.JSONField):
    """The files of a picture, narrowest first, made when the row is written: only if the picture or its crop changed,
    or if a file has gone.

    ``picture`` is the row's ``PictureField``, ``crop`` its fields of a ``Crop``. Empty when the master has gone.
    """

    def __init__(self, *args: Any, picture: str, crop: Sequence[str], **kwargs: Any) -> None:
        self.picture, self.crop = picture, crop
        super().__init__(*args, **{"default": dict, "blank": True, "editable": False, **kwargs})

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"picture": self.picture, "crop": list(self.crop)}

    def pre_save(self, model_instance: models.Model, add: bool) -> dict:
        kept = getattr(model_instance, self.attname)
        picture = getattr(model_instance, self.picture)
        crop = [getattr(model_instance, name) for name in self.crop]
        source = [picture.name, *crop]
        files = kept.get("files", []) if kept.get("source") == source else []
        if not files or not all(picture.storage.exists(name) for name, *_ in files):
            kept = {"source": source, "files": self._make(model_instance, picture, Crop(*crop))}
            setattr(model_instance, self.attname, kept)
        return kept

    def _make(self, model_instance: models.Model, picture: FieldFile, crop: Crop) -> list[Rendition]:
        try:
            with picture.storage.open(picture.name) as master:
                content = master.read()
        except FileNotFoundError:
            return []
        made = renditions(content, crop)
        return [Rendition(picture.field.store(model_instance, file), *size) for file, size in made]


def renditions(master: bytes, crop: Crop) -> Iterator[tuple[bytes, tuple[int, int]]]:
    """Cut the master and yield its JPEG files and their sizes, narrowest first, none larger than what is cut."""
    with _strict_decoding(), Image.open(BytesIO(master), formats=["JPEG"]) as image:
        cut = image.crop(crop.box(*image.size))
    widest = _reduce(cut, LONGEST_SIDE)
    # A file hardly narrower than the next is one too many.
    for width in (*(width for width in WIDTHS if width <= 0.75 * widest.width), widest.width):
        size = width, max(1, round(widest.height * width / widest.width))
        shown = widest if width == widest.width else cut.resize(size, Image.Resampling.LANCZOS)
        yield _encode(shown, QUALITY), shown.size


def master_jpeg(file: File) -> bytes:
    """Return what is kept of a picture."""
    return normalized_jpeg(file, longest_side=MASTER_SIDE, quality=MASTER_QUALITY)


def normalized_jpeg(file: File, *, longest_side: int = LONGEST_SIDE, quality: int = QUALITY) -> bytes:
    """Return the picture as it is to be stored: sRGB JPEG, upright, opaque, reduced, without metadata.

    Raises a ValidationError whose message suits the person who sent the file.
    """
    content = _read(file)
    try:
        # Opening reads the header only: a huge picture is refused before it is decoded.
        with _strict_decoding(), Image.open(BytesIO(content), formats=_FORMATS) as image:
            if image.width * image.height <= MAX_PIXELS:
                return _encode(_to_srgb(_reduce(_flatten(_upright(image, longest_side)), longest_side)), quality)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        pass
    except UnidentifiedImageError as error:
        raise ValidationError(_WRONG_FORMAT, code="format") from error
    except Exception as error:  # each decoder fails in its own many ways
        raise ValidationError(_BROKEN, code="broken") from error
    raise ValidationError(_TOO_MANY_PIXELS, code="too_many_pixels")


@contextmanager
def _strict_decoding() -> Iterator[None]:
    """Have Pillow refuse incomplete files: importing WeasyPrint makes it fill them with grey, process-wide."""
    with _decoding:
        lenient = ImageFile.LOAD_TRUNCATED_IMAGES
        ImageFile.LOAD_TRUNCATED_IMAGES = False
        try:
            yield
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = lenient


def _read(file: File) -> bytes:
    if file.closed:
        file.open("rb")
    file.seek(0)
    content = file.read(MAX_BYTES + 1)
    file.seek(0)
    if not content:
        raise ValidationError(_EMPTY, code="empty")
    if len(content) > MAX_BYTES:
        raise ValidationError(_TOO_HEAVY, code="too_heavy")
    return content


def _upright(image: Image.Image, longest_side: int) -> Image.Image:
    longest = max(image.size)
    if longest > 2 * longest_side:  # a JPEG may be decoded at a fraction of its size
        image.draft(None, tuple(2 * longest_side * side // longest or 1 for side in image.size))
    image.load()
    try:
        return ImageOps.exif_transpose(image)
    except Exception:  # metadata too damaged to tell which way is up
        return image


def _flatten(image: Image.Image) -> Image.Image:
    """Return the picture in grey, RGB or CMYK, its transparent parts over white."""
    if image.mode.startswith("I"):  # 16 bits per pixel
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.has_transparency_data:
        profile = image.info.get("icc_profile")
        image = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image).convert("RGB")
        image.info["icc_profile"] = profile
    return image if image.mode in ("L", "RGB", "CMYK") else image.convert("RGB")


def _reduce(image: Image.Image, longest_side: int) -> Image.Image:
    longest = max(image.size)
    if longest <= longest_side:
        return image
    size = tuple(max(1, round(side * longest_side / longest)) for side in image.size)
    return image.resize(size, Image.Resampling.LANCZOS)


def _to_srgb(image: Image.Image) -> Image.Image:
    if profile := image.info.get("icc_profile"):
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            if source.profile.xcolor_space.strip() == {"L": "GRAY"}.get(image.mode, image.mode):
                return ImageCms.profileToProfile(
                    image, source, _srgb(), ImageCms.Intent.RELATIVE_COLORIMETRIC, outputMode="RGB"
                )
        except (ImageCms.PyCMSError, OSError):  # an unusable profile is as good as none
            pass
    return image.convert("RGB")


@cache
def _srgb() -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))


def _encode(image: Image.Image, quality: int) -> bytes:
    image.info.clear()  # Pillow would write a comment found there
    out = BytesIO()
    image.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()
