"""The portal's own font files, built from the variable fonts that the PyPI ``fontpkg-*`` packages carry.

``build`` writes one set: ``print/<face>.ttf`` for the PDF (never WOFF2 there: WeasyPrint decompresses it in Python,
+60 % on a render) and ``web/<face>.woff2`` for the browsers. Each source is subset first and instanced second:
the other way round costs 7 s a face (docs of the choice: stack.md, pdf.md § 7).

Families are renamed inside the files too: a font of the host can never stand in for ours, and the licence (OFL with
a reserved name) asks that a modified font give up the name "Source".
"""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from io import BytesIO
from pathlib import Path

from core.errors import DomainError

STYLE_NAMES = {400: "Regular", 600: "SemiBold", 700: "Bold", 800: "ExtraBold"}


@dataclass(frozen=True)
class Face:
    """One static face: its file name, its CSS description, and where it lies in its variable font."""

    name: str
    family: str
    weight: int
    source: str
    axes: tuple[tuple[str, float], ...] = ()
    style: str = "normal"


# Optical sizes in points: titles are set from 9 pt (kickers, semi-bold) to 50 pt (figures, extra-bold), and the
# style sheets tighten them further; past opsz 60 the letters touch. Long reading is set at 10–12 pt.
FACES = (
    Face("titre-600", "Titre", 600, "Bricolage Grotesque", (("opsz", 20), ("wdth", 100))),
    Face("titre-700", "Titre", 700, "Bricolage Grotesque", (("opsz", 28), ("wdth", 100))),
    Face("titre-800", "Titre", 800, "Bricolage Grotesque", (("opsz", 48), ("wdth", 100))),
    Face("texte-400", "Texte", 400, "Source Sans 3"),
    Face("texte-400i", "Texte", 400, "Source Sans 3", style="italic"),
    Face("texte-600", "Texte", 600, "Source Sans 3"),
    Face("texte-700", "Texte", 700, "Source Sans 3"),
    Face("lecture-400", "Lecture", 400, "Source Serif 4", (("opsz", 12),)),
    Face("lecture-400i", "Lecture", 400, "Source Serif 4", (("opsz", 12),), style="italic"),
    Face("lecture-600", "Lecture", 600, "Source Serif 4", (("opsz", 12),)),
)

PACKAGES = ("fontpkg-bricolage-grotesque", "fontpkg-source-sans-3", "fontpkg-source-serif-4")

# Latin as French and its neighbours write it, then punctuation, spaces, superscripts, arrows and marks.
CODE_POINTS = (
    *range(0x20, 0x7F),
    *range(0xA0, 0x180),
    0x192,
    *range(0x218, 0x21C),
    *range(0x2B0, 0x2B9),
    *range(0x2C6, 0x2DE),
    *range(0x2E1, 0x2E4),
    *range(0x300, 0x30D),
    *(0x323, 0x326, 0x327, 0x328),
    *range(0x1D43, 0x1D5C),
    *range(0x1E80, 0x1E86),
    *(0x1E9E, 0x1EF2, 0x1EF3),
    *range(0x2000, 0x200C),
    *range(0x2010, 0x2028),
    *range(0x202F, 0x2050),
    0x205F,
    0x2060,
    *range(0x2070, 0x2095),
    0x20AC,
    *(0x2116, 0x2117, 0x2120, 0x2122),
    *range(0x2150, 0x215F),
    *range(0x2190, 0x219A),
    *(0x2212, 0x2215, 0x2248, 0x2260, 0x2264, 0x2265),
    *(0x25A0, 0x25A1, 0x25B2, 0x25B6, 0x25BC, 0x25C0, 0x25C6, 0x25CB, 0x25CF, 0x25E6),
    *(0x2605, 0x2606, 0x2713, 0x2717),
    *(0xFB01, 0xFB02),
)

FEATURES = (
    *("ccmp", "locl", "mark", "mkmk", "kern", "liga", "calt", "clig", "rlig", "case"),
    *("tnum", "lnum", "pnum", "onum", "sups", "subs", "sinf", "ordn", "frac", "numr", "dnom"),
)

# A glyph shared by two characters reads back from the PDF as whichever came first: a page whose first space is
# unbreakable would have no plain space to search for. These get a glyph of their own, copied from the one they
# share — or, where the face lacks them, from the look-alike given here.
OWN_GLYPH = {0x00A0: 0x0020, 0x202F: 0x2009, 0x2010: 0x002D, 0x2011: 0x002D}


