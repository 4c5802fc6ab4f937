"""Rows of a table that somebody typed with blanks: their cells begin in the same columns on several lines.

A gap is two blanks or more, or a full-width one. Where the columns do not line up, as in letters of different widths, the first line
has to name them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from corpus.labels import read_label
from corpus.table_lines import names_columns, reads_as_words

GAP = re.compile(r"[ \u3000]*(?:\u3000| {2})[ \u3000]*")
FEWEST_LINES = 3  # with as many cells each, one below the other
FEWEST_NAMED = 3  # columns, where the rows below hold sentences
SLACK = 2  # columns that a cell may stand beside its column; a Chinese character is two wide
LONGEST_CELL = 40  # characters but in the last column; a longer one is a text with a gap in it
_SENTENCE = re.compile(r"[。；;！!？?]|[,，].*[,，]")
_PAGE = re.compile(r"\d{1,4}")


def find_aligned(lines: Sequence[str]) -> frozenset[int]:
    """Find the rows of tables whose columns are made of blanks.

    :param lines: A document's lines, none of them blank.
    :return: Their places.
    """
    starts = [_starts(line) for line in lines]
    found = {
        place
        for start, end in _runs(starts)
        if _lines_up(starts[start:end]) or _is_headed([GAP.split(line) for line in lines[start:end]])
        for place in range(start, end)
    }
    for head, columns in enumerate(starts):
        if len(columns) >= FEWEST_NAMED and head not in found:
            found.update(_under_head(lines, head, len(columns)))
    return frozenset(found)


def _under_head(lines: Sequence[str], head: int, columns: int) -> range:
    """Give a line that names three columns or more and the rows below it, sentences too: 场景  标准用语  禁用语."""
    heads = GAP.split(lines[head])
    if not all(map(reads_as_words, heads)) or not names_columns(heads, []):
        return range(0)
    end = head + 1
    while end < len(lines) and len(GAP.split(lines[end])) == columns and not _labelled(lines[end]):
        end += 1
    return range(head, end) if end > head + 1 else range(0)


def _labelled(line: str) -> bool:
    """Tell whether a line begins with a label, which may be a number alone."""
    label = read_label(line)
    return label is not None and not label.bare


def _starts(line: str) -> tuple[int, ...]:
    """Give the columns where the cells of a line begin; none for a line that is no row."""
    if "|" in line or "\t" in line or not GAP.search(line):
        return ()
    label = read_label(line)
    if label is not None and not label.bare:
        return ()
    cells = GAP.split(line)
    if (
        any(len(cell) > LONGEST_CELL or _SENTENCE.search(cell) for cell in cells[:-1])
        or _PAGE.fullmatch(cells[-1])
        and len(cells) == 2
    ):
        return ()
    return (0, *(_width(line[: gap.end()]) for gap in GAP.finditer(line)))


def _width(text: str) -> int:
    """Count the columns a text takes."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in text)


def _runs(starts: Sequence[tuple[int, ...]]) -> Iterator[tuple[int, int]]:
    """Give the stretches of lines with as many cells each, two at least; their ends too."""
    begin = 0
    for place in range(1, len(starts) + 1):
        if place == len(starts) or len(starts[place]) != len(starts[begin]):
            if len(starts[begin]) > 1 and place - begin >= FEWEST_LINES:
                yield begin, place
            begin = place


def _lines_up(rows: Sequence[tuple[int, ...]]) -> bool:
    """Tell whether the cells of each column begin side by side."""
    return all(max(column) - min(column) <= SLACK for column in zip(*rows, strict=True))


def _is_headed(rows: Sequence[Sequence[str]]) -> bool:
    """Tell whether the first row names the columns of the others."""
    heads, *body = rows
    return all(map(reads_as_words, heads)) and names_columns(heads, body)
