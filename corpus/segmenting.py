"""Lines -> segments: each begins with a label or is a paragraph of its own.

Labels inside a line are found by the sequence they stand in; lines that were broken in mid sentence are joined.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.headings import TERMINAL, continues
from corpus.labels import STRUCTURAL, Family, Label, read_label
from corpus.passage import EMPTY, Account, Passage

CONTENTS = "目录"
ATTACHMENTS = "附表清单"
_CONTENTS_WORD = re.compile(r"(?:目\s*[录錄次]|contents)\s*[:：]?", re.I)
_DOT_LEADERS = re.compile(r"(?:[.。…·．]\s?){5,}\s*\d*")
_MAYBE_LABEL = re.compile(
    r"第|[（(]\s*[\da-zA-Z〇一二三四五六七八九十]|[0-9]{1,3}|[〇一二三四五六七八九十百]{1,5}\s*[、．.]|[①-⒛❶-❿㈠-㈩Ⅰ-Ⅻ]|"
    r"(?<![a-zA-Z])[a-zA-Z][、．)）]"
)
_ATTACHMENTS_WORD = re.compile(r"附[表件录錄](?:清[单單])?\s*[:：]?")
_ATTACHMENT = re.compile(r"《[^》]{2,40}》[;；。]?")
_NEVER_BEFORE = "第、,，~～-—–至到和及与或./×*#其之约共近满超前后每约达逾"
LOOKAHEAD_LINES = 6  # a list that starts inside a line has its second item this near


@dataclass(frozen=True, slots=True)
class Segment:
    """A label with what follows it, or a paragraph without one."""

    label: Label | None
    label_passage: Passage  # the label's own characters
    body: Passage
    is_heading: bool = False  # known to be a heading: the situation of a situation → wording table

    @property
    def text(self) -> str:
        """The body's characters."""
        return self.body.text


class _Sequences:
    """The numbers last seen in each family of labels, outermost first."""

    def __init__(self) -> None:
        """Start before any label."""
        self.open: list[Label] = []

    def last(self, label: Label) -> Label | None:
        """Return the label of the same family that is being counted, if one is."""
        for candidate in reversed(self.open):
            if candidate.family is label.family and len(candidate.numbers) == len(label.numbers):
                return candidate
        return None

    def is_next(self, label: Label) -> bool:
        """Tell whether a label goes on counting where its family stands."""
        last = self.last(label)
        return last is not None and label.numbers[:-1] == last.numbers[:-1] and label.number == last.number + 1

    def accept(self, label: Label) -> None:
        """Enter a label."""
        rank = STRUCTURAL.get(label.family)
        while self.open:
            top = self.open[-1]
            if rank is not None:
                keep = STRUCTURAL.get(top.family, 99) < rank
            else:
                keep = self.last(label) is None or (top.family, len(top.numbers)) == (label.family, len(label.numbers))
            if keep:
                break
            self.open.pop()
        if self.open and self.last(label) is self.open[-1]:
            self.open.pop()
        self.open.append(label)


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
            if candidate.number == 1:
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
    sequences: _Sequences,
    later: Sequence[tuple[int, Label]],
    next_lines: Sequence[Passage],
) -> bool:
    """Decide whether a candidate inside a line is a label: by what stands before it and by its sequence."""
    before = line[:place].rstrip()
    after_sentence = before[-1:] in TERMINAL + "）)"
    if before[-1:] in _NEVER_BEFORE or label.bare and not after_sentence:
        return False
    if label.family is Family.DECIMAL or label.family in STRUCTURAL:
        in_order = sequences.is_next(label) or label.number == 1 and _starts_list(label, later, ())
        return in_order and (after_sentence or label.family in (Family.PART, Family.CHAPTER) and label.number == 1)
    if label.family is Family.LETTER and not after_sentence:
        return False
    if sequences.is_next(label):
        return True
    return label.number == 1 and not label.bare and _starts_list(label, later, next_lines)


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


