"""Pieces of text with their places on a page -> lines in reading order. Knows nothing of PDF files.

A page keeps the order in which its pieces were drawn, since the cells of a table come one by one there. Mended are: lines drawn
in pieces, headers and footers drawn first or last, and two columns drawn line by line across.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from statistics import median

from corpus.labels import read_label
from corpus.radicals import to_characters
from corpus.table_lines import Row

JOINING_GAP = 1.0  # letter heights; pieces nearer than this are one line, farther apart they may be cells or columns
SAME_LINE = 0.35  # letter heights that two pieces of a line may differ in their baselines
FEWEST_COLUMN_LINES = 4  # on each side, before two columns are believed
LEAST_FILLED = 0.6  # share of its column that the median line fills: running text does, the cells of a table do not
MOST_ACROSS = 0.2  # share of the lines that may run across both columns
EDGE_ROWS = 2  # at the top and at the bottom of a page, that may be its header or footer
MOST_GUTTERS = 20  # places where a right column could begin that are tried
FURNITURE_GAP = 1.6  # times the usual distance of lines, from a header or footer to the text
LOOSEST = 2.5  # letter heights from line to line; more is no line spacing
SMALLER = 0.92  # times the usual height of letters
LONGEST_FURNITURE = 40  # characters
LONGEST_BOX = 100  # characters of a header that is set as a table
_UNBROKEN = re.compile(r"[“‘「『《（(\[【〈]*(?:[!-~]+|.?)")
_SENTENCE = re.compile(r"[。；;！!？?，,:：]$")
GUTTER_RANGE = (0.35, 0.65)  # where on the printed width a gutter between two columns may stand


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text and its place, in points, y upwards."""

    text: str  # without blanks before it; one behind it may belong to the sentence
    left: float
    right: float
    baseline: float
    size: float  # height of the letters; 0 where nothing is known of the place, or no line may be joined to it
    rows: tuple[Row, ...] = ()  # of the table that stands there


