"""Tables of the documentation, read by tests that compare them with the code."""

from itertools import groupby

from django.conf import settings

Table = dict[str, dict[str, str]]


def tables(name: str) -> list[Table]:
    """Each table of a document: its cells, by row then by column."""
    lines = (settings.BASE_DIR / "docs" / name).read_text().splitlines()
    return [_read(list(block)) for is_table, block in groupby(lines, lambda line: line[:1] == "|") if is_table]


def _read(lines: list[str]) -> Table:
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    (_, *columns), _, *body = cells
    return {row: dict(zip(columns, told, strict=True)) for row, *told in body}
