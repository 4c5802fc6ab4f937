"""Lines -> segments: each begins with a label or is a paragraph of its own.

Labels inside a line are found by the sequence they stand in; lines that were broken in mid sentence are joined afterwards, when
tables of contents are out of the way.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from corpus.bare_numbers import find_bare_labels
from corpus.closings import closes
from corpus.headings import continues, ends_open
from corpus.label import Family, Label
from corpus.label_places import (
    CHARACTERS_LOOKED_BACK_AT,
    find_candidates,
    follows_heading,
    is_label_at_start,
    is_label_inside,
)
from corpus.labels import read_label
from corpus.line_marks import PLAIN, read_marks
from corpus.marked_tables import find_rows
from corpus.passage import EMPTY, Passage, join
from corpus.roman import as_roman
from corpus.sequences import Sequences
from corpus.wrapping import Wrapping, find_wrapping

# Not 目录外的商品不予退换.
_CONTENTS_WORD = re.compile(
    r"(?:目[ \t\u3000]*[录錄次]|contents)[ \t\u3000]*(?:[:：]|$|(?=第[\d一二三四五六七八九十]+[编編章节節部条條]))",
    re.I,
)
LINES_LOOKED_BACK_AT = 8
MOST_SECTIONS = 50  # that a heading's number without a sign behind it may count; 120急救 is none
LOOKAHEAD_LINES = 6  # a list that starts inside a line has its second item this near


@dataclass(frozen=True, slots=True)
class Segment:
    """A label with what follows it, or a paragraph without one."""

    label: Label | None
    label_passage: Passage  # the label's own characters
    body: Passage
    is_heading: bool = False  # known to be a heading
    is_rule: bool = False  # known to be a rule, however much it reads as a heading
    is_situation: bool = False  # of a situation → wording table
    is_row: bool = False  # of a table whose cells are marked
    is_title: bool = False  # of the file, which marks it as such
    level: int = 0  # as a heading, from 1, where the file marks it as one
    indent: int = 0  # columns it is set in
    is_apart: bool = False  # a blank line stands above it
    lines: int = 1  # it stands on
    line: str = ""  # the line it is the last of; empty where more stands behind it

    @property
    def text(self) -> str:
        """The body's characters."""
        return self.body.text

    @property
    def whole(self) -> Passage:
        """The label's and the body's characters."""
        return self.label_passage + self.body

    @property
    def heads(self) -> bool:
        """Whether it is known to be a heading: a maintainer or the file says so."""
        return self.is_heading or self.level > 0

    @property
    def is_contents(self) -> bool:
        """Whether this is the word above a table of contents."""
        return self.label is None and bool(_CONTENTS_WORD.fullmatch(self.text))


def _cut(line: Passage, label: Label | None, start: int, end: int) -> Segment:
    """Make the segment of a stretch of a line, the last one if it goes to its end."""
    body_start = start + (label.length if label else 0)
    label_passage = line[start:body_start] if body_start > start else EMPTY
    whole = line.text if end == len(line.text) else ""
    return Segment(label, label_passage, line[body_start:end].strip(), line=whole)


def _cut_before_restart(line: Passage, label: Label | None, start: int, end: int) -> list[Segment]:
    """Cut off the heading of a list that begins anew inside a line: what stands behind the last sentence before it.

    …这样也方便我们改进。遇到客户查询问题1.有时客户问题很尖锐
    """
    tail = re.search(r"(?<=[。！!？?；;”」])[^。！!？?；;”」]{2,40}$", line.text[start:end].rstrip())
    if not tail:
        return [_cut(line, label, start, end)]
    middle = start + tail.start()
    return [_cut(line, label, start, middle), Segment(None, EMPTY, line[middle:end].strip())]


def _split_line(
    line: Passage, before: str, sequences: Sequences, next_lines: Sequence[Passage], in_series: bool, *, parted: bool
) -> list[Segment]:
    """Cut one line at every label in it; a bullet certainly begins where a maintainer parted the line."""
    first = read_label(line.text)
    if first:
        first = as_roman(first, sequences.last, (read_label(following.text) for following in next_lines))
    if (
        first
        and not (parted and first.family is Family.BULLET)
        and not is_label_at_start(first, before, sequences, next_lines, in_series)
    ):
        first = None
    if first and first.family is not Family.BULLET:
        sequences.accept(first)
    start = 0
    current = first
    segments: list[Segment] = []
    candidates = list(find_candidates(line.text, max(1, first.length if first else 0)))
    for number, (place, label) in enumerate(candidates):
        if place < start + (current.length if current else 0):
            continue
        later = candidates[number + 1 : number + 400]  # enough for the longest list in a line, and linear
        body_start = start + (current.length if current else 0)
        words = line.text[max(body_start, place - CHARACTERS_LOOKED_BACK_AT) : place]
        if not is_label_inside(line.text, place, label, sequences, later, next_lines) and not follows_heading(
            words, current, label, sequences, later
        ):
            continue
        restarts = label.number == 1 and current is not None and current.family is label.family
        sequences.accept(label)
        if place > start:
            segments.extend(
                _cut_before_restart(line, current, start, place) if restarts else [_cut(line, current, start, place)]
            )
        start, current = place, label
    segments.append(_cut(line, current, start, len(line.text)))
    return segments


