"""The labels of Chinese regulations: 第三章, 第十二条之一, 甲、, 三、, 三之一、, （六）, 5、, (1), 2), ①, Ⅱ、, a、, 6.1.2 and bullets.

Reads one label at a given place. Whether it is a heading there or a reference in running text is partly decided here (by what
follows it) and partly in ``outline`` (by the sequence it stands in).
"""

from __future__ import annotations

import re
from functools import lru_cache

from corpus.bullets import read_bullet
from corpus.label import LETTERED, Family, Label
from corpus.numerals import parse_number, to_chinese
from corpus.roman import read_roman
from corpus.structural_labels import read_structural

LONGEST_REMEMBERED = 2000  # characters of a line whose label is not read twice
LONGEST_LABEL = 40  # characters, what is looked at behind it included
_HAN = "\u3400-\u9fff"
# What may stand behind a bare number that counts something instead of labelling it.
_MEASURES = "个個小分天日年月周週次人名户戶元万萬亿億声聲秒米号號点點时時岁歲件份张張项項种種条條位台台页頁度倍折吨噸公厘层層套只隻字世"
_CHINESE = "[〇零一二三四五六七八九十百]{1,5}"
_PUT_IN = r"(?:[ \u3000]*之[ \u3000]*([一二三四五六七八九十]{1,2}))?"  # 二之一、, （二）之一
_COMMA = re.compile(rf"[ \u3000]*({_CHINESE}){_PUT_IN}[ \u3000]*[、．.][ \u3000]*")
# 一 服务态度, 一：服务态度: believed where a whole series is set so.
_COMMA_BARE = re.compile(
    rf"[ \u3000]*({_CHINESE})(?:[ \u3000]+|[ \u3000]*[:：，][ \u3000]*)(?=[{_HAN}“《])(?!是|{_CHINESE}[ \u3000])"
)
_ORDINAL = re.compile(
    rf"第({_CHINESE})[ \u3000]*[、:：][ \u3000]*(?!第)"
)  # 第一、: a label where the whole text counts so
STEMS = "甲乙丙丁戊己庚辛壬癸"
_STEM = re.compile(rf"([{STEMS}])[ \u3000]*[、．.][ \u3000]*(?![{STEMS}])")  # not 甲、乙双方
_COUNTED_ON = re.compile(rf"({_CHINESE})[、类類项項]")  # 一、二、三类客户
_PAREN = re.compile(rf"[（(][ \u3000]*({_CHINESE})[ \u3000]*[)）](?:{_PUT_IN}(?![的者,，。]))?")
_DECIMAL = re.compile(r"(\d{1,3}(?:[ ]?[.．][ ]?\d{1,3}){1,5})(?![\d%％]|[.．]\d)[.．、]?[ \u3000]*")
_LETTERED = re.compile(r"([A-Z])((?:[.．]\d{1,2}){1,5})(?![\d.．%％])[ \u3000]*(?=[\u3400-\u9fff“\"「『《（(]|$)")
_ARABIC = re.compile(r"(\d{1,3})[ ]?(?:([．.])(?![\d.．])|(、))[ \u3000]*")
_BEFORE_QUANTITY = re.compile(r"(\d{1,3})([.．])([ \u3000]*)(?=\d)")
_BEFORE_NAME = re.compile(
    r"(\d{1,2})([．.])(?=(?:\d{4}年|\d{4,5}(?=[\u4e00-\u9fff])(?![元吨米千万个年人天日户])|(?:400|800|1[12][0-9])(?=热线|熱線|电话|電話|客服|报警|指挥|急救|火警|平台|工单|坐席|联动|服务)))"
)  # 1.12345热线, 2.2024年
_PARTED = re.compile(r"\d{1,3}[.．] ")
_ARABIC_PAREN = re.compile(r"[（(][ \u3000]*(\d{1,3})[ \u3000]*[)）]")
_ARABIC_SQUARE = re.compile(r"[\[［【〔][ \u3000]*(\d{1,2})[ \u3000]*[\]］】〕](?![\[［【〔(（])")
_ARABIC_CLOSE = re.compile(r"(\d{1,3})[)）]")
# 1严格遵守, 1：严格遵守, and with a blank even 1 周一至周五, which a quantity may be too.
_ARABIC_BARE = re.compile(
    rf"(\d{{1,3}})(?:[ \u3000]{{0,3}}(?=[{_HAN}])(?![ \u3000]*[{_MEASURES}])|[ \u3000]{{1,3}}(?=[{_MEASURES}])|[:：][ \u3000]*(?=[{_HAN}“]))"
)
# One character that is a whole label, by the first of its kind: ⒈ is 1., ⑴ is (1), ㈠ is （一）.
_ONE_CHARACTER = (
    ("①", "⑳", Family.CIRCLED), ("❶", "❿", Family.CIRCLED), ("⑴", "⒇", Family.ARABIC_PAREN), ("⒈", "⒛", Family.ARABIC),
    ("㈠", "㈩", Family.PAREN), ("Ⅰ", "Ⅻ", Family.ROMAN),
)  # fmt: skip
_GRADES = tuple("级級类類型期度号號档檔等")  # what a numeral grades
_ONE_CHARACTER_SIGNS = frozenset(chr(c) for a, b, _ in _ONE_CHARACTER for c in range(ord(a), ord(b) + 1))
_LETTER_PAREN = re.compile(r"[（(][ ]*([a-zA-Z])[ ]*[)）]")
_BEHIND = re.compile(r"[ \u3000]*[、．.]?[ \u3000]*")  # what a label in brackets may have behind it
# （一）、（二）项, （三）至（五）, (九)条: part of a reference. Not （一）项目管理.
_MORE_OF_A_REFERENCE = re.compile(
    r"[ \u3000]*(?:[项項](?!目)|款(?![项項式待])|[条條](?![件例款理文])|[种種](?![植类類子])|[类類](?![别別型似])|[点點](?![击擊评評名餐])"
    r"|之[一二三]|[、和及与與或至到~～-][ \u3000]*[（(](?:[\da-zA-Z〇一二三四五六七八九十]|$))"
)
_NEVER_BEHIND = (",", "，", ";", "；", "。", "、")  # (见附表 | 1),当日归档
_LETTER = re.compile(r"([a-zA-Z])[、．.)）](?!\d)[ \u3000]*")  # A.1 is no A.
_MEASURE_AFTER = re.compile(rf"[{_MEASURES}]|[ ]*[%％℃]|[ ]?[a-zA-Z]{{1,3}}\b(?!['’])")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９()．", "0123456789（）.")
_FULL_WIDTH_LETTERS = {
    code: code - 0xFEE0 for code in (*range(ord("Ａ"), ord("Ｚ") + 1), *range(ord("ａ"), ord("ｚ") + 1))
}


