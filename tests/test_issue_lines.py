"""Lines that say who issued a regulation and when, and lines that only look so."""

from __future__ import annotations

from datetime import date

import pytest

from corpus.issue_lines import Issue, read_act, read_document_number, read_effects, read_key_line


@pytest.mark.parametrize(
    ("line", "issue"),
    [
        ("发布单位：北岭市热力有限公司", Issue("北岭市热力有限公司")),
        ("制定单位: 客户服务部", Issue("客户服务部")),  # the key says so, whatever the name
        ("【发布部门】 南湾省邮政管理局", Issue("南湾省邮政管理局")),
        (
            "发布单位：甲公司 文号：甲〔2020〕7号 生效日期：2020年7月1日",
            Issue("甲公司", "甲〔2020〕7号", None, date(2020, 7, 1)),
        ),
        ("编号：KF-01", Issue(document_number="KF-01")),
        ("密级：内部", Issue()),
        ("发布单位：", Issue()),  # left blank
        ("发布单位：由各部门自行确定", None),
        ("发布单位应当及时更新。", None),
        ("服务单位：某某物业服务有限公司", None),
        ("发布机关：甲公司，由其负责解释。", None),  # a sentence
    ],
)
def test_keys(line: str, issue: Issue | None) -> None:
    assert read_key_line(line) == issue


@pytest.mark.parametrize(
    ("line", "issue"),
    [
        (
            "（2021年5月6日临海市商务局发布 自2021年6月1日起施行）",
            Issue("临海市商务局", "", date(2021, 5, 6), date(2021, 6, 1)),
        ),
        ("(红叶电器有限公司 2020年3月1日印发)", Issue("红叶电器有限公司", "", date(2020, 3, 1))),
        ("2021年5月6日某市商务局发布", Issue("某市商务局", "", date(2021, 5, 6))),
        (
            "（2018年9月10日南湾省邮政管理局以南邮管〔2018〕33号文件发布 自2018年10月1日起施行）",
            Issue("南湾省邮政管理局", "南邮管〔2018〕33号", date(2018, 9, 10), date(2018, 10, 1)),
        ),
        (
            "（2005年1月1日中华人民共和国国务院令第421号公布 自2005年3月1日起施行）",
            Issue("中华人民共和国国务院", "中华人民共和国国务院令第421号", date(2005, 1, 1), date(2005, 3, 1)),
        ),
        ("(1999年12月25日第九届全国人民代表大会常务委员会第十三次会议通过)", Issue("全国人民代表大会常务委员会")),
        ("（2020年5月1日发布）", Issue(issued_on=date(2020, 5, 1))),
        ("（自2024年1月1日起施行）", Issue(effective_on=date(2024, 1, 1))),
        ("（2022年1月1日公司总经理办公会审议通过）", Issue()),  # 公司 is no name
        (
            "（2020年1月1日发布 自2020年2月1日起施行 修订后自2021年2月1日起施行）",
            Issue(issued_on=date(2020, 1, 1)),
        ),  # two days
        ("(2021年5月6日起,热线改号)", None),
        ("2021年5月6日客服部接到通知后发布公告", None),
        ("1986年9月5日公布、1994年5月12日修订公布的《治安管理处罚条例》同时废止", None),  # another regulation's
        ("2021年5月6日，某市商务局发布办法。", None),
    ],
)
def test_acts(line: str, issue: Issue | None) -> None:
    assert read_act(line) == issue


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("法释〔2022〕17号", "法释〔2022〕17号"),
        ("（某商规[2021]5号）", "某商规[2021]5号"),
        ("国务院令第421号", "国务院令第421号"),
        ("见法释〔2022〕17号第三条", ""),
        ("3号线", ""),
    ],
)
def test_document_numbers(line: str, number: str) -> None:
    assert read_document_number(line) == number


@pytest.mark.parametrize(
    ("text", "days", "when_issued"),
    [
        ("本办法自2021年6月1日起施行。", {date(2021, 6, 1)}, False),
        ("本細則自印發之日起執行。", set(), True),
        ("本办法第三条自2021年6月1日起施行。", set(), False),  # only a part of it
        ("新标准自2021年6月1日起施行。", set(), False),
        ("客户自2021年6月1日起享受优惠。", set(), False),
    ],
)
def test_from_when_it_holds(text: str, days: set[date], when_issued: bool) -> None:
    assert read_effects(text) == (frozenset(days), when_issued)
