"""Chinese, Arabic, full-width and circled numerals, read as integers and written back.

Knows nothing of labels: which words around a numeral make it a clause number is ``labels``' business.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

CHINESE_DIGITS = {
    "〇": 0, "零": 0, "○": 0, "一": 1, "二": 2, "两": 2, "兩": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9,
    "壹": 1, "贰": 2, "貳": 2, "叁": 3, "參": 3, "肆": 4, "伍": 5, "陆": 6, "陸": 6, "柒": 7, "捌": 8, "玖": 9,
}  # fmt: skip
CHINESE_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000, "廿": 20, "卅": 30}
NUMERAL_CLASS = "0-9０-９" + "".join(CHINESE_DIGITS) + "".join(CHINESE_UNITS)
_MYRIAD = "万萬"
LABEL_NUMERAL_CLASS = NUMERAL_CLASS + _MYRIAD  # of 第一万二千条; in running text 万 counts money, as in 3万元

_WRITTEN_DIGITS = "零一二三四五六七八九"
_WRITTEN_UNITS = ((10_000, "万"), (1000, "千"), (100, "百"), (10, "十"))


class NotANumeral(ValueError):
    """A text was read as a numeral and is none."""


@lru_cache(maxsize=4096)  # a document reads the same few hundred numerals again and again
def parse_number(numeral: str) -> int:
    """Read a numeral in any of the forms regulations print.

    >>> parse_number("三十"), parse_number("一百〇二"), parse_number("１０"), parse_number("二〇"), parse_number("③")
    (30, 102, 10, 20, 3)

    :param numeral: Chinese, Arabic, full-width or circled digits; blanks inside are ignored.
    :return: Its value, zero or more.
    :raises NotANumeral: if it has no digit, or a character that belongs to no numeral.
    """
    digits = re.sub(r"\s", "", unicodedata.normalize("NFKC", numeral))
    if digits.isascii() and digits.isdigit():
        return int(digits)
    myriads, sign, below = digits.replace(_MYRIAD[1], _MYRIAD[0]).partition(_MYRIAD[0])
    if sign and myriads:
        return parse_number(myriads) * 10_000 + (parse_number(below) if below else 0)
    if not digits or any(c not in CHINESE_DIGITS and c not in CHINESE_UNITS for c in digits):
        raise NotANumeral(f"{numeral!r} is not a numeral")
    if not any(c in CHINESE_UNITS for c in digits):  # read digit by digit: 二〇二五
        return int("".join(str(CHINESE_DIGITS[c]) for c in digits))
    total, digit = 0, 0
    for position, character in enumerate(digits):
        if character in CHINESE_DIGITS:
            digit = CHINESE_DIGITS[character]
            continue
        unit = CHINESE_UNITS[character]
        if character in "廿卅":
            total += unit
        else:  # 十 alone, at the start or after 百, means 一十
            total += (digit or (1 if position == 0 or unit == 10 else 0)) * unit
        digit = 0
    return total + digit


def to_chinese(number: int) -> str:
    """Write an integer as a clause number is written.

    >>> to_chinese(30), to_chinese(102), to_chinese(110), to_chinese(1001)
    ('三十', '一百零二', '一百一十', '一千零一')

    :param number: 0 to 99999.
    :return: The numeral, without the 一 before a leading 十.
    :raises ValueError: if the number is out of range.
    """
    if not 0 <= number <= 99_999:
        raise ValueError(f"{number} is outside 0 to 99999")
    if number == 0:
        return "零"
    written, rest, gap = "", number, False
    for value, unit in _WRITTEN_UNITS:
        digit, rest = divmod(rest, value)
        if digit:
            written += ("零" if gap else "") + _WRITTEN_DIGITS[digit] + unit
            gap = False
        elif written:
            gap = True
    if rest:
        written += ("零" if gap else "") + _WRITTEN_DIGITS[rest]
    return written.removeprefix("一") if written.startswith("一十") else written
