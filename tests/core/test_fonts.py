import os
import re
import shutil
import signal
import subprocess
import sys
import time
from io import StringIO
from pathlib import Path

import pypdfium2
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from fontTools.ttLib import TTFont

from core import fonts
from core.glyphs import DRAWN, undrawn
from core.pdf.engine import PdfError, render_pdf
from tests.support.pdf_samples import FONTS_CSS, small

FRENCH = "\u00a0\u202f\u2010\u2011–—’…«»€œŒŸæÆçÇéèêëàâîïôùûüÿ×·→°²³ºª№½"


@pytest.fixture
def folder(font_set, tmp_path: Path) -> Path:
    """A copy of the built set, to be damaged."""
    copy = tmp_path / "fonts"
    shutil.copytree(settings.FONTS_DIR, copy, symlinks=True)
    return copy


def load(name: str) -> TTFont:
    return TTFont(settings.FONTS_DIR / name)


def features(font: TTFont) -> set[str]:
    return {record.FeatureTag for table in ("GSUB", "GPOS") for record in font[table].table.FeatureList.FeatureRecord}


def test_characters_said_to_be_drawn_are_those_of_the_faces(font_set):
    assert set().union(*(load(f"print/{face.name}.ttf").getBestCmap() for face in fonts.FACES)) == DRAWN


def test_what_no_face_draws_is_what_the_engine_refuses(font_set):
    refused, accepted = "🎉★\u2028", "é\u0301\u00ad\u200b\u2060\ufeff\ufe0f½"
    with pytest.raises(PdfError) as refusal:
        render_pdf(html=small(f"<p>{refused}{accepted}</p>"), stylesheets=[FONTS_CSS])
    assert str(refusal.value).casefold() == undrawn(refused + accepted).casefold()
    assert undrawn(accepted) == ""


@pytest.mark.parametrize("face", fonts.FACES, ids=lambda face: face.name)
class TestFace:
    def test_is_static_and_goes_by_our_name(self, font_set, face):
        font = load(f"print/{face.name}.ttf")

        assert font["name"].getDebugName(1) == face.family
        assert font["name"].getDebugName(16) is None
        assert font["OS/2"].usWeightClass == face.weight
        assert (font["post"].italicAngle != 0) == (face.style == "italic")
        assert not {"fvar", "gvar", "avar", "STAT", "HVAR", "MVAR"} & set(font.keys())

    def test_keeps_its_authors_and_licence(self, font_set, face):
        names = load(f"print/{face.name}.ttf")["name"]

        assert "Copyright" in names.getDebugName(0) or "©" in names.getDebugName(0)
        assert re.fullmatch(r"https?://scripts\.sil\.org/OFL", names.getDebugName(14))

    def test_has_what_french_writes(self, font_set, face):
        cmap = load(f"print/{face.name}.ttf").getBestCmap()

        assert [character for character in FRENCH if ord(character) not in cmap] == []

    def test_reads_back_as_what_was_written(self, font_set, face):
        cmap = load(f"print/{face.name}.ttf").getBestCmap()
        glyphs = [cmap[code] for code in (0x20, 0x2D, 0x2009, *fonts.OWN_GLYPH)]

        assert len(set(glyphs)) == len(glyphs)

    def test_keeps_its_kerning_and_its_figures(self, font_set, face):
        found = features(load(f"print/{face.name}.ttf"))

        # Source Sans 3 draws tabular figures by default and offers the proportional ones.
        assert {"kern", "ccmp", "mark", "sups", "pnum" if face.family == "Texte" else "tnum"} <= found
        assert face.family == "Titre" or "liga" in found

    def test_is_the_same_for_the_web(self, font_set, face):
        web, printed = load(f"web/{face.name}.woff2"), load(f"print/{face.name}.ttf")

        assert web.flavor == "woff2"
        assert web.getBestCmap() == printed.getBestCmap()
        assert (settings.FONTS_DIR / "web" / f"{face.name}.woff2").stat().st_size < 40_000


def test_text_face_has_the_marks_of_lists_and_checks(font_set):
    assert [c for c in "✓●→•▲" if ord(c) not in load("print/texte-400.ttf").getBestCmap()] == []


@pytest.mark.parametrize("medium", ["web", "print"])
def test_style_sheet_is_the_one_of_the_faces(medium):
    path = {"web": "css/fonts.css", "print": "print/fonts.css"}[medium]

    assert (settings.BASE_DIR / "static" / path).read_text() == fonts.stylesheet(medium)


def test_style_sheets_name_the_files_of_the_set(font_set):
    named = [re.findall(r"[\w-]+\.(?:ttf|woff2)", fonts.stylesheet(medium)) for medium in ("print", "web")]

    assert {f"print/{name}" for name in named[0]} | {f"web/{name}" for name in named[1]} == set(font_set.files)


# --- Building -------------------------------------------------------------------------------------


def states(folder: Path) -> dict[str, tuple[int, int]]:
    return {
        name: ((folder / name).stat().st_mtime_ns, (folder / name).stat().st_ino) for name in fonts.expected_files()
    }


def test_second_build_does_nothing(font_set):
    before = states(settings.FONTS_DIR)

    again = fonts.build(settings.FONTS_DIR)

    assert again == fonts.FontSet(font_set.digest, font_set.files, built=False)
    assert states(settings.FONTS_DIR) == before


