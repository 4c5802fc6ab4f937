"""How a place is cited and keyed."""

from __future__ import annotations

import pytest

from corpus.labels import read_label
from corpus.locators import locator, number_path, run_in_title, short_title
from corpus.node import Node
from corpus.passage import Passage


def chain_of(*steps: str) -> list[Node]:
    """A chain of nodes; a step is a label, or a heading without one in angle brackets."""
    node = Node(None)
    for step in steps:
        label = None if step.startswith("<") else read_label(step + "甲")
        heading = Passage(step[1:-1], range(len(step) - 2)) if label is None else Passage("", ())
        node = node.add(Node(label, heading=heading))
    return node.chain()


@pytest.mark.parametrize(
    ("steps", "item", "cited", "key"),
    [
        (("第六章", "第三十条", "（六）"), "", "第三十条（六）", "30(6)"),  # no chapter before a 条
        (("第六章", "第二十九条", "（三）", "5、"), "", "第二十九条（三）5", "29(3)5"),
        (("第一编", "第二章", "第十二条之一"), "", "第十二条之一", "12-1"),
        (("三、", "（一）", "1."), "", "三、（一）1", "3(1)1"),
        (("三、",), "", "三", "3"),  # the last sign goes where nothing follows
        (("二、", "1、", "(1)"), "", "二、1（1）", "2/1(1)"),
        (
            ("第六条", "6.1", "(7)", "<接听电话时用户说方言,您又听不明>", "a、"),
            "",
            "6.1（7）「接听电话时用户说方言…」a",
            "6.1(7)*1/a",
        ),
        (("5.", "5.2", "5.2.6", "1)"), "", "5.2.6 1）", "5.2.6(1)"),  # the contract's 5.2.6 → 1)
        (("第一篇", "一、", "<电话接听:>"), "第2项", "第一篇一、「电话接听」第2项", "v1/1*1"),
        (("第二部分", "三、", "<遇客户致谢>"), "「遇客户致谢」", "第二部分三、「遇客户致谢」", "pt2/3*1"),
        (("2.",), "第3项", "2第3项", "2"),
    ],
)
def test_places_are_cited_and_keyed(steps: tuple[str, ...], item: str, cited: str, key: str) -> None:
    chain = chain_of(*steps)
    assert locator(chain, item) == cited
    assert number_path(chain) == key


@pytest.mark.parametrize(
    ("heading", "short"),
    [
        ("接听电话时用户说方言,您又听不明", "接听电话时用户说方言…"),
        ("电话接听:", "电话接听"),
        (
            "接听电话时用户提出的问题超出您的解析能力",
            "接听电话时用户提出的问题超出您的解析能力",
        ),  # twenty characters are read whole
        (
            "接听电话时用户提出的问题超出您的解析能力而且当时又无人协助",
            "接听电话时用户提出的问题超出您的解析能力而且当时…",
        ),
        ("问:客户要求退货怎么办?", "客户要求退货怎么办"),  # else every question is called 问
        ("Q4：发票多久开具？", "发票多久开具"),
        ("场景1:客户说没时间", "场景1:客户说没时间"),
        ("核实\n回复", "核实…"),  # a cell of two lines
    ],
)
def test_headings_are_shortened(heading: str, short: str) -> None:
    assert short_title(heading) == short


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("着装整洁规范:穿着企业统一工服", "着装整洁规范"),
        ("礼貌待人：服务人员应有礼貌", "礼貌待人"),
        ("客服:您好,请问有什么可以帮您?", ""),  # who speaks is no title
        ("声调。显得有朝气", ""),
        ("与客户交谈时,语言要简练,态度要:和蔼", ""),  # a colon far inside a sentence
    ],
)
def test_a_run_in_title_is_read(text: str, title: str) -> None:
    assert run_in_title(text) == title
