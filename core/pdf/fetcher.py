"""The only addresses a document may load from: its own pictures and fonts, and small pictures written in place.

Runs in the child process, without Django. See pdf.md § 6 for what an open fetcher gives away.
"""

import binascii
import struct
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote_to_bytes
from warnings import catch_warnings, simplefilter

from PIL import Image
from weasyprint import URLFetcher
from weasyprint.urls import FatalURLFetchingError, URLFetcherResponse

# What WeasyPrint writes right: other modes come out broken (16 bits) or break PDF/A-2 (CMYK).
SAFE_MODES = {"1", "L", "LA", "P", "RGB", "RGBA", "I"}
RASTER_FORMATS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "GIF": "image/gif"}


class RefusedAddressError(FatalURLFetchingError):
    """An address that will not be read; ``message`` says why, in French.

    Not an ``Exception``: WeasyPrint turns those into a warning and leaves a hole in the page. Some of its code
    catches even this (drawing of an SVG picture, colour profiles), so the fetcher also keeps it in ``refusals``.
    """

    def __init__(self, address: str, message: str):
        self.address = address if len(address) <= 200 else address[:200] + "…"
        self.message = message
        super().__init__(f"{self.address} : {message}")


class PortalFetcher(URLFetcher):
    """Serves ``portail:image/12`` from ``resources``, ``portail:font/texte-400.ttf`` from ``fonts``, and ``data:``.

    Both mappings go from a name to a file, so an address never becomes a path; ``resources`` comes with the document,
    later than the fonts. ``max_pixels`` bounds each picture, ``max_pixels_of_all`` those of the document together: a
    37 KB PNG may hold 169 million pixels.
    """

    def __init__(self, *, fonts: Mapping[str, Path], max_pixels: int, max_pixels_of_all: int):
        super().__init__(allowed_protocols={"data"}, allow_redirects=False, fail_on_errors=True)
        self.resources: Mapping[str, Path] = {}
        self.fonts = fonts
        self.max_pixels = max_pixels
        self.max_pixels_of_all = max_pixels_of_all
        self.pixels: dict[str, int] = {}
        self.refusals: list[RefusedAddressError] = []

    def fetch(self, url, headers=None):
        """Return the content at ``url``; raise ``RefusedAddressError`` for anything but what the document was given."""
        try:
            return self._serve(url)
        except RefusedAddressError as refusal:
            self.refusals.append(refusal)
            raise

    def _serve(self, url: str) -> URLFetcherResponse:
        scheme, _, name = url.partition(":")
        match scheme.lower():
            case "portail" if name.startswith("font/"):
                path = self.fonts.get(name.removeprefix("font/"))
                if path is None:
                    raise RefusedAddressError(url, "cette police manque (manage.py build_fonts).")
                return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": "font/ttf"})
            case "portail":
                path = self.resources.get(name)
                if path is None:
                    raise RefusedAddressError(url, "ce fichier n’a pas été fourni avec le document.")
                return self._picture(url, path.read_bytes())
            case "data":
                return self._picture(url, _data_content(url, name))
        raise RefusedAddressError(url, "un PDF ne charge que les images et les polices qui lui sont confiées.")

    def _picture(self, url: str, content: bytes) -> URLFetcherResponse:
        if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
            return URLFetcherResponse(url, content, {"Content-Type": "image/svg+xml"})
        try:
            with catch_warnings():
                simplefilter("ignore", Image.DecompressionBombWarning)
                with Image.open(BytesIO(content), formats=list(RASTER_FORMATS)) as picture:
                    form, mode, size = picture.format, picture.mode, picture.width * picture.height
        except (OSError, SyntaxError, ValueError, struct.error, Image.DecompressionBombError) as error:
            raise RefusedAddressError(url, "cette image est illisible (JPEG, PNG, WebP, GIF ou SVG).") from error
        if mode not in SAFE_MODES:
            raise RefusedAddressError(
                url, f"cette image est en mode {mode} : enregistrez-la en RVB ou en niveaux de gris, sur 8 bits."
            )
        if size > self.max_pixels:
            raise RefusedAddressError(
                url, f"cette image compte plus de {self.max_pixels // 1_000_000} millions de pixels : réduisez-la."
            )
        self.pixels[url] = size
        if sum(self.pixels.values()) > self.max_pixels_of_all:
            most = self.max_pixels_of_all // 1_000_000
            raise RefusedAddressError(url, f"les images dépassent ensemble {most} millions de pixels : réduisez-les.")
        return URLFetcherResponse(url, content, {"Content-Type": RASTER_FORMATS.get(form, "image/png")})


def _data_content(url: str, name: str) -> bytes:
    """The bytes of a ``data:`` address, pictures only: a style sheet or a file to attach has no business there."""
    head, comma, body = name.partition(",")
    if not comma or not head.strip().lower().startswith("image/"):
        raise RefusedAddressError(url, "seules des images peuvent être écrites dans une adresse « data: ».")
    content = unquote_to_bytes(body)
    if head.rstrip().lower().endswith(";base64"):
        try:
            content = binascii.a2b_base64(content)
        except binascii.Error as error:
            raise RefusedAddressError(url, "cette image « data: » est mal codée.") from error
    return content
