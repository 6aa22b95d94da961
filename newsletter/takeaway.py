"""An issue to take away: its page with all it needs, as one file or as a folder that opens without a network."""

import base64
import mimetypes
import re
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.storage import default_storage
from django.template.loader import render_to_string

from core.errors import DomainError
from newsletter.copies import Copy, address_of

STYLESHEETS = ("fonts", "tokens", "base", "layout", "cover", "components", "prose", "article", "states", "paper")
# Where the folder keeps what its page asks for.
FILES = "fichiers"

_ADDRESS = re.compile(r'(?P<name>\bhref|\bsrc)="(?P<address>[^"]*)"')
_WIDTHS = re.compile(r'\s(?:srcset|sizes)="[^"]*"')
_IN_A_SHEET = re.compile(r"""url\(["']?\.\./([^"')]+)["']?\)""")


def one_file(copy: Copy) -> bytes:
    """The page, with its sheets, fonts and pictures written in it."""

    def in_place(name: str) -> str:
        content = _content(name)
        if name.endswith(".css"):
            content = _IN_A_SHEET.sub(lambda found: f"url({in_place(found[1])})", content.decode()).encode()
        kind = mimetypes.guess_type(name)[0]
        return f"data:{kind};base64,{base64.b64encode(content).decode()}"

    return _page(copy, in_place).encode()


def folder(copy: Copy) -> bytes:
    """A ZIP file of the page and what it asks for, the PDF and the text; the same bytes for the same copy."""
    name = f"fil-dinfo-{copy.issue.number}"
    asked: dict[str, bytes] = {}

    def beside(path: str) -> str:
        if path not in asked:
            asked[path] = _content(path)
            if path.endswith(".css"):
                for found in _IN_A_SHEET.findall(asked[path].decode()):
                    beside(found)
        return f"{FILES}/{path}"

    page = _page(copy, beside)
    told = {"copy": copy, "name": name, "url": address_of(copy)}
    files = {
        "LISEZMOI.txt": render_to_string("newsletter/takeaway/readme.txt", told).encode(),
        f"{name}.html": page.encode(),
        f"{name}.pdf": copy.pdf,
        f"{name}.txt": copy.text.encode(),
        **{f"{FILES}/{path}": content for path, content in sorted(asked.items())},
    }
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        for path, content in files.items():
            # Without a date of its own, an entry takes the first day that the format knows.
            entry = zipfile.ZipInfo(f"{name}/{path}")
            entry.external_attr = 0o644 << 16
            file.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return archive.getvalue()


def _page(copy: Copy, place_of: Callable[[str], str]) -> str:
    """``place_of`` says where the page finds a file named by its place in ``static/`` or among the pictures."""

    def followed(found: re.Match[str]) -> str:
        address = found["address"]
        if found["name"] == "src":
            address = place_of(address.removeprefix(settings.MEDIA_URL))
        elif address.startswith("/"):
            address = settings.SITE_URL + address
        return f'{found["name"]}="{address}"'

    context = {
        "copy": copy,
        "url": address_of(copy),
        "body": _ADDRESS.sub(followed, _WIDTHS.sub("", copy.body)),
        "stylesheets": [(place_of(f"css/{name}.css"), name == "paper") for name in STYLESHEETS],
        "wide": place_of("img/couverture-large.svg"),
        "narrow": place_of("img/couverture.svg"),
        "icon": place_of("img/favicon.svg"),
    }
    return render_to_string("newsletter/takeaway/page.html", context)


def _content(name: str) -> bytes:
    if name.startswith("images/"):
        try:
            with default_storage.open(name) as picture:
                return picture.read()
        except FileNotFoundError:
            raise DomainError(f"L’image « {name} » a disparu du serveur : rendez-la d’une sauvegarde.") from None
    if (path := finders.find(name)) is None:
        raise DomainError(f"Le fichier « {name} » manque : lancez manage.py build_fonts.")
    return Path(path).read_bytes()
