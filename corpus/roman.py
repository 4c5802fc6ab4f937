"""Roman numerals in Latin letters as labels: i., ii., (iii), IV. One letter alone is a letter's label, unless the list around it is Roman."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from corpus.label import Family, Label

_DIGITS = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
_VALUES = {tens * "x" + ones: 10 * tens + n for tens in (0, 1) for n, ones in enumerate(_DIGITS)}
_SEVERAL = "(?:x?(?:ix|iv|vi{0,3}|i{1,3})|xx?)"
_PLAIN = re.compile(rf"({_SEVERAL}|{_SEVERAL.upper()})[、．.)）](?!\d)[ \u3000]*")
_PAREN = re.compile(rf"[（(][ ]*({_SEVERAL}|{_SEVERAL.upper()})[ ]*[)）][ \u3000]*")
_ALONE = {9: 1, 22: 5, 24: 10}  # the place of i, v, x in the alphabet -> what they count as


def read_roman(text: str, start: int) -> Label | None:
    """Read a label of two or more Roman digits.

    >>> read_roman("ii. 应协助", 0).numbers, read_roman("(IV)应登记", 0).printed, read_roman("i. 应协助", 0)
    ((2,), '（IV）', None)

    :param text: The line.
    :param start: Where the label should start.
    :return: The label; None if none stands there, or only one letter.
    """
    match = _PLAIN.match(text, start) or _PAREN.match(text, start)
    if match is None or len(match[1]) < 2:
        return None
    bracketed = text[start] in "（("
    printed = f"（{match[1]}）" if bracketed else f"{match[1]}、"
    return Label(_family(match[1], bracketed=bracketed), (_VALUES[match[1].lower()],), printed, match.end() - start)


def _family(digits: str, *, bracketed: bool) -> Family:
    """Tell which of the Roman lists a numeral counts in; they may stand one inside the other."""
    if bracketed:
        return Family.ROMAN_PAREN
    return Family.ROMAN if digits.isupper() else Family.ROMAN_SMALL


def as_roman(label: Label, last: Callable[[Label], Label | None], following: Iterable[Label | None]) -> Label:
    """Read i, v or x as a numeral where the list around it is Roman: ii comes next, or iv came before.

    :param label: A label.
    :param last: Finds the label of the same family that is being counted.
    :param following: The labels of the lines that follow.
    :return: The label as a numeral, or as it is.
    """
    number = _ALONE.get(label.number)
    if number is None or label.family not in (Family.LETTER, Family.LETTER_PAREN):
        return label
    family = _family(label.printed[:1], bracketed=label.family is Family.LETTER_PAREN)
    numeral = replace(label, family=family, numbers=(number,))
    before = last(numeral)
    if number > 1:
        return numeral if before is not None and before.number == number - 1 else label
    begins = next((one.number for one in following if one is not None and one.family is family), 0)
    return numeral if begins == number + 1 else label
