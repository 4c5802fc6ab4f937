"""Where one regulation ends and the next begins, and what each is called."""

from __future__ import annotations

import pytest

from corpus.document import parse_document
from corpus.reading import SourceText
from corpus.titles import is_signature, read_title


def regulations_in(text: str) -> list[tuple[str, str, int]]:
    """Title, issuer and number of units of each regulation that holds any."""
    parsed = parse_document(SourceText("规定.txt", text, ""))
    return [(r.title, r.issuer, len(r.units)) for r in parsed.regulations if r.units]


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("全国棉花交易市场客户服务人员行为规范", "全国棉花交易市场客户服务人员行为规范"),
        ("3102-客户服务部行为规范", "客户服务部行为规范"),  # a file's number
        ("(完整版)客户服务业务行为准则", "客户服务业务行为准则"),
        ("客户服务管理制度客户服务管理制度", "客户服务管理制度"),  # printed twice in one line
        ("物流部客戶服務規范 編號:SKS/Z-WL-021 保密等級:一般 版本:A0", "物流部客戶服務規范"),
        ("客户服务行为规范标准(试行)", "客户服务行为规范标准(试行)"),
        ("客户服务人员行为规范(共5篇)", "客户服务人员行为规范(共5篇)"),
        ("国家市场监督管理总局令第20号 网络交易服务投诉处理办法", "网络交易服务投诉处理办法"),  # an order's number
        ("国办发〔2020〕53号 政务服务热线管理规范", "政务服务热线管理规范"),
        ("甲公司 投诉处理办法", "甲公司 投诉处理办法"),  # no number
        ("服务规范应当遵守。", None),
        ("作为客户服务人员,行为规范是我们工作的一部分", None),
        ("客户服务", None),
    ],
)
def test_titles_are_read(line: str, title: str | None) -> None:
    assert read_title(line) == title


@pytest.mark.parametrize(
    ("head", "title", "issuer"),
    [
        ("客户服务管理办法", "客户服务管理办法", ""),
        ("客户服务管理办法\n(2024年1月1日起施行)", "客户服务管理办法", ""),  # an enactment note is no part of the title
        (
            "国务院关于实施《中华人民共和国公司法》\n注册资本登记管理制度的规定",
            "国务院关于实施《中华人民共和国公司法》注册资本登记管理制度的规定",
            "",
        ),
        (
            "最高人民法院\n关于办理人身安全保护令案件\n适用法律若干问题的规定\n法释〔2022〕17号",
            "最高人民法院关于办理人身安全保护令案件适用法律若干问题的规定",
            "最高人民法院",
        ),
        (
            "最高人民法院关于适用《中华人民共和国保险法》若干问题的解释（四）",
            "最高人民法院关于适用《中华人民共和国保险法》若干问题的解释（四）",
            "",
        ),
        (
            "南湾市住房公积金管理中心\n业务大厅服务规范",
            "业务大厅服务规范",
            "南湾市住房公积金管理中心",
        ),  # a name is no half of a title
        ("福建省纤维检验局\n客户服务管理制度", "客户服务管理制度", "福建省纤维检验局"),
        (
            "客户服务管理制度\n(2020年5月1日发布)\n目录\n第一章总则\n客户服务管理制度",
            "客户服务管理制度",
            "",
        ),  # again behind the contents
    ],
)
def test_one_regulation_has_one_title(head: str, title: str, issuer: str) -> None:
    assert regulations_in(f"{head}\n第一章总则\n第一条 应当保密。\n第二条 应当守时。") == [(title, issuer, 2)]


def test_a_title_that_stands_twice_begins_a_regulation() -> None:
    text = "甲公司客服守则\n甲公司客服守则\n1、应当守时。\n2、应当保密。\n乙公司客服守则\n乙公司客服守则\n为了规范服务:\n1、不得挂机。"
    assert regulations_in(text) == [("甲公司客服守则", "", 2), ("乙公司客服守则", "", 1)]


def test_a_title_above_numbers_that_begin_anew_begins_a_regulation() -> None:
    text = "甲公司客户服务守则\n1、应当守时。\n2、应当保密。\n客户服务部行为规范\n1. 目的\n规范行为。"
    assert [title for title, _, _ in regulations_in(text)] == ["甲公司客户服务守则", "客户服务部行为规范"]


def test_a_short_heading_that_ends_like_a_title_does_not() -> None:
    text = "客服中心管理手册\n一、岗位职责\n1、应当守时。\n电话接听规范\n1、三声内接听。\n2、先问好。"
    assert [title for title, _, _ in regulations_in(text)] == ["客服中心管理手册"]


def test_a_line_broken_in_mid_sentence_is_no_title() -> None:
    text = "编制管理条例\n第二十四条 违反规定,有下列行为之一的,责令限期纠正;情节严重的,由国务院对负有直接责任的\n主管人员和其他直接责任人员依法\n(一)擅自设立机构;\n(二)擅自扩大职能。"
    assert [title for title, _, _ in regulations_in(text)] == ["编制管理条例"]


def test_a_title_under_its_issuer_begins_a_regulation() -> None:
    text = "客服部行为规范\n所有人员必须掌握产品知识。\n郑州易方科贸有限公司\n保密制度(草稿修改中)\n第一条全体员工都有保密的义务。"
    assert regulations_in(text) == [("客服部行为规范", "", 1), ("保密制度(草稿修改中)", "郑州易方科贸有限公司", 1)]


def test_a_short_title_named_by_its_notice_begins_a_regulation() -> None:
    text = "甲公司关于印发《客服守则》的通知\n一、各部门应当组织学习。\n二、问题应当及时上报。\n客服守则\n本守则适用于全体客服。\n第一条 应当守时。"
    assert [title for title, _, _ in regulations_in(text)] == ["甲公司关于印发《客服守则》的通知", "客服守则"]


@pytest.mark.parametrize(
    ("above", "title"),
    [
        ("菜单", "社区便民服务中心窗口人员守则"),  # a page's button
        ("东海集团内部办公平台", "东海集团电话客服用语规范"),
        ("首页 社区 企业工具 创业", "客服部门考勤管理制度"),  # a menu
        ("某市城市公共汽车客运", "服务规范"),  # the first half of a title
    ],
)
def test_a_line_of_the_page_is_no_half_of_a_title(above: str, title: str) -> None:
    whole = above + title if title == "服务规范" else title
    text = f"{above}\n{title}\n一、应当守时。\n二、不得迟到。"
    assert regulations_in(text) == [(whole, "", 2)]
    contexts = [unit.context for unit in parse_document(SourceText("规定.txt", text, "")).regulations[0].units]
    assert contexts == [(), ()]


@pytest.mark.parametrize(
    ("line", "signature"),
    [
        ("某某物业服务有限公司", True),
        ("2024年1月1日", True),
        ("二〇二四年一月", True),
        ("2024-01-01", True),
        ("2024年1月1日起施行", False),
        ("请联系某某物业服务有限公司,电话见附件", False),
    ],
)
def test_signatures_are_told(line: str, signature: bool) -> None:
    assert is_signature(line) is signature