def test_command_says_that_all_is_there(font_set):
    output = StringIO()

    call_command("build_fonts", stdout=output)

    assert output.getvalue() == "Les 10 polices sont à jour.\n"


def test_whole_set_is_recognised(folder):
    digest = fonts.recipe_digest()

    assert fonts.is_whole(folder, digest)
    assert not fonts.is_whole(folder, "0" * 16)


@pytest.mark.parametrize(
    "damage",
    [
        lambda folder: (folder / "print" / "texte-400.ttf").unlink(),
        lambda folder: (folder / "web" / "texte-400.woff2").write_bytes(b""),
        lambda folder: (folder / "current" / "manifest.json").unlink(),
        lambda folder: (folder / "current" / "manifest.json").write_text("{"),
        lambda folder: (folder / "print").unlink(),
        lambda folder: (folder / "current").unlink(),
    ],
    ids=["missing", "cut", "no manifest", "bad manifest", "no link", "no set"],
)
def test_damaged_set_is_not_taken_for_whole(folder, damage):
    damage(folder)

    assert not fonts.is_whole(folder, fonts.recipe_digest())


def test_two_builds_give_the_same_bytes(font_set, tmp_path):
    fonts.build_source(tmp_path, "Source Sans 3", "italic")

    assert sorted(path.name for path in tmp_path.rglob("*.*")) == ["texte-400i.ttf", "texte-400i.woff2"]
    for name in ("print/texte-400i.ttf", "web/texte-400i.woff2"):
        assert (tmp_path / name).read_bytes() == (settings.FONTS_DIR / name).read_bytes()


def start_build(folder: Path) -> subprocess.Popen:
    """Start a forced build in a group of its own; return once it has begun to write."""
    script = f"from pathlib import Path; from core import fonts; fonts.build(Path({str(folder)!r}), force=True)"
    process = subprocess.Popen([sys.executable, "-c", script], cwd=settings.BASE_DIR, start_new_session=True)
    deadline = time.monotonic() + 60
    while not list(folder.glob("building-*")):
        assert time.monotonic() < deadline
        assert process.poll() is None
    return process


def test_killed_build_leaves_the_old_set(folder):
    before = states(folder)
    process = start_build(folder)

    os.killpg(process.pid, signal.SIGKILL)
    process.wait()

    assert fonts.is_whole(folder, fonts.recipe_digest())
    assert states(folder) == before


def test_killed_first_build_shows_nothing(tmp_path):
    process = start_build(tmp_path)

    os.killpg(process.pid, signal.SIGKILL)
    process.wait()

    assert not (tmp_path / "print").exists()
    assert not (tmp_path / "web").exists()
    assert not fonts.is_whole(tmp_path, fonts.recipe_digest())


def test_failed_build_says_which_font_and_leaves_nothing(tmp_path, monkeypatch, settings):
    settings.FONTS_DIR = tmp_path
    # The workers are processes of their own: this keeps them from starting.
    monkeypatch.setenv("PYTHONHOME", "/nonexistent")

    with pytest.raises(CommandError, match=r"n’ont pas pu être construites : \w+ .* — .+"):
        call_command("build_fonts")

    assert [path.name for path in tmp_path.iterdir()] == [".lock"]


# --- In a file ------------------------------------------------------------------------------------


def families(pdf: bytes) -> list[str]:
    done = subprocess.run(["pdffonts", "-"], input=pdf, capture_output=True, check=True)
    lines = done.stdout.decode().splitlines()[2:]
    assert all(line.split()[-5:-2] == ["yes", "yes", "yes"] for line in lines)  # embedded, subset, with text
    return sorted(line.split()[0].partition("+")[2] for line in lines)


def test_issue_embeds_the_expected_families_only(issue_pdf):
    assert families(issue_pdf.content) == [
        "Lecture",
        "Texte",
        "Texte-Bold",
        "Texte-Italic",
        "Titre-Bold",
        "Titre-Ultra-Bold",
    ]


def test_character_that_a_face_lacks_comes_from_the_next(font_set):
    html = small("<p>Fait ✓</p>", style='html { font-family: "Titre", "Texte" }')

    pdf = render_pdf(html=html, stylesheets=[FONTS_CSS])

    assert families(pdf.content) == ["Texte", "Titre-Bold", "Titre-Semi-Bold"]


def test_no_family_at_all_still_finds_ours(font_set):
    html = small("<p>Texte</p>", style="")

    assert families(render_pdf(html=html, stylesheets=[FONTS_CSS]).content) == ["Lecture", "Lecture-Semi-Bold"]


@pytest.mark.parametrize("family", ["Texte", "Titre", "Lecture"])
def test_spaces_and_hyphens_read_back_as_written(font_set, family):
    line = "«\u00a0Où\u202f?\u00a0» porte‑parole peut-être\u00a0: un deux"
    html = small(f"<p style='font-family: {family}; font-weight: 600'>{line}</p>")

    pdf = render_pdf(html=html, stylesheets=[FONTS_CSS])
    # Poppler turns every space into a plain one; PDFium, the engine of Chromium, gives them as they are.
    document = pypdfium2.PdfDocument(pdf.content)
    text = document[0].get_textpage().get_text_range()
    document.close()

    assert line in text
