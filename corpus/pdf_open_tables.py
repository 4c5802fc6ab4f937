"""The text of a PDF page -> tables without upright lines, row by row: three level lines, or nothing but wide gaps.

A row of column heads must say that it is one, by the line drawn under it or by its words (办理时限, 责任部门); what stands below it
in the same columns, with the same gaps free, is the table. Two columns of running text have no such row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from corpus.label import STRUCTURAL
from corpus.labels import read_label
from corpus.pdf_lines import SAME_LINE, Piece, join_pieces
from corpus.pdf_rulings import Ruling
from corpus.pdf_tables import NEAR, cell_lines, merge_rulings
from corpus.radicals import to_characters
from corpus.table_lines import Row, names_columns, reads_as_words

FEWEST_ROWS = 2  # below the heads
GUTTER = 0.8  # letter heights that stay free between two columns, in every row
FARTHEST = 3.5  # letter heights from one line of a table to the next
PADDED = 1.15  # times the least distance of lines; more parts two rows
CENTRED = 0.9  # letter heights; lines nearer to each other than this stand in cells that are centred upright
MOST_RUNNING = 30  # characters in the first cells; text in two columns has more
MOST_FURNITURE = 2  # lines of a header above, or of a footer below, a table that goes over pages
LEAST_FILLED = 0.7  # share of the rows that have a first cell, and another one

RUNNING_WIDTH = 12  # letter heights; a narrower first column is none of running text
LEAST_FULL = 0.5  # share of the lines of running text in columns that fill both

Interval = tuple[float, float]


def _bands(lines: Sequence[Piece]) -> list[list[Piece]]:
    """Put what stands on one baseline together, from top to bottom, each band from left to right."""
    bands: list[list[Piece]] = []
    for line in sorted((line for line in lines if line.size), key=lambda line: (-line.baseline, line.left)):
        if bands and abs(bands[-1][0].baseline - line.baseline) <= SAME_LINE * line.size:
            bands[-1].append(line)
        else:
            bands.append([line])
    return [sorted(band, key=lambda line: line.left) for band in bands]


def _columns(bands: Sequence[Sequence[Piece]]) -> list[Interval]:
    """Find the stretches of the width in which anything stands, gaps too narrow for a gutter closed."""
    columns: list[Interval] = []
    gutter = GUTTER * max(line.size for band in bands for line in band)
    for left, right in sorted((line.left, line.right) for band in bands for line in band):
        if columns and left - columns[-1][1] < gutter:
            columns[-1] = (columns[-1][0], max(columns[-1][1], right))
        else:
            columns.append((left, right))
    return columns


def _is_underlined(band: Sequence[Piece], following: Sequence[Piece], levels: Sequence[Ruling]) -> bool:
    """Tell whether a level line stands between two bands, as wide as both, and one just as long farther down."""
    left = min(line.left for line in (*band, *following))
    right = max(line.right for line in (*band, *following))
    return any(
        following[0].baseline < level.at < band[0].baseline
        and level.start <= left + NEAR
        and level.end >= right - NEAR
        and any(
            lower.at < level.at and abs(lower.start - level.start) <= NEAR and abs(lower.end - level.end) <= NEAR
            for lower in levels
        )
        for level in levels
    )


def _is_head(band: Sequence[Piece], following: Sequence[Piece], levels: Sequence[Ruling]) -> bool:
    """Tell whether a band holds column heads."""
    words = ["".join(line.text.split()) for line in band]
    if len(band) < 2 or len(set(words)) < len(words) or len(_columns([band])) < len(band):
        return False
    if not all(map(reads_as_words, words)) or any(_begins_rule(line) for line in band):
        return False
    return names_columns(words, []) or _is_underlined(band, following, levels)


def _begins_rule(line: Piece) -> bool:
    """Tell whether a line begins with 第三条 or another label of that kind."""
    label = read_label(to_characters(line.text))
    return label is not None and label.family in STRUCTURAL


def _body(bands: Sequence[Sequence[Piece]], start: int) -> int:
    """Return where the table ends whose heads stand at a place: where a line runs over a gutter, or a wide gap follows."""
    end = start + 1
    while end < len(bands):
        band = bands[end]
        apart = bands[end - 1][0].baseline - band[0].baseline > FARTHEST * band[0].size
        if apart or _begins_rule(band[0]) or len(_columns(bands[start : end + 1])) != len(bands[start]):
            break
        end += 1
    while end > start + 1 and len(bands[end - 1]) == 1 and bands[end - 1][0].left <= bands[start][0].right:
        end -= 1  # a line of its own below the table, too short to show it
    return end


def _row_starts(bands: Sequence[Sequence[Piece]], first: Interval) -> Iterator[int]:
    """Give the bands that begin a row: behind more than the usual distance, or with something in the first column."""
    steps = [above[0].baseline - below[0].baseline for above, below in zip(bands, bands[1:], strict=False)]
    padded = any(step > PADDED * min(steps) for step in steps)
    yield 0
    for place, step in enumerate(steps, 1):
        if step > PADDED * min(steps) if padded else bands[place][0].left <= first[1]:
            yield place


def _is_running(bands: Sequence[Sequence[Piece]], columns: Sequence[Interval]) -> bool:
    """Tell whether columns hold running text: the first is wide, and most lines fill theirs."""
    size = max(line.size for band in bands for line in band)
    if columns[0][1] - columns[0][0] < RUNNING_WIDTH * size:
        return False
    full = sum(
        len(band) == len(columns)
        and all(line.right >= right - 2 * size for line, (_, right) in zip(band, columns, strict=True))
        for band in bands
    )
    return full >= LEAST_FULL * len(bands)


def _rows(bands: Sequence[Sequence[Piece]], columns: Sequence[Interval], *, headed: bool) -> tuple[Row, ...]:
    """Read bands as the rows of a table; none if they are no table."""
    size = max(line.size for band in bands for line in band)
    if any(a[0].baseline - b[0].baseline < CENTRED * size for a, b in zip(bands, bands[1:], strict=False)):
        return ()
    starts = [*_row_starts(bands, columns[0]), len(bands)]
    rows: list[Row] = []
    for start, end in zip(starts, starts[1:], strict=False):
        inside = [line for band in bands[start:end] for line in band]
        cells = [
            cell_lines([line for line in inside if left <= line.left < right], right, left) for left, right in columns
        ]
        rows.append(Row(tuple(cells), is_head=headed and start == 0))
    body = rows[headed:]
    filled = sum(bool(row.cells[0]) and sum(map(bool, row.cells)) > 1 for row in body)
    running = sum(len("".join(row.cells[0])) > MOST_RUNNING for row in body)
    if _is_running(bands[headed:], columns):
        return ()
    if headed and (starts[1] != 1 or len(body) < FEWEST_ROWS):
        return ()
    return () if filled < LEAST_FILLED * len(body) or 2 * running > len(body) else tuple(rows)


def _goes_on(bands: Sequence[Sequence[Piece]], start: int, columns: Sequence[Interval]) -> int:
    """Return where the rest of a table ends that began on the page before, if it goes on at a place; else the place."""
    end = start
    while end < len(bands) and not _begins_rule(bands[end][0]):
        for line in bands[end]:
            place = next((n for n, (left, _) in enumerate(columns) if abs(line.left - left) <= NEAR), None)
            if place is None or place + 1 < len(columns) and line.right >= columns[place + 1][0]:
                return end
        if end == start and len(bands[end]) < 2:
            return end
        end += 1
    return end


class OpenTables:
    """Finds the tables without upright lines on the pages of a file, one after the other."""

    def __init__(self) -> None:
        """Begin before the first page."""
        self._columns: Sequence[Interval] = ()  # of the table the last page ended with, if it did

    def find(self, pieces: Sequence[Piece], rulings: Sequence[Ruling]) -> list[Piece]:
        """Put the lines together that stand in tables without upright lines.

        :param pieces: The pieces of a page in the order of drawing, tables between lines found already.
        :param rulings: The straight lines on it.
        :return: The pieces; each table is one, with its rows, where its first cell was drawn.
        """
        lines = [line for line in join_pieces(pieces) if line.text.strip()]
        bands = _bands(lines)
        levels = [ruling for ruling in merge_rulings(rulings) if ruling.is_level]
        going_on, self._columns = self._columns, ()
        owner: dict[int, Piece] = {}
        place = 0
        while place < len(bands):
            columns: Sequence[Interval] = ()
            end, headed = place, True
            if place <= MOST_FURNITURE and going_on:
                end, columns, headed = _goes_on(bands, place, going_on), going_on, False
            if end == place and place + 1 < len(bands) and _is_head(bands[place], bands[place + 1], levels):
                end, headed = _body(bands, place), True
                columns = _columns(bands[place:end])
            rows = _rows(bands[place:end], columns, headed=headed) if end - place > FEWEST_ROWS * headed else ()
            if not rows:
                place += 1
                continue
            text = "\t".join(line for row in rows for cell in row.cells for line in cell)
            table = Piece(text, columns[0][0], columns[-1][1], bands[place][0].baseline, 0.0, rows)
            owner |= {id(line): table for band in bands[place:end] for line in band}
            place, going_on = end, ()
            if len(bands) - end <= MOST_FURNITURE:
                self._columns = columns
        if not owner:
            return list(pieces)
        return list({id(one): one for one in (owner.get(id(line), line) for line in lines)}.values())
