"""Two columns of running text on a page: where the gutter between them stands, told from the cells of a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from statistics import median

from corpus.pdf_lines import Piece

FEWEST_COLUMN_LINES = 4  # on each side, before two columns are believed
LEAST_FILLED = 0.6  # share of its column that the median line fills: running text does, the cells of a table do not
FULL = 0.9  # of its column that a full line fills
LEAST_IN_FULL = 0.5  # share of a column's text that stands in full lines
MOST_SWITCHES = 3  # from one column to the other, header and footer included
MOST_ACROSS = 0.2  # share of the lines that may run across both columns
MOST_GUTTERS = 20  # places where a right column could begin that are tried
GUTTER_RANGE = (0.35, 0.65)  # where on the printed width a gutter between two columns may stand


def _gutter(lines: Sequence[Piece]) -> float | None:
    """Find the edge of the right one of two columns of running text, if there are two.

    Lines across both columns, such as titles, do not count against it.
    """
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    low, high = (left + share * (right - left) for share in GUTTER_RANGE)
    best: float | None = None
    fewest_across = MOST_ACROSS * len(lines)
    starts = Counter(line.left for line in lines if low <= line.left <= high).most_common(MOST_GUTTERS)
    for start in sorted(left for left, _ in starts):
        first = [line for line in lines if line.right <= start]
        second = [line for line in lines if line.left >= start]
        across = len(lines) - len(first) - len(second)
        if across >= fewest_across or min(len(first), len(second)) < FEWEST_COLUMN_LINES:
            continue
        columns = ((first, left), (second, start))
        filled = all(_filled(*column) for column in columns)
        in_turn = not filled and _drawn_in_turn(lines, start) and all(_has_full_lines(*column) for column in columns)
        if (filled or in_turn) and _side_by_side(first, second):
            best, fewest_across = start, across
    return best


def _filled(column: Sequence[Piece], edge: float) -> bool:
    """Tell whether a column's lines are those of running text: most of them fill its width, from its edge on."""
    width = max(line.right for line in column) - edge
    return (
        width > 0
        and median(line.right - edge for line in column) >= LEAST_FILLED * width
        and (median(line.right - line.left for line in column) >= LEAST_FILLED * width)
    )


def _has_full_lines(column: Sequence[Piece], edge: float) -> bool:
    """Tell whether much of a column's text stands in lines that fill its width, however many short ones stand beside them."""
    width = max(line.right for line in column) - edge
    full = sum(line.right - line.left for line in column if line.right - edge >= FULL * width)
    return full >= LEAST_IN_FULL * sum(line.right - line.left for line in column)


def _drawn_in_turn(lines: Sequence[Piece], gutter: float) -> bool:
    """Tell whether one column was drawn behind the other, as no table is: its cells come row by row."""
    sides = [line.left >= gutter for line in lines if line.left >= gutter or line.right <= gutter]
    return sum(one != other for one, other in zip(sides, sides[1:], strict=False)) <= MOST_SWITCHES


def _side_by_side(first: Sequence[Piece], second: Sequence[Piece]) -> bool:
    """Tell whether two columns stand at one height for the most part."""
    top = min(max(line.baseline for line in column) for column in (first, second))
    bottom = max(min(line.baseline for line in column) for column in (first, second))
    heights = [
        max(line.baseline for line in column) - min(line.baseline for line in column) for column in (first, second)
    ]
    return top - bottom >= 0.5 * min(heights) > 0


def find_gutters(pages: Sequence[list[Piece]]) -> list[float | None]:
    """Find the gutter of each page; one with too few lines to show it has the one that most pages have.

    :param pages: The lines of each page in the order in which they were drawn.
    :return: For each page the edge of its right column; None where it has but one.
    """
    gutters = [_gutter(lines) if lines else None for lines in pages]
    common = Counter(round(gutter) for gutter in gutters if gutter is not None).most_common(1)
    if not common or 2 * common[0][1] <= len(pages):
        return gutters
    usual = next(gutter for gutter in gutters if gutter is not None and round(gutter) == common[0][0])

    def fits(lines: list[Piece]) -> bool:
        return sum(line.left < usual < line.right for line in lines) <= MOST_ACROSS * len(lines)

    return [usual if own is None and fits(lines) else own for own, lines in zip(gutters, pages, strict=True)]
