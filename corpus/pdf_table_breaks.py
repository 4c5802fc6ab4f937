"""Tables that a page break parted -> one table each, their column heads once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from corpus.pdf_lines import Block, Column, Piece, glued
from corpus.pdf_tables import NEAR
from corpus.table_lines import Row

_ENDS = "。；;！!？?”"  # a sentence
MOST_HEADS = 3  # rows of column heads that are printed again on the next page


def join_tables(pages: Sequence[list[Block]]) -> None:
    """Move what a table has on the next page to where it began; column heads printed again become page furniture.

    :param pages: The blocks of each page, in reading order; changed in place.
    """
    last: Block | None = None  # that ends with a table, if it does
    for page in pages:
        blocks = [block for block in page if block.column is not Column.EDGE and block.lines]
        if not blocks:
            continue
        first = blocks[0]
        if last is not None and _is_one_table(last.lines[-1], first.lines[0]):
            table, rest = last.lines[-1], first.lines.pop(0)
            heads = _repeated_heads(table.rows, rest.rows)
            rows = _joined(table.rows, rest.rows[heads:])
            last.lines[-1] = replace(table, text=f"{table.text}\t{rest.text}", rows=rows)
            page.insert(0, Block(Column.EDGE, [_furniture(rest, row) for row in rest.rows[:heads]]))
        last = next((block for block in reversed(blocks) if block.lines), last)


def _is_one_table(upper: Piece, lower: Piece) -> bool:
    """Tell whether two tables stand between the same sides and have as many columns."""
    if not upper.rows or not lower.rows:
        return False
    sides = abs(upper.left - lower.left) <= NEAR and abs(upper.right - lower.right) <= NEAR
    return sides and max(len(row.cells) for row in upper.rows) == max(len(row.cells) for row in lower.rows)


def _repeated_heads(upper: Sequence[Row], lower: Sequence[Row]) -> int:
    """Count the rows at the top of a table that stand there again on the next page."""
    heads = 0
    while heads < min(MOST_HEADS, len(upper) - 1, len(lower) - 1) and upper[heads] == lower[heads]:
        heads += 1
    return heads


def _joined(upper: Sequence[Row], lower: Sequence[Row]) -> tuple[Row, ...]:
    """Put rows together; one that the page break parted goes on with nothing in its first cell."""
    last, first = upper[-1], lower[0]
    parted = len(last.cells) == len(first.cells) and not first.cells[0] and any(first.cells)
    if not parted:
        return (*upper, *lower)
    cells = tuple(_joined_cell(above, below) for above, below in zip(last.cells, first.cells, strict=True))
    return (*upper[:-1], Row(cells), *lower[1:])


def _joined_cell(above: tuple[str, ...], below: tuple[str, ...]) -> tuple[str, ...]:
    """Put the two parts of a cell together, in mid sentence or between two paragraphs."""
    if not above or not below or above[-1][-1:] in _ENDS:
        return (*above, *below)
    return (*above[:-1], glued(above[-1], below[0]), *below[1:])


def _furniture(table: Piece, row: Row) -> Piece:
    """Write a row of column heads as a line of page furniture."""
    return replace(table, text=" ".join("".join(cell) for cell in row.cells), rows=())
