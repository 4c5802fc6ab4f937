"""The form in which texts are compared: blanks, width, case and script make no difference."""

from __future__ import annotations

import pytest

from corpus.script import INVISIBLE, fold, is_traditional, to_simplified, to_traditional


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("第 三十 条", "第三十条"),  # typeset blanks
        ("第３０条", "第30条"),  # full-width digits
        ("（六）遇到客户", "(六)遇到客户"),  # brackets
        ("您好，请问？", "您好,请问?"),  # signs
        ("客戶服務規範", "客户服务规范"),  # script
        ("VIP客户", "vip 客户"),  # case
        ("客\u200b户\ufeff", "客户"),  # characters that take no room
        ("第一条\u3000目的\n和依据", "第一条目的和依据"),  # the wide blank, line breaks
        ("⒈着装", "1.着装"),  # one character that is a whole label
    ],
)
def test_texts_that_read_the_same_fold_to_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("不得挂机", "应当挂机"), ("第三条", "第二条"), ("24小时", "2小时")])
def test_texts_that_say_something_else_do_not(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_scripts_are_converted_both_ways() -> None:
    assert to_simplified("電話鈴響三聲") == "电话铃响三声"
    assert to_traditional("电话铃响三声") == "電話鈴響三聲"


@pytest.mark.parametrize(
    ("text", "traditional"),
    [
        ("客戶講話時輕易打斷客戶", True),
        ("客户讲话时轻易打断客户", False),
        ("三棵", False),  # the same in both
        ("", False),
    ],
)
def test_script_is_told(text: str, traditional: bool) -> None:
    assert is_traditional(text) is traditional


def test_invisible_characters_are_known() -> None:
    # zero-width space, byte order mark, left-to-right mark, tag character
    assert INVISIBLE.sub("", "客\u200b户\ufeff服\u200e务\U000e0041") == "客户服务"
