"""One file: its regulations, what is odd about their numbering, and the account of its characters."""

from __future__ import annotations

import pytest

from corpus.document import parse_document
from corpus.parsed import NumberingFinding
from corpus.passage import Fate
from corpus.reading import SourceText


def findings_in(text: str) -> list[tuple[str, str, str, str]]:
    """Kind, place, number before and number after of each finding."""
    parsed = parse_document(SourceText("规范.txt", text, ""))
    return [(f.kind, f.where, f.before, f.after) for r in parsed.regulations for f in r.findings]


@pytest.mark.parametrize(
    ("text", "findings"),
    [
        ("第一条 保密。\n第二条 守时。\n第三条 友善。", []),
        ("第一条 保密。\n第三条 守时。", [("跳号", "", "第一条", "第三条")]),
        ("第一条 保密。\n第一条 守时。", [("重号", "", "第一条", "第一条")]),
        ("第二条 保密。\n第一条 守时。", [("跳号", "", "(开头)", "第二条"), ("倒序", "", "第二条", "第一条")]),
        ("第一条 保密。\n第一条之一 友善。\n第二条 守时。", []),  # an inserted 条 is no gap
        ("第一章 总则\n第一条 保密。\n第二章 分则\n第二条 守时。", []),  # 条 count on over chapters
        (
            "第一编 总则\n第一章 甲\n第一条 保密。\n第二编 分则\n第一章 乙\n第二条 守时。",
            [],
        ),  # 章 begin anew in each 编
        ("6.保密。\n8.守时。", [("跳号", "", "(开头)", "6."), ("跳号", "", "6.", "8.")]),
        ("三、流程\n2.规范操作。\n3.问题解决。", [("跳号", "", "(开头)", "三、"), ("跳号", "三、", "(开头)", "2.")]),
        (  # a list that counts on in the next chapter
            "第一章 投诉\n1、分类\n应当登记。\n2、处理\n应当及时。\n第二章 协议客户\n3、认定\n应当评估。",
            [],
        ),
        ("5.1 保密。\n5.2 守时。\n5.4 友善。", [("跳号", "", "5.2", "5.4")]),
    ],
)
def test_odd_numbering_is_reported_and_not_repaired(text: str, findings: list[tuple[str, str, str, str]]) -> None:
    assert findings_in(text) == findings


def test_articles_are_counted() -> None:
    regulation = parse_document(SourceText("a.txt", "第一条 保密。\n(一)甲;\n(二)乙。\n第二条 守时。", "")).regulations[
        0
    ]
    assert regulation.article_count == 2


def test_every_regulation_of_a_file_is_given_with_its_own_findings() -> None:
    text = "甲公司客服守则\n甲公司客服守则\n1、守时。\n3、保密。\n乙公司客服守则\n乙公司客服守则\n1、不得挂机。"
    first, second = parse_document(SourceText("a.txt", text, "")).regulations
    assert (first.title, first.findings) == ("甲公司客服守则", (NumberingFinding("跳号", "", "1、", "3、"),))
    assert (second.title, second.findings) == ("乙公司客服守则", ())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "。",
        "目录",
        "第",
        "|",
        "| |",
        "(",
        "1.",
        "a",
        "\f\f",
        "?" * 50,
        "第一条" * 50,
        "*" * 99,
        "目录" * 20,
        "第1十条",
        "第七条之一10分钟",
        "一、要求\n客户登记表\n姓名\n1、守时。\n2、保密。",
    ],
)
def test_texts_that_are_no_regulation_are_accounted_for_too(text: str) -> None:
    account = parse_document(SourceText("a.txt", text, "")).account
    assert account.count(Fate.UNREAD) == 0
    assert sum(account.reasons.values()) == account.count(Fate.NOISE)
