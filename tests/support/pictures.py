"""Files of pictures as people send them, and what is said of those that are refused."""

from io import BytesIO

from PIL import Image as Pillow

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


def near(pixel: tuple[int, ...], expected: tuple[int, ...], by: int = 6) -> bool:
    return max(abs(a - b) for a, b in zip(pixel, expected, strict=True)) <= by
