"""Lines with their places -> paragraphs, where the page itself shows that a line goes on in the next.

It does when it runs to the margin and the next one begins at the edge, without an indent and without a label. What is less
certain is left to ``segmenting``, which judges by the words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.labels import read_label
from corpus.pdf_lines import Block, Column, Piece, width_of
from corpus.radicals import to_characters

FEWEST_FULL_LINES = 3  # that end at one place, before this place is believed to be the margin
LEAST_FULL_SHARE = 0.08  # of the lines of a column
SLACK = 1.1  # letter heights; a closing mark that may not begin a line takes its neighbour down with it
LOOSEST_LEADING = 1.2  # times the usual distance of lines; more is a new paragraph

_MARKUP = re.compile(r"^[-*#>+\s]+")  # of a Markdown text that was printed as it was


@dataclass(frozen=True, slots=True)
class _Measure:
    """What is usual in a file's lines of one kind of column."""

    edge: float  # where lines begin
    margin: float  # where full lines end
    leading: float  # from baseline to baseline


def _measures(pages: Sequence[Sequence[Block]]) -> dict[Column, _Measure]:
    """Find the margin and the leading of each kind of column, over all pages."""
    measures: dict[Column, _Measure] = {}
    for column in (Column.WHOLE, Column.LEFT, Column.RIGHT):
        blocks = [block.lines for page in pages for block in page if block.column is column]
        ends = Counter(round(line.right / 6) for lines in blocks for line in lines)  # in steps of half a character
        steps = Counter(
            round(above.baseline - below.baseline)
            for lines in blocks
            for above, below in zip(lines, lines[1:], strict=False)
            if above.baseline > below.baseline
        )
        total = sum(ends.values())
        needed = max(FEWEST_FULL_LINES, LEAST_FULL_SHARE * total)
        full = [end for end in ends if sum(ends[near] for near in range(end - 2, end + 3)) >= needed]
        if full and steps:
            margin = max(end for end in ends if end - max(full) <= 2) * 6.0
            begins = Counter(round(line.left) for lines in blocks for line in lines)
            edge = min(left for left, times in begins.items() if times >= min(needed, max(begins.values())))
            measures[column] = _Measure(float(edge), margin, float(steps.most_common(1)[0][0]))
    return measures


def _goes_on(above: Piece, below: Piece, measure: _Measure) -> bool:
    """Tell whether a line was broken only because it was full."""
    if not above.size:  # turned text: nothing is known of where it stands
        return False
    first_word = width_of(below.text[:1], below.size)
    if above.right + first_word + SLACK * above.size < measure.margin:
        return False
    distance = above.baseline - below.baseline
    if not 0 < distance <= LOOSEST_LEADING * measure.leading or abs(above.size - below.size) > 0.1 * above.size:
        return False
    return (
        below.left <= above.left + 0.3 * above.size and read_label(_MARKUP.sub("", to_characters(below.text))) is None
    )


def _glued(before: str, after: str) -> str:
    """Join two lines; Latin words keep a blank between them."""
    latin = all(sign.isascii() and sign.isalpha() for sign in (before[-1:], after[:1]))
    return f"{before} {after}" if latin else before + after


def _paragraphs(block: Block, measure: _Measure | None) -> Iterator[str]:
    """Join the lines of one block."""
    text = ""
    above: Piece | None = None
    for line in block.lines:
        if above is not None and measure is not None and _goes_on(above, line, measure):
            text = _glued(text, line.text)
        else:
            if above is not None:
                yield text
            text = line.text
        above = line
    if above is not None:
        yield text


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


def join_wrapped(pages: Sequence[Sequence[Block]]) -> list[str]:
    """Write each page's lines, joined where the page shows that they were one.

    :param pages: The blocks of each page, in reading order. Lines move between them.
    :return: The text of each page.
    """
    measures = _measures(pages)
    _bring_back(pages, measures)
    return [
        "\n".join(line.strip() for block in page for line in _paragraphs(block, measures.get(block.column)))
        for page in pages
    ]
