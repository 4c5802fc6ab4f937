"""Pieces of text with their places on a page, and the lines they make. Knows nothing of PDF files."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from corpus.table_lines import Row

JOINING_GAP = 1.0  # letter heights; pieces nearer than this are one line, farther apart they may be cells or columns
MOST_OVERLAP = 0.6  # letter heights; of two signs side by side, as 」「, each is set half as wide
SAME_LINE = 0.35  # letter heights that two pieces of a line may differ in their baselines
_UNBROKEN = re.compile(r"[“‘「『《（(\[【〈]*(?:[!-~]+|.?)")


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
            near = -MOST_OVERLAP * piece.size <= piece.left - before.right <= JOINING_GAP * piece.size
            if near and _same_line(before, piece):
                lines[-1] = (min(first, place), _joined(before, piece))
                continue
        lines.append((place, piece))
    return [piece for _, piece in sorted(lines, key=lambda line: line[0])]
