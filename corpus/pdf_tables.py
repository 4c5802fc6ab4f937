"""The text and the straight lines of a PDF page -> the tables between those lines, row by row.

What stands in a grid of lines is a table; a frame, a line under a heading or between two columns, and a flow chart are none.
"""

from __future__ import annotations

from bisect import bisect
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean

from corpus.labels import read_label
from corpus.pdf_lines import Piece, first_word_width, glued, join_pieces
from corpus.pdf_rulings import Ruling
from corpus.radicals import to_characters
from corpus.table_lines import Row

NEAR = 3.0  # points; lines that come so near to each other meet
FEWEST_EDGES = 3  # upright, for two columns
LEAST_DRAWN = 0.5  # share of the grid's lines that are there; where cells are merged some are not
MOST_LINES = 2_000  # on a page, drawn as one each; a drawing has more
MOST_CELLS = 5_000  # of a table; more are squared paper
SLACK = 1.2  # letter heights at the end of a line that the next word would not have filled


@dataclass(frozen=True, slots=True)
class _Grid:
    """Where the lines of a table stand."""

    uprights: tuple[float, ...]  # from left to right
    levels: tuple[float, ...]  # from bottom to top
    rulings: tuple[Ruling, ...]

    def place(self, piece: Piece) -> tuple[int, int] | None:
        """Find the row, from the bottom, and the column in which a text begins; None if it stands outside."""
        column = bisect(self.uprights, piece.left + 0.3 * piece.size) - 1
        row = bisect(self.levels, piece.baseline + 0.3 * piece.size) - 1
        inside = 0 <= column < len(self.uprights) - 1 and 0 <= row < len(self.levels) - 1
        return (row, column) if inside and piece.size else None

    def is_parted(self, *, level: bool, line: int, beside: int) -> bool:
        """Tell whether a line is drawn where two cells meet.

        :param level: Whether it is a level line.
        :param line: Which one.
        :param beside: The column in which, or the row, is looked.
        :return: Whether one is drawn there.
        """
        at = (self.levels if level else self.uprights)[line]
        along = self.uprights if level else self.levels
        middle = (along[beside] + along[beside + 1]) / 2
        return any(
            ruling.is_level is level and abs(ruling.at - at) <= NEAR and ruling.start <= middle <= ruling.end
            for ruling in self.rulings
        )


def _side_by_side(rulings: Iterable[Ruling]) -> Iterator[list[Ruling]]:
    """Part lines of one direction into those that stand at one place, or nearly so."""
    group: list[Ruling] = []
    for ruling in sorted(rulings, key=lambda ruling: ruling.at):
        if group and ruling.at - group[-1].at > NEAR:
            yield group
            group = []
        group.append(ruling)
    if group:
        yield group


def _places(rulings: Iterable[Ruling]) -> tuple[float, ...]:
    """List where lines of one direction stand, in order."""
    return tuple(fmean(ruling.at for ruling in group) for group in _side_by_side(rulings))


def merge_rulings(rulings: Sequence[Ruling]) -> list[Ruling]:
    """Put lines together that were drawn cell by cell.

    :param rulings: The straight lines on a page.
    :return: Each line once.
    """
    merged: list[Ruling] = []
    for level in (True, False):
        for group in _side_by_side(ruling for ruling in rulings if ruling.is_level is level):
            at = fmean(ruling.at for ruling in group)
            parts = sorted((ruling.start, ruling.end) for ruling in group)
            start, end = parts[0]
            for next_start, next_end in parts[1:]:
                if next_start > end + NEAR:
                    merged.append(Ruling(level, at, start, end))
                    start = next_start
                    end = next_end
                end = max(end, next_end)
            merged.append(Ruling(level, at, start, end))
    return merged


def _meet(level: Ruling, upright: Ruling) -> bool:
    """Tell whether a level and an upright line touch or cross."""
    return (
        level.start - NEAR <= upright.at <= level.end + NEAR and upright.start - NEAR <= level.at <= upright.end + NEAR
    )


def _groups(rulings: Sequence[Ruling]) -> list[list[Ruling]]:
    """Part lines into those that hang together."""
    levels = [ruling for ruling in rulings if ruling.is_level]
    left = [ruling for ruling in rulings if not ruling.is_level]
    groups: list[list[Ruling]] = []
    while left:
        group, waiting = [], [left.pop()]
        while waiting:
            one = waiting.pop()
            group.append(one)
            others = left if one.is_level else levels
            met = [other for other in others if (_meet(one, other) if one.is_level else _meet(other, one))]
            for other in met:
                others.remove(other)
            waiting += met
        groups.append(group)
    return groups


def _extent(rulings: Sequence[Ruling]) -> tuple[float, float]:
    """Return from where to where lines of one direction run."""
    return min(ruling.start for ruling in rulings), max(ruling.end for ruling in rulings)


