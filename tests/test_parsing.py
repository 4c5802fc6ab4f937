"""Units: what a person would cite, with locator, context and words as published."""

from __future__ import annotations

import pytest

from corpus.document import parse_document
from corpus.parsed import ParsedUnit
from corpus.passage import Fate, Passage
from corpus.reading import SourceText
from corpus.unit_writing import tidy


def units_in(text: str) -> list[ParsedUnit]:
    """The units of a text."""
    return [unit for r in parse_document(SourceText("规范.txt", text, "")).regulations for unit in r.units]


def short(text: str) -> list[tuple[str, str, str]]:
    """Locator, heading and text of every unit."""
    return [(unit.locator, unit.heading, unit.text) for unit in units_in(text)]


@pytest.mark.parametrize(
    ("text", "units"),
    [
        (  # a lead-in sentence is a unit of its own
            "第三十条 电话用语规范\n客户服务人员要求用普通话,具体规范如下:\n(一)先问好;\n(二)再问需求。",
            [("第三十条", "电话用语规范", "客户服务人员要求用普通话,具体规范如下:"), ("第三十条（一）", "", "先问好;"), ("第三十条（二）", "", "再问需求。")],
        ),
        (  # so is one without a heading
            "第一条 有下列情形之一的,予以处罚:\n(一)辱骂客户;\n(二)泄密。",
            [("第一条", "", "有下列情形之一的,予以处罚:"), ("第一条（一）", "", "辱骂客户;"), ("第一条（二）", "", "泄密。")],
        ),
        (  # a sentence above a list is one without a comma too
            "第三条 对客人房号保密。\n● 不得告诉访客\n● 不得告诉同事",
            [("第三条", "", "对客人房号保密。"), ("第三条第1项", "", "不得告诉访客"), ("第三条第2项", "", "不得告诉同事")],
        ),
        (  # of an item as well
            "一、投诉\n（一）一般投诉由客服处理。\n（二）重大投诉由经理处理。\n★ 一小时内联系客户。",
            [("一、（一）", "", "一般投诉由客服处理。"), ("一、（二）", "", "重大投诉由经理处理。"), ("一、（二）第1项", "", "一小时内联系客户。")],
        ),
        (  # however short
            "第八条 投诉分为三类。\n（一）一般投诉；\n（二）重大投诉。",
            [("第八条", "", "投诉分为三类。"), ("第八条（一）", "", "一般投诉；"), ("第八条（二）", "", "重大投诉。")],
        ),
        (  # and without a full stop, where it says what is done
            "第十条 供水服务实行首问负责制\n（一）首问人负责到底；\n（二）不得推诿。",
            [("第十条", "", "供水服务实行首问负责制"), ("第十条（一）", "", "首问人负责到底；"), ("第十条（二）", "", "不得推诿。")],
        ),
        (  # 一、 above decimals that count for themselves is cited with them
            "一、服务\n1.1 应当微笑；\n三、考核\n1.1 迟到扣5分；",
            [("1.1", "", "应当微笑；"), ("三、1.1", "", "迟到扣5分；")],
        ),
        (  # the name of a section may have a full stop
            "5. 标准\n5.2 行为举止。\n5.2.1 站姿应当端正；\n5.2.2 坐姿应当端正；",
            [("5.2.1", "", "站姿应当端正；"), ("5.2.2", "", "坐姿应当端正；")],
        ),
        (  # words above a list that are but its heading are not
            "二、走访规范\n1、三定:\n(1)定时间;\n(2)定路线。",
            [("二、1（1）", "", "定时间;"), ("二、1（2）", "", "定路线。")],
        ),
        ("第二十九条 语言\n1、声调。显得有朝气;", [("第二十九条1", "", "声调。显得有朝气;")]),  # a run-in title stays in the text
        ("第三十条 用语\n(五)电话听不清楚\n应说:“请您大点声!”", [("第三十条（五）", "电话听不清楚", "应说:“请您大点声!”")]),  # a title on its own line
        (  # items without labels, announced by a colon
            "一、适用范围\n本指南适用于以下场景,包括但不限于:\n在线咨询\n门店现场服务\n投诉处理全程",
            [
                ("一", "适用范围", "本指南适用于以下场景,包括但不限于:"),
                ("一、第1项", "", "在线咨询"), ("一、第2项", "", "门店现场服务"), ("一、第3项", "", "投诉处理全程"),
            ],
        ),
        ("5.2.11 引导客人", [("5.2.11", "", "引导客人")]),  # with nothing under it, the title is the text
        ("第四条 应在30分钟内响应。\n前款所称响应,是指取得联系。", [("第四条", "", "应在30分钟内响应。\n前款所称响应,是指取得联系。")]),  # 款
        (  # 款 behind a list is cited as one
            "第五条 有下列行为的,扣发绩效:\n1、推诿客户的;\n2、辱骂客户的。\n情节严重的,解除合同。\n第六条 应当保密。",
            [
                ("第五条", "", "有下列行为的,扣发绩效:"), ("第五条1", "", "推诿客户的;"), ("第五条2", "", "辱骂客户的。"),
                ("第五条第2款", "", "情节严重的,解除合同。"), ("第六条", "", "应当保密。"),
            ],
        ),
        (  # unnumbered items: title or place
            "二、流程\n服务前准备\n着装整洁规范:穿着工服。\n调整精神状态:保持微笑。",
            [("二、「着装整洁规范」", "", "着装整洁规范:穿着工服。"), ("二、「调整精神状态」", "", "调整精神状态:保持微笑。")],
        ),
        ("2. 专业行为\n- 熟悉产品。\n- 尊重客户。", [("2第1项", "", "熟悉产品。"), ("2第2项", "", "尊重客户。")]),
        (  # a 条 with items in its line, and a line without a label behind it
            "第一条 应当守时。\n第二条 客服人员应当做到:一、微笑服务;二、首问负责。\n服务要求\n第三条 应当保密。",
            [
                ("第一条", "", "应当守时。"), ("第二条", "", "客服人员应当做到:"), ("第二条一", "", "微笑服务;"), ("第二条二", "", "首问负责。"),
                ("第三条", "", "应当保密。"),  # 服务要求 is its heading
            ],
        ),
        ("第十条 应当守时。\n第十一条 第一款内容。\n第二款内容。", [("第十条", "", "应当守时。"), ("第十一条", "", "第一款内容。\n第二款内容。")]),
        ("一、服务标准\n(一)\n二、考核\n应当公开。", [("一", "", "服务标准"), ("二", "考核", "应当公开。")]),  # a heading over an empty item
        (  # a limit above a list is a rule, however short
            "2. 同时接待不超过 5 人\n- 忙时可放宽至 8 人\n- 需经班长同意",
            [("2", "", "同时接待不超过 5 人"), ("2第1项", "", "忙时可放宽至 8 人"), ("2第2项", "", "需经班长同意")],
        ),
        (  # rows are cited under the number of their table
            "三、模板\n模板2:处理流程\n| 环节 | 时限 |\n|---|---|\n| 受理 | 1小时内答复客户 |\n| 办结 | 3日内办结并回访 |",
            [("三、模板2「受理」", "", "受理\n1小时内答复客户"), ("三、模板2「办结」", "", "办结\n3日内办结并回访")],
        ),
        (  # a dialogue is understood as a whole
            "二、拒绝\n场景1:没时间\n客户:我现在没空。\n客服:不好意思打扰您了。",
            [("二、「场景1:没时间」", "场景1:没时间", "客户:我现在没空。\n客服:不好意思打扰您了。")],
        ),
        ("(6) 电话回访内容(每两个月一次?)\n(a) 准确性。\n(b) 及时性。", [("（6）", "", "电话回访内容(每两个月一次?)"), ("（6）（a）", "", "准确性。"), ("（6）（b）", "", "及时性。")]),
    ],
)  # fmt: skip
def test_units(text: str, units: list[tuple[str, str, str]]) -> None:
    assert short(text) == units


