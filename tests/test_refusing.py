"""Refusals say whom to ask by the regulations' own words, and what is merely near."""

from __future__ import annotations

import pytest
from made_units import made_unit
from real_corpus import all_units, answer_to, real_assistant

from assistant.answer import Status
from assistant.refusing import refuse, whom_to_ask


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "对不清楚、不明确或不懂的问题,不能妄加判断,必须请示主管领导如何处理,不能轻言承诺。",
            "必须请示主管领导如何处理",
        ),
        (
            "自己拿不准的问题,不急于下结论,应及时向领导汇报后再答复客户。",
            "应及时向领导汇报后再答复客户",
        ),  # 领导 before 汇报
        ("实在解决不了的事情,请示主管领导进行协商解决。", "请示主管领导进行协商解决"),
        ("若遇到不确定的问题,应及时寻求上级或专业人士的帮助。", "应及时寻求上级或专业人士的帮助"),
        ("不能处理的,应对客户说:“对不起,我马上向领导汇报。”", None),  # what to tell the customer, not whom to ask
        ("每月向领导汇报工作。", None),  # not of what an agent does not know
    ],
)
def test_whom_to_ask_is_read_from_the_clause(text: str, words: str | None) -> None:
    found = whom_to_ask([made_unit("着装应整洁。"), made_unit(text)])
    assert (found and found[1]) == words


def test_a_refusal_names_whom_to_ask_and_what_is_near() -> None:
    answer = answer_to("加班费怎么算")
    assert answer.status is Status.NOT_COVERED
    assert "第十九条" in answer.text
    assert "必须请示主管领导如何处理" in answer.text
    assert "只是相近" in answer.text


def test_where_no_clause_says_whom_to_ask_the_refusal_says_so() -> None:
    text = real_assistant().answer("加班费怎么算", scope=("三棵树",)).text
    assert "没有写明拿不准时该问谁" in text
    assert "第十九条" not in text


def test_of_near_clauses_three_are_named_each_once() -> None:
    near = [all_units()[0], all_units()[0], *all_units()[1:6]]
    assert refuse("zh", near, None, scoped=False).splitlines()[-1].count("《") == 3


@pytest.mark.parametrize(
    ("question", "said", "near"),
    [
        ("第九十九条", "到第三十七条为止", False),
        ("第三十条（三十）", "第三十条下没有（三十）", False),
        ("福建省纤维检验局第三十条说什么", "到第七条为止", False),  # the number exists elsewhere
        ("第九十九条允许直接挂机，对吗", "没有找到第九十九条", True),  # asks for more than the clause
        ("第三十五条第十项的期限", "没有找到第三十五条（十）", True),
        ("clause 99", "there is no 第九十九条. ", False),
        ("第三十條第四十項是什麼", "沒有找到", False),
    ],
)
def test_clauses_that_do_not_exist_are_called_so(question: str, said: str, near: bool) -> None:
    answer = answer_to(question)
    assert (answer.status, answer.citations) == (Status.NOT_COVERED, ())
    assert said in answer.text
    assert ("只是相近" in answer.text) is near


def test_beside_clauses_that_exist_the_missing_one_is_named() -> None:
    answer = answer_to("第三十六条和第九十九条")
    assert answer.status is Status.ANSWERED
    assert answer.text.endswith("没有找到第九十九条。")
    assert [citation.unit.locator for citation in answer.citations] == ["第三十六条"]


@pytest.mark.parametrize(
    ("question", "forbidden"),
    [
        ("第三十条允许直接挂机，对吗", "严禁直接挂机"),
        ("听说规定里允许上班玩游戏", "严禁上网玩游戏"),
        ("男员工可以留长发对吧", "不得留奇异发型"),
        ("Clause 30 lets me hang up directly, correct?", "严禁直接挂机"),
        ("第三十條允許直接掛機，對嗎", "严禁直接挂机"),
    ],
)
def test_a_false_premise_is_answered_by_the_clause_that_forbids_it(question: str, forbidden: str) -> None:
    answer = answer_to(question)
    assert answer.status is Status.ANSWERED
    assert forbidden in answer.text.splitlines()[0]
