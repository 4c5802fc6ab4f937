"""The tree of a regulation's numbering: what stands under what, and which lines are headings."""

from __future__ import annotations

import pytest

from corpus.node import Node
from corpus.noise import split_lines
from corpus.outline import build_outline
from corpus.segmenting import join_lines, split_segments


def tree(text: str) -> list[str]:
    """The outline of a text, a line for each node: depth as dots, label, heading in angle brackets, paragraphs."""

    def lines(node: Node, depth: int) -> list[str]:
        own = []
        if node.parent is not None:
            label = node.label.printed if node.label else node.paragraph_name
            heading = f"<{node.heading.text}>" if node.heading else ""
            own = ["." * (depth - 1) + label + heading + "/".join(p.text for p in node.paragraphs)]
        return own + [line for child in node.children for line in lines(child, depth + 1)]

    return lines(build_outline(join_lines(split_segments(split_lines(text)))), 0)


@pytest.mark.parametrize(
    ("text", "outline"),
    [
        (  # 编 + 章 + 条
            "第一编 总则\n第一章 一般规定\n第一条 应当守时。\n第二编 分则\n第一章 接听\n第二条 应当保密。",
            ["第一编<总则>", ".第一章<一般规定>", "..第一条应当守时。", "第二编<分则>", ".第一章<接听>", "..第二条应当保密。"],
        ),
        (  # 条 + （一） without 章
            "第一条 有下列情形的,予以处罚:\n(一)辱骂客户;\n(二)泄密。\n第二条 应当守时。",
            ["第一条有下列情形的,予以处罚:", ".（一）辱骂客户;", ".（二）泄密。", "第二条应当守时。"],
        ),
        (  # 1. over 1.1 over 1.1.1
            "1. 总则\n1.1 目的\n规范服务。\n1.2 范围\n1.2.1 全体员工。\n2. 接听\n2.1 三声内接听。",
            ["1.<总则>", ".1.1<目的>规范服务。", ".1.2<范围>", "..1.2.1全体员工。", "2.<接听>", ".2.1三声内接听。"],
        ),
        (  # decimals under 条, items under them, bullets, letters: fujian-fibre-inspection
            "第六条 电话礼仪规范\n6.1接听电话礼仪规范\n(1)接听电话不应超过三声。\n(2)特殊情况的处理:\n?用户情绪激动者\na、要克制自己;\nb、转移话题。\n?用户说方言\na、请用普通话。\n6.2电话回访\n(1)您好!",
            [
                "第六条<电话礼仪规范>", ".6.1<接听电话礼仪规范>", "..（1）接听电话不应超过三声。", "..（2）<特殊情况的处理:>", "...<用户情绪激动者>",
                "....a、要克制自己;", "....b、转移话题。", "...<用户说方言>", "....a、请用普通话。", ".6.2<电话回访>", "..（1）您好!",
            ],
        ),
        (  # 3 over 3.1, then 4 beside 3
            "第七条 分类:\n3、投诉:指客户反映意见。\n3.1 一般投诉:客户抱怨。\n4、处理:\n4.1 流程:受理。",
            ["第七条<分类:>", ".3、投诉:指客户反映意见。", "..3.1一般投诉:客户抱怨。", ".4、<处理:>", "..4.1流程:受理。"],
        ),
        (  # a list that begins anew under a heading without a label
            "一、接触规范\n电话接听:\n铃响不得超过三声。\n电话交谈:\n语言要简练。",
            ["一、<接触规范>", ".<电话接听:>铃响不得超过三声。", ".<电话交谈:>语言要简练。"],
        ),
        (  # 一、 is never inside another list
            "一、流程\n(一)受理\n1、登记。\n2、分派。\n二、时限\n应当及时。",
            ["一、<流程>", ".（一）<受理>", "..1、登记。", "..2、分派。", "二、<时限>应当及时。"],
        ),
        (  # another 款 behind the list
            "第五条 有下列行为的,扣发绩效:\n1、推诿客户的;\n2、超时未回复的。\n有前款第2项行为,情节严重的,解除合同。\n第六条 应当保密。",
            ["第五条有下列行为的,扣发绩效:", ".1、推诿客户的;", ".2、超时未回复的。", ".第2款有前款第2项行为,情节严重的,解除合同。", "第六条应当保密。"],
        ),
        (  # a 款 with a list of its own
            "第五条 业主享有下列权利:\n(一)监督;\n(二)建议。\n业主履行下列义务:\n(一)守约;\n(二)缴费。",
            ["第五条业主享有下列权利:", ".（一）监督;", ".（二）建议。", ".第2款业主履行下列义务:", "..（一）守约;", "..（二）缴费。"],
        ),
        ("第三条 本规定自2024年1月1日起施行。\n某某公司", ["第三条本规定自2024年1月1日起施行。/某某公司"]),  # no heading
        ("第七条 禁止使用童工。\n用人单位应当核查。", ["第七条禁止使用童工。/用人单位应当核查。"]),  # nor this, in a 条
        ("1.客户投诉与举报。\n应当及时处理。", ["1.<客户投诉与举报。>应当及时处理。"]),  # but this, above a rule
        ("2.拿起电话说“您好”\n不仅仅强调一种礼貌,还能调整状态。", ["2.<拿起电话说“您好”>不仅仅强调一种礼貌,还能调整状态。"]),
        ("一、常见问题\n问:客户要求退款怎么办?\n答:7日内退回。", ["一、<常见问题>", ".<问:客户要求退款怎么办?>答:7日内退回。"]),
        (  # a list that counts on is no part of the answer above it
            "问:要退款怎么办?\n答:7日内退回。\n5.没收到短信怎么办?\n重新发送。",
            ["<问:要退款怎么办?>答:7日内退回。", "5.没收到短信怎么办?/重新发送。"],
        ),
        (  # a chapter's heading whose line break was lost
            "第一部分 客户服务意义客户是企业的生命,应当珍惜。\n一、定义:用心服务。",
            ["第一部分<客户服务意义>客户是企业的生命,应当珍惜。", ".一、定义:用心服务。"],
        ),
        ("第一章 服务要求应当严格执行,不得拖延。", ["第一章服务要求应当严格执行,不得拖延。"]),  # a sentence that begins so
        (  # the last bullet is an item like the one before it, and no heading of the note below the list
            "2. 同时接待\n- 忙时可放宽至八人\n- 需经班长同意\n注:以上指标每季度修订一次。",
            ["2.<同时接待>", ".忙时可放宽至八人", ".需经班长同意/注:以上指标每季度修订一次。"],
        ),
        ("3.2 应当保密。\n附录A 常用话术\n请您稍等。", ["3.2应当保密。", "<附录A 常用话术>请您稍等。"]),
        ("第七条 自发布之日起施行。\n附件1\n客户投诉处理流程\n应当及时受理。", ["第七条自发布之日起施行。", "<附件1 客户投诉处理流程>应当及时受理。"]),
    ],
)  # fmt: skip
def test_outlines(text: str, outline: list[str]) -> None:
    assert tree(text) == outline


def test_places_among_siblings_are_counted() -> None:
    root = build_outline(join_lines(split_segments(split_lines("一、要求\n● 守时\n● 保密\n● 友善"))))
    bullets = root.children[0].children
    assert [(node.place, node.unnumbered_place) for node in bullets] == [(1, 1), (2, 2), (3, 3)]


def test_deep_and_jumping_numbering_never_fails() -> None:
    labels = ["第一编", "(一)", "1.1.1.1", "第三条", "a、", "①", "九、", "第一章", "5)", "1.2", "●", "(a)", "第二节"]
    text = "\n".join(f"{label} 客户" for label in labels * 3)
    assert len(tree(text)) == len(labels) * 3
