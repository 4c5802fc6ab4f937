"""Both sides of a disagreement, where it is what the question asks about."""

from __future__ import annotations

import re

import pytest
from real_corpus import answer_to, real_assistant

from assistant.answer import Turn


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


@pytest.mark.parametrize("scope", [(), ("全国棉花交易市场",)])
@pytest.mark.parametrize(
    "question",
    [
        "投诉多久要答复",
        "投訴多久要答覆",
        "复杂投诉应当在48小时内给明确答复吧",  # an amount put forward asks for the limit
        "复杂投诉24小时内答复对吗",
        "一般投诉3天内答复就行对吧",
    ],
)
def test_a_regulation_that_disagrees_with_itself_comes_first(question: str, scope: tuple[str, ...]) -> None:
    cited = relations(question, *scope)
    assert list(cited)[:2] == ["cotton-exchange-conduct#30(12)", "cotton-exchange-conduct#34(1)"]
    assert list(cited.values())[:2] == ["leads", "differs"]


def test_who_asks_for_another_case_is_told_of_both_sides() -> None:
    first = "一般投诉多久答复"
    history = (Turn("user", first), Turn("assistant", answer_to(first).text))
    answer = real_assistant().answer("那要领导协调的呢", history)
    cited = {citation.unit.unit_id: citation.relation for citation in answer.citations}
    assert cited["cotton-exchange-conduct#34(1)"] == "differs"
    assert "48小时" in answer.text


@pytest.mark.parametrize(
    "question", ["电话响几声要接", "接电话是响两声还是三声?", "电话第几声接才对,有人说等两声有人说三声内,听谁的"]
)
def test_amounts_that_can_be_kept_together_are_both_told_and_no_disagreement(question: str) -> None:
    answer = answer_to(question)
    assert "differs" not in {citation.relation for citation in answer.citations}
    assert "规定之间不一致" not in answer.text
    assert "两声" in answer.text
    assert re.search(r"[三3][声次]", answer.text)


@pytest.mark.parametrize(
    "question",
    [
        "男员工能留长发吗",  # the clause also forbids dyeing, where another allows it
        "遇到无法处理的投诉怎么说",  # its time limit was not asked for
        "客户讲方言听不懂怎么办",
        "客户投诉说等了2个小时没人理,怎么说",  # an amount, but none of a rule
    ],
)
def test_a_disagreement_in_something_else_is_left_out(question: str) -> None:
    assert "differs" not in relations(question).values()


def test_what_is_outside_the_scope_disagrees_with_nothing() -> None:
    assert "differs" not in relations("员工可以染发吗", "全国棉花交易市场").values()


def test_the_sentence_that_differs_is_shown_and_named() -> None:
    text = answer_to("以立姿工作时双手可以放背后吗").text
    line = next(line for line in text.split("\n") if "规定之间不一致" in line)
    sides = {"5.2.2": "两手可自然下垂也可交叉置于前腹或背后", "二、2": "不要双手交叉抱在胸前或放在后面"}
    differing = [side for side in sides if side in line]
    assert len(differing) == 1  # the other side leads
    assert sides[differing[0]] in line
