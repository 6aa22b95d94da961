"""Lists as spreadsheets open them, with nothing that would run: CSV as the French ones read it, and XLSX."""

import csv
import re
from collections.abc import Iterable, Sequence
from datetime import date
from io import BytesIO, StringIO

from django.http import HttpResponse

BOM = "\ufeff"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NARROWEST, WIDEST = 10, 60

# What a spreadsheet takes for a formula, full-width signs and spaces before it included.
_FORMULA = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
# The same behind the apostrophe that makes it words, or behind what already looked like one.
_GUARDED = re.compile(rf"'*(?:{_FORMULA.pattern})")
# What XML 1.0 cannot hold: one of these, and the whole file does not open.
_NOT_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def csv_response(filename: str, header: Iterable[str], rows: Iterable[Iterable[object]]) -> HttpResponse:
    """Return a table as a file to download."""
    out = StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return _file(filename, f"{BOM}{out.getvalue()}".encode(), "text/csv; charset=utf-8")


def _cell(value: object) -> object:
    """Write a text so that no spreadsheet runs it: an apostrophe before it makes it words. Numbers stay numbers."""
    if isinstance(value, str) and _GUARDED.match(value):
        return f"'{value}"
    return "" if value is None else value


def without_guard(text: str) -> str:
    """Return the words that ``csv_response`` wrote behind an apostrophe."""
    return text[1:] if text.startswith("'") and _GUARDED.match(text[1:]) else text


def xlsx_response(
    filename: str,
    header: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    sheet: str,
    notes: Sequence[Sequence[str]] = (),
) -> HttpResponse:
    """Return a table as a workbook to download: its header stays in sight, its columns filter, its texts are texts.

    ``notes`` are the rows of a second sheet, which says how to fill the first.
    """
    # Slow to load, and only for those who ask for such a file.
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    rows = list(rows)
    book = Workbook(write_only=True)
    page = book.create_sheet(sheet)
    # Written at the head of the file: set before the rows.
    page.freeze_panes = "A2"
    for number, column in enumerate(zip(header, *rows, strict=True), start=1):
        page.column_dimensions[get_column_letter(number)].width = _width(column)
    bold, top = Font(bold=True), Alignment(vertical="top", wrap_text=True)

    def cell(value: object, font: Font | None = None) -> WriteOnlyCell:
        if isinstance(value, str) and value.startswith("'"):
            value = _cell(value)  # or it would come back without its own apostrophe
        written = WriteOnlyCell(page, _xml(value) if isinstance(value, str) else value)
        written.alignment = top
        if isinstance(value, str):
            # Whatever openpyxl made of « =… » or « #REF! »; the second keeps it a text once someone edits it.
            written.data_type = "s"
            written.quotePrefix = bool(_FORMULA.match(value))
        elif isinstance(value, date):
            written.number_format = "DD/MM/YYYY"
        if font:
            written.font = font
        return written

    page.append([cell(name, bold) for name in header])
    for row in rows:
        page.append([cell(value) for value in row])
    page.auto_filter.ref = f"A1:{get_column_letter(len(header))}{len(rows) + 1}"
    if notes:
        page = book.create_sheet("Mode d’emploi")
        for number, column in enumerate(zip(*notes, strict=True), start=1):
            page.column_dimensions[get_column_letter(number)].width = _width(column)
        for row in notes:
            page.append([cell(value) for value in row])
    out = BytesIO()
    book.save(out)
    return _file(filename, out.getvalue(), XLSX)


def _xml(text: str) -> str:
    return _NOT_XML.sub("", text.replace("\r\n", "\n"))


def _width(column: Sequence[object]) -> int:
    """Room for its longest line, within reason."""
    longest = max(len(line) for value in column for line in str(value or "").splitlines() or [""])
    return min(max(longest + 2, NARROWEST), WIDEST)


def _file(filename: str, content: bytes, content_type: str) -> HttpResponse:
    return HttpResponse(
        content, content_type=content_type, headers={"Content-Disposition": f'attachment; filename="{filename}"'}
    )
