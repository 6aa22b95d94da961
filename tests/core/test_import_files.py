"""Tables as spreadsheets write them: separators, encodings, workbooks, bounds, and what no table is."""

import zipfile
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook

from core.errors import DomainError
from core.imports.files import MAX_BYTES, MAX_ROWS, Line, Table, read_table
from core.spreadsheet import csv_response, without_guard, xlsx_response

KNOWN = ("nom", "département", "note")
ROW = {"nom": "Ateliers d’Œuvre", "département": "59", "note": "Été ; « oui »\nEt « non »"}
EXPECTED = Table(KNOWN, (Line(2, ROW),))


def written(separator: str, encoding: str) -> bytes:
    sign = "'" if encoding == "cp1252" else "’"
    cells = [cell.replace("’", sign) for cell in ROW.values()]
    lines = [separator.join(KNOWN), separator.join(f'"{cell}"' for cell in cells)]
    return ("\r\n".join(lines) + "\r\n").encode(encoding)


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_separators_and_encodings(separator, encoding):
    assert read_table(written(separator, encoding), KNOWN) == EXPECTED


def test_windows_encoding():
    assert read_table(written(";", "cp1252"), KNOWN).lines[0].cells["nom"] == "Ateliers d'Œuvre"


def workbook(*rows) -> bytes:
    book, out = Workbook(), BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def test_workbook_whose_numbers_are_as_they_read():
    content = workbook(["NOM", "Departement", "note"], ["Ateliers d’Œuvre", 59, ROW["note"]], [None, None, None])
    assert read_table(content, KNOWN) == EXPECTED


def test_example_line_and_empty_lines_are_left_out_and_numbers_stay_those_of_the_file():
    table = read_table("nom;département;note\nEXEMPLE Untel;59;\n;;\nB;;\n".encode(), KNOWN)
    assert [(line.number, line.cells["nom"]) for line in table.lines] == [(4, "B")]


HOSTILE = ["=1+1", "+33", "-5", "@a", "'=1", "''=1", "＝1", "'libre", "l’eau", "", "a\n=b"]


@pytest.mark.parametrize("response", [csv_response, lambda *args: xlsx_response(*args, sheet="A")])
def test_what_goes_out_comes_back_as_it_was(response):
    content = response("a", ["nom", "département", "note"], [["x", cell, "y"] for cell in HOSTILE]).content
    assert [line.cells["département"] for line in read_table(content, KNOWN).lines] == HOSTILE


def test_guard_is_put_on_formulas_alone():
    assert [without_guard(text) for text in ("'=1", "''=1", "'libre", "=1")] == ["=1", "'=1", "'libre", "=1"]


def unpacked_bomb() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(4):
            archive.writestr(f"xl/worksheets/sheet{number}.xml", b"\0" * 20_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Ce fichier est vide."),
        (b"\n;;\n", "Ce fichier est vide."),
        (b"nom;autre\nA;B\n", "Colonnes inconnues : « autre »."),
        (b"nom\nA\n", "Il manque des colonnes : « département », « note »."),
        ("nom;nom;département;note\n".encode(), "Colonnes présentes deux fois : « nom »."),
        ("nom;département;note\nA;B;C;D\n".encode(), "Ligne 2 : il y a plus de cases que de colonnes."),
        ('nom;département;note\n"A;B;C\n'.encode(), "un guillemet n’est pas refermé"),
        ("nom;département;note\n".encode() + b"A\0;B;C\n", "Ce fichier n’est pas un tableau de texte"),
        (b"\xff\xd8\xff\xe0\x00\x81\x9d\x8f", "Ce fichier n’est pas un tableau de texte"),
        (b"PK\x03\x04 rien", "Ce classeur ne s’ouvre pas"),
        (b"x" * (MAX_BYTES + 1), "Ce fichier est trop lourd"),
        ("nom;département;note\n".encode() + b"A;B;C\n" * (MAX_ROWS + 1), "Ce fichier a plus de 2"),
    ],
)
def test_what_is_no_such_table_is_refused_with_what_to_mend(content, said):
    with pytest.raises(DomainError) as refused:
        read_table(content, KNOWN)
    assert said in str(refused.value)


def test_workbook_that_unfolds_beyond_measure_is_not_opened():
    with pytest.raises(DomainError, match="trop lourd une fois ouvert"):
        read_table(unpacked_bomb(), KNOWN)


def test_workbook_with_notes_has_two_sheets():
    content = xlsx_response("a", ["nom"], [["x"]], sheet="A", notes=[("Colonne", "Note"), ("nom", "Le nom")]).content
    assert load_workbook(BytesIO(content)).sheetnames == ["A", "Mode d’emploi"]


def changed_sheet(change) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(workbook(list(KNOWN), ["A"]))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change(content) if name.startswith("xl/worksheets/") else content)
    return out.getvalue()


def test_workbook_that_claims_more_lines_than_there_can_be_is_refused():
    content = changed_sheet(lambda xml: xml.replace(b"</sheetData>", b'<row r="1200000"></row></sheetData>'))
    with pytest.raises(DomainError, match="Ce classeur a plus de"):
        read_table(content, KNOWN)


def test_encrypted_workbook_does_not_open():
    content = bytearray(workbook(list(KNOWN)))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = -1
        while (start := content.find(mark, start + 1)) >= 0:
            content[start + place] |= 1
    with pytest.raises(DomainError, match="ne s’ouvre pas"):
        read_table(bytes(content), KNOWN)
