"""Pictures sent by editors: judged before they are decoded, stored as one file fit for the web and for print."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from io import BytesIO
from threading import Lock
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.db import models
from django.db.models.fields.files import FieldFile
from PIL import Image, ImageCms, ImageFile, ImageOps, UnidentifiedImageError

from core.errors import DomainError

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 40_000_000
LONGEST_SIDE = 1600
QUALITY = 82

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
    normalized_jpeg(file)


class PictureField(models.ImageField):
    """Picture stored as one sRGB JPEG, at most 1600 pixels wide or high, without metadata.

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
                content = normalized_jpeg(picture.file)
            except ValidationError as error:
                raise DomainError(" ".join(error.messages)) from error
            self._store(model_instance, picture, content)
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

    def _store(self, model_instance: models.Model, picture: FieldFile, content: bytes) -> None:
        name = f"{hashlib.sha256(content).hexdigest()[:32]}.jpg"
        stored = self.generate_filename(model_instance, name)
        if picture.storage.exists(stored):
            setattr(model_instance, self.attname, stored)
        else:
            picture.save(name, ContentFile(content), save=False)


def normalized_jpeg(file: File) -> bytes:
    """Return the picture as it is to be stored: sRGB JPEG, upright, opaque, reduced, without metadata.

    Raises a ValidationError whose message suits the person who sent the file.
    """
    content = _read(file)
    try:
        # Opening reads the header only: a huge picture is refused before it is decoded.
        with _strict_decoding(), Image.open(BytesIO(content), formats=_FORMATS) as image:
            if image.width * image.height <= MAX_PIXELS:
                return _encode(_to_srgb(_reduce(_flatten(_upright(image)))))
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


def _upright(image: Image.Image) -> Image.Image:
    longest = max(image.size)
    if longest > 2 * LONGEST_SIDE:  # a JPEG may be decoded at a fraction of its size
        image.draft(None, tuple(2 * LONGEST_SIDE * side // longest or 1 for side in image.size))
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


def _reduce(image: Image.Image) -> Image.Image:
    longest = max(image.size)
    if longest <= LONGEST_SIDE:
        return image
    size = tuple(max(1, round(side * LONGEST_SIDE / longest)) for side in image.size)
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


def _encode(image: Image.Image) -> bytes:
    image.info.clear()  # Pillow would write a comment found there
    out = BytesIO()
    image.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()
