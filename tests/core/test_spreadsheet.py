"""Workbooks as a reader opens them: texts stay texts, whatever they look like."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from core.spreadsheet import xlsx_response

HOSTILE = (
    "=cmd|' /C calc'!A0",
    "=SUM(A1:A9)",
    "+1",
    "-1",
    "@x",
    "\tx",
    " =1",
    "＝1",
    "#REF!",
    "TRUE",
    "12",
    "2011-03-01",
    "12 %",
    "<b>&amp;</b>",
    "  deux espaces  ",
    "un\ndeux",
)


def sheet_of(answer):
    (sheet,) = load_workbook(BytesIO(answer.content)).worksheets
    return sheet


@pytest.mark.parametrize("text", HOSTILE)
def test_text_is_read_back_as_itself_and_never_runs(text):
    sheet = sheet_of(xlsx_response("t.xlsx", ["Note"], [[text]], sheet="Notes"))
    assert (sheet["A2"].value, sheet["A2"].data_type) == (text, "s")


@pytest.mark.parametrize("text", HOSTILE)
def test_header_is_a_text_too(text):
    sheet = sheet_of(xlsx_response("t.xlsx", [text], [], sheet="Notes"))
    assert (sheet["A1"].value, sheet["A1"].data_type, sheet["A1"].font.bold) == (text, "s", True)


def test_formula_stays_a_text_once_edited():
    rows = [["=1+1"], ["d’accord"]]
    sheet = sheet_of(xlsx_response("t.xlsx", ["Note"], rows, sheet="Notes"))
    assert [bool(sheet[place].quotePrefix) for place in ("A2", "A3")] == [True, False]


def test_characters_no_workbook_can_hold_are_left_out():
    text = "a\x00b\x08c\x0bd\x1fe\ud800f\uffffg\r\nh"
    sheet = sheet_of(xlsx_response("t.xlsx", ["Note"], [[text]], sheet="Notes"))
    assert sheet["A2"].value == "abcdefg\nh"


def test_days_and_numbers_are_what_they_are_and_nothing_is_empty():
    sheet = sheet_of(xlsx_response("t.xlsx", ["Jour", "Nombre", "Rien"], [[date(2011, 3, 1), 12, None]], sheet="Notes"))
    day, number, nothing = sheet[2]
    assert (day.value.date(), day.number_format, number.value, number.data_type, nothing.value) == (
        date(2011, 3, 1),
        "DD/MM/YYYY",
        12,
        "n",
        None,
    )


def test_header_stays_in_sight_columns_filter_and_are_wide_enough():
    rows = [["a" * 30, "b" * 300], ["c", "court\n" + "d" * 20]]
    answer = xlsx_response("essai.xlsx", ["Sujet", "Note"], rows, sheet="Notes")
    sheet = sheet_of(answer)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="essai.xlsx"'
    assert (sheet.title, sheet.freeze_panes, sheet.auto_filter.ref) == ("Notes", "A2", "A1:B3")
    assert [sheet.column_dimensions[letter].width for letter in "AB"] == [32, 60]


def test_workbook_without_rows_still_has_its_header():
    sheet = sheet_of(xlsx_response("vide.xlsx", ["Sujet", "Note"], [], sheet="Notes"))
    assert [[cell.value for cell in row] for row in sheet] == [["Sujet", "Note"]]
