"""A regulation whose title has none of the words that titles end with: 客服人员服务礼仪, 窗口服务“十条禁令”. Its place tells: the line above all numbering."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from corpus.attachments import is_attachment
from corpus.dates import is_date
from corpus.headings import announces, is_heading_like
from corpus.label import Family
from corpus.salutations import is_salutation
from corpus.script import to_simplified
from corpus.segmenting import Segment
from corpus.title_lines import WORDS_OF_MENU
from corpus.titles import names_organisation, printed_title

SHORTEST_FIRST_LINE = 4  # characters; shorter, as 总则 is, it heads a chapter
_OUTERMOST = (Family.PART, Family.VOLUME, Family.CHAPTER, Family.ARTICLE, Family.COMMA, Family.PAREN, Family.ARABIC)
_SLOGAN_AT_END = re.compile(r"[^,，。;；:：]{2,20}[“\"][一二三四五六七八九十\d]{1,3}[^“”\"]{1,8}[”\"]")
_DIVISION = re.compile(r"(?:总则|附则|规定|前言|目的|范围|职责范围)$|^(?:一般|基本|其他|附加|补充)")
_MENU = re.compile(r"[|｜>＞@/]|\d{4}-\d")


def first_line_title(segments: Sequence[Segment]) -> str:
    """Read the title in the first line of a regulation that has no other: its one numbering, or a heading of its own lists, stands below.

    :param segments: The segments of the regulation.
    :return: The title; empty if the first line is none, or heads but the first of several lists.
    """
    if len(segments) < 2 or not _may_be_title(segments[0]):
        return ""
    several = sum(_heads_list(segments, place) for place in range(len(segments) - 1)) > 1
    below = (0 if _is_one_of_many(segments) else 1) if not several else 2 if _may_be_title(segments[1]) else 0
    return printed_title(segments[0].text.rstrip(":：")) if below and _begins(segments, below) else ""


def _may_be_title(segment: Segment) -> bool:
    """Tell whether a line without a label is short and no sentence, and neither an organisation's name nor a page's."""
    text = to_simplified(segment.text.rstrip(":："))
    if segment.label is not None or segment.is_row or segment.is_contents or segment.heads or segment.is_rule:
        return False
    if (
        text[-1:] in "。；;，,"
        or len(text) < SHORTEST_FIRST_LINE
        or len(text.split()) >= WORDS_OF_MENU
        or _MENU.search(text)
    ):
        return False
    if is_attachment(text) or is_date(text) or is_salutation(segment.text) or names_organisation(text):
        return False
    phrase = is_heading_like(text) and not announces(text) and not _DIVISION.search(text)
    return phrase or bool(_SLOGAN_AT_END.fullmatch(text))


def _begins(segments: Sequence[Segment], place: int) -> bool:
    """Tell whether a numbering begins at a place, with at least two numbers."""
    label = segments[place].label if place < len(segments) else None
    if (
        label is None
        or label.family not in _OUTERMOST
        and label.family is not Family.DECIMAL
        or set(label.numbers) != {1}
    ):
        return False
    return any(
        other.label is not None and other.label.family is label.family and other.label.number == 2
        for other in segments[place + 1 :]
    )


def _is_one_of_many(segments: Sequence[Segment]) -> bool:
    """Tell whether lines like the first stand above later numbers of the one numbering too: then each heads a part of it."""
    first = segments[1].label
    return first is not None and any(
        _may_be_title(heading) and below.label is not None and below.label.family is first.family
        for heading, below in pairwise(segments[2:])
    )


def _heads_list(segments: Sequence[Segment], place: int) -> bool:
    """Tell whether a line without a label stands above a list that begins."""
    below = segments[place + 1].label
    return segments[place].label is None and below is not None and set(below.numbers) == {1}
