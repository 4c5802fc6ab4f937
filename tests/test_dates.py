"""Dates as printed."""

from __future__ import annotations

from datetime import date

import pytest

from corpus.dates import is_date, read_date


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2021年5月6日", date(2021, 5, 6)),
        ("2021 年 5 月 6 日", date(2021, 5, 6)),
        ("二〇二一年十二月三十一日", date(2021, 12, 31)),
        ("二○一九年十月八日", date(2019, 10, 8)),  # a circle for the zero
        ("2018.09.10", date(2018, 9, 10)),
        ("2018-9-10", date(2018, 9, 10)),
        ("2021年5月", None),  # names no day
        ("2021年2月30日", None),
        ("2021年5月6日起", None),
        ("", None),
    ],
)
def test_days_are_read(text: str, day: date | None) -> None:
    assert read_date(text) == day


@pytest.mark.parametrize(
    ("text", "expected"),
    [("二〇二四年一月", True), ("2024-01-01", True), ("2024年1月1日起施行", False), ("2024年", False)],
)
def test_a_date_alone_is_told(text: str, expected: bool) -> None:
    assert is_date(text) is expected
