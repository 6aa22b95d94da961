"""Fonts: all embedded, each shown glyph drawn, of the width announced, and readable as text."""

import re
from collections.abc import Iterator
from io import BytesIO

from fontTools.ttLib import TTFont, TTLibError
from pikepdf import Array, Dictionary, Stream

from tests.support.pdf_audit_content import PageContent, fonts

BFCHAR = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f\s]*)>")
FORBIDDEN = {0x0000, 0xFEFF, 0xFFFE, 0xFFFD}


def issues(pages: list[PageContent]) -> Iterator[str]:
    shown = fonts(pages)
    if not shown:
        yield "font: no text at all"
    for font, codes in shown.values():
        name = str(font.get("/BaseFont", "?")).lstrip("/")
        for issue in _font(font, codes):
            yield f"font {name}: {issue}"


def _font(font: Dictionary, codes: set[int]) -> Iterator[str]:
    if font.get("/Subtype") != "/Type0":
        yield f"of kind {font.get('/Subtype')}"
        return
    if font.get("/Encoding") != "/Identity-H":
        yield "encoding is not Identity-H"
    (descendant,) = font.DescendantFonts
    if descendant.get("/Subtype") != "/CIDFontType2":
        yield f"descendant of kind {descendant.get('/Subtype')}"
        return
    descriptor = descendant.get("/FontDescriptor", Dictionary())
    names = {str(font.get("/BaseFont")), str(descendant.get("/BaseFont")), str(descriptor.get("/FontName"))}
    if len(names) != 1 or not re.fullmatch(r"/[A-Z]{6}\+.+", names.pop()):
        yield "its names differ, or lack the mark of a subset"
    yield from _to_unicode(font.get("/ToUnicode"), codes)
    program = descriptor.get("/FontFile2")
    if not isinstance(program, Stream):
        yield "not embedded"
        return
    try:
        yield from _program(TTFont(BytesIO(program.read_bytes())), descendant, codes)
    except (TTLibError, KeyError) as error:
        yield f"cannot be read ({error})"


def _to_unicode(stream, codes: set[int]) -> Iterator[str]:
    if not isinstance(stream, Stream):
        yield "no ToUnicode"
        return
    content = stream.read_bytes()
    if b"bfrange" in content:
        yield "ToUnicode uses ranges, which this audit does not read"
    mapped = {}
    for section in re.findall(rb"beginbfchar(.*?)endbfchar", content, re.S):
        for code, text in BFCHAR.findall(section):
            mapped[int(code, 16)] = bytes.fromhex(text.decode()).decode("utf-16-be", "replace")
    for code in sorted(codes):
        text = mapped.get(code)
        if not text:
            yield f"glyph {code} has no text"
        elif any(ord(character) in FORBIDDEN for character in text):
            yield f"glyph {code} reads as no character"
        elif any(0xE000 <= ord(character) <= 0xF8FF or ord(character) >= 0xF0000 for character in text):
            yield f"glyph {code} reads as a private character"


def _program(program: TTFont, descendant: Dictionary, codes: set[int]) -> Iterator[str]:
    mapping = descendant.get("/CIDToGIDMap")
    table = mapping.read_bytes() if isinstance(mapping, Stream) else None
    if table is None and mapping != "/Identity":
        yield "no CIDToGIDMap"
    count, scale = program["maxp"].numGlyphs, 1000 / program["head"].unitsPerEm
    order = program.getGlyphOrder()
    widths = _widths(descendant.get("/W", Array()), float(descendant.get("/DW", 1000)))
    for code in sorted(codes):
        glyph = code if table is None else int.from_bytes(table[2 * code : 2 * code + 2], "big")
        if glyph == 0 or glyph >= count:
            yield f"glyph {code} is not in the font"
            continue
        drawn = program["hmtx"][order[glyph]][0] * scale
        if abs(drawn - widths(code)) > 1:
            yield f"glyph {code} is {drawn:.0f} wide and said to be {widths(code):.0f}"


def _widths(array: Array, default: float):
    found: dict[int, float] = {}
    items = list(array)
    while items:
        first = int(items.pop(0))
        second = items.pop(0)
        if isinstance(second, Array):
            found.update({first + index: float(width) for index, width in enumerate(second)})
        else:
            found.update(dict.fromkeys(range(first, int(second) + 1), float(items.pop(0))))
    return lambda code: found.get(code, default)
