"""Blank forms set as lines, and lists of literature."""

from __future__ import annotations

import pytest

from corpus.document import parse_document
from corpus.forms import is_blank_line
from corpus.reading import SourceText

RULES = "某市投诉办法\n第一条 应当登记。\n第二条 应当答复。\n"


@pytest.mark.parametrize(
    ("line", "blank"),
    [
        ("姓名:____电话:____", True),
        ("诉求内容:____", True),
        ("____|____", True),
        ("□满意□一般□不满意", True),
        ("满意度:□满意 □一般 □不满意", True),
        ("签字： 年 月 日", True),
        ("姓名：　　电话：", True),
        ("您好,我是____号坐席,很高兴为您服务", False),  # words to say
        ("请您提供____,我马上查询。", False),
        ("□应当佩戴工牌 □不得早退", False),  # rules with boxes
        ("应当包括:", False),
        ("本办法自2024年1月1日", False),
        ("| 姓名 | ____ |", False),  # judged with its table
    ],
)
def test_blank_lines_are_told(line: str, blank: bool) -> None:
    assert is_blank_line(line) is blank


@pytest.mark.parametrize(
    "tail",
    [
        "附件2 投诉处理单\n投诉人姓名\n联系方式\n签字： 年 月 日",
        "附件1：投诉登记表\n姓名：　　电话：\n投诉内容：\n附件2 投诉处理单\n投诉人姓名\n联系方式\n处理结果",
        "附件2\n\n投诉处理单\n投诉人姓名\n联系方式\n签字： 年 月 日",
        "客户评价\n□满意□一般□不满意\n姓名:____电话:____\n____|____",  # its heading goes with it
        "附件：回访单\n| 姓名 | ____ |\n| 电话 | ____ |",
        "参考文献\n[1]国办发〔2020〕53号\n[2]GB/T 33358-2016 政府热线\n服务规范\n[3]某书",
        "编制：售后部 审核：张三 批准：李四 日期：2022.3.1",
    ],
)
def test_forms_literature_and_sign_offs_are_in_no_unit(tail: str) -> None:
    units = [unit for part in parse_document(SourceText("a.txt", RULES + tail, "")).regulations for unit in part.units]
    assert [(unit.locator, unit.text) for unit in units] == [("第一条", "应当登记。"), ("第二条", "应当答复。")]


@pytest.mark.parametrize(
    ("tail", "kept"),
    [
        ("附件1 服务忌语表\n不知道\n自己看\n找领导去", "自己看"),  # words that are forbidden
        ("附件1\n服务忌语表\n不知道\n自己看", "自己看"),
        ("附件1 投诉处理表\n受理\n应当在1小时内登记投诉内容。\n姓名", "应当在1小时内登记投诉内容。"),
        ("第三条 登记下列内容:\n(一)姓名;\n(二)联系方式。", "联系方式。"),
        ("参考文献\n第三条 应当保密。", "应当保密。"),
        ("附录A（资料性附录）\n服务用语\n您好,很高兴为您服务。", "您好,很高兴为您服务。"),
    ],
)
def test_rules_that_look_alike_are_kept(tail: str, kept: str) -> None:
    units = [unit for part in parse_document(SourceText("a.txt", RULES + tail, "")).regulations for unit in part.units]
    assert kept in [unit.text for unit in units]
    assert not any("附录" in unit.text for unit in units)
