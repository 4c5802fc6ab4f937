"""Headings and sentences, whole lines and broken ones, told by their words."""

from __future__ import annotations

import pytest

from corpus.headings import announces, continues, in_mid_sentence, is_heading_like, says_duty, spans_word


@pytest.mark.parametrize(
    ("line", "heading"),
    [
        ("电话用语规范", True),
        ("着装要求:", True),
        ("客户是交易市场的生命线", True),
        ("通过电话与客户接触的行为规范(含电话接听、电话拜访、技术支持)", True),  # the bracket does not count
        ("首问负责制", True),
        ("应答礼仪", True),  # 应 of a word is no duty
        ("客户须知", True),
        ("客户挂机前不得主动挂机", False),
        ("严禁脱岗", False),
        ("礼貌待人,严禁说脏话", False),
        ("本规定自2024年1月1日起施行", False),  # a sentence without a sign
        ("本办法由客户服务中心负责解释", False),
        ("温馨提示:客户应当妥善保管自己的密码", False),  # says something behind the colon
        ("", False),
    ],
)
def test_headings_are_told_from_sentences(line: str, heading: bool) -> None:
    assert is_heading_like(line) is heading


@pytest.mark.parametrize(
    ("lead_in", "rule"),
    [
        ("有下列情形之一的,予以处罚:", True),
        ("客服人员应当遵守:", True),
        ("农业综合开发资金包括:", True),
        ("客户咨询和投诉的分类:", False),
        ("三定:", False),
        ("特殊情况的处理:", False),
    ],
)
def test_a_lead_in_that_says_something_is_told_from_a_heading(lead_in: str, rule: bool) -> None:
    assert announces(lead_in) is rule


@pytest.mark.parametrize(
    ("before", "after", "joined"),
    [
        ("须严格遵守交易市场的各项规", "章制度和有关规定。", True),  # a page break inside a word
        ("如电话内容涉及的问题,当时无法回答,客服人员可说;“您反映的问题我已经做了记", "录,具体的情况", True),
        ("此事电话响起。其他", "客服人员应积极主动去接", True),  # the beginning of a sentence is left at the line's end
        ("客户服务人员应当说:", '"你打错了";', True),  # words spoken belong to who speaks them
        ("着装要求(含工牌)", "、佩戴位置", True),
        ("提供有价值的建议和意见,以改善公司的", "客户服务流程和策略。", True),
        ("形象与状态准备", "着装整洁规范:穿着统一工服。", False),
        (
            "诚信守信:客户服务工作人员应以诚信为本,讲信用,恪守承诺。",
            "不得故意隐瞒客户相关信息。",
            False,
        ),  # a sentence ended: a paragraph
        ("客户服务管理办法", "(2024年1月1日起施行)", False),  # an enactment note is no part of the title
        ("客户服务管理办法", "(试行)", True),  # but this is
        ("", "客户", False),
    ],
)
def test_a_line_that_goes_on_with_a_sentence_is_told(before: str, after: str, joined: bool) -> None:
    assert continues(before, after) is joined


@pytest.mark.parametrize(
    ("line", "broken"),
    [("依照民法典,", True), ("适用范围", False), ("客户须知。", False), ("有下列情形的:", False), ("", False)],
)
def test_a_line_that_breaks_off_is_told(line: str, broken: bool) -> None:
    assert in_mid_sentence(line) is broken


def test_words_are_seen_over_a_line_break() -> None:
    assert spans_word("各项规", "章制度")
    assert not spans_word("各项规章制度", "有关规定")


@pytest.mark.parametrize(
    ("text", "duty"), [("应当保密", True), ("嚴禁掛機", True), ("对应关系", False), ("服务理念", False)]
)
def test_duties_are_told_in_either_script(text: str, duty: bool) -> None:
    assert says_duty(text) is duty