def _before_quantity(text: str, start: int) -> Label | None:
    """Read 2. 10分钟内 as a label and a quantity; 2.10分钟 may be either, 1.5米 is none where no 1. is awaited."""
    match = _BEFORE_QUANTITY.match(text, start)
    if match is None:
        return None
    length = match.end() - start
    return Label(Family.ARABIC, (int(match[1]),), f"{int(match[1])}{match[2]}", length, doubtful=not match[3])


def _numbered(text: str, start: int) -> Label | None:
    """Read a label of figures."""
    if match := _BEFORE_NAME.match(text, start):
        return Label(
            Family.ARABIC, (int(match[1]),), f"{int(match[1])}{match[2]}", match.end() - start, doubtful=start > 0
        )
    if match := _DECIMAL.match(text, start):
        numbers = tuple(int(n) for n in re.split(r"[.．]", match[1].replace(" ", "")))
        parted = len(numbers) == 3 and _PARTED.match(text, start)  # 2. 2.5小时内
        if (len(numbers) == 2 or parted) and _MEASURE_AFTER.match(text, match.end(1)):
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
        measured = text[match.end() - 1] in " \u3000" and text[match.end() : match.end() + 1] in _MEASURES
        return Label(
            Family.ARABIC, (int(match[1]),), str(int(match[1])), match.end() - start, bare=True, doubtful=measured
        )
    return None


def _closed(family: Family, numbers: tuple[int, ...], printed: str, text: str, start: int, end: int) -> Label | None:
    """Make a label that ends with a bracket, unless a reference goes on behind it."""
    if _MORE_OF_A_REFERENCE.match(text, end):
        return None
    behind = _BEHIND.match(text, end)
    return Label(family, numbers, printed, (behind.end() if behind else end) - start)


