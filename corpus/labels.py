"""The labels of Chinese regulations: 第三章, 第十二条之一, 三、, （六）, 5、, (1), 2), ①, Ⅱ、, a、, 6.1.2 and bullets.

Reads one label at a given place. Whether it is a heading there or a reference in running text is partly decided here (by what
follows it) and partly in ``outline`` (by the sequence it stands in).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from corpus.numerals import NUMERAL_CLASS, NotANumeral, parse_number, to_chinese


class Family(StrEnum):
    """Labels that count together. The structural ones stand in a fixed order, the others nest as they are met."""

    BOOK = "编"
    SUBBOOK = "分编"
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
    ROMAN = "Ⅰ、"
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
    numbers: tuple[int, ...]  # (30,), (12, 1) for 第十二条之一, (6, 1, 2) for 6.1.2; () for a bullet
    printed: str  # brackets full-width, digits half-width, no blanks, with its closing 、 or .
    length: int  # characters taken from the text, blanks after it included
    bare: bool = False  # a number with nothing behind it: "1严格遵守"
    doubtful: bool = (
        False  # 第九条规定…, 2.10分钟内…: a label where its number is awaited, else a reference or a quantity
    )

    @property
    def is_lettered(self) -> bool:
        """Whether this is A.1 or A.1.2, as appendices number what stands in them."""
        return self.family is Family.DECIMAL and self.numbers[0] > LETTERED

    @property
    def number(self) -> int:
        """The number that is counted in a sequence."""
        return self.numbers[-1] if self.numbers else 0


LETTERED = 1000  # the letter of A.1 counts from here, so that it is no 1.1
LONGEST_REMEMBERED = 2000  # characters of a line whose label is not read twice
LONGEST_LABEL = 40  # characters, what is looked at behind it included
_N = NUMERAL_CLASS
_HAN = "\u3400-\u9fff"
# What may stand behind a bare number that counts something instead of labelling it.
_MEASURES = "个個小分天日年月周週次人名户戶元万萬亿億声聲秒米号號点點时時岁歲件份张張项項种種条條位台台页頁度倍折吨噸公厘层層套只隻字世"
_STRUCTURAL = re.compile(
    rf"第[ \t\u3000]*([{_N}](?:[{_N} \u3000]{{0,9}}[{_N}])?)[ \t\u3000]*(分?[编編]|部分|篇|章|节|節|条|條)"
)
# 第七条之一; behind it 10分钟 may follow at once. Not 第三条之十项.
_INSERTED = re.compile(
    r"[ \u3000]*之[ \u3000]*([一二三四五六七八九十]{1,3}|[0-9０-９]{1,2})(?![〇零一二三四五六七八九十百])"
)
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
_CHINESE = "[〇零一二三四五六七八九十百]{1,5}"
_COMMA = re.compile(rf"[ \u3000]*({_CHINESE})[ \u3000]*[、．.][ \u3000]*")
_COUNTED_ON = re.compile(rf"({_CHINESE})[、类類项項]")  # 一、二、三类客户
_PAREN = re.compile(rf"[（(][ \u3000]*({_CHINESE})[ \u3000]*[)）]")
_DECIMAL = re.compile(r"(\d{1,3}(?:[ ]?[.．][ ]?\d{1,3}){1,5})(?![\d%％]|[.．]\d)[.．、]?[ \u3000]*")
_LETTERED = re.compile(r"([A-Z])((?:[.．]\d{1,2}){1,5})(?![\d.．%％])[ \u3000]*(?=[\u3400-\u9fff“\"「『《（(]|$)")
_ARABIC = re.compile(r"(\d{1,3})[ ]?(?:([．.])(?![\d.．])|(、))[ \u3000]*")
_BEFORE_QUANTITY = re.compile(r"(\d{1,3})([.．])([ \u3000]*)(?=\d)")
_ARABIC_PAREN = re.compile(r"[（(][ \u3000]*(\d{1,3})[ \u3000]*[)）]")
_ARABIC_CLOSE = re.compile(r"(\d{1,3})[)）]")
_ARABIC_BARE = re.compile(rf"(\d{{1,3}})[ \u3000]{{0,3}}(?=[{_HAN}])(?![ \u3000]*[{_MEASURES}])")
# One character that is a whole label, by the first of its kind: ⒈ is 1., ⑴ is (1), ㈠ is （一）.
_ONE_CHARACTER = (
    ("①", "⑳", Family.CIRCLED), ("❶", "❿", Family.CIRCLED), ("⑴", "⒇", Family.ARABIC_PAREN), ("⒈", "⒛", Family.ARABIC),
    ("㈠", "㈩", Family.PAREN), ("Ⅰ", "Ⅻ", Family.ROMAN),
)  # fmt: skip
_ONE_CHARACTER_SIGNS = frozenset(chr(c) for a, b, _ in _ONE_CHARACTER for c in range(ord(a), ord(b) + 1))
_LETTER_PAREN = re.compile(r"[（(][ ]*([a-zA-Z])[ ]*[)）]")
_BEHIND = re.compile(r"[ \u3000]*[、．.]?[ \u3000]*")  # what a label in brackets may have behind it
# （一）、（二）项, （三）至（五）, (九)条: part of a reference. Not （一）项目管理.
_MORE_OF_A_REFERENCE = re.compile(
    r"[ \u3000]*(?:[项項](?!目)|款(?![项項式待])|[条條](?![件例款理文])|[种種](?![植类類子])|[类類](?![别別型似])|[点點](?![击擊评評名餐])"
    r"|[、和及与與或至到~～-][ \u3000]*[（(](?:[\da-zA-Z〇一二三四五六七八九十]|$))"
)
_NEVER_BEHIND = (",", "，", ";", "；", "。", "、")  # (见附表 | 1),当日归档
_LETTER = re.compile(r"([a-zA-Z])[、．.)）](?!\d)[ \u3000]*")  # A.1 is no A.
# The private-use characters and the single letters are what Word's symbol fonts turn into.
_BULLET = re.compile(
    rf"[➢●•·◆■▪▶►➤★☆※❖◇◎▲△◦‣\uf020-\uf0ff][ \u3000]*|[?？][ ]*(?=[{_HAN}])|[-–—*][ ]+(?=\S)|[lnuvØü§][ \u3000]+(?=[{_HAN}])"
)
# Signs that say what to do and what not to; they stay in the text, since without them it would say the opposite.
_MARK = re.compile(r"[√✓✔☑×✗✘✕✖☒](?![√✓✔☑×✗✘✕✖☒])(?=[ \u3000]*[\u3400-\u9fff“\"「『《（(])")
_CERTAIN_MARKS = "✓✔✗✘✕✖"
_DASH = re.compile(r"(?:[—―–]{1,2}|--)(?=[\u3400-\u9fff“「『《（(])")
_MEASURE_AFTER = re.compile(rf"[{_MEASURES}]|[ ]*[%％℃]|[ ]?[a-zA-Z]{{1,3}}\b")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９()．", "0123456789（）.")
_FULL_WIDTH_LETTERS = {
    code: code - 0xFEE0 for code in (*range(ord("Ａ"), ord("Ｚ") + 1), *range(ord("ａ"), ord("ｚ") + 1))
}
_SIMPLE_STRUCTURE = {"編": "编", "分編": "分编", "節": "节", "條": "条"}


def _structural(text: str, start: int) -> Label | None:
    """Read 第X条 and its kind."""
    match = _STRUCTURAL.match(text, start)
    if not match:
        return None
    family = Family(_SIMPLE_STRUCTURE.get(match[2], match[2]))
    numbers: tuple[int, ...]
    try:
        end, numbers = match.end(), (parse_number(match[1]),)
    except NotANumeral:  # 第1十条
        return None
    inserted = _INSERTED.match(text, end)
    if inserted and family is Family.ARTICLE:
        end, numbers = inserted.end(), (numbers[0], parse_number(inserted[1]))
    own_paragraph = bool(_OWN_PARAGRAPH.match(text, end))
    if not own_paragraph and _REFERENCE.match(text, end):
        return None
    printed = "".join(text[start:end].split()).translate(_FULL_WIDTH)
    after = _AFTER_LABEL.match(text, end)
    doubtful = own_paragraph or bool(_DOUBTFUL.match(text, end))
    return Label(family, numbers, printed, (after.end() if after else end) - start, doubtful=doubtful)


def _before_quantity(text: str, start: int) -> Label | None:
    """Read 2. 10分钟内 as a label and a quantity; 2.10分钟 may be either, 1.5米 is none where no 1. is awaited."""
    match = _BEFORE_QUANTITY.match(text, start)
    if match is None:
        return None
    length = match.end() - start
    return Label(Family.ARABIC, (int(match[1]),), f"{int(match[1])}{match[2]}", length, doubtful=not match[3])


def _numbered(text: str, start: int) -> Label | None:
    """Read a label of figures."""
    if match := _DECIMAL.match(text, start):
        numbers = tuple(int(n) for n in re.split(r"[.．]", match[1].replace(" ", "")))
        if len(numbers) == 2 and _MEASURE_AFTER.match(text, match.end(1)):
            return _before_quantity(text, start)
        if 0 not in numbers:
            return Label(Family.DECIMAL, numbers, ".".join(map(str, numbers)), match.end() - start)
        if len(numbers) == 2 and numbers[0] and text[match.end() - 1] in " \u3000":  # 2.0 职责 stands above 2.1
            return Label(Family.DECIMAL, numbers[:1], f"{numbers[0]}.0", match.end() - start)
    if match := _ARABIC.match(text, start):
        sign = match[2] or match[3]
        doubtful = (
            text[match.end() - 1] == "、" and text[match.end() : match.end() + 1].isdigit()
        )  # 3、10分钟内, 3、10号
        return Label(Family.ARABIC, (int(match[1]),), f"{int(match[1])}{sign}", match.end() - start, doubtful=doubtful)
    if match := _ARABIC_CLOSE.match(text, start):
        return _closed(Family.ARABIC_CLOSE, (int(match[1]),), f"{int(match[1])}）", text, start, match.end())
    if match := _ARABIC_BARE.match(text, start):
        return Label(Family.ARABIC, (int(match[1]),), str(int(match[1])), match.end() - start, bare=True)
    return None


def _closed(family: Family, numbers: tuple[int, ...], printed: str, text: str, start: int, end: int) -> Label | None:
    """Make a label that ends with a bracket, unless a reference goes on behind it."""
    if _MORE_OF_A_REFERENCE.match(text, end):
        return None
    behind = _BEHIND.match(text, end)
    return Label(family, numbers, printed, (behind.end() if behind else end) - start)


def _bracketed(text: str, start: int) -> Label | None:
    """Read a label in brackets."""
    if match := _PAREN.match(text, start):
        return _closed(Family.PAREN, (parse_number(match[1]),), f"（{match[1]}）", text, start, match.end())
    if match := _ARABIC_PAREN.match(text, start):
        return _closed(Family.ARABIC_PAREN, (int(match[1]),), f"（{int(match[1])}）", text, start, match.end())
    if match := _LETTER_PAREN.match(text, start):
        number = _place_in_alphabet(match[1])
        return _closed(Family.LETTER_PAREN, (number,), f"（{match[1]}）", text, start, match.end())
    return None


def _one_character(text: str, start: int) -> Label | None:
    """Read a label that is one character."""
    for first, last, family in _ONE_CHARACTER:
        if first <= text[start] <= last:
            number = ord(text[start]) - ord(first) + 1
            printed = {
                Family.ARABIC: f"{number}.",
                Family.ARABIC_PAREN: f"（{number}）",
                Family.PAREN: f"（{to_chinese(number)}）",
            }
            return _closed(family, (number,), printed.get(family, text[start]), text, start, start + 1)
    return None


def _place_in_alphabet(letter: str) -> int:
    """Count a letter as its place in the alphabet, from 1."""
    return ord(letter.lower()) - ord("a") + 1


def _comma(text: str, start: int) -> Label | None:
    """Read 三、, unless it counts on: 一、二、三类客户."""
    match = _COMMA.match(text, start)
    if match is None:
        return None
    number, follower = parse_number(match[1]), _COUNTED_ON.match(text, match.end())
    if follower and parse_number(follower[1]) == number + 1:
        return None
    return Label(Family.COMMA, (number,), f"{match[1]}、", match.end() - start)


def _lettered(text: str, start: int) -> Label | None:
    """Read a label of a letter, or of a letter and figures."""
    if match := _LETTERED.match(text, start):
        parts = [int(part) for part in re.split(r"[.．]", match[2])[1:]]
        numbers = (LETTERED + _place_in_alphabet(match[1]), *parts)
        printed = ".".join((match[1], *map(str, parts)))
        return Label(Family.DECIMAL, numbers, printed, match.end() - start) if 0 not in parts else None
    match = _LETTER.match(text, start)
    return (
        Label(Family.LETTER, (_place_in_alphabet(match[1]),), f"{match[1]}、", match.end() - start) if match else None
    )


def _bullet(text: str, start: int) -> Label | None:
    """Read a bullet."""
    if match := _MARK.match(text, start):  # ×经理: a name left out
        return Label(Family.BULLET, (), "", 0, doubtful=match[0] not in _CERTAIN_MARKS)
    if match := _DASH.match(text, start):
        return Label(Family.BULLET, (), "", match.end() - start, doubtful=True)
    match = _BULLET.match(text, start)
    return Label(Family.BULLET, (), "", match.end() - start) if match else None


def is_beside_bullet(label: Label, before: str, after: str) -> bool:
    """Tell whether a doubtful bullet, a dash or a × without more, has another of its kind on the line before or after it.

    :param label: The bullet.
    :param before: The line before.
    :param after: The line after.
    :return: Whether it has.
    """
    sign = _DASH if label.length else _MARK
    return any(sign.match(line) for line in (before, after))


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
    if start == 0 and at_line_start and len(text) <= LONGEST_REMEMBERED:
        return _read_at_start(text)
    return _unless_in_sentence(text, start, _read(text, start, at_line_start=at_line_start))


@lru_cache(maxsize=4096)
def _read_at_start(text: str) -> Label | None:
    """Read the label of a line; the parser asks for the same ones several times over."""
    return _unless_in_sentence(text, 0, _read(text, 0, at_line_start=True))


def _unless_in_sentence(text: str, start: int, label: Label | None) -> Label | None:
    """Return a label, unless a sign that never stands behind one follows."""
    if label is None or text[start + label.length : start + label.length + 1] in _NEVER_BEHIND:
        return None
    return label


def _read(text: str, start: int, *, at_line_start: bool) -> Label | None:
    """Read a label, whatever stands behind it."""
    if start >= len(text):
        return None
    first = text[start]
    if first == "第":
        return _structural(text, start)
    if "0" <= first <= "9":
        return _numbered(text, start)
    if "０" <= first <= "９":
        return _numbered(text[start : start + LONGEST_LABEL].translate(_FULL_WIDTH), 0)
    if ord(first) in _FULL_WIDTH_LETTERS:
        return _lettered(text[start : start + LONGEST_LABEL].translate(_FULL_WIDTH_LETTERS), 0)
    if first in "（(":
        return _bracketed(text, start)
    if first in _ONE_CHARACTER_SIGNS:
        return _one_character(text, start)
    return _comma(text, start) or _lettered(text, start) or (_bullet(text, start) if at_line_start else None)
