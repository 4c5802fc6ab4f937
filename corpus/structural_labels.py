"""The labels of divisions and 条: 第三章, 第十二条之一. Tells them from references to them by what stands behind: 第十一条第二款规定的情形."""

from __future__ import annotations

import re

from corpus.label import Family, Label
from corpus.numerals import LABEL_NUMERAL_CLASS, NotANumeral, parse_number

_N = LABEL_NUMERAL_CLASS
_HAN = "\u3400-\u9fff"
_STRUCTURAL = re.compile(
    rf"第[ \t\u3000]*([{_N}](?:[{_N} \u3000]{{0,9}}[{_N}])?)[ \t\u3000]*(分?[编編]|部分|篇|章|节|節|条|條)"
)
# 第七条之一; behind it 10分钟 may follow at once. Not 第三条之十项.
_INSERTED = re.compile(
    r"[ \u3000]*之[ \u3000]*([一二三四五六七八九十]{1,3}|[0-9０-９]{1,2})(?![〇零一二三四五六七八九十百])"
)
_HYPHENED = re.compile(
    r"第[ \u3000]*(\d{1,4})[ \u3000]*[-－–—][ \u3000]*(\d{1,2})[ \u3000]*[条條](?![ \u3000]*(?:至|到))"
)  # 第 2-1 條
_AFTER_LABEL = re.compile(r"[ \t\u3000]*[、.．:：]?[ \t\u3000]*")
# 第十一条第二款规定的情形; 第三条、第五条; 第三条至第五条; 第三条规定的: a reference, whatever line it stands on.
_REFERENCE = re.compile(
    rf"[ \u3000]*第[ \u3000（(]*[{_N}]+[ \u3000）)]*[款项項目]|[、,，和及与與或至到][ \u3000]*(?:本\w{{1,4}})?第|"
    rf"(?:之|所|中)[规規]定|[规規]定(?:[的之所,，。;；、)）]|[处處][罚罰理]|[执執]行|[办辦]理|[给給]予|追究|情形|$)|"
    rf"所[列称稱述]|之一[的,，]|的[{_HAN}]"
)
# 第十一条 第一款内容: a text that begins with a 款 of its own, where a blank parts it from the label and no reference goes on behind it.
_OWN_PARAGRAPH = re.compile(
    rf"[ \t\u3000]+第[ \u3000]*[{_N}]+[ \u3000]*[款项項](?![ \u3000]*(?:[规規]定|所|的|之|中|第|至|到|[、,，和及与與或（(]))"
)
_DOUBTFUL = re.compile(r"[规規]定")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")
_SIMPLE_STRUCTURE = {"編": "编", "分編": "分编", "節": "节", "條": "条"}


def read_structural(text: str, start: int) -> Label | None:
    """Read 第X条 and its kind.

    :param text: The line.
    :param start: Where the label should start.
    :return: The label; None if none stands there, or if it is a reference whatever line it stands on.
    """
    match = _STRUCTURAL.match(text, start)
    numbers: tuple[int, ...]
    if match:
        family = Family(_SIMPLE_STRUCTURE.get(match[2], match[2]))
        try:
            end, numbers = match.end(), (parse_number(match[1]),)
        except NotANumeral:  # 第1十条
            return None
        inserted = _INSERTED.match(text, end)
        if inserted and family is Family.ARTICLE:
            end, numbers = inserted.end(), (numbers[0], parse_number(inserted[1]))
    elif hyphened := _HYPHENED.match(text, start):
        family, end, numbers = Family.ARTICLE, hyphened.end(), (int(hyphened[1]), int(hyphened[2]))
    else:
        return None
    own_paragraph = bool(_OWN_PARAGRAPH.match(text, end))
    if not own_paragraph and _REFERENCE.match(text, end):
        return None
    printed = "".join(text[start:end].split()).translate(_FULL_WIDTH)
    after = _AFTER_LABEL.match(text, end)
    doubtful = own_paragraph or bool(_DOUBTFUL.match(text, end))
    return Label(family, numbers, printed, (after.end() if after else end) - start, doubtful=doubtful)
