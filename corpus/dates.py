"""Dates as regulations write them: 2021年5月6日, 二〇二一年五月六日, 2021-05-06."""

from __future__ import annotations

import re
from datetime import date

from corpus.numerals import NotANumeral, parse_number
from corpus.script import to_simplified

_YEAR = r"(?:\d{4}|[二一][〇○OoＯ零一二三四五六七八九]{3})"
_NUMBER = r"[\d一二三四五六七八九十]{1,3}"
# The day may be missing below a document, 二〇二四年一月; such a date names no day and is never read as one.
DATE_PATTERN = rf"{_YEAR}\s*年\s*{_NUMBER}\s*月(?:\s*{_NUMBER}\s*日)?|\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}"
_PARTS = re.compile(
    rf"({_YEAR})\s*年\s*({_NUMBER})\s*月\s*({_NUMBER})\s*日|(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}})", re.ASCII
)


def is_date(text: str) -> bool:
    """Tell whether a text is a date and nothing else.

    >>> is_date("二〇二四年一月"), is_date("2024年1月1日起施行")
    (True, False)
    """
    return bool(re.fullmatch(DATE_PATTERN, to_simplified(text.strip()), re.ASCII))


def read_date(text: str) -> date | None:
    """Read a date.

    >>> read_date("二〇二一年五月六日"), read_date("2021年5月")
    (datetime.date(2021, 5, 6), None)

    :param text: The date as printed.
    :return: The day; None if the text names none, or one that no calendar has.
    """
    match = _PARTS.fullmatch(text.strip())
    if not match:
        return None
    year, month, day = (part for part in match.groups() if part)
    try:
        return date(parse_number(re.sub("[OoＯ]", "〇", year)), parse_number(month), parse_number(day))
    except (NotANumeral, ValueError):
        return None
