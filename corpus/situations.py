"""Two-column tables of what to say when, flattened without borders: 情景 | 规范用语, then situation and wording in turn.

A situation is told by how it reads (遇客户…时, 客户…) and by the wording that begins right behind it: a quotation mark, a
numbered item, or words spoken to a customer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from corpus.label import Family
from corpus.passage import EMPTY, Account
from corpus.script import to_simplified
from corpus.segmenting import Segment

_HEADER = re.compile(
    r"(?:情景|情形|场景|情境|情况)[ |｜]{0,3}(?:规范|标准|服务|参考|应答)?(?:用语|话术|说法|语言)(?!的|时|对照|一览|大全|汇[编总]|手册|表|库|集)"
)
_SPOKEN = r"“|\"|您|感谢|非常感谢|很抱歉|对不起|没关系|不用谢|给您|请您|为了|我们会|请、"
_END = r"(?<=[。！!？?；;”])"
# A situation at the start of a sentence, or one that 遇客户 announces wherever it stands.
_AT_START = re.compile(
    rf"(?:^|{_END}\s*)((?:遇到?|如遇|若遇|当|向|催|对|没|节假日|多使用|解答|征询|客户|新客户|老客户)[^。！!？?；;“”]{{0,28}}?)"
    rf"(?={_SPOKEN}|\d[.．、]|$)"
)
_ANNOUNCED = re.compile(rf"((?:遇到?客户[^。！!？?；;“”]{{1,24}}?)|节假日来电)(?={_SPOKEN}|给您|\d[.．、]|$)")
_BEFORE_QUOTE = re.compile(r"((?:若客户|征询客户|解答完毕)[^。！!？?；;“”]{1,24}?)(?=“)")
_SUBJECT = re.compile(
    r"(客户(?:对|收|反|担|要|投|抱|提|质|咨|催|询)[^,，。！!？?；;“”]{2,13}?)(?=您|为了|非常|\d[.．、]|$)"
)
# 灵活应变对客户服务时限征询客户是否…: a situation right before another, behind words that no sign ends.
_BEFORE_SITUATION = re.compile(
    r"(?:对|向|遇到?)客户[^,，。！!？?；;：:“”]{0,8}(?:时限|期限|时效|用语|处理|问题|要求|规范|流程|标准)$"
)
LONGEST_SITUATION = 30  # characters
_SITUATION = re.compile(r"时$|客户|来电|用语")


def find_header(segments: Sequence[Segment]) -> tuple[int, int, int] | None:
    """Find the header of such a table.

    :param segments: A file's segments.
    :return: Which segment holds it, and its start and end there; None if there is no such table.
    """
    for place, segment in enumerate(segments):
        if segment.is_row:
            continue
        text = to_simplified(segment.text)
        for match in _HEADER.finditer(text):
            alone = not text[: match.start()].strip() or text[match.start() - 1] in ":：|｜ "
            follower = segments[place + 1] if place + 1 < len(segments) else None
            if alone and (text[match.end() :].strip() or follower is not None and follower.label is None):
                return place, match.start(), match.end()
    return None


def _situations_in(text: str) -> Iterator[tuple[int, int]]:
    """Give start and end of each situation in a text, in order."""
    simplified = to_simplified(text)
    if len(simplified) != len(text):  # a conversion that changes lengths would shift the places
        return
    found = [
        m.span(1) for pattern in (_AT_START, _ANNOUNCED, _BEFORE_QUOTE, _SUBJECT) for m in pattern.finditer(simplified)
    ]
    end = 0
    for start, stop in sorted(found, key=lambda span: (span[0], -span[1])):
        if start >= end and stop - start >= 3 and _SITUATION.search(simplified[start:stop]):
            if above := _BEFORE_SITUATION.search(simplified[end:start]):
                yield end + above.start(), start
            yield start, stop
            end = stop


def _split_body(segment: Segment) -> list[Segment]:
    """Cut a segment's body at its situations; each becomes a heading of its own."""
    pieces: list[Segment] = []
    start = 0
    label, label_passage = segment.label, segment.label_passage
    for begin, end in _situations_in(segment.text):
        before = segment.body[start:begin].strip()
        if before or label:
            pieces.append(Segment(label, label_passage, before))
            label, label_passage = None, EMPTY
        pieces.append(Segment(None, EMPTY, segment.body[begin:end].strip(), is_heading=True, is_situation=True))
        start = end
    rest = segment.body[start:].strip()
    if rest or label:
        pieces.append(Segment(label, label_passage, rest))
    return pieces


def split_situations(segments: Sequence[Segment], account: Account) -> list[Segment]:
    """Part the situations of flattened situation → wording tables from their wordings.

    :param segments: A file's segments.
    :param account: Where the header cells are entered.
    :return: The segments; a situation is one without a label, marked as a heading.
    """
    header = find_header(segments)
    if header is None:
        return list(segments)
    place, start, end = header
    top = segments[place]
    account.keep(top.body[start:end])
    result = [*segments[:place], Segment(top.label, top.label_passage, top.body[:start].strip())]
    rest = top.body[end:].strip()
    if rest:
        pieces = _split_body(Segment(None, EMPTY, rest))
        if len(pieces) == 1 and len(rest.text) < LONGEST_SITUATION:
            pieces = [replace(pieces[0], is_heading=True, is_situation=True)]
        result.extend(pieces)
    outer = top.label
    inside = True
    for segment in segments[place + 1 :]:
        if (
            segment.label is not None
            and outer is not None
            and segment.label.family is outer.family
            or _is_outermost(segment)
        ):
            inside = False
        result.extend(_split_body(segment) if inside and not segment.is_row else [segment])
    return [s for s in result if s.body or s.label is not None]


def _is_outermost(segment: Segment) -> bool:
    """Tell whether a segment begins a chapter, a section or a 一、 list: no such table runs on behind one."""
    return segment.label is not None and segment.label.family in (
        Family.PART,
        Family.CHAPTER,
        Family.SECTION,
        Family.COMMA,
    )
