"""Tables that set the 条 of a regulation beside their labels."""

from __future__ import annotations

import pytest

from corpus.document import parse_document
from corpus.passage import Fate
from corpus.reading import SourceText

ARTICLES = "| 第一条 | 应当登记。 |\n| 第二条 | 应当答复。 |"


def locators_in(text: str) -> list[str]:
    """The locators of a text's units; every character must be accounted for."""
    parsed = parse_document(SourceText("办法.md", text, ""))
    assert parsed.account.count(Fate.UNREAD) == 0
    return [unit.locator for regulation in parsed.regulations for unit in regulation.units]


@pytest.mark.parametrize(
    ("text", "locators"),
    [
        (f"某公司投诉办法\n{ARTICLES}", ["第一条", "第二条"]),
        (f"某公司投诉办法\n| 条款 | 内容 |\n| --- | --- |\n{ARTICLES}", ["第一条", "第二条"]),  # the heads go
        (  # what looked like column heads is the first 条
            "某公司投诉办法\n| 第一条 | 应当登记 |\n| --- | --- |\n| 第二条 | 应当在三日内答复。 |",
            ["第一条", "第二条"],
        ),
        (  # lines in a cell, and a row that goes on
            "某公司投诉办法\n| 第一条 | 不得:<br>(一)推诿;<br>(二)辱骂。 |\n| | 应当致歉。 |\n| 第二条 | 应当答复。 |",
            ["第一条", "第一条（一）", "第一条（二）", "第一条第2款", "第二条"],
        ),
        (  # the name of each beside it
            "某公司投诉办法\n| 第一条 | 登记 | 应当登记。 |\n| 第二条 | 答复 | 应当答复。 |",
            ["第一条", "第二条"],
        ),
        (  # the 条 stand elsewhere: the table speaks of them
            "某公司投诉办法\n第一条 应当登记。\n第二条 应当答复。\n| 第一条 | 扣2分 |\n| 第二条 | 扣5分 |",
            ["第一条", "第二条", "第二条「第一条」", "第二条「第二条」"],
        ),
        ("扣分表\n| 第三条 | 扣2分 |\n| 第五条 | 扣5分 |", ["「第三条」", "「第五条」"]),  # of another regulation
    ],
)
def test_rows_of_articles_are_articles(text: str, locators: list[str]) -> None:
    assert locators_in(text) == locators
