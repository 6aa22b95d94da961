"""What a PDF holds: its pages counted, its words, a picture of the first. Ours and those that people send."""

import json
import logging
import os
import signal
import subprocess
import tempfile
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from core.pdf.engine import FOLDER_PREFIX, Limits, PdfError, start

logger = logging.getLogger(__name__)

# An issue takes 0.3 s and 90 MiB, Python included.
LIMITS = Limits(wall_seconds=60, cpu_seconds=10, memory_bytes=512 * 2**20, file_bytes=8 * 2**20)
COVER_WIDTH = 640  # twice what an archive shows
MOST_PAGES = 300
# Characters, all of them looked through for each name: a quarter of a second. An issue of 24 pages has some 60,000.
MOST_WORDS = 1_000_000


@dataclass(frozen=True)
class PdfReading:
    """``cover`` is a JPEG of the first page; ``words`` are all that can be copied; ``silent``, how many pages have
    none: they are pictures."""

    pages: int
    words: str
    silent: int
    cover: bytes


def read_pdf(content: bytes, limits: Limits = LIMITS) -> PdfReading:
    """Open a PDF in a process of its own, bounded in time and memory; the same file gives the same bytes.

    Raises ``PdfError``, whose message suits whoever sent the file.
    """
    with tempfile.TemporaryDirectory(prefix=FOLDER_PREFIX) as name:
        folder = Path(name)
        job = {"limits": asdict(limits), "width": COVER_WIDTH, "most_pages": MOST_PAGES, "most_words": MOST_WORDS}
        (folder / "job.json").write_text(json.dumps(job), "utf-8")
        (folder / "document.pdf").write_bytes(content)
        process = start(folder, "core.pdf.reading")
        try:
            with suppress(subprocess.TimeoutExpired):
                process.communicate(timeout=limits.wall_seconds)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.communicate()
        try:
            report = json.loads((folder / "report.json").read_text("utf-8"))
        except (OSError, ValueError):
            last_words = (folder / "stderr.txt").read_text("utf-8", errors="replace")[-4000:]
            logger.error("PDF reader ended with code %s\n%s", process.returncode, last_words)
            raise PdfError(
                "Ce PDF n’a pas pu être lu : il demande trop de temps ou de mémoire. "
                "Enregistrez-le de nouveau, plus léger, puis recommencez."
            ) from None
        if "message" in report:
            raise PdfError(report["message"])
        return PdfReading(report["pages"], report["words"], report["silent"], (folder / "cover.jpg").read_bytes())
