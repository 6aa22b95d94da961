"""The portal's own settings with what a test run must not share: secret, files, slow hashing."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("SECRET_KEY", "tests-only-" + "x" * 50)
os.environ.setdefault("MFA_KEYS", "tests-only-" + "y" * 50)

from coorace_quality.settings import *  # noqa: F403
from coorace_quality.settings import CACHES, STORAGES

_FILES = Path(tempfile.mkdtemp(prefix="coorace-tests-"))

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MEDIA_ROOT = _FILES / "media"
CACHES = CACHES | {"previews": CACHES["previews"] | {"LOCATION": _FILES / "apercus"}}
STORAGES = STORAGES | {
    **{
        name: {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": _FILES / name, "base_url": None},
        }
        for name in ("editions", "attachments", "kits", "printed")
    },
    "attachments": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": _FILES / "pieces-jointes", "base_url": None},
    },
    # Hashed names need collectstatic; tests read the sources.
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
