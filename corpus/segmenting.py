"""Lines -> segments: each begins with a label or is a paragraph of its own.

Labels inside a line are found by the sequence they stand in; lines that were broken in mid sentence are joined afterwards, when
tables of contents are out of the way.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.headings import TERMINAL, continues, ends_open, in_mid_sentence
from corpus.labels import STRUCTURAL, Family, Label, is_beside_bullet, read_label
from corpus.marked_tables import find_rows
from corpus.passage import EMPTY, Passage, join
from corpus.sequences import Sequences
from corpus.wrapping import Wrapping, find_wrapping

# Not 目录外的商品不予退换.
_CONTENTS_WORD = re.compile(
    r"(?:目[ \t\u3000]*[录錄次]|contents)[ \t\u3000]*(?:[:：]|$|(?=第[\d一二三四五六七八九十]+[编編章节節部条條]))",
    re.I,
)
_MAYBE_LABEL = re.compile(
    r"第|[（(]\s*[\da-zA-Z〇一二三四五六七八九十]|[0-9０-９]{1,3}|[〇一二三四五六七八九十百]{1,5}\s*[、．.]|[①-⒛❶-❿㈠-㈩Ⅰ-Ⅻ]|"
    r"(?<![a-zA-Z])[a-zA-Z](?:[、．)）]|\.\d)"
)
_NEVER_BEFORE = "第、,，~～-—–至到和及与或./×*#其之约共近满超前后每约达逾"
_HEADED = re.compile(r"\d[、.．][^,，。;；:：、]{2,10}$")
LINES_LOOKED_BACK_AT = 8
CHARACTERS_LOOKED_BACK_AT = 200  # enough to know whether a sentence is complete
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
    def is_contents(self) -> bool:
        """Whether this is the word above a table of contents."""
        return self.label is None and bool(_CONTENTS_WORD.fullmatch(self.text))


def _candidates(line: str, start: int) -> Iterator[tuple[int, Label]]:
    """Find what could be labels inside a line."""
    for match in _MAYBE_LABEL.finditer(line, start):
        place = match.start()
        if line[place - 1].isdigit() and line[place].isdigit() or place < start:
            continue
        label = read_label(line, place, at_line_start=False)
        if label:
            yield place, label


def _starts_list(label: Label, later: Sequence[tuple[int, Label]], next_lines: Sequence[Passage]) -> bool:
    """Tell whether number two of the same family follows a number one."""
    for _, candidate in later:
        if candidate.family is label.family and candidate.numbers[:-1] == label.numbers[:-1]:
            if candidate.number == 2:
                return True
            if candidate.number == 1 and not candidate.doubtful:
                return False
    for line in next_lines:
        candidate_at_start = read_label(line.text)
        if candidate_at_start and candidate_at_start.family is label.family:
            return candidate_at_start.number == 2
    return False


def _is_label_here(
    line: str,
    place: int,
    label: Label,
    sequences: Sequences,
    later: Sequence[tuple[int, Label]],
    next_lines: Sequence[Passage],
) -> bool:
    """Decide whether a candidate inside a line is a label: by what stands before it and by its sequence."""
    before = line[max(0, place - CHARACTERS_LOOKED_BACK_AT) : place].rstrip()
    after_sentence = before[-1:] in TERMINAL + "）)"
    if before[-1:] in _NEVER_BEFORE or label.bare and not after_sentence:
        return False
    if label.doubtful:
        begins = label.number == 1 and before[-1:] in (":", "：") and _starts_list(label, later, next_lines)
        return begins or before[-1:] in TERMINAL and sequences.is_next(label)
    if place + label.length >= len(line) and not after_sentence:  # 保持1. | 5米左右的距离
        return False
    if label.family is Family.DECIMAL or label.family in STRUCTURAL:
        in_order = sequences.is_next(label) or label.number == 1 and _starts_list(label, later, ())
        return in_order and (after_sentence or label.family in (Family.PART, Family.CHAPTER) and label.number == 1)
    if label.family is Family.LETTER and not after_sentence:
        return False
    if sequences.is_next(label):
        return True
    if label.number != 1 or label.bare:
        return False
    # 3、一看三了解(1)看店堂柜台: cut off behind its first item, but 1、三定:(1)… and 2、六不准(1)… came before.
    cut_off = sequences.nests(label) and bool(_HEADED.search(before))
    return cut_off or _starts_list(label, later, next_lines)


def _cut(line: Passage, label: Label | None, start: int, end: int) -> Segment:
    """Make the segment of a stretch of a line."""
    body_start = start + (label.length if label else 0)
    return Segment(label, line[start:body_start], line[body_start:end].strip())


def _cut_before_restart(line: Passage, label: Label | None, start: int, end: int) -> list[Segment]:
    """Cut off the heading of a list that begins anew inside a line: what stands behind the last sentence before it.

    …这样也方便我们改进。遇到客户查询问题1.有时客户问题很尖锐
    """
    tail = re.search(r"(?<=[。！!？?；;”」])[^。！!？?；;”」]{2,40}$", line.text[start:end].rstrip())
    if not tail:
        return [_cut(line, label, start, end)]
    middle = start + tail.start()
    return [_cut(line, label, start, middle), Segment(None, EMPTY, line[middle:end].strip())]


def _is_label_at_start(
    label: Label, before: str, sequences: Sequences, next_lines: Sequence[Passage], bare_style: bool
) -> bool:
    """Decide whether a line begins with a label, or goes on in mid sentence with what looks like one."""
    if label.bare:
        return bare_style and (label.number == 1 or sequences.is_next(label)) or _has_parts(label, next_lines)
    if label.doubtful and label.family is Family.BULLET:
        after = next_lines[0].text if next_lines else ""
        return not in_mid_sentence(before) and is_beside_bullet(label, before, after)
    if label.doubtful:
        awaited = sequences.is_next(label) or label.number == 1 and sequences.last(label) is None
        quantity = label.printed[-1:] in ".．"  # 与客户保持 | 1.5米
        if quantity and before[-1:] not in TERMINAL:
            return label.number == 1 and not in_mid_sentence(before) and _starts_list(label, (), next_lines)
        return awaited and not in_mid_sentence(before)
    if sequences.is_next(label):
        return True
    if label.family in STRUCTURAL:  # 依照民法典 | 第六十四条及…
        return label.number == 1 or not in_mid_sentence(before)
    return label.number == 1 or label.family is Family.BULLET or not ends_open(before)


def _split_line(
    line: Passage, before: str, sequences: Sequences, next_lines: Sequence[Passage], bare_style: bool, *, parted: bool
) -> list[Segment]:
    """Cut one line at every label in it; a bullet certainly begins where a maintainer parted the line."""
    first = read_label(line.text)
    if (
        first
        and not (parted and first.family is Family.BULLET)
        and not _is_label_at_start(first, before, sequences, next_lines, bare_style)
    ):
        first = None
    if first and first.family is not Family.BULLET:
        sequences.accept(first)
    start = 0
    current = first
    segments: list[Segment] = []
    candidates = list(_candidates(line.text, max(1, first.length if first else 0)))
    for number, (place, label) in enumerate(candidates):
        if place < start + (current.length if current else 0):
            continue
        later = candidates[number + 1 : number + 400]  # enough for the longest list in a line, and linear
        if not _is_label_here(line.text, place, label, sequences, later, next_lines):
            continue
        restarts = label.number == 1 and current is not None and current.family is label.family
        sequences.accept(label)
        if place > start:
            segments.extend(
                _cut_before_restart(line, current, start, place) if restarts else [_cut(line, current, start, place)]
            )
        start, current = place, label
    segments.append(replace(_cut(line, current, start, len(line.text)), line=line.text))
    return segments


def _has_parts(label: Label, next_lines: Sequence[Passage]) -> bool:
    """Tell whether the next line is 6.1 where the label is 6."""
    part = read_label(next_lines[0].text) if next_lines else None
    return part is not None and part.family is Family.DECIMAL and part.numbers[:-1] == label.numbers


def _uses_bare_numbers(lines: Sequence[Passage]) -> bool:
    """Tell whether a document numbers its items 1, 2, 3 with nothing behind the number."""
    numbers = [label.number for line in lines if (label := read_label(line.text)) and label.bare]
    return any(b == a + 1 for a, b in zip(numbers, numbers[1:], strict=False))


def split_segments(lines: Sequence[Passage], split_at: Collection[int] = ()) -> list[Segment]:
    """Cut lines into segments.

    :param lines: The document's lines without noise; empty passages stand for blank lines.
    :param split_at: Where in the source lines begin because a maintainer says so; a dash there is a bullet.
    :return: The segments in document order, a table of contents among them.
    """
    written = [line for line in lines if line]
    bare_style = _uses_bare_numbers(written)
    sequences = Sequences()
    raw: list[Segment] = []
    before = ""  # the line before
    rows = find_rows(written)
    for number, line in enumerate(written):
        if number in rows:
            raw.append(Segment(None, EMPTY, line, is_row=True))
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
        raw.extend(_split_line(line, "" if parted else before, sequences, next_lines, bare_style, parted=parted))
        before = line.text
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
        if (
            loose
            and not (joined[-1].is_row or joined[-1].is_contents or joined[-1].is_heading or segment.is_heading)
            and (continues(before, segment.text) or wrapping.breaks_off(joined[-1], before, last, segment))
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
