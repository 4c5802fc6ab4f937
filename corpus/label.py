"""A label of a Chinese regulation as a value: what kind it is, its numbers, how it is cited. How one is read, ``labels`` knows."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

LETTERED = 1000  # the letter of A.1 counts from here, so that it is no 1.1


class Family(StrEnum):
    """Labels that count together. The structural ones stand in a fixed order, the others nest as they are met."""

    BOOK = "编"
    SUBBOOK = "分编"
    PART = "部分"
    VOLUME = "篇"
    CHAPTER = "章"
    SECTION = "节"
    ARTICLE = "条"
    STEM = "甲、"
    COMMA = "一、"
    PAREN = "（一）"
    DECIMAL = "1.1"
    ARABIC = "1、"
    ARABIC_PAREN = "(1)"
    ARABIC_CLOSE = "1)"
    CIRCLED = "①"
    ROMAN = "Ⅰ、"
    ROMAN_SMALL = "i、"
    ROMAN_PAREN = "(i)"
    LETTER = "a、"
    LETTER_PAREN = "(a)"
    BULLET = "•"


STRUCTURAL = {
    Family.BOOK: 0, Family.SUBBOOK: 1, Family.PART: 2, Family.VOLUME: 3, Family.CHAPTER: 4, Family.SECTION: 5, Family.ARTICLE: 6,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Label:
    """A label as printed and as a key."""

    family: Family
    numbers: tuple[int, ...]  # (30,), (12, 1) for 第十二条之一 and 十二之一、, (6, 1, 2) for 6.1.2; () for a bullet
    printed: str  # brackets full-width, digits half-width, no blanks, with its closing 、 or .
    length: int  # characters taken from the text, blanks after it included
    bare: bool = False  # a number with nothing or only a blank behind it: "1严格遵守", "一 服务态度"
    doubtful: bool = (
        False  # 第九条规定…, 2.10分钟内…: a label where its number is awaited, else a reference or a quantity
    )

    @property
    def is_lettered(self) -> bool:
        """Whether this is A.1 or A.1.2, as appendices number what stands in them."""
        return self.family is Family.DECIMAL and self.numbers[0] > LETTERED

    @property
    def number(self) -> int:
        """The number that is counted in a sequence; of 第十二条之一 that of the 条."""
        return self.numbers[-1 if self.family is Family.DECIMAL else 0] if self.numbers else 0

    @property
    def inserted(self) -> int:
        """The number of what an amendment put in behind: 1 for 第十二条之一 and 十二之一、, else 0."""
        return self.numbers[1] if self.family is not Family.DECIMAL and len(self.numbers) > 1 else 0

    @property
    def depth(self) -> int:
        """How many numbers are counted each for itself: 3 for 6.1.2, 1 for all but decimals."""
        return len(self.numbers) if self.family is Family.DECIMAL else 1
