"""Telling a text set to a line width from one whose line breaks mean something, by the lengths of its lines.

A line that fills the width says nothing about where a sentence ends: 第二条 省人民政府交通运输主管部门负责全省客运 is no heading,
though its words alone could be one. Knows lengths, signs and labels; what the words say, ``headings`` knows.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from corpus.headings import TERMINAL, counts_on, ends_as_heading, is_heading_like, states
from corpus.label import STRUCTURAL, Family, Label

SENTENCE_ENDS = "。；;！!？?：:"
NARROWEST = 12  # characters; no page is set narrower, but lists of short phrases are
SLACK = 2  # characters a full line may be short of the width: a sign that may not begin a line, an indent
LONGER_SHARE = 0.02  # of lines may run over the width: titles, rows of tables
FEWEST_FULL = 3  # lines; two of one length happen by chance
OPEN_SHARE = 0.6  # of full lines, at least, break off in mid sentence
FOLLOWED_SHARE = 0.9  # of those, at least, go on in a line without a label
LOOSE_SHARE = 0.3  # of shorter lines, at most, end neither a sentence nor a heading
HEADED_SHARE = 0.3  # of labelled lines, at least, are headings where a regulation has headings on such lines
NEAR_LONGEST = 0.85  # of the longest line: what may have been broken there where the width is not known
SHORTEST_BROKEN = 14  # characters, the same


class Line(Protocol):
    """What is looked at of a segment: its label, its words and the line it is the last of."""

    @property
    def label(self) -> Label | None:
        """Its label."""

    @property
    def line(self) -> str:
        """The line it ends; empty where more stands behind it."""

    @property
    def text(self) -> str:
        """Its words behind the label."""


def _columns(line: str) -> int:
    """Count the width of a line, a Chinese character as one and a Latin one as half."""
    wide = len(line) - len(line.translate(_WIDE))
    return (len(line) + wide + 1) // 2


class _Wide(dict[int, int | None]):
    """For ``str.translate``: leaves out what is as wide as a Chinese character; knows a character from the first time on."""

    def __missing__(self, code: int) -> int | None:
        """See how wide a character is."""
        self[code] = None if unicodedata.east_asian_width(chr(code)) in "WFA" else code
        return self[code]


_WIDE = _Wide()


@dataclass(frozen=True, slots=True)
class Wrapping:
    """How the lines of a file were broken."""

    measure: Callable[[str], int]
    width: int  # of a full line; 0 where the text is not set to a width, or has too few lines to tell
    longest: int  # characters of the longest line
    headed: frozenset[Family]  # labels that have a heading on their line in this file

    def fills(self, line: str) -> bool:
        """Tell whether a line fills the width, so that its end says nothing."""
        return bool(self.width) and self.measure(line) >= self.width - SLACK

    def breaks_off(self, first: Line, before: str, last: str, after: Line) -> bool:
        """Tell whether a paragraph was broken at the width and goes on in the next line.

        :param first: What the paragraph begins with.
        :param before: Its words so far.
        :param last: Its last line.
        :param after: The next line, without a label.
        :return: Whether the two are one paragraph.
        """
        label, single = first.label, before == first.text
        if (
            before[-1:] in SENTENCE_ENDS
            or label is not None
            and STRUCTURAL.get(label.family, 99) < STRUCTURAL[Family.ARTICLE]
        ):
            return False
        if not single or not _may_head(before):
            stated = label is not None and single and states(before) and before[-1:] not in TERMINAL
            return self.fills(last) or stated and not counts_on(after.text)
        if label is None:  # a title above the text may be as long as a line
            return self.fills(last) and not ends_as_heading(before)
        if label.family in self.headed:  # a long heading goes on in a short line
            return (
                self.fills(last)
                and not self.fills(after.line)
                and _may_head(after.text)
                and after.text[-1:] not in TERMINAL
            )
        return self.fills(last) or not self.width and label.family is Family.ARTICLE and self._may_be_full(last, before)

    def _may_be_full(self, last: str, before: str) -> bool:
        """Tell whether a line may have been broken where no width is known: no other is much longer."""
        return len(last) >= max(SHORTEST_BROKEN, NEAR_LONGEST * self.longest) and not ends_as_heading(before)


def _may_head(text: str) -> bool:
    """Tell whether a line could be a heading by its words."""
    return is_heading_like(text) and not states(text)


def _width_by(measure: Callable[[str], int], lines: Sequence[tuple[Line, Line | None]]) -> tuple[int, int]:
    """Find the width that lines are set to by one way of measuring, and how many are full; zeros if there is none."""
    lengths = sorted(measure(segment.line) for segment, _ in lines)
    width = lengths[int((1 - LONGER_SHARE) * (len(lengths) - 1))] if lengths else 0
    if width < NARROWEST:
        return 0, 0
    width = max(range(width - SLACK, width + 1), key=lengths.count)  # signs that may not begin a line hang over
    full = [pair for pair in lines if measure(pair[0].line) >= width - SLACK]
    broken = [after for segment, after in full if segment.line[-1] not in SENTENCE_ENDS and after is not None]
    goes_on = sum(after.label is None for after in broken)
    shorter = [pair for pair in lines if measure(pair[0].line) < width - SLACK]
    loose = sum(
        segment.label is None and after is not None and after.label is None and segment.line[-1] not in TERMINAL
        for segment, after in shorter
    )
    wrapped = (
        len(full) >= FEWEST_FULL
        and len(broken) >= OPEN_SHARE * len(full)
        and goes_on >= FOLLOWED_SHARE * len(broken)
        and loose <= LOOSE_SHARE * len(shorter)
    )
    return (width, len(full)) if wrapped else (0, 0)


def find_wrapping(segments: Sequence[Line]) -> Wrapping:
    """Find the width a file is set to, and which of its labels have headings on their lines.

    :param segments: The segments of single lines.
    :return: What is found.
    """
    followers = [*segments[1:], None]
    lines = [(segment, after) for segment, after in zip(segments, followers, strict=False) if segment.line]
    ways: tuple[Callable[[str], int], ...] = (len, _columns)
    found = [(*_width_by(measure, lines), measure) for measure in ways]
    width, _, measure = max(found, key=lambda one: one[1])
    bare = Wrapping(measure, width, max((len(segment.line) for segment, _ in lines), default=0), frozenset())
    counts: dict[Family, list[bool]] = {}
    for segment, after in lines:
        if segment.label is not None and segment.text:
            heads = (
                after is not None
                and after.label is None
                and _may_head(segment.text)
                and segment.text[-1] not in TERMINAL
            )
            counts.setdefault(segment.label.family, []).append(heads and not bare.fills(segment.line))
    share = HEADED_SHARE if width else 0.5
    headed = frozenset(family for family, heads in counts.items() if sum(heads) > share * len(heads))
    return Wrapping(measure, width, bare.longest, headed)