def _marked_heading(line: Passage, sequences: Sequences) -> Segment:
    """Make the segment of a line that the file marks as a heading: its label needs no sequence."""
    label = read_label(line.text)
    if label is None or label.doubtful and not sequences.is_next(label) or label.bare and label.number > MOST_SECTIONS:
        return _cut(line, None, 0, len(line.text))
    if label.family is not Family.BULLET:
        sequences.accept(label)
    return _cut(line, label, 0, len(line.text))


def split_segments(lines: Sequence[Passage], split_at: Collection[int] = (), source: str = "") -> list[Segment]:
    """Cut lines into segments.

    :param lines: The document's lines without noise; empty passages stand for blank lines.
    :param split_at: Where in the source lines begin because a maintainer says so; a dash there is a bullet.
    :param source: The text the lines come from, where its marks count.
    :return: The segments in document order, a table of contents among them.
    """
    written = [line for line in lines if line]
    bare_labels = find_bare_labels(written)
    sequences = Sequences()
    raw: list[Segment] = []
    before = ""  # the line before
    rows = find_rows(written)
    for number, line in enumerate(written):
        if number in rows:
            apart = bool(source) and read_marks(source, line.at[0], line.text).is_apart
            raw.append(Segment(None, EMPTY, line, is_row=True, is_apart=apart))
            before = ""
            continue
        if match := _CONTENTS_WORD.match(line.text):
            raw.append(Segment(None, EMPTY, line[: match.end()]))
            sequences = Sequences()
            line, before = line[match.end() :].strip(), ""
            if not line:
                continue
        next_lines = written[number + 1 : number + 1 + LOOKAHEAD_LINES]
        parted = line.at[0] in split_at
        marks = read_marks(source, line.at[0], line.text) if source and not parted else PLAIN
        first, *others = (
            [_marked_heading(line, sequences)]
            if marks.level
            else _split_line(
                line, "" if parted else before, sequences, next_lines, number in bare_labels, parted=parted
            )
        )
        if marks.level or marks.indent or marks.is_apart:
            first = replace(first, level=marks.level, indent=marks.indent, is_apart=marks.is_apart)
        raw += [first, *others]
        before = "" if marks.level else line.text
    if not any(segment.level for segment in raw):  # only in a file with such marks does a blank line end a paragraph
        return [replace(segment, is_apart=False) if segment.is_apart else segment for segment in raw]
    return raw


def join_lines(segments: Sequence[Segment], wrapping: Wrapping | None = None) -> list[Segment]:
    """Join what a line break parted.

    :param segments: The segments of single lines.
    :param wrapping: How the lines of the file were broken, where the segments are but a part of it.
    :return: The segments, those that go on with a sentence joined to the one before.
    """
    wrapping = wrapping or find_wrapping(segments)
    joined: list[Segment] = []
    lines: list[
        Passage
    ] = []  # of the last segment; joined once, so that a paragraph of many lines takes no longer than they do
    last = ""  # the line read last
    for segment in segments:
        before = "".join(line.text for line in lines[-LINES_LOOKED_BACK_AT:])[-CHARACTERS_LOOKED_BACK_AT:]
        loose = segment.label is None and not segment.is_row and bool(before)
        loose = loose and not (segment.is_apart and not ends_open(before))
        if (
            loose
            and not (joined[-1].is_row or joined[-1].is_contents or joined[-1].heads or segment.heads)
            and (
                continues(before, segment.text)
                and not closes(segment.text)
                or wrapping.breaks_off(joined[-1], before, last, segment)
            )
        ):
            if _latin_end(before) and _latin_end(segment.text[:1]):
                lines.append(Passage(" ", (-1,)))  # Latin words keep a blank between them
            lines.append(segment.body)
            last = segment.line
            continue
        if len(lines) > 1:
            joined[-1] = replace(joined[-1], body=join(lines), lines=len(lines))
        joined.append(segment)
        lines = [segment.body] if segment.body else []
        last = segment.line
    if len(lines) > 1:
        joined[-1] = replace(joined[-1], body=join(lines), lines=len(lines))
    return joined


def _latin_end(text: str) -> bool:
    """Tell whether a text ends with a Latin letter."""
    return text[-1:].isascii() and text[-1:].isalpha()
