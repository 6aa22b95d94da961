"""HTML to PDF, seen from the portal: one document, one file, one kind of refusal.

The work is done by ``core.pdf.child`` in a process of its own, bounded in time and memory: a small hostile page can
ask WeasyPrint for hours and gigabytes (pdf.md § 6). Call it from a task, never from a request.
"""

import hashlib
import json
import logging
import os
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings

from core.errors import DomainError

logger = logging.getLogger(__name__)

FOLDER_PREFIX = "portail-pdf-"
GO = b"."
# What a child that is refused memory says before it ends, the last from the depths of the interpreter.
OUT_OF_MEMORY = (
    "MemoryError",
    "failed to map segment",
    "Cannot allocate memory",
    "SystemError: error return without exception set",
)
RESOURCE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]*")

# No folder of fonts: what the document's own faces lack is an error, never a glyph of the host (pdf.md § 7).
# The generic families are here for what names none, the default of a margin box for one.
FONTCONFIG = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <alias><family>serif</family><prefer><family>Lecture</family></prefer></alias>
  <alias><family>sans-serif</family><prefer><family>Texte</family></prefer></alias>
</fontconfig>
"""


@dataclass(frozen=True)
class Limits:
    """What one render may take. The defaults were tried on the worst pages of pdf.md § 6 and held.

    An issue of 6 pages takes 2 s and 80 MiB; the widest volume these bounds let through has about 90 pages. The
    processor's time bounds the work; the clock is only there for a machine that has none to give.
    """

    wall_seconds: float = 90
    cpu_seconds: int = 20
    memory_bytes: int = 768 * 2**20
    file_bytes: int = 64 * 2**20
    open_files: int = 64
    html_bytes: int = 2**20
    image_pixels: int = 60_000_000
    all_images_pixels: int = 160_000_000
    resources: int = 200
    resource_bytes: int = 100 * 2**20


DEFAULT_LIMITS = Limits()


class PdfError(DomainError):
    """The PDF was not made. The message, in French, says why and what to do."""


class PdfRefusedError(PdfError):
    """The document asks for an address that is not among what it was given."""


class PdfTooLargeError(PdfError):
    """The document, its pictures, its file or the memory it takes pass a bound."""


class PdfTimeoutError(PdfError):
    """The render took longer than allowed, on the clock or on the processor."""


class PdfKilledError(PdfError):
    """The process ended without a word: killed, or broken by the document."""


@dataclass(frozen=True)
class PageFlaw:
    """What a reader would take for a mistake: ``kind`` is ``empty``, ``out`` for words out of the page, or ``nowhere``
    for words on none, of page 0.

    ``near`` is the last identifier of the document before it, ``text`` the words.
    """

    page: int
    kind: str
    near: str
    text: str


@dataclass(frozen=True)
class PdfFile:
    """A finished file. ``layouts`` is 2 when page ranges had to be corrected; ``warnings`` is WeasyPrint's, in
    English, for whoever writes the style sheets."""

    content: bytes
    pages: int
    layouts: int = 1
    warnings: tuple[str, ...] = ()
    flaws: tuple[PageFlaw, ...] = ()
    # A JPEG of the first page, of a file that had to be read (``core.pdf.reader``).
    cover: bytes = b""

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def render_pdf(
    *,
    html: str,
    stylesheets: Sequence[Path],
    resources: Mapping[str, bytes] | None = None,
    fonts_dir: Path | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> PdfFile:
    """Render ``html`` to one file. See ``Renderer``, which saves time when the HTML is still to be written."""
    with Renderer(stylesheets=stylesheets, fonts_dir=fonts_dir, limits=limits) as renderer:
        return renderer.render(html, resources)


class Renderer:
    """A child process that loads the engine, the sheets and the fonts while the caller writes the HTML.

    ``stylesheets`` are files of ours, in cascade order; give ``static/print/fonts.css`` first. ``fonts_dir`` holds the
    TTF files named by ``portail:font/<file>`` (default: ``FONTS_DIR/print``). Use it as a context, for one document;
    the child does not outlive it.
    """

    def __init__(
        self, *, stylesheets: Sequence[Path], fonts_dir: Path | None = None, limits: Limits = DEFAULT_LIMITS
    ) -> None:
        self.stylesheets = stylesheets
        self.fonts_dir = fonts_dir or settings.FONTS_DIR / "print"
        self.limits = limits

    def __enter__(self) -> "Renderer":
        sweep()
        self._folder = Path(tempfile.mkdtemp(prefix=FOLDER_PREFIX))
        try:
            write_job(self._folder, self.stylesheets, self.fonts_dir, self.limits)
            self._process = start(self._folder, "core.pdf.child")
        except BaseException:
            shutil.rmtree(self._folder, ignore_errors=True)
            raise
        return self

    def __exit__(self, *exception) -> None:
        self._end()
        shutil.rmtree(self._folder, ignore_errors=True)

    def render(self, html: str, resources: Mapping[str, bytes] | None = None) -> PdfFile:
        """Return a file that conforms to PDF/A-2a and PDF/UA-1, the same bytes for the same input.

        ``resources`` maps names such as ``"image/12"`` to JPEG, PNG, WebP, GIF or SVG bytes, for
        ``<img src="portail:image/12">``. Metadata are those of the HTML head: ``lang``, ``<title>``, ``<meta>`` author,
        description, keywords, generator, dcterms.created, dcterms.modified.

        An element with ``href="#start" data-range-end="end"`` has the class ``is-range`` in the result if, and only
        if, the two anchors fall on different pages; it also has ``data-end-href="#end"``. A right guess in the HTML
        saves a second layout.

        Raises ``PdfError`` (``PdfRefusedError``, ``PdfTooLargeError``, ``PdfTimeoutError``, ``PdfKilledError``), and
        ``ValueError`` for a resource name that cannot be written in an address.
        """
        resources = resources or {}
        _check_input(html, resources, self.limits)
        write_document(self._folder, html, resources)
        with suppress(BrokenPipeError):  # it has ended already: its exit code tells why
            self._process.stdin.write(GO)
        end = select.poll()
        end.register(self._process.stdout, select.POLLIN)
        is_over = bool(end.poll(self.limits.wall_seconds * 1000))
        self._end()
        if not is_over:
            raise PdfTimeoutError(
                f"Le PDF n’était pas prêt au bout de {self.limits.wall_seconds:g} secondes : rendu abandonné. "
                "Réessayez ; si cela se répète, allégez le numéro (tableaux, colonnes ou blocs imbriqués)."
            )
        return _read_result(self._folder, self._process.returncode, self.limits)

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    def _end(self) -> None:
        """Kill the child's whole group. One that ended by itself keeps its own exit code."""
        if self._process.returncode is None:
            # Before it is waited for, so that the number cannot have become another group's.
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process.stdin.close()
            self._process.stdout.close()


