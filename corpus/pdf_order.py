"""The lines of PDF pages -> the order in which they are read.

A page keeps the order in which its pieces were drawn, since the cells of a table come one by one there. Mended are: lines drawn
in pieces, headers and footers drawn first or last, and two columns drawn line by line across.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from corpus.pdf_columns import find_gutters
from corpus.pdf_furniture import find_edges, may_be_furniture
from corpus.pdf_lines import SAME_LINE, Block, Column, Piece, join_pieces


def _by_columns(lines: Sequence[Piece], gutter: float) -> list[Block]:
    """Order lines down the left column, then down the right one; a line across both begins a new pair."""
    blocks: list[Block] = []
    left: list[Piece] = []
    right: list[Piece] = []
    for line in lines:
        if line.left < gutter < line.right:
            blocks += [Block(Column.LEFT, left), Block(Column.RIGHT, right), Block(Column.WHOLE, [line])]
            left, right = [], []
        else:
            (left if line.right <= gutter else right).append(line)
    return [*blocks, Block(Column.LEFT, left), Block(Column.RIGHT, right)]


def _edges_outside(lines: Sequence[Piece]) -> list[Piece]:
    """Put what is printed above all else first and what is printed below all else last, whenever it was drawn.

    Page headers and footers are drawn before the text by some programs and after it by others.
    """
    top, bottom = max(line.baseline for line in lines), min(line.baseline for line in lines)
    movable = [line for line in lines if may_be_furniture(line)]  # not 第十条, alone at the top of a second column
    highest = [line for line in movable if top - line.baseline <= SAME_LINE * line.size]
    lowest = [line for line in movable if line.baseline - bottom <= SAME_LINE * line.size and line not in highest]
    middle = [line for line in lines if line not in highest and line not in lowest]
    return [*highest, *middle, *lowest]


def _ordered(lines: Sequence[Piece], gutter: float | None, edges: Sequence[Piece]) -> list[Block]:
    """Put the lines of one page in order, its header first and its footer last."""
    own = [line for line in lines if line not in edges]
    middle = median(line.baseline for line in own or edges)
    if gutter is not None:
        blocks = _by_columns(sorted(own, key=lambda line: (-line.baseline, line.left)), gutter)
    else:
        blocks = [Block(Column.WHOLE, _edges_outside(own) if own else [])]
    header = Block(Column.EDGE, [line for line in edges if line.baseline >= middle])
    footer = Block(Column.EDGE, [line for line in edges if line.baseline < middle])
    return [block for block in (header, *blocks, footer) if block.lines]


def reading_order(pages: Sequence[Sequence[Piece]]) -> list[list[Block]]:
    """Put the pieces of each page into the lines a person reads, in that order.

    :param pages: The pieces of each page in the order in which they were drawn.
    :return: For each page its lines, column by column; those of a page without columns in one block; headers and footers,
        as far as they show by their repeating, in blocks of their own.
    """
    lines = [[line for line in join_pieces(page) if line.text.strip()] for page in pages]
    gutters, edges = find_gutters(lines), find_edges(lines)
    return [_ordered(own, gutter, edge) if own else [] for own, gutter, edge in zip(lines, gutters, edges, strict=True)]
