"""Writes tables as an ``.xlsx`` workbook that can be read as it opens. Knows nothing of what is in them.

Heads stay in place, columns are as wide as their words, long texts are wrapped.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterator, Sequence

Cell = str | int | float | None

NARROWEST, WIDEST = 8, 60  # of a column, in the digits by which workbooks measure; a wider text is wrapped
LINE_POINTS, MOST_POINTS = 15.0, 409.0  # height of a line of text; no row can be higher than the second
_WIDE = 0x2E80  # from here on characters are as wide as two digits


def workbook_bytes(tables: Sequence[tuple[str, Sequence[Sequence[Cell]]]]) -> bytes:
    """Write tables into a workbook.

    :param tables: The title of each, and its rows, the heads first. Cells are written as they are: texts never as formulas.
    :return: The file's bytes.
    """
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    for title, rows in tables:
        page = book.create_sheet(title)
        widths = _widths(rows)
        for place, width in enumerate(widths, 1):
            page.column_dimensions[get_column_letter(place)].width = width
        page.freeze_panes = "A2"
        if len(rows) > 1:
            page.auto_filter.ref = f"A1:{get_column_letter(len(widths))}{len(rows)}"
        for number, row in enumerate(rows, 1):
            lines = max((_lines(cell, width) for cell, width in zip(row, widths, strict=False)), default=1)
            page.row_dimensions[number].height = min(MOST_POINTS, LINE_POINTS * lines + 3)
            page.append(list(_cells(page, row, head=number == 1)))
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def text_width(text: str) -> int:
    """Tell how wide a line is, in digits.

    >>> text_width("第3条")
    5
    """
    return sum(1 + (ord(character) >= _WIDE) for character in text)


def _widths(rows: Sequence[Sequence[Cell]]) -> list[float]:
    """Choose for each column the width of its longest line, within bounds."""
    widths = [0] * max((len(row) for row in rows), default=0)
    for row in rows:
        for place, cell in enumerate(row):
            if cell is not None:
                widths[place] = max(widths[place], max(map(text_width, str(cell).split("\n"))))
    return [float(min(WIDEST, max(NARROWEST, width + 3))) for width in widths]  # and room for the arrow of the filter


def _lines(cell: Cell, width: float) -> int:
    """Count the lines that a text takes in its column."""
    if not isinstance(cell, str):
        return 1
    return sum(max(1, math.ceil(text_width(line) / (width - 1))) for line in cell.split("\n"))


def _cells(page: object, row: Sequence[Cell], *, head: bool) -> Iterator[object]:
    """Make the cells of a row."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Alignment, Font, PatternFill

    alignment = Alignment(vertical="top", wrap_text=True)
    for value in row:
        cell = WriteOnlyCell(page, ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value)
        cell.alignment = alignment
        if head:
            cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="E8EEF2")
        yield cell