@pytest.mark.parametrize(
    ("text", "context"),
    [
        ("第六章 服务规范\n第三十条 用语\n(一)先问好;", ("第三十条 用语",)),  # the nearest heading is enough
        ("第一章 总则\n第一条 应当保密。", ("第一章 总则",)),  # the chapter, where there is no other
        (
            "第二条 应当做到:一、微笑服务;二、首问负责。\n服务要求\n第三条 应当保密。",
            ("服务要求",),
        ),  # a heading between two 条
        ("一、服务标准\n三定:(1)定时间;(2)定路线。", ("一、 服务标准", "三定:")),  # a heading and a lead-in
        ("第一条 按下表办理。\n| 环节 | 时限 |\n|---|---|\n| 受理 | 1小时 |", ("第一条 按下表办理。", "环节 | 时限")),
        ("第五条 有下列行为的,扣发绩效:\n1、推诿客户的;", ("第五条 有下列行为的,扣发绩效:",)),
        ("客服规范\n● 三声内接听", ()),  # an item is not its own context
        ("2. 专业行为\n- 熟悉产品。\n- 尊重客户。", ("2. 专业行为",)),
        ("一、服务前\n信息记录与归档\n应即时填写。", ("一、 服务前",)),  # nor is a heading that the unit quotes
    ],
)
def test_context_is_what_stands_above_and_nothing_of_the_unit(text: str, context: tuple[str, ...]) -> None:
    assert units_in(text)[-1].context == context


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (
            "客服守则\n作为客服人员,以下是应遵守的规范:\n1.应当守时。\n2.应当保密。\n3.应当友善。\n这些行为规范能提高满意度。",
            ["1", "2", "3"],
        ),  # preamble and closing words
        ("客服守则\n所有人员必须掌握产品知识。\n1.应当守时。", ["第1项", "1"]),  # a preamble that sets a duty is a unit
        (
            "第六条 应当保密。\n第七条 自发布之日起施行。\n某某物业服务有限公司\n2024年1月1日",
            ["第六条", "第七条"],
        ),  # issuer and date
        ("第六条 应当保密。\n附件:客户投诉登记表", ["第六条"]),  # the name of an attachment alone
        ("客服制度\n各部门、各项目部:\n为提升品质,现将本制度印发给你们,请遵照执行。\n第一条 应当保密。", ["第一条"]),
    ],
)
def test_preambles_and_closings_are_units_only_if_they_set_a_duty(text: str, left: list[str]) -> None:
    assert [unit.locator for unit in units_in(text)] == left
    assert "有限公司" not in units_in(text)[-1].text


