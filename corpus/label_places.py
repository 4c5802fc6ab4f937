"""Which of the places that look like labels are labels: by the sequence they stand in, and by what stands before and behind."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus.bullets import is_beside_bullet
from corpus.headings import TERMINAL, ends_open, in_mid_sentence, is_heading_like
from corpus.label import STRUCTURAL, Family, Label
from corpus.labels import read_label
from corpus.passage import Passage
from corpus.sequences import Sequences
from corpus.titles import read_title

_MAYBE_LABEL = re.compile(
    r"第|[（(]\s*[\da-zA-Z〇一二三四五六七八九十]|[0-9０-９]{1,3}|[〇一二三四五六七八九十百]{1,5}\s*[、．.]|[①-⒛❶-❿㈠-㈩Ⅰ-Ⅻ]|"
    r"(?<![a-zA-Z])[a-zA-Z](?:[、．)）]|\.\d)|[甲乙丙丁戊己庚辛壬癸][、．]"
)
_NEVER_BEFORE = "第、,，~～-—–至到和及与或./×*#其之约共近满超前后每约达逾"
_HEADED = re.compile(r"\d[、.．][^,，。;；:：、]{2,10}$")
_LAST_WORDS = re.compile(r"(?<=[。！!？?；;”」])")
CHARACTERS_LOOKED_BACK_AT = 200  # enough to know whether a sentence is complete


def find_candidates(line: str, start: int) -> Iterator[tuple[int, Label]]:
    """Find what could be labels inside a line.

    :param line: The line.
    :param start: From where in it.
    :yields: The place of each and the label.
    """
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
    goes_on = True  # the line; a broken one has number two inside the next
    for line in next_lines:
        candidate_at_start = read_label(line.text)
        if candidate_at_start and candidate_at_start.family is label.family:
            return candidate_at_start.number == 2
        goes_on = goes_on and candidate_at_start is None
        if goes_on:
            inside = find_candidates(line.text[:CHARACTERS_LOOKED_BACK_AT], 1)
            counted = next((found.number for _, found in inside if found.family is label.family), 0)
            if counted:
                return counted == 2
    return False


def follows_heading(
    before: str, above: Label | None, label: Label, sequences: Sequences, later: Sequence[tuple[int, Label]]
) -> bool:
    """Tell whether a 条 or a section inside a line stands behind the heading that lost its line break: 第一章 总则 第一条, 某某办法 第一条.

    :param before: The words between the label above and this one.
    :param above: The label above in the line.
    :param label: The candidate.
    :param sequences: How far each kind of label has counted.
    :param later: The candidates behind it in the line.
    :return: Whether it does.
    """
    rank, words = STRUCTURAL.get(label.family), before.strip()
    if rank is None or label.doubtful or not words:
        return False
    if above is not None and STRUCTURAL.get(above.family, rank) < rank:
        in_order = label.number == 1 or sequences.is_next(label)
        return in_order and is_heading_like(words) and words[-1] not in TERMINAL
    title = _LAST_WORDS.split(words)[-1].strip()
    begins = label.family is Family.ARTICLE and label.number == 1 and not label.inserted
    begins = begins and (above is None or title != words)
    return begins and read_title(title, at_start=title == words) is not None and _starts_list(label, later, ())


def is_label_inside(
    line: str,
    place: int,
    label: Label,
    sequences: Sequences,
    later: Sequence[tuple[int, Label]],
    next_lines: Sequence[Passage],
) -> bool:
    """Decide whether a candidate inside a line is a label: by what stands before it and by its sequence.

    :param line: The line.
    :param place: The candidate's.
    :param label: The candidate.
    :param sequences: How far each kind of label has counted.
    :param later: The candidates behind it in the line.
    :param next_lines: The lines that follow.
    :return: Whether it is one.
    """
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
    if label.family in (Family.LETTER, Family.STEM) and not after_sentence:
        return False
    if sequences.is_next(label):
        return True
    if label.number != 1 or label.bare:
        return False
    # 3、一看三了解(1)看店堂柜台: cut off behind its first item, but 1、三定:(1)… and 2、六不准(1)… came before.
    cut_off = sequences.nests(label) and bool(_HEADED.search(before))
    return cut_off or _starts_list(label, later, next_lines)


def is_label_at_start(
    label: Label, before: str, sequences: Sequences, next_lines: Sequence[Passage], in_series: bool
) -> bool:
    """Decide whether a line begins with a label, or goes on in mid sentence with what looks like one.

    :param label: What it begins with.
    :param before: The line before.
    :param sequences: How far each kind of label has counted.
    :param next_lines: The lines that follow.
    :param in_series: Whether a number without a sign belongs to a series of such.
    :return: Whether it is a label.
    """
    if label.bare:
        return in_series and (label.number == 1 or sequences.is_next(label)) or _has_parts(label, next_lines)
    if label.doubtful and label.family is Family.BULLET:
        after = next_lines[0].text if next_lines else ""
        return is_beside_bullet(label, before, "") or not in_mid_sentence(before) and is_beside_bullet(label, "", after)
    if label.doubtful:
        awaited = sequences.is_next(label) or label.number == 1 and sequences.last(label) is None
        quantity = label.printed[-1:] in ".．"  # 与客户保持 | 1.5米
        if quantity and before[-1:] not in TERMINAL:
            return label.number == 1 and not in_mid_sentence(before) and _starts_list(label, (), next_lines)
        return awaited and not in_mid_sentence(before)
    if sequences.is_next(label):
        return True
    if label.family is Family.STEM:
        return label.number == 1 and _starts_list(label, (), next_lines)
    if label.family in STRUCTURAL:  # 依照民法典 | 第六十四条及…
        return label.number == 1 or not in_mid_sentence(before)
    return label.number == 1 or label.family is Family.BULLET or not ends_open(before)


def _has_parts(label: Label, next_lines: Sequence[Passage]) -> bool:
    """Tell whether the next line is 6.1 where the label is 6."""
    part = read_label(next_lines[0].text) if next_lines else None
    return part is not None and part.family is Family.DECIMAL and part.numbers[:-1] == label.numbers
