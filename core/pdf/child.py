"""The process that renders one PDF and ends: ``python -m core.pdf.child <folder>``.

It never imports Django (1 s saved on a 2 s render) and never talks to anyone: it reads ``job.json`` and the files
beside it, loads the engine, the sheets and the fonts, rehearses if it has the time, then waits for one byte on its
input; after that byte it reads ``document.html`` and ``resources.json``, writes ``document.pdf`` and ``report.json``,
and ends. Without one, it ends without a word.
The report is ``{"pages", "layouts", "warnings", "flaws"}`` or ``{"kind", "message"}``, the message in French. Killed
by a limit, it leaves no report and the parent explains. By hand, it shows its tracebacks: ``echo | python -m …``.
"""

import ctypes
import errno
import gc
import json
import logging
import os
import resource
import select
import signal
import sys
import warnings
from pathlib import Path
from urllib.parse import unquote

# A hundred nested <div> pass Python's default of 1,000; 4,000 was tried and holds (pdf.md § 6).
RECURSION_LIMIT = 4000

# A layout makes hundreds of thousands of boxes and styles that all live to its end: looking for cycles among them
# as often as Python does by default (700) took a seventh of the time.
COLLECTION_THRESHOLD = 50_000

OPTIONS = {
    "pdf_variant": "pdf/a-2a",
    # A net: pictures come at the right size from the upload; 220 dots per inch is what paper can show.
    "dpi": 220,
}

# Laid out while the document is still to come: what the engine only learns at work, its types and our faces, is then
# known.
REHEARSAL = """<!DOCTYPE html><html lang="fr"><head><title>x</title></head><body><h1>Essai</h1>
<p><strong>Un</strong> <em>mot</em>, <a href="https://exemple.org">un lien</a>.</p><ul><li>Un point</li></ul></body>
</html>"""

LINK_SCHEMES = ("http:", "https:", "mailto:", "tel:")

# What WeasyPrint logs, as an error or a mere warning, when the page is incomplete or does not conform: by the start of
# the format string.
ENGINE_ERRORS = {
    'Missing required "lang"': "La langue du document manque (attribut lang de la balise html).",
    "No anchor #%s": "Un lien mène à « #{0} », qui n’existe pas dans le document.",
    "Content discarded: target points": "Un renvoi mène à « {0} », qui n’existe pas dans le document.",
    "Failed to load image": "L’image {0} n’a pas pu être lue.",
    "Failed to render SVG image": "L’illustration SVG {0} n’a pas pu être dessinée.",
    "Font-face %r cannot be loaded": "La police « {0} » n’a pas pu être chargée.",
}


class JobError(Exception):
    """A refusal to report: ``kind`` picks the parent's exception, the message is shown as is."""

    def __init__(self, message: str, kind: str = "invalid"):
        self.kind = kind
        super().__init__(message)


def set_limits(limits: dict) -> None:
    """Bind this very process, before it loads anything that reads the document."""
    cpu = limits["cpu_seconds"]
    for name, soft, hard in (
        # Past the soft limit comes SIGXCPU, which ends us; the hard one is for whoever would ignore it.
        (resource.RLIMIT_CPU, cpu, cpu + 1),
        (resource.RLIMIT_AS, limits["memory_bytes"], limits["memory_bytes"]),
        (resource.RLIMIT_FSIZE, limits["file_bytes"], limits["file_bytes"]),
        (resource.RLIMIT_NOFILE, limits["open_files"], limits["open_files"]),
        (resource.RLIMIT_CORE, 0, 0),
    ):
        _, granted = resource.getrlimit(name)
        if granted != resource.RLIM_INFINITY:
            # Only root may ask for more than what the machine's own settings grant.
            soft, hard = min(soft, granted), min(hard, granted)
        resource.setrlimit(name, (soft, hard))
    sys.setrecursionlimit(RECURSION_LIMIT)
    if sys.platform == "linux":
        # 1 = PR_SET_PDEATHSIG: should the worker be killed, its render does not outlive it.
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)
    # It may have been killed before that line.
    if os.environ.get("PDF_PARENT", str(os.getppid())) != str(os.getppid()):
        sys.exit("the process that asked for this file is gone")


