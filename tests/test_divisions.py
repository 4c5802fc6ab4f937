"""Headings that stand between 条 and for a chapter: found, and not mistaken for text of the 条 above."""

from __future__ import annotations

import pytest

from corpus.document import parse_document
from corpus.reading import SourceText


def paths(text: str) -> list[str]:
    """Path and text of every unit, a line for each."""
    parsed = parse_document(SourceText("x.txt", text, ""))
    return [f"{'|'.join(unit.path)}:{unit.heading}{unit.text}" for part in parsed.regulations for unit in part.units]


@pytest.mark.parametrize(
    ("text", "units"),
    [
        (  # 刑法, 潮州市文明行为促进条例: the last chapter is called 附则 only
            "第一章 总则\n第一条 应当守时。\n附则\n第二条 本办法自发布之日起施行。",
            ["第一章 总则|第一条:应当守时。", "第一章 总则|附则|第二条:本办法自发布之日起施行。"],
        ),
        (  # 道路交通事故解释: the headings have no numbers
            "关于主体责任的认定\n第一条 应当赔偿。\n关于赔偿范围的认定\n第二条 包括下列费用:\n(一)医疗费;\n(二)误工费。\n关于诉讼程序的规定\n第三条 应予支持。",
            [
                "关于主体责任的认定|第一条:应当赔偿。",
                "关于赔偿范围的认定|第二条:包括下列费用:",
                "关于赔偿范围的认定|第二条|（一）:医疗费;",
                "关于赔偿范围的认定|第二条|（二）:误工费。",
                "关于诉讼程序的规定|第三条:应予支持。",
            ],
        ),
        (  # 合同法解释(一), 担保法解释: 一、 and （一） above 条, which count on
            "一、法律适用范围\n第一条 应当适用。\n二、质押\n(一)动产质押\n第二条 应当赔偿。\n(二)权利质押\n第三条 应予支持。",
            [
                "一、 法律适用范围|第一条:应当适用。",
                "二、 质押|（一） 动产质押|第二条:应当赔偿。",
                "二、 质押|（二） 权利质押|第三条:应予支持。",
            ],
        ),
        (  # 民法典物权编: 分编 between 编 and 章
            "第二编 物权\n第一分编 通则\n第一章 一般规定\n第一条 应当登记。\n第二分编 所有权\n第四章 一般规定\n第二条 应当交付。",
            [
                "第二编 物权|第一分编 通则|第一章 一般规定|第一条:应当登记。",
                "第二编 物权|第二分编 所有权|第四章 一般规定|第二条:应当交付。",
            ],
        ),
    ],
)  # fmt: skip
def test_headings_that_hold_articles(text: str, units: list[str]) -> None:
    assert paths(text) == units


@pytest.mark.parametrize(
    ("text", "units"),
    [
        (  # 宪法 93: what a colon announces is text of the 条, and what follows it too
            "第一条 委员会领导工作。\n委员会由下列人员组成:\n主席,\n委员若干人。\n委员会每届任期相同。\n第二条 应当守时。",
            ["第一条:委员会领导工作。\n委员会由下列人员组成:\n主席,委员若干人。\n委员会每届任期相同。", "第二条:应当守时。"],
        ),
        (  # the last item of a list has no sign at its end
            "第一条 处分应当分为下列三级。\n一、警告\n二、记过\n第二条 应当守时。",
            ["第一条:处分应当分为下列三级。", "第一条|一、:警告", "第一条|二、:记过", "第二条:应当守时。"],
        ),
    ],
)  # fmt: skip
def test_lines_that_belong_to_the_article_above(text: str, units: list[str]) -> None:
    assert paths(text) == units


def test_what_is_attached_is_no_part_of_the_last_article() -> None:
    # 关税法: the name of the attachment is longer than a heading
    text = "第一条 应当守时。\n第二条 本法自公布之日起施行。\n附：进出口税则（注：税则由国务院关税税则委员会发布）"
    assert "第二条:本法自公布之日起施行。" in paths(text)
