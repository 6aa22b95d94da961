"""The pictures that frozen articles show: their files never change, and never go."""

import hashlib
import re
from typing import Any

from django.core.files.storage import Storage, default_storage

# ``core.images`` names a picture by the digest of its content.
PICTURE_NAME = re.compile(r"images/[0-9a-f]{32}\.jpg")


def pictures_in(*texts: str) -> list[str]:
    return sorted(set().union(*map(PICTURE_NAME.findall, texts)))


def media_of(*texts: str) -> list[dict[str, Any]]:
    """Name, SHA-256 and size of each picture, for an edition to keep."""
    return [{"name": name, **fingerprint(default_storage, name)} for name in pictures_in(*texts)]


def fingerprint(storage: Storage, name: str) -> dict[str, Any]:
    """SHA-256 and size of a file, read a piece at a time; ``FileNotFoundError`` when there is none."""
    digest, size = hashlib.sha256(), 0
    with storage.open(name) as file:
        for piece in file.chunks():
            digest.update(piece)
            size += len(piece)
    return {"sha256": digest.hexdigest(), "size": size}
