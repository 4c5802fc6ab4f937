"""The rows of a table -> lines of text, in the form Markdown gives a table: ``| 环节 | 时限 |``, one row a line.

A row stands on its own in a line that begins and ends with ``|``; the lines of a cell are parted by ``<br>``; behind a row of
column heads comes ``| --- | --- |``. What only looks like a table on the page, one cell around a whole text, comes out as text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

LINE_BREAK = "<br>"
LONGEST_HEAD = 15  # characters of a column head that is not declared as one
_SENTENCE = re.compile(r"[,，。;；!！?？…]|\d")
_ARTICLE = re.compile(r"第[ \u3000]*[〇零一二三四五六七八九十百\d]+[ \u3000]*[条條]")
FEWEST_ARTICLES = 2  # in one cell; then the table is but a frame around a text


@dataclass(frozen=True, slots=True)
class Row:
    """One row, as it stands in a file."""

    cells: tuple[tuple[str, ...], ...]  # the lines of each cell
    is_head: bool = False  # said to be one by the file itself
    is_frame: bool = False  # holds tables of its own


def _is_frame(row: Row) -> bool:
    """Tell whether a row serves the page and not its reader: it holds a whole text."""
    if row.is_frame or len(row.cells) < 2:
        return True
    return any(sum(bool(_ARTICLE.match(line)) for line in cell) >= FEWEST_ARTICLES for cell in row.cells)


def _reads_as_head(row: Row, others: Sequence[Row]) -> bool:
    """Tell whether a first row holds column heads: every cell a few words, as many cells as below, and longer ones below."""
    heads = ["".join(cell) for cell in row.cells]
    if not all(heads) or len(set(heads)) < len(heads) or not others or len(others[0].cells) != len(heads):
        return False
    if any(len(head) > LONGEST_HEAD or _SENTENCE.search(head) for head in heads):
        return False
    return sum(map(len, heads)) < sum(len("".join(cell)) for other in others for cell in other.cells) / len(others)


def _line(cells: Sequence[Sequence[str]]) -> str:
    """Write one row; a bar inside a cell becomes a full-width one, so that cells stay apart."""
    return f"| {' | '.join(LINE_BREAK.join(cell).replace('|', '｜') for cell in cells)} |"


def write_table(rows: Sequence[Row]) -> list[str]:
    """Write a table's rows as lines.

    :param rows: The rows from top to bottom; a cell merged over several rows is in each of them.
    :return: The lines; rows without any text are left out.
    """
    written = [row for row in rows if any(line.strip() for cell in row.cells for line in cell)]
    frames = [_is_frame(row) for row in written]
    lines: list[str] = []
    heads = 0  # rows of column heads written since the last line of plain text
    in_table = False
    for place, row in enumerate(written):
        if frames[place]:
            lines.extend(line for cell in row.cells for line in cell if line.strip())
            in_table, heads = False, 0
            continue
        first = not in_table
        # Looked for at heads alone, else the time would grow with the square of the rows.
        later = range(place + 1, len(written)) if first or row.is_head else ()
        below = [written[other] for other in later if not frames[other]]
        is_head = row.is_head and heads == int(not first) or first and _reads_as_head(row, below)
        lines.append(_line([[line.strip() for line in cell if line.strip()] for cell in row.cells]))
        if is_head and not (below and below[0].is_head and row.is_head):
            lines.append(f"|{' --- |' * len(row.cells)}")
        heads += is_head
        in_table = True
    return lines
