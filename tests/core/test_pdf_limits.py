import contextlib
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.conf import settings
from PIL import Image

from core.pdf import engine
from core.pdf.engine import Limits, PdfError, PdfKilledError, PdfTimeoutError, PdfTooLargeError, Renderer, render_pdf
from core.pdf.spare import spare
from tests.support.pdf_samples import FONTS_CSS, bomb, small

# Each level of nested flex multiplies the time by 2.5: this one asks for a minute of processor.
ENDLESS = small("<div style='display: flex'>" * 12 + "x" + "</div>" * 12)


@pytest.fixture(autouse=True)
def temporary_folder(tmp_path: Path, monkeypatch, font_set) -> Path:
    """A folder for the renders alone: whatever is left in it was left by them."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.fixture(autouse=True)
def _nothing_left(temporary_folder):
    spare.close()  # a preview tried before may have left one that waits
    yield
    assert list(temporary_folder.iterdir()) == []
    assert list(children_of(os.getpid())) == []


def render(html: str, *, resources=None, **limits):
    return render_pdf(html=html, stylesheets=[FONTS_CSS], resources=resources, limits=Limits(**limits))


def children_of(parent: int):
    """The numbers of the rendering processes whose parent is ``parent``."""
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            command = (folder / "cmdline").read_bytes().split(b"\0")
            if (
                b"core.pdf.child" in command
                and int((folder / "stat").read_text().rpartition(")")[2].split()[1]) == parent
            ):
                yield int(folder.name)


def wait_for_child(parent: int) -> int:
    """The number of the rendering process, as soon as there is one."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if found := next(children_of(parent), None):
            return found
    raise TimeoutError("no rendering process")


def test_limits_leave_an_ordinary_document_alone():
    assert render(small()).pages == 1


def test_clock_stops_a_render():
    with pytest.raises(PdfTimeoutError, match=r"pas prêt au bout de 0.5 secondes .* Réessayez"):
        render(ENDLESS, wall_seconds=0.5)


def test_processor_time_stops_a_render():
    with pytest.raises(PdfTimeoutError, match=r"plus de 1 secondes de calcul .* Allégez le numéro"):
        render(ENDLESS, cpu_seconds=1)


def test_memory_stops_a_render():
    # 49 million pixels: 147 MB once decoded.
    resources = {"image/1": bomb(7000)}

    with pytest.raises(PdfTooLargeError, match=r"plus de 250 Mio de mémoire .* Réduisez les images"):
        render(small('<p><img alt="x" src="portail:image/1"></p>'), resources=resources, memory_bytes=250 * 2**20)


def test_memory_too_short_to_start_is_said_the_same():
    with pytest.raises(PdfTooLargeError, match="plus de 40 Mio de mémoire"):
        render(small(), memory_bytes=40 * 2**20)


def test_size_of_the_file_stops_a_render():
    noise = Image.frombytes("RGB", (800, 800), os.urandom(800 * 800 * 3))
    path = Path(tempfile.gettempdir()) / "noise.png"
    noise.save(path)
    resources = {"image/1": path.read_bytes()}
    path.unlink()

    with pytest.raises(PdfTooLargeError, match="passerait 1 Mio"):
        render(
            small('<p><img alt="x" src="portail:image/1" style="width: 15cm; height: auto"></p>'),
            resources=resources,
            file_bytes=2**20,
        )


def test_number_of_open_files_is_bounded():
    with pytest.raises(PdfError):
        render(small(), open_files=3)


def test_text_is_bounded():
    html = small()

    with pytest.raises(PdfTooLargeError, match=r"pèse 2 Kio de texte, au-delà des 1 Kio admis"):
        render(html, html_bytes=1024)
    assert render(html, html_bytes=len(html.encode())).pages == 1


def test_weight_of_pictures_is_bounded():
    with pytest.raises(PdfTooLargeError, match="pèsent ensemble 2 Kio"):
        render(small(), resources={"a": b"x" * 1024, "b": b"x"}, resource_bytes=1024)


def test_renderer_left_without_a_document_leaves_nothing():
    with Renderer(stylesheets=[FONTS_CSS]):
        assert wait_for_child(os.getpid())


def test_renderer_killed_before_its_document_is_said_so():
    with Renderer(stylesheets=[FONTS_CSS]) as renderer:
        child = wait_for_child(os.getpid())
        os.kill(child, signal.SIGKILL)
        os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)

        with pytest.raises(PdfKilledError, match="interrompu de l’extérieur"):
            renderer.render(small())


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_killed_render_is_said_so(number):
    with ThreadPoolExecutor(1) as threads:
        future = threads.submit(render, ENDLESS)
        os.kill(wait_for_child(os.getpid()), number)

        with pytest.raises(PdfKilledError, match=rf"interrompu de l’extérieur \(signal {int(number)}\).* Relancez-le"):
            future.result()


def test_render_does_not_outlive_its_parent(temporary_folder):
    script = (
        "from tests.core.test_pdf_limits import *; import tempfile;"
        f"tempfile.tempdir = {str(temporary_folder)!r}; render(ENDLESS)"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], cwd=settings.BASE_DIR, env=os.environ | ENVIRONMENT)
    try:
        child = os.pidfd_open(wait_for_child(parent.pid))
    finally:
        parent.kill()
        parent.wait()
    over = select.poll()
    over.register(child, select.POLLIN)

    assert over.poll(30_000) == [(child, select.POLLIN)]
    os.close(child)
    # Its folder stays for now; a later render sweeps it.
    assert len(list(temporary_folder.iterdir())) == 1
    engine.sweep(older_than=-1)


ENVIRONMENT = {"DJANGO_SETTINGS_MODULE": "tests.settings"}


def test_sweep_takes_old_folders_of_renders_only(temporary_folder):
    for name in ("portail-pdf-ancien", "portail-pdf-recent", "autre"):
        (temporary_folder / name).mkdir()
    long_ago = time.time() - 7200
    for name in ("portail-pdf-ancien", "autre"):
        os.utime(temporary_folder / name, (long_ago, long_ago))

    engine.sweep()

    assert sorted(path.name for path in temporary_folder.iterdir()) == ["autre", "portail-pdf-recent"]
    for name in ("portail-pdf-recent", "autre"):
        (temporary_folder / name).rmdir()


@pytest.mark.parametrize(
    "body",
    [
        "<div style='display: grid'>" * 16 + "x" + "</div>" * 16,
        "<div style='columns: 2'>" * 5 + "x" + "</div>" * 5,
        "<table><tr><td colspan=65534>x</td></tr></table>",
        "<style>:root { --a0: x; "
        + "".join(f"--a{level + 1}: var(--a{level}) var(--a{level});" for level in range(30))
        + "} p { font-family: var(--a30) }</style><p>x</p>",
        "<p>" + "anticonstitutionnellement" * 4000 + "</p>",
        "<p style='font-size: 1e7px'>x</p>",
        "<style>@page { size: 10px }</style>" + "<p>x</p>" * 500,
    ],
    ids=["grid", "columns", "colspan", "var", "word", "font size", "tiny pages"],
)
def test_small_page_that_asks_too_much_ends_soon(body):
    # Whatever the bound it meets, or its result if it fits: what matters is that it ends and leaves nothing.
    with contextlib.suppress(PdfError):
        render(small(body), cpu_seconds=2)