class Column(Enum):
    """Where on the page lines stand."""

    WHOLE = "whole"
    LEFT = "left"
    RIGHT = "right"
    EDGE = "edge"  # headers and footers


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that follow each other down one column, or down the whole page."""

    column: Column
    lines: list[Piece]


def width_of(text: str, size: float) -> float:
    """Estimate how wide a text is printed: a Chinese character or sign as wide as high, others half of that.

    Quotation marks, dashes and ① are as wide as characters in Chinese type.
    """
    return size * sum(1.0 if unicodedata.east_asian_width(character) in "WFA" else 0.5 for character in text)


def first_word_width(line: Piece) -> float:
    """Estimate how wide the part of a line is that could not have stood at the end of the line above alone."""
    return width_of(_UNBROKEN.match(line.text)[0], line.size)  # type: ignore[index]  # the pattern matches every line


def glued(before: str, after: str) -> str:
    """Join two lines; Latin words keep a blank between them."""
    latin = all(sign.isascii() and sign.isalpha() for sign in (before[-1:], after[:1]))
    return f"{before} {after}" if latin else before + after


def _same_line(one: Piece, other: Piece) -> bool:
    """Tell whether two pieces stand on one baseline."""
    return abs(one.baseline - other.baseline) <= SAME_LINE * max(one.size, other.size)


def _joined(left: Piece, right: Piece) -> Piece:
    """Join two pieces of a line; a gap between Latin words is a blank."""
    gap = right.left - left.right
    latin = left.text[-1:].isascii() and right.text[:1].isascii()
    blank = " " if latin and gap > 0.2 * right.size and not left.text[-1:].isspace() else ""
    return Piece(
        left.text + blank + right.text,
        left.left,
        max(left.right, right.right),
        left.baseline,
        max(left.size, right.size),
    )


def join_pieces(pieces: Sequence[Piece]) -> list[Piece]:
    """Join pieces that stand side by side, in whatever order they were drawn; each line comes where its first piece came.

    :param pieces: The pieces in the order in which they were drawn, none of them empty.
    :return: Lines, or parts of lines where a wide gap parts them.
    """
    order = sorted(range(len(pieces)), key=lambda place: (-round(pieces[place].baseline), pieces[place].left))
    lines: list[tuple[int, Piece]] = []
    for place in order:
        piece = pieces[place]
        if lines:
            first, before = lines[-1]
            near = -0.5 * piece.size <= piece.left - before.right <= JOINING_GAP * piece.size
            if near and _same_line(before, piece):
                lines[-1] = (min(first, place), _joined(before, piece))
                continue
        lines.append((place, piece))
    return [piece for _, piece in sorted(lines, key=lambda line: line[0])]


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
        if _filled(first, left) and _filled(second, start) and _side_by_side(first, second):
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


def _side_by_side(first: Sequence[Piece], second: Sequence[Piece]) -> bool:
    """Tell whether two columns stand at one height for the most part."""
    top = min(max(line.baseline for line in column) for column in (first, second))
    bottom = max(min(line.baseline for line in column) for column in (first, second))
    heights = [
        max(line.baseline for line in column) - min(line.baseline for line in column) for column in (first, second)
    ]
    return top - bottom >= 0.5 * min(heights) > 0


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
    movable = [line for line in lines if _may_be_furniture(line)]  # not 第十条, alone at the top of a second column
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


def _pattern(line: Piece) -> str:
    """Write a line so that page numbers make no difference."""
    return re.sub(r"\d+", "#", line.text.strip())


def _may_be_furniture(line: Piece) -> bool:
    """Tell whether a line can be a header or a footer by its words: a sentence and what has a label are none."""
    words = line.text.strip()
    if line.rows:
        return len(words) <= LONGEST_BOX
    if not re.search(r"[^\W\d第共页頁]", words):  # a page number looks like a label
        return True
    return not _SENTENCE.search(words) and read_label(to_characters(words)) is None


def _repeated(pages: Sequence[Sequence[Piece]]) -> frozenset[str]:
    """Find the highest and the lowest lines that stand on most pages: headers and footers."""
    times: Counter[str] = Counter()
    for lines in pages:
        heights = sorted({line.baseline for line in lines})
        outer = {*heights[:EDGE_ROWS], *heights[-EDGE_ROWS:]}
        times.update({_pattern(line) for line in lines if line.baseline in outer and _may_be_furniture(line)})
    return frozenset(pattern for pattern, count in times.items() if count > max(1.0, len(pages) / 2))


def _set_apart(lines: Sequence[Piece], size: float, leading: float) -> Iterator[Piece]:
    """Find the header and the footer of a page that no other page shows: in smaller letters, apart from the text."""
    heights = sorted({line.baseline for line in lines})
    for outer, inner in ((heights[-1], heights[-2:][0]), (heights[0], heights[:2][-1])):
        row = [line for line in lines if abs(line.baseline - outer) <= SAME_LINE * line.size]
        if abs(outer - inner) >= FURNITURE_GAP * leading > 0 and all(
            0 < line.size <= SMALLER * size and len(line.text) <= LONGEST_FURNITURE and _may_be_furniture(line)
            for line in row
        ):
            yield from row


def _edges(pages: Sequence[Sequence[Piece]]) -> list[list[Piece]]:
    """Find the headers and footers of all pages, from top to bottom."""
    repeated = _repeated(pages)
    sizes = Counter[float]()
    steps = Counter[int]()
    for lines in pages:
        for line in lines:
            sizes[line.size] += 0 if line.rows else len(line.text)
        steps.update(round(above.baseline - below.baseline) for above, below in zip(lines, lines[1:], strict=False))
    size = sizes.most_common(1)[0][0] if sizes else 0.0
    near = {step: times for step, times in steps.items() if 0 < step <= LOOSEST * size}
    leading = max(near, key=lambda step: (near[step], -step), default=round(1.5 * size))
    edges: list[list[Piece]] = []
    for lines in pages:
        apart = list(_set_apart(lines, size, leading)) if lines else []
        own = [line for line in lines if _pattern(line) in repeated or line in apart]
        edges.append(sorted(own, key=lambda line: (-line.baseline, line.left)))
    return edges


def _gutters(pages: Sequence[list[Piece]]) -> list[float | None]:
    """Find the gutter of each page; one with too few lines to show it has the one that most pages have."""
    gutters = [_gutter(lines) if lines else None for lines in pages]
    common = Counter(round(gutter) for gutter in gutters if gutter is not None).most_common(1)
    if not common or 2 * common[0][1] <= len(pages):
        return gutters
    usual = next(gutter for gutter in gutters if gutter is not None and round(gutter) == common[0][0])

    def fits(lines: list[Piece]) -> bool:
        return sum(line.left < usual < line.right for line in lines) <= MOST_ACROSS * len(lines)

    return [usual if own is None and fits(lines) else own for own, lines in zip(gutters, pages, strict=True)]


def reading_order(pages: Sequence[Sequence[Piece]]) -> list[list[Block]]:
    """Put the pieces of each page into the lines a person reads, in that order.

    :param pages: The pieces of each page in the order in which they were drawn.
    :return: For each page its lines, column by column; those of a page without columns in one block; headers and footers,
        as far as they show by their repeating, in blocks of their own.
    """
    lines = [[line for line in join_pieces(page) if line.text.strip()] for page in pages]
    gutters, edges = _gutters(lines), _edges(lines)
    return [_ordered(own, gutter, edge) if own else [] for own, gutter, edge in zip(lines, gutters, edges, strict=True)]