class EngineLog(logging.Handler):
    """Keeps what WeasyPrint says: its errors are fatal to the job, its warnings are for the authors of styles."""

    def __init__(self):
        super().__init__()
        self.errors: list[str] = []
        self.warnings: list[str] = []
        self.out_of_memory = False

    def emit(self, record: logging.LogRecord) -> None:
        for argument in record.args or ():
            while isinstance(argument, BaseException):
                self.out_of_memory |= isinstance(argument, MemoryError)
                argument = argument.__cause__ or argument.__context__
        for start, french in ENGINE_ERRORS.items():
            if str(record.msg).startswith(start):
                self.errors.append(french.format(*map(_plain, record.args)))
                return
        if record.levelno >= logging.ERROR:
            self.errors.append(f"Le moteur de rendu signale : {record.getMessage()}")
        else:
            self.warnings.append(record.getMessage())


def _plain(argument):
    """``#fin`` out of ``("url", ("internal", "fin"))``, WeasyPrint's way to write a target."""
    while isinstance(argument, tuple):
        kind, argument = argument
        argument = f"#{argument}" if kind == "internal" else argument
    return argument


def render(folder: Path, job: dict) -> dict:
    """Load the engine, wait for the document, lay it out at most twice and write ``document.pdf``; return the report.

    Raises ``JobError``, and whatever a hostile document makes WeasyPrint raise.
    """
    with warnings.catch_warnings():
        # No font but the document's own: the parent's fontconfig file names no folder.
        warnings.filterwarnings("ignore", message="No fonts configured")
        from weasyprint import CSS, HTML
        from weasyprint.css.counters import CounterStyle
        from weasyprint.text.fonts import FontConfiguration

    from core.pdf import conformance, pages
    from core.pdf.fetcher import PortalFetcher, RefusedAddressError
    from core.pdf.finisher import finish, merge_links

    log = EngineLog()
    logging.getLogger("weasyprint").addHandler(log)
    fetcher = PortalFetcher(
        fonts={name: Path(path) for name, path in job["fonts"].items()},
        max_pixels=job["limits"]["image_pixels"],
        max_pixels_of_all=job["limits"]["all_images_pixels"],
    )
    context = {
        "font_config": FontConfiguration(),
        "counter_style": CounterStyle(),
        "color_profiles": {},
    }
    # A base of our own scheme, so that a relative address reaches the fetcher and is refused there; without a base
    # it would be dropped with a line in the log.
    base = {"base_url": "portail:document", "url_fetcher": fetcher}
    try:
        sheets = [CSS(string=(folder / name).read_text("utf-8"), **base, **context) for name in job["stylesheets"]]
        options = OPTIONS | {"stylesheets": sheets}
        if not document_is_there():
            slips = len(log.errors), len(log.warnings)  # those of the sheets, to be told with the document's
            HTML(string=REHEARSAL, **base).render(**context, **options).write_pdf(finisher=finish, **options)
            del log.errors[slips[0] :], log.warnings[slips[1] :]
        gc.freeze()  # what is loaded now lives to the end: no collection looks at it again
        wait_for_document()
        fetcher.resources = {
            name: folder / file for name, file in json.loads((folder / "resources.json").read_text("utf-8")).items()
        }
        html = HTML(string=(folder / "document.html").read_text("utf-8"), **base)
        announce_ranges(html.etree_element)
        layouts = 1
        document = html.render(**context, **options)
        if wrong := wrong_ranges(html.etree_element, document.pages):
            toggle_ranges(html, wrong)
            layouts = 2
            document = html.render(**context, **options)
            if wrong_ranges(html.etree_element, document.pages):
                log.warnings.append("Les renvois de pages ne se stabilisent pas : une étendue peut être inexacte.")
        check(html.etree_element, document)
        conformance.check(document)
        merge_links(document)
        document.write_pdf(folder / "document.pdf", finisher=finish, **options)
    except RefusedAddressError as refusal:
        raise _refused(refusal) from None
    except conformance.UnfitError as error:
        raise JobError(str(error)) from None
    if fetcher.refusals:
        raise _refused(fetcher.refusals[0])
    if log.out_of_memory:
        raise MemoryError
    if log.errors:
        raise JobError("\n".join(dict.fromkeys(log.errors)))
    return {
        "pages": len(document.pages),
        "layouts": layouts,
        "warnings": log.warnings,
        "flaws": pages.flaws(html.etree_element, document),
    }