class FontError(DomainError):
    """The font files could not be built; the message says which step failed."""


@dataclass(frozen=True)
class FontSet:
    """What ``build`` leaves: the digest that names the set, its files, and whether it had to work."""

    digest: str
    files: tuple[str, ...]
    built: bool


def expected_files() -> tuple[str, ...]:
    """The files of a whole set, relative to the fonts folder, in the order of ``FACES``."""
    return tuple(path for face in FACES for path in (f"print/{face.name}.ttf", f"web/{face.name}.woff2"))


def stylesheet(medium: str) -> str:
    """The ``@font-face`` rules for ``"web"`` or ``"print"``, as committed in ``static/``."""
    url, form = {
        "web": ("../fonts/{}.woff2", ' format("woff2")'),
        "print": ("portail:font/{}.ttf", ' format("truetype")'),
    }[medium]
    rules = ["/* Written from core.fonts.FACES; a test compares. The files come from manage.py build_fonts. */"]
    for face in FACES:
        lines = [
            f'  font-family: "{face.family}";',
            f"  font-style: {face.style};",
            f"  font-weight: {face.weight};",
            f'  src: url("{url.format(face.name)}"){form};',
        ]
        if medium == "web":
            lines.append("  font-display: swap;")
        rules.append("@font-face {\n" + "\n".join(lines) + "\n}")
    return "\n\n".join(rules) + "\n"


def recipe_digest() -> str:
    """A hash of all that decides the bytes of a set: the packages, the tools and this very file."""
    tools = (*PACKAGES, "fonttools", "brotli")
    text = json.dumps([(name, version(name)) for name in tools]) + Path(__file__).read_text("utf-8")
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def build(folder: Path, *, force: bool = False, jobs: int | None = None) -> FontSet:
    """Make sure ``folder`` holds the current set; a second call finds it and does nothing.

    A set is built aside, in ``sets/<digest>-…``, and shown through the links ``print`` and ``web`` by replacing the
    one link ``current``: readers see the old set or the new one, whenever the build is killed. Builders wait for
    each other. Raises ``FontError`` when a worker fails.
    """
    folder.mkdir(parents=True, exist_ok=True)
    digest = recipe_digest()
    if not force and is_whole(folder, digest):
        return FontSet(digest, expected_files(), built=False)
    with _lock(folder):
        if not force and is_whole(folder, digest):
            return FontSet(digest, expected_files(), built=False)
        for leftover in folder.glob("building-*"):
            shutil.rmtree(leftover)
        scratch = Path(tempfile.mkdtemp(prefix="building-", dir=folder))
        scratch.chmod(0o755)
        try:
            _run_workers(scratch, jobs or os.cpu_count() or 1)
            _write_manifest(scratch)
            _show(folder, scratch, digest)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
    return FontSet(digest, expected_files(), built=True)


def is_whole(folder: Path, digest: str) -> bool:
    """Whether ``folder`` shows the set of this digest, with every file as it was written."""
    current = folder / "current"
    if not current.is_symlink() or not current.readlink().name.startswith(digest):
        return False
    if not all((folder / medium).is_symlink() for medium in ("print", "web")):
        return False
    try:
        sums = json.loads((current / "manifest.json").read_text("utf-8"))
        return sums == _checksums(current)
    except (OSError, ValueError):
        return False


def _checksums(folder: Path) -> dict[str, str]:
    return {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in expected_files()}


def _write_manifest(folder: Path) -> None:
    (folder / "manifest.json").write_text(json.dumps(_checksums(folder), indent=1), "utf-8")


def _show(folder: Path, scratch: Path, digest: str) -> None:
    sets = folder / "sets"
    sets.mkdir(exist_ok=True)
    # A new name each time: a forced build replaces a set in use without a moment when there is none.
    final = sets / f"{digest}{scratch.name.removeprefix('building')}"
    scratch.rename(final)
    _link(folder / "current", Path("sets") / final.name)
    for medium in ("print", "web"):
        _link(folder / medium, Path("current") / medium)
    for other in sets.iterdir():
        if other != final:
            shutil.rmtree(other)


def _link(link: Path, target: Path) -> None:
    if link.is_symlink() and link.readlink() == target:
        return
    if link.is_dir() and not link.is_symlink():
        shutil.rmtree(link)
    temporary = link.with_name(f".{link.name}")
    temporary.unlink(missing_ok=True)
    temporary.symlink_to(target)
    temporary.replace(link)


