"""The labels of Chinese regulations: 第三章, 第十二条之一, 三、, （六）, 5、, (1), 2), ①, a、, 6.1.2 and bullets.

Reads one label at a given place. Whether it is a heading there or a reference in running text is partly decided here (by what
follows it) and partly in ``outline`` (by the sequence it stands in).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from corpus.numerals import NUMERAL_CLASS, parse_number


class Family(StrEnum):
    """Labels that count together. The structural ones stand in a fixed order, the others nest as they are met."""

    BOOK = "编"
    PART = "部分"
    VOLUME = "篇"
    CHAPTER = "章"
    SECTION = "节"
    ARTICLE = "条"
    COMMA = "一、"
    PAREN = "（一）"
    DECIMAL = "1.1"
    ARABIC = "1、"
    ARABIC_PAREN = "(1)"
    ARABIC_CLOSE = "1)"
    CIRCLED = "①"
    LETTER = "a、"
    LETTER_PAREN = "(a)"
    BULLET = "•"


STRUCTURAL = {
    Family.BOOK: 0, Family.PART: 1, Family.VOLUME: 2, Family.CHAPTER: 3, Family.SECTION: 4, Family.ARTICLE: 5,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Label:
    """A label as printed and as a key."""

    family: Family
    numbers: tuple[int, ...]  # (30,), (12, 1) for 第十二条之一, (6, 1, 2) for 6.1.2; () for a bullet
    printed: str  # brackets full-width, digits half-width, no blanks, with its closing 、 or .
    length: int  # characters taken from the text, blanks after it included
    bare: bool = False  # a number with nothing behind it: "1严格遵守"

    @property
    def number(self) -> int:
        """The number that is counted in a sequence."""
        return self.numbers[-1] if self.numbers else 0


_N = NUMERAL_CLASS
_HAN = "\u3400-\u9fff"
# What may stand behind a bare number that counts something instead of labelling it.
_MEASURES = "个個小分天日年月周週次人名户戶元万萬亿億声聲秒米号號点點时時岁歲件份张張项項种種条條位台台页頁度倍折吨噸公厘层層套只隻字世"
_STRUCTURAL = re.compile(
    rf"第[ \t\u3000]*([{_N}](?:[{_N} \u3000]{{0,9}}[{_N}])?)[ \t\u3000]*(编|編|部分|篇|章|节|節|条|條)"
)
_INSERTED = re.compile(rf"[ \u3000]*之[ \u3000]*([{_N}]{{1,3}})(?![{_N}])")
_AFTER_LABEL = re.compile(r"[ \t\u3000]*[、.．:：]?[ \t\u3000]*")
# 第十一条第二款规定的情形; 第三条、第五条; 第三条至第五条; 第三条规定: a reference, whatever line it stands on.
_REFERENCE = re.compile(
    rf"[ \u3000]*第[ \u3000]*[{_N}]+[ \u3000]*[款项項目条條]|[、,，和及与與或至到][ \u3000]*(?:本\w{{1,4}})?第|"
    rf"(?:之|所|中)?[规規]定|所[列称稱述]|之一[的,，]|的[{_HAN}]"
)
_COMMA = re.compile(r"[ \u3000]*([〇零一二三四五六七八九十百]{1,5})[ \u3000]*[、．.][ \u3000]*")
_PAREN = re.compile(r"[（(][ \u3000]*([〇零一二三四五六七八九十百]{1,5})[ \u3000]*[)）][ \u3000]*[、．.]?[ \u3000]*")
_DECIMAL = re.compile(r"(\d{1,3}(?:[ ]?[.．][ ]?\d{1,3}){1,5})(?![\d.．%％])[.．、]?[ \u3000]*")
_ARABIC = re.compile(r"(\d{1,3})[ ]?([、．.])(?![\d.．])[ \u3000]*")
_ARABIC_PAREN = re.compile(r"[（(][ \u3000]*(\d{1,3})[ \u3000]*[)）][ \u3000]*[、．.]?[ \u3000]*")
_ARABIC_CLOSE = re.compile(r"(\d{1,3})[)）][ \u3000]*[、．.]?[ \u3000]*")
_ARABIC_BARE = re.compile(rf"(\d{{1,3}})[ \u3000]{{0,3}}(?=[{_HAN}])(?![ \u3000]*[{_MEASURES}])")
_CIRCLED = re.compile(r"[①-⑳][ \u3000]*[、．.]?[ \u3000]*")
_LETTER_PAREN = re.compile(r"[（(][ ]*([a-zA-Z])[ ]*[)）][ \u3000]*")
_LETTER = re.compile(r"([a-zA-Z])[、．.)）][ \u3000]*")
_BULLET = re.compile(rf"[➢●•·◆■▪▶►➤★※❖✓◇][ \u3000]*|[?？][ ]*(?=[{_HAN}])|[-–—*][ ]+(?=\S)")
_MEASURE_AFTER = re.compile(rf"[{_MEASURES}]|[ ]*[%％℃]|[ ]?[a-zA-Z]{{1,3}}\b")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９()．", "0123456789（）.")
_SIMPLE_STRUCTURE = {"編": "编", "節": "节", "條": "条"}


def _structural(text: str, start: int) -> Label | None:
    """Read 第X条 and its kind."""
    match = _STRUCTURAL.match(text, start)
    if not match:
        return None
    family = Family(_SIMPLE_STRUCTURE.get(match[2], match[2]))
    numbers: tuple[int, ...]
    end, numbers = match.end(), (parse_number(match[1].replace(" ", "").replace("\u3000", "")),)
    inserted = _INSERTED.match(text, end)
    if inserted and family is Family.ARTICLE:
        end, numbers = inserted.end(), (numbers[0], parse_number(inserted[1]))
    if _REFERENCE.match(text, end):
        return None
    printed = "".join(text[start:end].split()).translate(_FULL_WIDTH)
    after = _AFTER_LABEL.match(text, end)
    return Label(family, numbers, printed, (after.end() if after else end) - start)


def _numbered(text: str, start: int) -> Label | None:
    """Read a label of figures."""
    if match := _DECIMAL.match(text, start):
        numbers = tuple(int(n) for n in re.split(r"[.．]", match[1].replace(" ", "")))
        if len(numbers) == 2 and _MEASURE_AFTER.match(text, match.end(1)):
            return None  # 1.5米
        if 0 not in numbers:
            return Label(Family.DECIMAL, numbers, ".".join(map(str, numbers)), match.end() - start)
    if match := _ARABIC.match(text, start):
        return Label(Family.ARABIC, (int(match[1]),), f"{int(match[1])}{match[2]}", match.end() - start)
    if match := _ARABIC_CLOSE.match(text, start):
        return Label(Family.ARABIC_CLOSE, (int(match[1]),), f"{int(match[1])}）", match.end() - start)
    if match := _ARABIC_BARE.match(text, start):
        return Label(Family.ARABIC, (int(match[1]),), str(int(match[1])), match.end() - start, bare=True)
    return None


def _place_in_alphabet(letter: str) -> int:
    """Count a letter as its place in the alphabet, from 1."""
    return ord(letter.lower()) - ord("a") + 1


def read_label(text: str, start: int = 0, *, at_line_start: bool = True) -> Label | None:
    """Read the label that starts at a place, if one does.

    >>> read_label("第十二条之一 客服人员…").numbers, read_label("（六）遇到客户").printed, read_label("6.1.2 站姿").numbers
    ((12, 1), '（六）', (6, 1, 2))
    >>> read_label("第十一条第二款规定的情形") is None, read_label("10分钟内回复") is None
    (True, True)

    :param text: The line.
    :param start: Where the label should start.
    :param at_line_start: Whether bullets count; inside a line they do not.
    :return: The label, or None for running text, references and quantities.
    """
    if start >= len(text):
        return None
    first = text[start]
    if first == "第":
        return _structural(text, start)
    if first.isdigit() and first.isascii() or "０" <= first <= "９":
        return _numbered(text.translate(_FULL_WIDTH) if first > "9" else text, start)
    if first in "（(":
        for pattern, family in ((_PAREN, Family.PAREN), (_ARABIC_PAREN, Family.ARABIC_PAREN)):
            if match := pattern.match(text, start):
                printed = f"（{match[1] if family is Family.PAREN else int(match[1])}）"
                return Label(family, (parse_number(match[1]),), printed, match.end() - start)
        if match := _LETTER_PAREN.match(text, start):
            return Label(Family.LETTER_PAREN, (_place_in_alphabet(match[1]),), f"（{match[1]}）", match.end() - start)
        return None
    if match := _COMMA.match(text, start):
        return Label(Family.COMMA, (parse_number(match[1]),), f"{match[1]}、", match.end() - start)
    if match := _CIRCLED.match(text, start):
        return Label(Family.CIRCLED, (parse_number(first),), first, match.end() - start)
    if match := _LETTER.match(text, start):
        return Label(Family.LETTER, (_place_in_alphabet(match[1]),), f"{match[1]}、", match.end() - start)
    if at_line_start and (match := _BULLET.match(text, start)):
        return Label(Family.BULLET, (), "", match.end() - start)
    return None