def document_is_there() -> bool:
    return bool(select.select([sys.stdin], [], [], 0)[0])


def wait_for_document() -> None:
    """Return once the parent has written the document; end here if it goes away without one."""
    if not sys.stdin.buffer.read(1):
        sys.exit()


def _refused(refusal) -> JobError:
    return JobError(f"Adresse refusée dans le document, {refusal.address} : {refusal.message}", "refused")


def check(root, document) -> None:
    """Refuse what the file could not carry and still conform, before the time is spent to write it."""
    if not document.metadata.title:
        raise JobError("Le titre du document manque (balise title).")
    for element in root.iter("link"):
        if "attachment" in (element.get("rel") or "").lower().split():
            address = element.get("href")
            raise JobError(f"Adresse refusée dans le document, {address} : un PDF n’emporte pas de fichier.", "refused")
    for page in document.pages:
        for kind, target, _, _ in page.links:
            if kind == "attachment" or (kind == "external" and not target.lower().startswith(LINK_SCHEMES)):
                raise JobError(
                    f"Adresse refusée dans un lien du document, {target} : "
                    "un lien mène à une adresse complète (https:, mailto:) ou à un endroit du document.",
                    "refused",
                )


# --- Page ranges ----------------------------------------------------------------------------------
#
# A line of the summary reads « 4 » or « 5 à 6 ». The style sheet prints both numbers, with
# target-counter(attr(href url), page) and, on .is-range only, target-counter(attr(data-end-href url), page);
# which of the two it is depends on the layout. The HTML assumes, the layout answers.


def announce_ranges(root) -> None:
    """Give each element with ``data-range-end="id"`` the ``data-end-href="#id"`` that a style sheet can follow."""
    for element in root.iter():
        if end := element.get("data-range-end"):
            element.set("data-end-href", f"#{end}")


def wrong_ranges(root, pages) -> list:
    """The elements whose class ``is-range`` says otherwise than the pages of their two ends.

    Raises ``JobError`` when an end is nowhere in the document.
    """
    page_of: dict[str, int] = {}
    for number, page in enumerate(pages):
        for name in page.anchors:
            page_of.setdefault(name, number)
    wrong = []
    for element in root.iter():
        end = element.get("data-range-end")
        if not end:
            continue
        start = unquote((element.get("href") or "").removeprefix("#"))
        for name in (start, end):
            if name not in page_of:
                raise JobError(f"Un renvoi mène à « #{name} », qui n’existe pas dans le document.")
        if (page_of[end] > page_of[start]) != ("is-range" in _classes(element)):
            wrong.append(element)
    return wrong


def toggle_ranges(html, elements) -> None:
    """Flip the class ``is-range`` of ``elements`` and make ``html`` forget the classes it had read."""
    from cssselect2 import ElementWrapper

    for element in elements:
        classes = _classes(element)
        if "is-range" in classes:
            classes.remove("is-range")
        else:
            classes.append("is-range")
        element.set("class", " ".join(classes))
    html.wrapper_element = ElementWrapper.from_html_root(html.etree_element, content_language=None)


def _classes(element) -> list[str]:
    return (element.get("class") or "").split()


# --- Entry ----------------------------------------------------------------------------------------


def work(folder: Path) -> dict:
    """Do the job in ``folder``; return the report, also when the document made it fail."""
    job = json.loads((folder / "job.json").read_text("utf-8"))
    set_limits(job["limits"])
    try:
        return render(folder, job)
    except JobError as error:
        return {"kind": error.kind, "message": str(error)}
    except MemoryError:
        return {"kind": "memory", "message": ""}
    except RecursionError:
        return {"kind": "invalid", "message": "Le document imbrique trop de blocs les uns dans les autres."}
    except OSError as error:
        # RLIMIT_FSIZE: Python ignores SIGXFSZ and is told EFBIG.
        if error.errno == errno.EFBIG:
            return {"kind": "file", "message": ""}
        raise


if __name__ == "__main__":
    gc.set_threshold(COLLECTION_THRESHOLD)
    target = Path(sys.argv[1])
    (target / "report.json").write_text(json.dumps(work(target), ensure_ascii=False), "utf-8")