@contextmanager
def _lock(folder: Path):
    with (folder / ".lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _run_workers(folder: Path, jobs: int) -> None:
    # Processes of our own rather than a pool: should this one be killed, each ends with its source.
    sources = sorted({(face.source, face.style) for face in FACES}, key=_weight, reverse=True)
    with ThreadPoolExecutor(max_workers=jobs) as threads:
        for failure in threads.map(lambda source: _run_worker(folder, *source), sources):
            if failure:
                raise FontError(f"Les polices n’ont pas pu être construites : {failure}")


def _weight(source: tuple[str, str]) -> tuple[int, str]:
    """The longest first: serif faces have one more axis to pin than sans ones."""
    faces = [face for face in FACES if (face.source, face.style) == source]
    return (sum(1 + 2 * len(face.axes) for face in faces), source[0])


def _run_worker(folder: Path, source: str, style: str) -> str:
    command = [sys.executable, "-m", "core.fonts", str(folder), source, style]
    root = Path(__file__).resolve().parent.parent
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        reason = done.stderr.strip().splitlines() or [f"arrêt {done.returncode}"]
        return f"{source} ({style}) — {reason[-1]}"
    return ""


# --- In the worker --------------------------------------------------------------------------------


def build_source(folder: Path, source: str, style: str) -> None:
    """Write, under ``folder``, the two files of each face that comes from one variable font."""
    import fontpkg
    from fontTools.ttLib import TTFont
    from fontTools.varLib import instancer

    path = next(file.path for file in fontpkg.family(source).files if file.style == style)
    subset = _subset(path)
    for medium in ("print", "web"):
        (folder / medium).mkdir(parents=True, exist_ok=True)
    for face in FACES:
        if (face.source, face.style) != (source, style):
            continue
        # Without the time of day in the files, two builds give the same bytes, hence the same PDF.
        font = TTFont(BytesIO(subset), recalcTimestamp=False)
        instancer.instantiateVariableFont(font, {"wght": face.weight, **dict(face.axes)}, inplace=True)
        _give_own_glyphs(font)
        _rename(font, face)
        font.save(folder / "print" / f"{face.name}.ttf")
        font.flavor = "woff2"
        font.save(folder / "web" / f"{face.name}.woff2")


def _subset(path: Path) -> bytes:
    from fontTools import subset

    options = subset.Options(
        layout_features=list(FEATURES),
        hinting=False,
        glyph_names=False,
        name_IDs=["*"],
        notdef_outline=True,
        recalc_timestamp=False,
    )
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=CODE_POINTS)
    output = BytesIO()
    with subset.load_font(str(path), options) as font:
        subsetter.subset(font)
        font.save(output)
    return output.getvalue()


def _give_own_glyphs(font) -> None:
    tables = [table for table in font["cmap"].tables if table.isUnicode()]
    order = list(font.getGlyphOrder())
    for code, model in OWN_GLYPH.items():
        cmap = font.getBestCmap()
        glyph = cmap.get(code) or cmap.get(model) or cmap[0x20]
        if list(cmap.values()).count(glyph) + (code not in cmap) < 2:
            continue
        name = f"uni{code:04X}.own"
        font["glyf"].glyphs[name] = font["glyf"].glyphs[glyph]
        font["hmtx"].metrics[name] = font["hmtx"].metrics[glyph]
        order.append(name)
        font.setGlyphOrder(order)
        font["glyf"].setGlyphOrder(order)
        for table in tables:
            table.cmap[code] = name
    font["maxp"].numGlyphs = len(order)


def _rename(font, face: Face) -> None:
    """Only the family goes; authors, copyright and licence stay as the OFL asks."""
    style = STYLE_NAMES[face.weight] + (" Italic" if face.style == "italic" else "")
    names = font["name"]
    for name_id in (1, 2, 3, 4, 6, 16, 17, 21, 22, 25):
        names.removeNames(nameID=name_id)
    postscript = f"{face.family}-{style.replace(' ', '')}"
    wanted = {1: face.family, 2: style, 3: f"COORACE;{postscript}", 4: f"{face.family} {style}", 6: postscript}
    for name_id, text in wanted.items():
        names.setName(text, name_id, 3, 1, 0x409)
    if "STAT" in font:
        del font["STAT"]


def main(arguments: Iterable[str]) -> None:
    folder, source, style = arguments
    build_source(Path(folder), source, style)


if __name__ == "__main__":
    main(sys.argv[1:])
