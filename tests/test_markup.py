"""Marks of Markdown and of pages, and brackets and numbers around a label."""

from __future__ import annotations

import pytest

from corpus.document import parse_document
from corpus.markup import without_marks
from corpus.passage import Account, Fate, Passage
from corpus.reading import SourceText


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("[TOC]", ""),
        ("```python", ""),
        ("---", ""),
        ("![图片](images/a.png)", ""),
        ("[返回顶部](#top)", ""),
        ("[^1]: 见总行文件。", ""),
        ('<div align="center">—完—</div>', ""),
        ("— 全文完 —", ""),
        ("应当答复。[^1]", "应当答复。"),
        ("按[《投诉办法》](http://a.cn/b)办理。", "按《投诉办法》办理。"),
        ("应当`主动`问候。<br>", "应当主动问候。"),
        ("__第一条__ 应当登记。", "第一条 应当登记。"),
        ("> > 应当登记。", "应当登记。"),
        ("1. 第一条 应当登记。", "第一条 应当登记。"),  # a program numbered what is numbered
        ("（三）第四条 应当登记。", "第四条 应当登记。"),
        # what stays
        ("1. 第三条修改为:“应当登记。”", "1. 第三条修改为:“应当登记。”"),  # an amendment
        ("1. 第三条第一款规定的情形", "1. 第三条第一款规定的情形"),
        ("完成后应当回访", "完成后应当回访"),
        ("[备注](1)应当登记", "[备注](1)应当登记"),
        ("我是____号坐席", "我是____号坐席"),
        ("等待时间>3分钟", "等待时间>3分钟"),
        ("| 一 | 甲<br>乙 |", "| 一 | 甲<br>乙 |"),  # lines of a cell
    ],
)
def test_marks_go_and_words_stay(line: str, words: str) -> None:
    account = Account(line)
    assert without_marks(Passage(line, range(len(line))), account).text == words
    account.close()
    assert account.count(Fate.UNREAD) == sum(not sign.isspace() for sign in words)


@pytest.mark.parametrize(
    ("lines", "units"),
    [
        (  # dropped as a preamble before
            "【第一条】为规范投诉，制定本办法。\n【第二条】应当答复。",
            [("第一条", "", "为规范投诉，制定本办法。"), ("第二条", "", "应当答复。")],
        ),
        ("〖第一条〗应当登记。\n〖第二条〗应当答复。", [("第一条", "", "应当登记。"), ("第二条", "", "应当答复。")]),
        ("[第一条] 应当登记。\n[第二条]应当答复。", [("第一条", "", "应当登记。"), ("第二条", "", "应当答复。")]),
        (
            "**【第一条】** 应当登记。\n**第二条** 应当答复。",
            [("第一条", "", "应当登记。"), ("第二条", "", "应当答复。")],
        ),
        (  # with its name, inside or behind
            "【第一章 总则】\n【第一条 目的】应当登记。\n【第二条】【时限】应当答复。",
            [("第一条", "目的", "应当登记。"), ("第二条", "时限", "应当答复。")],
        ),
    ],
)
def test_labels_in_brackets_are_labels(lines: str, units: list[tuple[str, str, str]]) -> None:
    regulation = parse_document(SourceText("办法.md", f"某银行投诉办法\n{lines}", "")).regulations[0]
    assert [(unit.locator, unit.heading, unit.text) for unit in regulation.units] == units


@pytest.mark.parametrize("line", ["【重要】应当登记。", "[2020]第3号文件应当存档。", "【第一条】规定的情形应当登记。"])
def test_other_brackets_stay(line: str) -> None:
    regulation = parse_document(SourceText("办法.md", f"某银行投诉办法\n第一条 应当保密。\n{line}", "")).regulations[0]
    assert [unit.locator for unit in regulation.units] == ["第一条"]