def _split_line(line: Passage, sequences: _Sequences, next_lines: Sequence[Passage], bare_style: bool) -> list[Segment]:
    """Cut one line at every label in it."""
    first = read_label(line.text)
    if (
        first
        and first.bare
        and not (bare_style and (first.number == 1 or sequences.is_next(first)) or _has_parts(first, next_lines))
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
    segments.append(_cut(line, current, start, len(line.text)))
    return segments


def _has_parts(label: Label, next_lines: Sequence[Passage]) -> bool:
    """Tell whether the next line is 6.1 where the label is 6."""
    part = read_label(next_lines[0].text) if next_lines else None
    return part is not None and part.family is Family.DECIMAL and part.numbers[:-1] == label.numbers


def _uses_bare_numbers(lines: Sequence[Passage]) -> bool:
    """Tell whether a document numbers its items 1, 2, 3 with nothing behind the number."""
    numbers = [label.number for line in lines if (label := read_label(line.text)) and label.bare]
    return any(b == a + 1 for a, b in zip(numbers, numbers[1:], strict=False))


def split_segments(lines: Sequence[Passage], account: Account) -> list[Segment]:
    """Cut lines into segments and join broken ones.

    :param lines: The document's lines without noise; empty passages stand for blank lines.
    :param account: Where tables of contents are entered as noise.
    :return: The segments in document order. A table of contents leaves one segment behind, with the body ``目录``.
    """
    written = [line for line in lines if line]
    bare_style = _uses_bare_numbers(written)
    sequences = _Sequences()
    raw: list[Segment] = []
    for number, line in enumerate(written):
        if match := _CONTENTS_WORD.match(line.text):
            raw.append(Segment(None, EMPTY, line[: match.end()]))
            sequences = _Sequences()
            line = line[match.end() :].strip()
            if not line:
                continue
        raw.extend(_split_line(line, sequences, written[number + 1 : number + 1 + LOOKAHEAD_LINES], bare_style))
    return _join_lines(_drop_attachments(_drop_contents(raw, account), account))


def _is_entry(segment: Segment) -> bool:
    """Tell whether a segment can stand in a table of contents."""
    if _DOT_LEADERS.search(segment.text):
        return True
    return segment.label is not None and len(segment.text) <= 30 and not re.search(r"[,，。;；:：!！?？]", segment.text)


def _drop_contents(segments: Sequence[Segment], account: Account) -> list[Segment]:
    """Leave out tables of contents: what stands under 目录 until the first entry's label comes again, and dotted lines."""
    kept: list[Segment] = []
    first_entry: Label | None = None
    inside = False
    for segment in segments:
        whole = segment.label_passage + segment.body
        if segment.label is None and _CONTENTS_WORD.fullmatch(segment.text):
            inside, first_entry = True, None
            account.drop(whole, CONTENTS)
            kept.append(segment)
            continue
        if inside and _is_entry(segment):
            dotted = bool(_DOT_LEADERS.search(segment.text))
            if first_entry is None or dotted or segment.label != first_entry:
                first_entry = first_entry or segment.label
                account.drop(whole, CONTENTS)
                continue
        inside = False
        if re.search(r"(?:[.。…·．]\s?){8,}\s*\d+\s*$", segment.text):
            account.drop(whole, CONTENTS)
        else:
            kept.append(segment)
    return kept


def _drop_attachments(segments: Sequence[Segment], account: Account) -> list[Segment]:
    """Leave out a list of attachments: 附表:1、《客户来电记录单》 2、《客户投诉处理单》."""
    kept: list[Segment] = []
    inside = False
    for place, segment in enumerate(segments):
        follower = segments[place + 1] if place + 1 < len(segments) else None
        if _ATTACHMENTS_WORD.fullmatch(segment.text) and follower and _ATTACHMENT.fullmatch(follower.text):
            inside = True
        elif not (inside and _ATTACHMENT.fullmatch(segment.text)):
            inside = False
        if inside:
            account.drop(segment.label_passage + segment.body, ATTACHMENTS)
        else:
            kept.append(segment)
    return kept


def _join_lines(segments: Sequence[Segment]) -> list[Segment]:
    """Join what a line break parted; give every segment its paragraphs."""
    joined: list[Segment] = []
    for segment in segments:
        before = joined[-1] if joined else None
        if (
            segment.label is None
            and before
            and before.body
            and not is_contents(before)
            and continues(before.text, segment.text)
        ):
            joined[-1] = Segment(before.label, before.label_passage, _glue(before.body, segment.body))
        else:
            joined.append(segment)
    return joined


def _glue(before: Passage, after: Passage) -> Passage:
    """Join two lines; Latin words keep a blank between them."""
    if (
        before.text[-1:].isascii()
        and before.text[-1:].isalpha()
        and after.text[:1].isascii()
        and after.text[:1].isalpha()
    ):
        return before + Passage(" ", (-1,)) + after
    return before + after


def is_contents(segment: Segment) -> bool:
    """Tell whether a segment stands for a table of contents that was left out."""
    return segment.label is None and bool(_CONTENTS_WORD.fullmatch(segment.text))
