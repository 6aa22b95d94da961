"""Reading a table as spreadsheets write it: CSV in its separators and encodings, or XLSX, within bounds."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO, StringIO
from zipfile import ZipFile

from core.errors import DomainError
from core.spreadsheet import without_guard
from core.templatetags.typo import poids
from core.typography import fold, thousands

MAX_BYTES = 2 * 1024 * 1024
# As many as are written in some fifteen seconds: on SQLite, whoever writes meanwhile waits.
MAX_ROWS = 2_000
MAX_COLUMNS = 60
# The last line a spreadsheet has: a file may claim others, each filled with nothing.
LAST_ROW = 1_048_576
# What a workbook may hold once unpacked: a few kilobytes may unfold into gigabytes.
MAX_UNPACKED = 60 * 1024 * 1024
SEPARATORS = (";", ",", "\t")
# Lines of a template that show how to write one.
EXAMPLE = "exemple"


@dataclass(frozen=True)
class Line:
    """A line of the file, by its number there, with its cells by the column they stand in."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True)
class Table:
    columns: tuple[str, ...]
    lines: tuple[Line, ...]


def read_table(content: bytes, known: tuple[str, ...]) -> Table:
    """Read a file whose columns are among ``known``, whatever their order, case and accents.

    Raises ``DomainError`` with what to mend when it is no such file.
    """
    if not content.strip():
        raise DomainError("Ce fichier est vide.")
    if len(content) > MAX_BYTES:
        raise DomainError(f"Ce fichier est trop lourd : {poids(len(content))}, pour un maximum de {poids(MAX_BYTES)}.")
    rows = _xlsx_rows(content) if content.startswith(b"PK") else _csv_rows(content, known)
    header, *lines = rows
    columns = _columns(header[1], known)
    return Table(tuple(name for name in columns if name), tuple(_lines(lines, columns)))


def _columns(header: list[str], known: tuple[str, ...]) -> list[str]:
    names = {fold(name): name for name in known}
    found = [names.get(fold(cell), cell) for cell in header]
    unknown = [cell for cell in found if cell and cell not in known]
    if unknown:
        raise DomainError(f"Colonnes inconnues : {_quoted(unknown)}. Les colonnes attendues sont : {_quoted(known)}.")
    twice = {cell for cell in found if cell and found.count(cell) > 1}
    if twice:
        raise DomainError(f"Colonnes présentes deux fois : {_quoted(sorted(twice))}.")
    missing = [name for name in known if name not in found]
    if missing:
        raise DomainError(f"Il manque des colonnes : {_quoted(missing)}. Partez du modèle : il les a toutes.")
    return found


def _quoted(names) -> str:
    return ", ".join(f"« {name[:60]} »" for name in list(names)[:20])


def _lines(rows: list[tuple[int, list[str]]], columns: list[str]) -> Iterator[Line]:
    for number, cells in rows:
        beyond = [cell for cell in cells[len(columns) :] if cell]
        if beyond:
            raise DomainError(f"Ligne {number} : il y a plus de cases que de colonnes. Un séparateur est de trop.")
        values = dict.fromkeys((name for name in columns if name), "")
        values |= {name: cell for name, cell in zip(columns, cells, strict=False) if name}
        if fold(next(iter(cells), "")).startswith(EXAMPLE):
            continue
        yield Line(number, values)


def _kept(rows: Iterator[tuple[int, list[str]]]) -> list[tuple[int, list[str]]]:
    """The lines that say something, as long as they are not too many."""
    found = []
    for number, cells in rows:
        if any(cells):
            found.append((number, cells))
        if len(found) > MAX_ROWS + 1:
            raise DomainError(f"Ce fichier a plus de {thousands(MAX_ROWS)} lignes : coupez-le en plusieurs.")
    if not found:
        raise DomainError("Ce fichier est vide.")
    return found


def _cell(text: str) -> str:
    if "\0" in text:
        raise DomainError("Ce fichier n’est pas un tableau de texte : enregistrez-le en CSV ou en XLSX.")
    return without_guard(text.replace("\r\n", "\n").replace("\r", "\n")).strip()


# --- CSV --------------------------------------------------------------------------------------------


def _csv_rows(content: bytes, known: tuple[str, ...]) -> list[tuple[int, list[str]]]:
    text = _decoded(content)
    reader = csv.reader(StringIO(text, newline=""), delimiter=_separator(text, known), strict=True)
    try:
        return _kept((number, [_cell(cell) for cell in cells]) for number, cells in enumerate(reader, start=1))
    except csv.Error as error:
        raise DomainError(
            f"Ligne {reader.line_num} : un guillemet n’est pas refermé, ou le texte est trop long ({error})."
        ) from None


def _decoded(content: bytes) -> str:
    encodings = ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise DomainError("Ce fichier n’est pas un tableau de texte : enregistrez-le en CSV ou en XLSX.")


def _separator(text: str, known: tuple[str, ...]) -> str:
    """The one that parts the most columns we know."""
    head = text.lstrip().partition("\n")[0]
    names = {fold(name) for name in known}

    def found(separator: str) -> int:
        return sum(fold(cell.strip().strip('"')) in names for cell in head.split(separator))

    return max(SEPARATORS, key=found)


# --- XLSX -------------------------------------------------------------------------------------------


def _xlsx_rows(content: bytes) -> list[tuple[int, list[str]]]:
    # Slow to load, and only for those who send such a file.
    from openpyxl import load_workbook

    try:
        with ZipFile(BytesIO(content)) as archive:
            if sum(one.file_size for one in archive.infolist()) > MAX_UNPACKED:
                raise DomainError("Ce classeur est trop lourd une fois ouvert.")
        book = load_workbook(BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what the file says of its size may be wrong
        rows = sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True)
        return _kept(_filled(rows))
    except DomainError:
        raise
    except Exception:  # a damaged one fails in many ways
        raise DomainError("Ce classeur ne s’ouvre pas : enregistrez-le de nouveau en XLSX, ou en CSV.") from None


def _filled(rows: Iterator[tuple]) -> Iterator[tuple[int, list[str]]]:
    for number, cells in enumerate(rows, start=1):
        if number > LAST_ROW:
            raise DomainError(f"Ce classeur a plus de {thousands(LAST_ROW)} lignes.")
        if cells.count(None) < len(cells):
            yield number, [_cell(_written(value)) for value in cells]


def _written(value: object) -> str:
    """A cell as one reads it: a day as French ones write it, a whole number without decimals."""
    match value:
        case None:
            return ""
        case bool():
            return "oui" if value else "non"
        case datetime():
            return value.strftime("%d/%m/%Y")
        case date():
            return value.strftime("%d/%m/%Y")
        case float() if value.is_integer():
            return str(int(value))
    return re.sub(r"_x000D_\n?", "\n", str(value))
