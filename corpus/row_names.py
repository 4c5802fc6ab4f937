"""How the rows of a table are cited and what of each is quoted: by the cell that names it, by two where one names several rows.

A first column that only counts (序号, （一）) is the number of an item, as a list would print it, where one text stands beside it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.label import STRUCTURAL, Family
from corpus.labels import read_label
from corpus.locators import short_title
from corpus.passage import Passage
from corpus.tables import Table, table_label

_COUNT = re.compile(r"\d{1,3}")  # the number of a row in its first column
ITEM_CELLS = 2  # a number and the text it counts


@dataclass(frozen=True, slots=True)
class NamedRow:
    """One row as a unit shows it."""

    cells: tuple[Passage, ...]  # those with words, without the number of an item
    number: Passage | None  # that number
    heads: tuple[Passage, ...]  # of the columns in which it has words
    item: str  # for the locator
    named: Passage  # the cell that names it


def name_rows(table: Table) -> list[NamedRow]:
    """Name the rows of a table, each in its own way.

    :param table: The table; no row of it is empty.
    :return: The rows in their order.
    """
    rows = [[cell for cell in row if cell] for row in table.rows]
    items = all(len(row) == ITEM_CELLS and _is_number(row[0].text) for row in rows)
    if items and not any(_is_number(row[1].text) for row in rows):
        return [_item(row, table) for row in rows]
    names = _names([[cell for cell in row if not _COUNT.fullmatch(cell.text)] or row for row in rows])
    label = table_label(table.title.text)
    return [
        NamedRow(tuple(row), None, _heads_of(whole, table), label + name, next((c for c in row if not _COUNT.fullmatch(c.text)), row[0]))
        for whole, row, name in zip(table.rows, rows, names, strict=True)
    ]  # fmt: skip


def _heads_of(row: Sequence[Passage], table: Table) -> tuple[Passage, ...]:
    """Give the heads of the columns in which a row says something; all where merged cells hide which these are."""
    if len(row) != len(table.header):
        return table.header
    return tuple(head for head, cell in zip(table.header, row, strict=True) if cell)


def _item(row: Sequence[Passage], table: Table) -> NamedRow:
    """Make the row of a table that is a list: 1 | 应当微笑."""
    number, text = row
    label = read_label(number.text)
    printed = label.printed.rstrip("、.．") if label is not None else number.text
    item = f"第{int(printed)}项" if printed.isdigit() else printed
    return NamedRow((text,), number, table.header[1:], table_label(table.title.text) + item, text)


def _is_number(text: str) -> bool:
    """Tell whether a cell holds the number of an item and nothing else; 第三条 and 6.1.2 speak of what stands elsewhere."""
    if _COUNT.fullmatch(text):
        return True
    label = read_label(text)
    if label is None or label.family in STRUCTURAL or label.family is Family.DECIMAL:
        return False
    return label.number > 0 and label.length == len(text)


def _names(rows: Sequence[Sequence[Passage]]) -> list[str]:
    """Write the name of each row: its first cell; where several rows share that, the next one that tells them apart behind it."""
    written = [[f"「{short_title(cell.text)}」" for cell in row] for row in rows]
    names = [row[0] for row in written]
    for depth in range(1, max(map(len, written), default=1)):
        sharing: dict[str, list[int]] = {}
        for place, name in enumerate(names):
            sharing.setdefault(name, []).append(place)
        for places in sharing.values():
            longer = [place for place in places if depth < len(written[place])]
            if len(places) > 1 and len({written[place][depth] for place in longer}) > 1:
                for place in longer:
                    names[place] += written[place][depth]
    return names
