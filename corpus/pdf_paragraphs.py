"""Lines with their places -> paragraphs, where the page itself shows that a line goes on in the next.

It does when it runs to the margin and the next one begins at the edge, without an indent and without a label. What is less
certain is left to ``segmenting``, which judges by the words.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.labels import read_label
from corpus.line_ends import FURNITURE_END
from corpus.pdf_lines import Block, Column, Piece, first_word_width, glued
from corpus.pdf_table_breaks import join_tables
from corpus.radicals import to_characters
from corpus.table_lines import write_table

FEWEST_FULL_LINES = 3  # that end near one place, before this place is believed to be the margin
LEAST_FULL_SHARE = 0.08  # of the lines of a column
SLACK = 1.1  # letter heights; a closing mark that may not begin a line takes its neighbour down with it
MOST_BEYOND = 0.02  # share of the lines that may run over the margin, as those of a table do
RAGGED = 2.0  # letter heights by which full lines differ in their ends, where no line is stretched to the margin
LARGER = 1.08  # times the usual height of letters; a title's
LOOSEST_LEADING = 1.2  # times the usual distance of lines; more is a new paragraph

_MARKUP = re.compile(r"^[-*#>+\s]+")  # of a Markdown text that was printed as it was


@dataclass(frozen=True, slots=True)
class _Measure:
    """What is usual in a file's lines of one kind of column."""

    edge: float  # where lines begin
    margin: float  # where full lines end
    leading: float  # from baseline to baseline
    size: float  # of the letters
    indents: frozenset[int]  # where the first lines of paragraphs begin, in whole points


def _measures(pages: Sequence[Sequence[Block]], sides: float) -> dict[Column, _Measure]:
    """Find the margin and the leading of each kind of column, over all pages."""
    measures: dict[Column, _Measure] = {}
    for column in (Column.WHOLE, Column.LEFT, Column.RIGHT):
        blocks = [
            [line for line in block.lines if line.size] for page in pages for block in page if block.column is column
        ]
        lines = [line for block in blocks for line in block]
        steps = Counter(
            round(above.baseline - below.baseline)
            for block in blocks
            for above, below in zip(block, block[1:], strict=False)
            if above.baseline > below.baseline
        )
        if not lines or not steps:
            continue
        size = Counter(line.size for line in lines for _ in line.text).most_common(1)[0][0]
        needed = max(FEWEST_FULL_LINES, LEAST_FULL_SHARE * len(lines))
        begins = Counter(round(line.left) for line in lines)
        edge = float(min(left for left, times in begins.items() if times >= min(needed, max(begins.values()))))
        margin = _margin([line.right for line in lines], size, needed)
        if margin is None and column is Column.WHOLE and sides:  # a page or two, with hardly a line that is full
            edge = float(min(begins))
            margin = _opposite([line.right for line in lines], size, sides - edge)
        if margin is not None:
            leading = float(steps.most_common(1)[0][0])
            measures[column] = _Measure(edge, margin, leading, size, _indents(blocks, margin))
        elif column is Column.RIGHT and Column.LEFT in measures:  # as wide as the other one
            aside = float(min(begins)) - measures[Column.LEFT].edge
            measures[column] = _moved(measures[Column.LEFT], aside)
    return measures


def _moved(measure: _Measure, aside: float) -> _Measure:
    """Give the measure of a column beside another one."""
    indents = frozenset(round(indent + aside) for indent in measure.indents)
    return replace(measure, edge=measure.edge + aside, margin=measure.margin + aside, indents=indents)


def _margin(ends: Sequence[float], size: float, needed: float) -> float | None:
    """Find where full lines end: so far right that hardly a line runs beyond, and enough end just there."""
    ordered = sorted(ends)
    for place in range(len(ordered) - 1, -1, -1):
        beyond = len(ordered) - 1 - place
        if beyond > MOST_BEYOND * len(ordered):
            return None
        if place + 1 - bisect_left(ordered, ordered[place] - RAGGED * size) >= needed:
            return ordered[place]
    return None


def _opposite(ends: Sequence[float], size: float, margin: float) -> float | None:
    """Take the margin to be as wide as the one on the other side of the page, if a line ends there and none runs beyond."""
    return margin if margin - RAGGED * size <= max(ends) <= margin + size else None


