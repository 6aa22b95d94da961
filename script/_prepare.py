# ruff: noqa: INP001, T201
"""What ``script/server`` does inside Django before serving, in one process: each step only when it is needed.

Nothing an editor changed is overwritten: the content and the publication come from here once, when the database has
neither.
"""

import hashlib
import os
import sys
import time
from pathlib import Path

ISSUE = 4

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coorace_quality.settings")


def main() -> None:
    import django
    from django.conf import settings

    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    django.setup()

    step("Polices", "build_fonts", verbosity=0)
    # Before anything is published: pages name their style sheets by the hash that this writes.
    collect_static()
    step("Base de données", "migrate", interactive=False, verbosity=0)
    load_issue()
    step("Démonstration", "load_demo")


def load_issue() -> None:
    from newsletter.models import Edition, Issue

    if not Issue.objects.exists():
        step("Contenu", "load_content")
    if not Edition.objects.filter(issue__number=ISSUE).exists():
        step("Publication", "publish_issue", ISSUE)


def collect_static() -> None:
    """Copy, hash and compress the static files, unless not one of them changed since the last time."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders

    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            digest.update(path.encode() + b"\0" + Path(storage.path(path)).read_bytes())
    stamp = settings.VAR_DIR / "static.sha256"
    if stamp.exists() and stamp.read_text() == digest.hexdigest() and settings.STATIC_ROOT.exists():
        return
    step("Fichiers statiques", "collectstatic", interactive=False, verbosity=0)
    stamp.write_text(digest.hexdigest())


def step(title: str, command: str, *args, **options) -> None:
    """Run a command and say how long it took, when it is long enough to be noticed."""
    from django.core.management import CommandError, call_command

    started = time.monotonic()
    try:
        call_command(command, *args, **options)
    except CommandError as error:
        sys.exit(f"{title} : {error}")
    seconds = time.monotonic() - started
    if seconds >= 0.5:
        print(f"{title} : {seconds:.1f} s".replace(".", ","), flush=True)


if __name__ == "__main__":
    main()
