"""What a source says of a line beside its words: that it is a heading and of which level, how far in it stands, what is above it.

The signs are Markdown's; the readers of Word files and web pages write them too. ``markup`` leaves them out of the words, so they
are read from the source, where each character of a line is known to stand.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

LONGEST_MARKED = 40  # characters of a heading; longer ones are rules in the style of one
LONGEST_PREFIX = 60  # characters before a line's first word that are looked at
TAB = 4  # columns
LIST_INDENT = "  "  # what readers write before an item for each list around its own
_HEADING = re.compile(r"[ \t>]*(#{1,6})[ \t]+[*_]*$")
_BLANKS = re.compile(r"[ \t]*")
_FENCE = re.compile(r"\s*(?:```|~~~)")
_STRETCH = re.compile(r"\S(?:[^\n]*\S)?")
_SENTENCE_END = "。；;，,！!？?"


@dataclass(frozen=True, slots=True)
class LineMarks:
    """The marks of one line."""

    level: int = 0  # of a heading, from 1; 0 for text
    indent: int = 0  # columns of blanks before it; full-width ones set off a paragraph and count for nothing
    is_apart: bool = False  # a blank line stands above it


PLAIN = LineMarks()


def strike_out(text: str) -> str:
    """Write text that its source shows struck out, line by line, as Markdown does; ``markup`` leaves it out and says so.

    >>> strike_out("两次 "), strike_out("")
    ('~~两次~~ ', '')

    :param text: A stretch of text.
    :return: It, between the signs.
    """
    return _STRETCH.sub(lambda match: f"~~{match[0].replace('~', '～')}~~", text)


def join_struck(text: str) -> str:
    """Join stretches of struck-out text that stand side by side.

    :param text: A line or more.
    :return: It, with one pair of signs around each.
    """
    return text.replace("~~~~", "")


def read_marks(source: str, offset: int, words: str) -> LineMarks:
    """Read the marks of a line.

    >>> read_marks("## 1. 受理", 3, "1. 受理").level, read_marks("  - 应当微笑", 2, "- 应当微笑").indent
    (2, 2)

    :param source: The text the line comes from.
    :param offset: Where in it the first character that was left of the line stands; negative for one that was put in.
    :param words: What was left of it.
    :return: Its marks; none where the line was cut out of a longer one.
    """
    if offset < 0:
        return PLAIN
    start = source.rfind("\n", max(0, offset - LONGEST_PREFIX), offset) + 1
    if start == 0 and offset > LONGEST_PREFIX:
        return PLAIN
    prefix = source[start:offset]
    blanks = _BLANKS.match(prefix)
    indent = sum(TAB if sign == "\t" else 1 for sign in blanks[0]) if blanks else 0
    above = _line_before(source, start)
    if _FENCE.match(above):
        above = _line_before(source, start - len(above) - 1)
    marked = _HEADING.fullmatch(prefix)
    heading = marked is not None and len(words) <= LONGEST_MARKED and words[-1:] not in _SENTENCE_END
    return LineMarks(len(marked[1]) if marked and heading else 0, indent, not above.strip())


def _line_before(source: str, start: int) -> str:
    """Give the line above the one that begins at a place; a sign that is no blank above the first."""
    end = start - 1
    return source[source.rfind("\n", 0, end) + 1 : end] if end > 0 else "-"
