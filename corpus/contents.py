"""Lists that only say what stands elsewhere: tables of contents, lists of attachments."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.headings import is_heading_like
from corpus.label import Family, Label
from corpus.numerals import parse_number
from corpus.passage import Account
from corpus.script import fold
from corpus.segmenting import Segment
from corpus.titles import read_title

CONTENTS = "目录"
ATTACHMENTS = "附表清单"
_HEADED = re.compile(r"附[ \u3000]*[件表录錄][ \u3000]*([一二三四五六七八九十]{1,3}|[0-9]{1,3})(?![0-9.．、])")
LONGEST_ENTRY = 30  # characters
_DOT_LEADERS = re.compile(r"(?:[.。…·．]\s?){5,}\s*\d*")
_PAGED = re.compile(r"[^,，。;；!！?？\s](?:\t| {2,}|\u3000+)\s*\d{1,3}$")  # 附录 <tab> 15
_ENTRY_ALONE = re.compile(r"(?:[.。…·．]\s?){8,}\s*\d+\s*$")  # a dotted line with its page, wherever it stands
_ATTACHMENTS_WORD = re.compile(r"附[表件录錄](?:清[单單])?\s*[:：]?")
_ATTACHMENT = re.compile(
    r"(?:《[^》]{2,40}》|[^,，。;；:：!！?？《》]{2,30}(?:[表单單书書函图圖]|模板|范本|样本|样式|示例))[;；。]?"
)


def _is_entry(segment: Segment) -> bool:
    """Tell whether a segment can stand in a table of contents."""
    if _DOT_LEADERS.search(segment.text) or len(segment.text) <= LONGEST_ENTRY and _PAGED.search(segment.text):
        return True
    if segment.label is not None and segment.label.family is Family.ARTICLE and not segment.text:
        return False  # 第一条 on a line of its own: the text begins
    return (
        segment.label is not None
        and len(segment.text) <= LONGEST_ENTRY
        and not re.search(r"[,，。;；:：!！?？]", segment.text)
    )


def _is_same(label: Label | None, other: Label | None) -> bool:
    """Tell whether two labels say the same number, however they are set."""
    return label is not None and other is not None and (label.family, label.numbers) == (other.family, other.numbers)


def drop_contents(segments: Sequence[Segment], account: Account) -> list[Segment]:
    """Leave out tables of contents: what stands under 目录 until the first entry comes again by its label or its words, and dotted lines.

    :param segments: A file's segments.
    :param account: Where they are entered.
    :return: The others; a table of contents leaves one segment behind, with the body ``目录``.
    """
    kept: list[Segment] = []
    first_entry: Label | None = None
    first_words = ""
    inside = False
    for segment in segments:
        if segment.is_contents:
            inside, first_entry, first_words = True, None, ""
            account.drop(segment.whole, CONTENTS)
            kept.append(segment)
            continue
        if inside and _is_entry(segment):
            dotted = bool(_DOT_LEADERS.search(segment.text))
            again = _is_same(segment.label, first_entry) or bool(first_words) and fold(segment.text) == first_words
            if first_entry is None or dotted or not again:
                if first_entry is None:
                    first_entry, first_words = segment.label, fold(_DOT_LEADERS.sub("", segment.text))
                account.drop(segment.whole, CONTENTS)
                continue
        inside = False
        if _ENTRY_ALONE.search(segment.text):
            account.drop(segment.whole, CONTENTS)
        else:
            kept.append(segment)
    return kept


def drop_attachments(segments: Sequence[Segment], account: Account) -> list[Segment]:
    """Leave out lists of attachments: 附表:1、《客户来电记录单》 2、《客户投诉处理单》.

    :param segments: A file's segments.
    :param account: Where they are entered.
    :return: The others.
    """
    kept: list[Segment] = []
    listed_until = 0
    attached: frozenset[int] | None = None
    for place, segment in enumerate(segments):
        if place >= listed_until and _ATTACHMENTS_WORD.fullmatch(segment.text):
            attached = _attached(segments) if attached is None else attached
            listed_until = _end_of_attachments(segments, place + 1, attached)
        if place < listed_until:
            account.drop(segment.whole, ATTACHMENTS)
        else:
            kept.append(segment)
    return kept


def _is_attachment(text: str) -> bool:
    """Tell whether an item of a list names a form or a regulation."""
    return bool(_ATTACHMENT.fullmatch(text)) or read_title(text.rstrip(";；。"), at_start=True) is not None


def _attached(segments: Sequence[Segment]) -> frozenset[int]:
    """List the numbers of the attachments that stand in a text under headings of their own: 附件2."""
    headed = (_HEADED.match(segment.text) for segment in segments if segment.label is None)
    return frozenset(parse_number(match[1]) for match in headed if match)


def _end_of_attachments(segments: Sequence[Segment], start: int, attached: frozenset[int]) -> int:
    """Find where a list of attachments ends that starts at a place; it holds names only, and nothing stands under them."""
    end = start
    while end < len(segments) and (label := segments[end].label) is not None:
        named = label.number in attached and is_heading_like(segments[end].text)
        if not named and not _is_attachment(segments[end].text):
            break
        end += 1
    followed = end < len(segments) and segments[end].label is not None
    above, first = segments[start - 1].label, segments[start].label if start < len(segments) else None
    if above is not None and first is not None and first.family is Family.DECIMAL and len(first.numbers) == 2:
        followed = followed and first.numbers[0] != above.number  # 4.附件 | 4.1《交接班记录表》 | 5.…
    return 0 if end == start or followed else end