def _bracketed(text: str, start: int) -> Label | None:
    """Read a label in brackets."""
    if match := _ARABIC_SQUARE.match(text, start):
        return _closed(Family.ARABIC_PAREN, (int(match[1]),), f"［{int(match[1])}］", text, start, match.end())
    if match := _PAREN.match(text, start):
        put_in = f"之{match[2]}" if match[2] else ""
        return _closed(Family.PAREN, _numbers(match), f"（{match[1]}）{put_in}", text, start, match.end())
    if match := _ARABIC_PAREN.match(text, start):
        return _closed(Family.ARABIC_PAREN, (int(match[1]),), f"（{int(match[1])}）", text, start, match.end())
    if (roman := read_roman(text, start)) and not _MORE_OF_A_REFERENCE.match(text, start + roman.length):
        return roman
    if match := _LETTER_PAREN.match(text, start):
        number = _place_in_alphabet(match[1])
        return _closed(Family.LETTER_PAREN, (number,), f"（{match[1]}）", text, start, match.end())
    return None


def _one_character(text: str, start: int) -> Label | None:
    """Read a label that is one character."""
    for first, last, family in _ONE_CHARACTER:
        if first <= text[start] <= last:
            number = ord(text[start]) - ord(first) + 1
            if family is Family.ROMAN and text[start + 1 : start + 2] in _GRADES:  # Ⅰ级投诉
                return None
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
    numbers, follower = _numbers(match), _COUNTED_ON.match(text, match.end())
    if follower and parse_number(follower[1]) == numbers[0] + 1:
        return None
    put_in = f"之{match[2]}" if match[2] else ""
    return Label(Family.COMMA, numbers, f"{match[1]}{put_in}、", match.end() - start)


def _comma_bare(text: str, start: int) -> Label | None:
    """Read 三 with a blank or a colon behind it."""
    match = _COMMA_BARE.match(text, start)
    return (
        Label(Family.COMMA, (parse_number(match[1]),), f"{match[1]}、", match.end() - start, bare=True)
        if match
        else None
    )


def _ordinal(text: str, start: int) -> Label | None:
    """Read 第三、, unless it counts on: 第一、二季度."""
    match = _ORDINAL.match(text, start)
    if match is None or re.match(_CHINESE, text[match.end() : match.end() + 1]):
        return None
    return Label(Family.COMMA, (parse_number(match[1]),), f"第{match[1]}、", match.end() - start, bare=True)


def _stem(text: str, start: int) -> Label | None:
    """Read 甲、."""
    match = _STEM.match(text, start)
    return Label(Family.STEM, (STEMS.index(match[1]) + 1,), f"{match[1]}、", match.end() - start) if match else None


def _numbers(match: re.Match[str]) -> tuple[int, ...]:
    """Read the numbers of 三 or 三之一."""
    return tuple(parse_number(number) for number in match.groups() if number)


def _lettered(text: str, start: int) -> Label | None:
    """Read a label of a letter, or of a letter and figures."""
    if match := _LETTERED.match(text, start):
        parts = [int(part) for part in re.split(r"[.．]", match[2])[1:]]
        numbers = (LETTERED + _place_in_alphabet(match[1]), *parts)
        printed = ".".join((match[1], *map(str, parts)))
        return Label(Family.DECIMAL, numbers, printed, match.end() - start) if 0 not in parts else None
    if roman := read_roman(text, start):
        return roman
    match = _LETTER.match(text, start)
    return (
        Label(Family.LETTER, (_place_in_alphabet(match[1]),), f"{match[1]}、", match.end() - start) if match else None
    )


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
        label = read_structural(text, start)
        return label or ((_ordinal(text, start) or read_bullet(text, start)) if at_line_start else None)
    if "0" <= first <= "9":
        return _numbered(text, start)
    if "０" <= first <= "９":
        return _numbered(text[start : start + LONGEST_LABEL].translate(_FULL_WIDTH), 0)
    if ord(first) in _FULL_WIDTH_LETTERS:
        return _lettered(text[start : start + LONGEST_LABEL].translate(_FULL_WIDTH_LETTERS), 0)
    if first in "（([［【〔":
        return _bracketed(text, start)
    if first in _ONE_CHARACTER_SIGNS:
        return _one_character(text, start)
    if first in STEMS:
        return _stem(text, start)
    label = _comma(text, start) or _lettered(text, start)
    if label is None and at_line_start:
        label = _comma_bare(text, start) or read_bullet(text, start)
    return label