def _indents(blocks: Sequence[Sequence[Piece]], margin: float) -> frozenset[int]:
    """Find where the first lines of paragraphs begin: full lines there go on farther to the left, not below themselves."""
    back: Counter[int] = Counter()
    for lines in blocks:
        for above, below in zip(lines, lines[1:], strict=False):
            if above.right + first_word_width(below) + SLACK * above.size >= margin:
                step = above.left - below.left
                back[round(above.left)] += 1 if step > 0.8 * above.size else -1 if abs(step) < 0.3 * above.size else 0
    return frozenset(left for left, times in back.items() if times > 0)


def _goes_on(above: Piece, below: Piece, measure: _Measure) -> bool:
    """Tell whether a line was broken only because it was full."""
    if not above.size or not below.size:  # a table, or turned text: nothing is known of where it stands
        return False
    if abs(above.size - below.size) > 0.1 * above.size or read_label(_MARKUP.sub("", to_characters(below.text))):
        return False
    distance = above.baseline - below.baseline
    room = measure.margin - first_word_width(below) - SLACK * above.size
    is_title = above.size > LARGER * measure.size or _is_centred(above, measure)
    if is_title and _is_centred(below, measure):  # in two lines
        return 0 < distance <= 2 * above.size and above.right - above.left >= room - measure.edge
    if above.right < room or not 0 < distance <= LOOSEST_LEADING * measure.leading:
        return False
    begins = round(below.left) in measure.indents and below.left > measure.edge + 0.3 * below.size
    return not begins and below.left <= above.left + 0.3 * above.size


def _is_centred(line: Piece, measure: _Measure) -> bool:
    """Tell whether a line stands in the middle of its column, and not at its edge."""
    before, behind = line.left - measure.edge, measure.margin - line.right
    return before > 0.5 * line.size and abs(before - behind) <= 1.5 * line.size


def _paragraphs(block: Block, measure: _Measure | None) -> Iterator[str]:
    """Write the lines of one block: joined where one goes on in the next, tables row by row."""
    text = ""
    above: Piece | None = None
    for line in block.lines:
        if above is not None and measure is not None and _goes_on(above, line, measure):
            text = glued(text, line.text)
            above = line
            continue
        if above is not None:
            yield text
        text, above = line.text, line
        if line.rows:
            *before, text = write_table(line.rows)
            yield from before
    if above is not None:
        yield text


def _written(block: Block, measure: _Measure | None) -> Iterator[str]:
    """Write the lines of one block; those of a header or footer end with the sign that says so."""
    for line in _paragraphs(block, measure):
        yield line.strip() + (FURNITURE_END if block.column is Column.EDGE else "")


def _bring_back(pages: Sequence[Sequence[Block]], measures: dict[Column, _Measure]) -> None:
    """Move the rest of a sentence that the end of a page or of a column parted to where it began."""
    blocks = [block for page in pages for block in page if block.column is not Column.EDGE]
    for block, following in zip(blocks, blocks[1:], strict=False):
        measure, next_measure = measures.get(block.column), measures.get(following.column)
        if not measure or not next_measure or (block.column is Column.WHOLE) != (following.column is Column.WHOLE):
            continue
        if not block.lines or not following.lines:
            continue
        end = 0
        down = block.lines[-1].baseline - measure.leading - following.lines[0].baseline
        aside = measure.edge - next_measure.edge
        while end < len(following.lines):
            line = following.lines[end]
            moved = replace(line, baseline=line.baseline + down, left=line.left + aside, right=line.right + aside)
            if not _goes_on(block.lines[-1], moved, measure):
                break
            end += 1
            block.lines.append(moved)
        del following.lines[:end]


def join_wrapped(pages: Sequence[list[Block]], sides: float = 0.0) -> list[str]:
    """Write each page's lines, joined where the page shows that they were one.

    :param pages: The blocks of each page, in reading order. Lines move between them.
    :param sides: Where the left side of the page stands plus where the right one does; 0 if that is not known.
    :return: The text of each page.
    """
    join_tables(pages)
    measures = _measures(pages, sides)
    _bring_back(pages, measures)
    return ["\n".join(line for block in page for line in _written(block, measures.get(block.column))) for page in pages]