def test_the_last_item_keeps_its_second_sentence_wherever_the_line_breaks() -> None:
    text = "一、规范\n1、保密。\n2、守时。\n3、有前款情形的,由主管处理。\n填写《客户来电记录单》,当日归档。"
    assert short(text)[-1][2] == "有前款情形的,由主管处理。\n填写《客户来电记录单》,当日归档。"


def test_a_repeated_number_is_told_from_the_first() -> None:
    assert [unit.number_path for unit in units_in("第三条 保密。\n第三条 守时。\n第三条 友善。")] == ["3", "3~2", "3~3"]


def test_a_repeated_number_never_takes_the_key_of_another_unit() -> None:
    paths = [unit.number_path for unit in units_in("客服规范\n应当守时。\n一、规范\n● 保密\n● 友善\n应当微笑。")]
    assert len(paths) == len(set(paths))


def test_blanks_beside_chinese_go_and_others_stay() -> None:
    text = "办事 处的 客户, 请问您说的是 XXXXX 吗? Customer Service 24 小时"
    passage = tidy(Passage(text, range(len(text))))
    assert passage.text == "办事处的客户,请问您说的是 XXXXX 吗? Customer Service 24 小时"
    assert len(passage.at) == len(passage.text)


def test_offsets_show_where_a_unit_stands() -> None:
    text = "客服规范\n第一条 应当\n保密。\n第二条 守时。"
    first, second = units_in(text)
    assert text[slice(*first.offsets)] == "应当\n保密。"
    assert text[slice(*second.offsets)] == "守时。"


# What other systems misread (peers' failures), each with the units it must give.
@pytest.mark.parametrize(
    ("text", "locators"),
    [
        (
            "第一编 总则\n第一章 一般\n第一条 保密。\n第二条 守时。\n第二编 分则\n第二章 接听\n第三条 友善。",
            ["第一条", "第二条", "第三条"],
        ),  # 编 + 章 + 条
        (
            "第一条 禁止下列行为,违者处罚:\n（一）辱骂;\n（二）泄密。\n第二条 守时。",
            ["第一条", "第一条（一）", "第一条（二）", "第二条"],
        ),  # no 章
        ("第一百〇一条 保密。\n第一百〇二条 守时。", ["第一百〇一条", "第一百〇二条"]),
        ("第一千条 保密。\n第一千零一条 守时。", ["第一千条", "第一千零一条"]),
        ("第 一 条 保密。\n第 二 条 守时。", ["第一条", "第二条"]),
        ("第９条 保密。\n第１０条 守时。", ["第9条", "第10条"]),
        (
            "第一条 应当保密。\n第十一条第二款规定的情形,应当报告主管。\n第二条 守时。",
            ["第一条", "第二条"],
        ),  # a reference at a line's start
        ("1. 总则\n1.1 保密。\n2. 服务\n2.1 接听\n2.1.1 守时。", ["1.1", "2.1.1"]),
        (
            "第一条　保密。\n第二条　守时。\n第三条丙方应当友善。",
            ["第一条", "第二条", "第三条"],
        ),  # U+3000, and no blank at all
        ("第一条 依照本规范第二条 执行。\n第二条 守时。", ["第一条", "第二条"]),  # no heading in mid sentence
    ],
)
def test_what_others_misread(text: str, locators: list[str]) -> None:
    assert [unit.locator for unit in units_in(text)] == locators


def test_the_title_said_again_as_a_part_is_not_cited() -> None:
    """第一篇 of a collection says the regulation's title again; its items are cited without it and keep their keys."""
    text = "客户服务人员行为规范(共5篇)\n第一篇:客户服务人员行为规范\n一、电话接听\n1、不得超过三声。\n2、应当礼貌。"
    assert [(unit.locator, unit.number_path) for unit in units_in(text)] == [("一、1", "v1/1/1"), ("一、2", "v1/1/2")]


def test_chapter_and_clause_are_in_the_path_of_every_unit() -> None:
    unit = units_in("第六章 服务规范\n第三十条 电话用语规范\n(六)遇到客户讲方言时,应当说:“请您讲普通话。”")[0]
    assert unit.path == ("第六章 服务规范", "第三十条 电话用语规范", "（六）")
    assert unit.number_path == "30(6)"


def test_nothing_is_lost_between_source_and_units() -> None:
    text = "客服规范\n第一条 保密。\n* * *\n（签字）\n第二条 守时。\n附件：1.客户投诉登记表"
    account = parse_document(SourceText("规范.txt", text, "")).account
    assert sum(account.count(fate) for fate in Fate) == len(text)
    assert account.count(Fate.UNREAD) == 0
