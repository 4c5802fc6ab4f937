"""Workbooks that can be read as they open."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from assistant.review.workbook import Cell, text_width, workbook_bytes

HEADS = ("编号", "问题", "回答")
LONG = "请客户稍候，并在一个工作日内答复。" * 20


def opened(*rows: tuple[Cell, ...]) -> Worksheet:
    """Write a table and open it."""
    book = load_workbook(io.BytesIO(workbook_bytes([("结果", (HEADS, *rows))])))
    return book["结果"]


def test_heads_stay_in_place_and_can_be_filtered_by() -> None:
    page = opened((1, "方言", "好"), (), (3, "投诉", "好"))
    assert page.freeze_panes == "A2"
    assert page.auto_filter.ref == "A1:C4"  # a blank row does not end it
    assert page["A1"].font.bold
    assert not page["A2"].font.bold
    assert [row[0].value for row in page.iter_rows()] == ["编号", 1, None, 3]


def test_columns_are_as_wide_as_their_words_and_long_ones_wrapped() -> None:
    page = opened((1, "客户讲方言听不懂怎么办", LONG), (2, "短", "短"))
    widths = [page.column_dimensions[letter].width for letter in "ABC"]
    assert widths == [8, 25, 60]
    assert all(cell.alignment.wrap_text for row in page.iter_rows() for cell in row)
    lines = -(-text_width(LONG) // 59)
    assert page.row_dimensions[2].height == pytest.approx(15 * lines + 3)
    assert page.row_dimensions[3].height == 18


def test_no_row_is_higher_than_a_workbook_can_have() -> None:
    assert opened((1, "长", "行\n" * 500)).row_dimensions[2].height == 409


def test_a_table_of_heads_alone_and_an_empty_one_open() -> None:
    assert opened().max_row == 1
    book = load_workbook(io.BytesIO(workbook_bytes([("空", ()), ("结果", (HEADS,))])))
    assert book.sheetnames == ["空", "结果"]


def test_what_no_workbook_can_hold_is_left_out() -> None:
    assert opened((1, "a\x01b", None))["B2"].value == "ab"