def _grid(rulings: Sequence[Ruling]) -> _Grid | None:
    """Read lines that hang together as a grid; None if they are none."""
    levels = [ruling for ruling in rulings if ruling.is_level]
    inner = [ruling for ruling in rulings if not ruling.is_level]
    if not levels or not inner:
        return None
    # Some tables draw no lines at their sides, and none where a page ends in mid row.
    sides, ends = _extent(levels), _extent(inner)
    uprights = _places([*inner, *(Ruling(False, side, *ends) for side in sides)])
    heights = _places([*levels, *(Ruling(True, end, *sides) for end in ends)])
    if not FEWEST_EDGES <= len(uprights) <= MOST_CELLS / len(heights) or len(heights) < 2:
        return None
    wide, high = uprights[-1] - uprights[0], heights[-1] - heights[0]
    across = sum(ruling.end - ruling.start for ruling in levels)
    down = sum(ruling.end - ruling.start for ruling in inner)
    if across < LEAST_DRAWN * wide * len(heights) or down < LEAST_DRAWN * high * (len(uprights) - 2):
        return None
    return _Grid(uprights, heights, tuple(rulings))


def _owners(grid: _Grid) -> dict[tuple[int, int], tuple[int, int]]:
    """Tell for each place of a grid which cell it belongs to: merged ones have no line between them."""
    rows, columns = len(grid.levels) - 1, len(grid.uprights) - 1
    owner = {(row, column): (row, column) for row in range(rows) for column in range(columns)}

    def join(one: tuple[int, int], other: tuple[int, int]) -> None:
        kept, gone = owner[one], owner[other]
        if kept != gone:
            for place, own in owner.items():
                if own == gone:
                    owner[place] = kept

    for row in range(rows):
        for column in range(columns):
            if column and not grid.is_parted(level=False, line=column, beside=row):
                join((row, column - 1), (row, column))
            if row and not grid.is_parted(level=True, line=row, beside=column):
                join((row - 1, column), (row, column))
    return owner


def cell_lines(pieces: Sequence[Piece], right: float, left: float) -> tuple[str, ...]:
    """Write the paragraphs of a cell: a line that is full goes on in the next.

    :param pieces: What stands in it.
    :param right: Where its right side is.
    :param left: Where its left side is.
    :return: The paragraphs.
    """
    lines = sorted(join_pieces(pieces), key=lambda line: (-round(line.baseline), line.left))
    margin = right - max(0.0, min(line.left for line in lines) - left)
    written: list[str] = []
    above: Piece | None = None
    for line in lines:
        full = above is not None and (
            above.right + first_word_width(line) + SLACK * line.size >= margin or above.baseline - line.baseline < 1.0
        )
        if full and read_label(to_characters(line.text)) is None:
            written[-1] = glued(written[-1], line.text)
        else:
            written.append(line.text)
        above = line
    return tuple(written)


def _rows(grid: _Grid, pieces: dict[tuple[int, int], list[Piece]]) -> tuple[Row, ...]:
    """Read a grid's rows from top to bottom; a cell merged over several rows is in each of them."""
    owners = _owners(grid)
    texts: defaultdict[tuple[int, int], list[Piece]] = defaultdict(list)
    sides: dict[tuple[int, int], tuple[int, int]] = {}  # the first and the last column of each cell
    for (row, column), owner in owners.items():
        texts[owner] += pieces.get((row, column), [])
        first, last = sides.get(owner, (column, column))
        sides[owner] = (min(first, column), max(last, column))
    cells = {
        owner: cell_lines(own, grid.uprights[sides[owner][1] + 1], grid.uprights[sides[owner][0]])
        for owner, own in texts.items()
        if own
    }
    rows: list[Row] = []
    for row in reversed(range(len(grid.levels) - 1)):
        in_row = dict.fromkeys(owners[row, column] for column in range(len(grid.uprights) - 1))
        widths = tuple(sides[owner][1] - sides[owner][0] + 1 for owner in in_row)
        rows.append(Row(tuple(cells.get(owner, ()) for owner in in_row), widths=widths))
    return tuple(rows)


def find_tables(pieces: Sequence[Piece], rulings: Sequence[Ruling]) -> list[Piece]:
    """Put the pieces that stand in tables together.

    :param pieces: The pieces of a page in the order of drawing.
    :param rulings: The straight lines on it.
    :return: The pieces; each table is one, with its rows, where its first cell was drawn.
    """
    merged = merge_rulings(rulings)
    groups = _groups(merged) if len(merged) <= MOST_LINES else []
    grids = [grid for group in groups if (grid := _grid(group)) is not None]
    left = list(pieces)
    for grid in grids:
        inside: defaultdict[tuple[int, int], list[Piece]] = defaultdict(list)
        outside: list[Piece] = []
        first: int | None = None
        for piece in left:
            place = None if piece.rows else grid.place(piece)
            if place is None or not piece.text.strip():
                outside.append(piece)
                continue
            first = len(outside) if first is None else first
            inside[place].append(piece)
        columns = {column for _, column in inside}
        goes_on = len(grid.levels) == 2 and 0 not in columns  # a row that began on the page before
        if first is None or len(columns) < 2 and not goes_on:
            continue
        rows = _rows(grid, inside)
        text = "\t".join(line for row in rows for cell in row.cells for line in cell)
        table = Piece(text, grid.uprights[0], grid.uprights[-1], grid.levels[-1], 0.0, rows)
        left = [*outside[:first], table, *outside[first:]]
    return left
