"""Both sides of a disagreement, where it is what the question asks about."""

from __future__ import annotations

import pytest
from real_corpus import answer_to, real_assistant


def relations(question: str, *scope: str) -> dict[str, str]:
    """The relation of each cited unit."""
    answer = real_assistant().answer(question, (), scope) if scope else answer_to(question)
    return {citation.unit.unit_id: citation.relation for citation in answer.citations}


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        ("一般投诉到底是1小时还是2小时内答复?", "cotton-exchange-conduct#30(12)", "cotton-exchange-conduct#34(1)"),
        ("站立时双手可以放背后吗", "service-conduct#2/2", "property-conduct#5.2.2"),  # 手 of 双手
        ("员工可以染发吗", "property-conduct#5.1.2(4)", "cotton-exchange-conduct#27(1)"),
        ("接电话报自己姓名还是只报工号", "xuri-decoration#1/1", "property-conduct#5.2.6(1)"),  # 工号 is 工作编号
        # an amount that is named goes before a better place in the ranking
        ("可以直接处理的投诉,10分钟还是2小时内给回复", "cotton-exchange-conduct#34(1)", "skshu-logistics#pt2/3*5"),
        ("客户越说越离谱,我把话岔开去聊别的行不行", "skshu-logistics#pt2/4/1", "cotton-exchange-conduct#31(2)10"),
        ("接起电话先报自己名字还是只报编号", "xuri-decoration#1/1", "property-conduct#5.2.6(1)"),
    ],
)
def test_both_sides_are_cited(question: str, one: str, other: str) -> None:
    cited = relations(question)
    assert {one, other} <= set(cited)
    assert "differs" in (cited[one], cited[other])


@pytest.mark.parametrize(
    "question",
    [
        "男员工能留长发吗",  # the clause also forbids dyeing, where another allows it
        "遇到无法处理的投诉怎么说",  # its time limit was not asked for
        "客户讲方言听不懂怎么办",
    ],
)
def test_a_disagreement_in_something_else_is_left_out(question: str) -> None:
    assert "differs" not in relations(question).values()


def test_what_is_outside_the_scope_disagrees_with_nothing() -> None:
    assert "differs" not in relations("员工可以染发吗", "全国棉花交易市场").values()


def test_the_sentence_that_differs_is_shown_and_named() -> None:
    text = answer_to("站立时双手可以放背后吗").text
    line = next(line for line in text.split("\n") if "规定之间不一致" in line)
    assert "5.2.2" in line
    assert "两手可自然下垂也可交叉置于前腹或背后" in line
