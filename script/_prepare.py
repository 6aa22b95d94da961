# ruff: noqa: INP001, T201
"""Prepare the portal inside Django, in one process, each step only when it is needed, then run the server.

Nothing an editor changed is overwritten: the content and the publication come from here once, when the database has
neither.
"""

import hashlib
import os
import sys
import time
from io import StringIO
from pathlib import Path

ISSUE = 4

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coorace_quality.settings")


def main() -> None:
    prepare()
    if len(sys.argv) > 1:
        tell_addresses(f"http://127.0.0.1:{os.environ['PORT']}")
        # The same process from start to end: whoever stops script/server stops whatever it is doing.
        os.execv(sys.argv[1], sys.argv[1:])  # noqa: S606


def prepare() -> None:
    import django
    from django.conf import settings

    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    django.setup()

    step("Polices", "build_fonts", verbosity=0)
    # Before anything is published: pages name their style sheets by the hash that this writes.
    collect_static()
    step("Base de données", "migrate", interactive=False, verbosity=0)
    # Only where the cache is a table of the database; one that is there is left as it is.
    step("Cache", "createcachetable", verbosity=0)
    load_issue()
    recover_mentions()
    step("Démonstration", "load_demo", show=True)
    # A fraction of a second, and what an update of the code tells otherwise of an object is found at once.
    step("Recherche", "reindex")


def tell_addresses(site: str) -> None:
    print(f"""
Le portail répond sur {site}/ (Ctrl+C pour l’arrêter)
  le Fil d’Info n° {ISSUE}   {site}/fil-dinfo/{ISSUE}/
  sa version PDF       {site}/fil-dinfo/{ISSUE}/pdf/
  les comptes          {site}/compte/
  l’administration     {site}/admin/
{where_mails_go()}""")
    sys.stdout.flush()


def where_mails_go() -> str:
    from django.conf import settings

    folder = settings.EMAIL_FILE_PATH
    return f"  les courriels        {folder}/" if folder else f"  les courriels partent par {settings.EMAIL_HOST}"


def load_issue() -> None:
    from newsletter.models import Issue

    if not Issue.objects.exists():
        step("Contenu", "load_content")
    # An editor may have renumbered or removed it since.
    if Issue.objects.filter(number=ISSUE, editions=None).exists():
        step("Publication", "publish_issue", ISSUE)


def recover_mentions() -> None:
    """An issue published before the thread told where objects were told: it is said, when it can be known."""
    from newsletter.services import recover_mentions

    for edition in recover_mentions():
        print(f"{edition} : reliée au fil de ce qu’elle raconte.")


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


def step(title: str, command: str, *args, show: bool = False, **options) -> None:
    """Run a command, say how long it took, and what it said only if asked to."""
    from django.core.management import CommandError, call_command

    print(f"{title}…", end=" ", flush=True)
    said = StringIO()
    started = time.monotonic()
    try:
        call_command(command, *args, stdout=said, **options)
    except CommandError as error:
        sys.exit(f"échec.\n{error}")
    print(f"{time.monotonic() - started:.1f} s".replace(".", ","))
    if show:
        print(f"\n{said.getvalue()}", end="", flush=True)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("\nArrêté : la prochaine fois, ce qui est déjà fait ne sera pas refait.")