def sweep(older_than: float = 3600) -> bool:
    """Remove the folders of renders whose parent was killed, ours only, once ``older_than`` seconds old.

    Returns whether there was any.
    """
    found = False
    for folder in Path(tempfile.gettempdir()).glob(FOLDER_PREFIX + "*"):
        try:
            status = folder.lstat()
        except FileNotFoundError:
            continue
        if status.st_uid == os.geteuid() and time.time() - status.st_mtime > older_than:
            shutil.rmtree(folder, ignore_errors=True)
            found = True
    return found


def _check_input(html: str, resources: Mapping[str, bytes], limits: Limits) -> None:
    for name in resources:
        if not RESOURCE_NAME.fullmatch(name) or name.startswith("font/"):
            raise ValueError(f"not a resource name: {name!r}")
    try:
        size = len(html.encode())
    except UnicodeEncodeError as error:
        raise PdfError("Le texte contient un caractère illisible : ressaisissez le passage collé.") from error
    if size > limits.html_bytes:
        raise PdfTooLargeError(
            f"Le document pèse {_size(size)} de texte, au-delà des {_size(limits.html_bytes)} admis : "
            "partagez-le en plusieurs numéros."
        )
    if len(resources) > limits.resources:
        raise PdfTooLargeError(
            f"Le document compte {len(resources)} images, au-delà des {limits.resources} admises : retirez-en."
        )
    weight = sum(map(len, resources.values()))
    if weight > limits.resource_bytes:
        raise PdfTooLargeError(
            f"Les images pèsent ensemble {_size(weight)}, au-delà des {_size(limits.resource_bytes)} admis : "
            "réduisez-les."
        )


def write_job(folder: Path, stylesheets: Sequence[Path], fonts_dir: Path, limits: Limits = DEFAULT_LIMITS) -> None:
    """Lay in ``folder`` what ``python -m core.pdf.child <folder>`` reads as it starts."""
    (folder / "fonts.conf").write_text(FONTCONFIG, "utf-8")
    sheets = []
    for number, path in enumerate(stylesheets):
        sheets.append(f"style-{number}.css")
        shutil.copyfile(path, folder / sheets[-1])
    job = {
        "stylesheets": sheets,
        "fonts": {path.name: str(path) for path in sorted(Path(fonts_dir).glob("*.ttf"))},
        "limits": asdict(limits),
    }
    (folder / "job.json").write_text(json.dumps(job), "utf-8")


