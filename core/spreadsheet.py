"""Lists as French spreadsheets open them: CSV in UTF-8 with its mark, semicolons, and nothing that would run."""

import csv
import re
from collections.abc import Iterable
from io import StringIO

from django.http import HttpResponse

BOM = "\ufeff"

# What a spreadsheet takes for a formula, full-width signs and spaces before it included.
_FORMULA = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")


def csv_response(filename: str, header: Iterable[str], rows: Iterable[Iterable[object]]) -> HttpResponse:
    """Return a table as a file to download."""
    out = StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return HttpResponse(
        f"{BOM}{out.getvalue()}".encode(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{filename}"'},
    )


def _cell(value: object) -> object:
    """Write a text so that no spreadsheet runs it: an apostrophe before it makes it words. Numbers stay numbers."""
    if isinstance(value, str) and _FORMULA.match(value):
        return f"'{value}"
    return "" if value is None else value
