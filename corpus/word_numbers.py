"""The ways Word writes a number before a paragraph: 一, （二）, iii, c, 叁, 丁, ⑤."""

from __future__ import annotations

from collections.abc import Callable

from corpus.numerals import to_chinese

_FORMAL = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")
_FORMAL_TRADITIONAL = str.maketrans("一二三四五六七八九十百千", "壹貳參肆伍陸柒捌玖拾佰仟")
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"),
    (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
LARGEST = 9_999  # beyond it a number is written in figures whatever the format


def _roman(number: int) -> str:
    """Write a Roman numeral."""
    written = ""
    for value, sign in _ROMAN:
        times, number = divmod(number, value)
        written += sign * times
    return written


def _letter(number: int) -> str:
    """Write a letter; after z comes aa, then bb."""
    times, place = divmod(number - 1, 26)
    return chr(ord("a") + place) * (times + 1)


def _one_of(signs: str, number: int) -> str:
    """Take the nth sign; figures where there are no more."""
    return signs[number - 1] if number <= len(signs) else str(number)


def _run(first: str, last: int) -> str:
    """List signs that follow each other in Unicode."""
    return "".join(chr(ord(first) + place) for place in range(last))


_WRITERS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02d}",
    "decimalHalfWidth": str,
    "decimalFullWidth": lambda number: "".join(chr(ord(digit) + 0xFEE0) for digit in str(number)),
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
    "upperLetter": lambda number: _letter(number).upper(),
    "lowerLetter": _letter,
    "chineseLegalSimplified": lambda number: to_chinese(number).translate(_FORMAL),
    "ideographLegalTraditional": lambda number: to_chinese(number).translate(_FORMAL_TRADITIONAL),
    "ideographTraditional": lambda number: _one_of(_STEMS, number),
    "ideographZodiac": lambda number: _one_of(_BRANCHES, number),
    "decimalEnclosedCircle": lambda number: _one_of(_run("①", 20), number),
    "decimalEnclosedCircleChinese": lambda number: _one_of(_run("①", 20), number),
    "decimalEnclosedParen": lambda number: f"({number})",
    "decimalEnclosedFullstop": lambda number: f"{number}.",
    "ideographEnclosedCircle": lambda number: _one_of(_run("㊀", 10), number),
    "ideographDigital": lambda number: "".join("〇一二三四五六七八九"[int(digit)] for digit in str(number)),
    "none": lambda number: "",
}
# Formats that differ in what they write for large numbers or zero only.
for _name in (
    "chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting", "taiwaneseCountingThousand",
    "koreanCounting", "koreanDigital2",
):  # fmt: skip
    _WRITERS[_name] = to_chinese
for _name in ("japaneseDigitalTenThousand", "taiwaneseDigital"):
    _WRITERS[_name] = _WRITERS["ideographDigital"]
for _name in ("decimalFullWidth2",):
    _WRITERS[_name] = _WRITERS["decimalFullWidth"]


def write_number(number: int, number_format: str) -> str:
    """Write a number in one of Word's formats.

    >>> write_number(12, "chineseCounting"), write_number(4, "lowerRoman"), write_number(28, "lowerLetter")
    ('十二', 'iv', 'bb')

    :param number: Which one it is in its list.
    :param number_format: Word's name of the format; one that is not known writes figures.
    :return: The number as printed.
    """
    if not 0 < number <= LARGEST:
        return "" if number_format == "none" else str(number)
    return _WRITERS.get(number_format, str)(number)