def write_document(folder: Path, html: str, resources: Mapping[str, bytes]) -> None:
    """Lay in ``folder`` what the child reads once it is told to ``GO``."""
    (folder / "document.html").write_text(html, "utf-8")
    files = {}
    for number, (name, content) in enumerate(resources.items()):
        files[name] = f"resource-{number}"
        (folder / files[name]).write_bytes(content)
    (folder / "resources.json").write_text(json.dumps(files), "utf-8")


def start(folder: Path, module: str) -> subprocess.Popen:
    """Run a module on a folder, in a process that has nothing else of ours; it binds itself (``child.set_limits``)."""
    environment = {
        # No program is needed. With one, importing the engine asks the compiler for each library, for 0.3 s.
        "PATH": "/nonexistent",
        "LANG": "C.UTF-8",
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "XDG_CACHE_HOME": str(folder),
        "FONTCONFIG_FILE": str(folder / "fonts.conf"),
        "PYTHONPATH": str(settings.BASE_DIR),
        "PYTHONHASHSEED": "0",
        "PDF_PARENT": str(os.getpid()),
    }
    # -P and -s: neither the folder, full of what people wrote, nor the home of the user is a place for modules.
    command = [sys.executable, "-P", "-s", "-m", module, str(folder)]
    with (folder / "stderr.txt").open("wb") as errors:
        return subprocess.Popen(  # noqa: S603
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.PIPE,
            # Nothing is written there: its closing tells the end at once, where wait() would poll.
            stdout=subprocess.PIPE,
            stderr=errors,
            bufsize=0,
            start_new_session=True,
        )


def _read_result(folder: Path, code: int, limits: Limits) -> PdfFile:
    try:
        report = json.loads((folder / "report.json").read_text("utf-8"))
    except (OSError, ValueError):
        raise _explain(folder, code, limits) from None
    if "kind" not in report:
        return PdfFile(
            content=(folder / "document.pdf").read_bytes(),
            pages=report["pages"],
            layouts=report["layouts"],
            warnings=tuple(report["warnings"]),
            flaws=tuple(PageFlaw(**flaw) for flaw in report["flaws"]),
        )
    match report["kind"]:
        case "memory":
            raise _out_of_memory(limits)
        case "file":
            raise PdfTooLargeError(
                f"Le PDF passerait {_size(limits.file_bytes)} : réduisez les images ou partagez le numéro."
            )
        case "refused":
            raise PdfRefusedError(report["message"])
        case _:
            raise PdfError(report["message"])


def _explain(folder: Path, code: int, limits: Limits) -> PdfError:
    """Say why a child left no report."""
    last_words = (folder / "stderr.txt").read_text("utf-8", errors="replace")[-4000:]
    logger.error("PDF child ended with code %s\n%s", code, last_words)
    if code == -signal.SIGXCPU:
        return PdfTimeoutError(
            f"Le rendu du PDF a pris plus de {limits.cpu_seconds} secondes de calcul : il a été arrêté. "
            "Allégez le numéro (tableaux, colonnes ou blocs imbriqués)."
        )
    # Pango and its libraries do not raise when memory is refused: they stop the process.
    if code in (-signal.SIGABRT, -signal.SIGTRAP, -signal.SIGSEGV, -signal.SIGBUS) or any(
        word in last_words for word in OUT_OF_MEMORY
    ):
        return _out_of_memory(limits)
    if code < 0:
        return PdfKilledError(
            f"Le rendu du PDF a été interrompu de l’extérieur (signal {-code}), faute de mémoire sur la machine ou "
            "par un redémarrage. Relancez-le."
        )
    reason = last_words.strip().splitlines()[-1:] or [f"code {code}"]
    return PdfKilledError(
        f"Le moteur de rendu n’a pas su traiter ce document ({reason[0][:200]}). "
        "Retirez le dernier bloc ajouté et réessayez ; transmettez ce message à l’équipe technique."
    )


def _size(count: int) -> str:
    """A number of bytes as people read it: « 64 Mio », « 12 Kio ». Rounded up: what passes a bound is seen to."""
    return f"{-(-count // 2**20)} Mio" if count >= 2**20 else f"{-(-count // 2**10)} Kio"


def _out_of_memory(limits: Limits) -> PdfError:
    return PdfTooLargeError(
        f"Le rendu du PDF demande plus de {_size(limits.memory_bytes)} de mémoire : il a été arrêté. "
        "Réduisez les images, ou allégez le numéro (tableaux, colonnes ou blocs imbriqués)."
    )
