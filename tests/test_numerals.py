"""Numerals in every form that clause numbers are printed in."""

from __future__ import annotations

import pytest

from corpus.numerals import NotANumeral, parse_number, to_chinese


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("一", 1),
        ("十", 10),  # alone, it means 一十
        ("十七", 17),
        ("三十", 30),
        ("三十七", 37),
        ("一百〇二", 102),  # 〇 holds the empty place in newer print, 零 in older
        ("一百零二", 102),
        ("一百一十", 110),
        ("一百十", 110),  # 一 left out
        ("一千零一", 1001),
        ("一千二百六十", 1260),  # the last 条 of the civil code
        ("一万", 10_000),
        ("一萬二千三百四十五", 12_345),  # a code with more 条 than any law
        ("二〇二五", 2025),  # read digit by digit
        ("两", 2),
        ("兩百", 200),
        ("廿三", 23),
        ("卅", 30),
        ("貳拾叁", 23),  # formal numerals, Traditional
        ("12", 12),
        ("１０", 10),  # full width
        ("③", 3),
        (" 二 十 ", 20),  # blanks inside, as typeset
    ],
)
def test_numerals_are_read(numeral: str, value: int) -> None:
    assert parse_number(numeral) == value


@pytest.mark.parametrize("text", ["", " ", "条", "十二条", "a", "二百five", "万", "万条"])
def test_what_is_no_numeral_is_refused(text: str) -> None:
    with pytest.raises(NotANumeral):
        parse_number(text)


@pytest.mark.parametrize(
    ("value", "written"),
    [(0, "零"), (10, "十"), (12, "十二"), (30, "三十"), (101, "一百零一"), (110, "一百一十"), (1001, "一千零一")],
)
def test_integers_are_written_as_clause_numbers_are(value: int, written: str) -> None:
    assert to_chinese(value) == written


def test_what_is_written_reads_back() -> None:
    assert [parse_number(to_chinese(number)) for number in range(20_001)] == list(range(20_001))


@pytest.mark.parametrize("number", [-1, 100_000])
def test_numbers_out_of_range_are_refused(number: int) -> None:
    with pytest.raises(ValueError, match=str(number)):
        to_chinese(number)
