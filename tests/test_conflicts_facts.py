"""What a unit settles: limits, acts, and the one thing admitted."""

from __future__ import annotations

import pytest
from fake_embedder import make_unit

from index.conflicts_facts import Bound, Force, actions_named, facts_of, names_act


@pytest.mark.parametrize(
    ("text", "measure", "amount", "action", "case"),
    [
        ("一般投诉应在2个小时内答复。", "minutes", 120, "settle", "simple"),
        ("复杂投诉须在三个工作日内解决。", "minutes", 3 * 1440, "settle", "hard"),
        (
            "整改解决后两周内对客户进行回访。",
            "minutes",
            14 * 1440,
            "visit",
            "",
        ),  # what comes behind the amount is limited
        ("回复客户的时间不得超过24小时。", "minutes", 1440, "settle", ""),  # or, where nothing does, what comes before
        ("电话铃响三次前接听。", "rings", 3, "pick up", ""),  # 次 counts rings where a bell rings
        ("每周巡查两次。", "times a day", 2 / 7, "", ""),
        ("茶水温度在70度左右。", "度", 70, "", ""),
    ],
)
def test_limits(text: str, measure: str, amount: float, action: str, case: str) -> None:
    (limit,) = facts_of(make_unit("a#1", text)).limits
    assert (limit.measure, pytest.approx(limit.amount), limit.action, limit.case) == (measure, amount, action, case)


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("投诉应在2小时内答复。", Bound.AT_MOST),
        ("投诉答复时限不超过2小时。", Bound.AT_MOST),
        ("投诉处理时限为5个工作日。", Bound.AT_MOST),
        ("投诉处理时限:5个工作日。", Bound.AT_MOST),
        ("投诉答复期限自收到投诉之日起3个工作日。", Bound.AT_MOST),
        ("投诉限2小时答复。", Bound.AT_MOST),
        ("投诉的回复时间为24小时。", Bound.AT_MOST),
        ("电话响两声再接。", Bound.AFTER),
        ("通话不得少于3分钟。", Bound.AT_LEAST),
        ("每周至少巡查两次。", Bound.AT_LEAST),
        ("每周巡查两次。", Bound.EXACTLY),
        ("茶水温度在70度左右。", Bound.EXACTLY),
    ],
)
def test_bounds(text: str, bound: Bound) -> None:
    (limit,) = facts_of(make_unit("a#1", text)).limits
    assert limit.bound is bound


@pytest.mark.parametrize(
    "text",
    [
        "投诉录音保存期限为30天。",  # so long it is kept; nothing is due
        "24小时受理投诉。",
        "有权限3级。",
        "如铃响超过三声,先致歉。",  # a condition
        "请说“请稍等,5分钟内回复您”。",  # wording, no rule
        "提高一次服务质量。",  # counts, bounds nothing
    ],
)
def test_amounts_that_limit_nothing(text: str) -> None:
    assert facts_of(make_unit("a#1", text)).limits == ()


@pytest.mark.parametrize(
    ("text", "acts"),
    [
        ("不得留长发、染发。", [(Force.FORBIDS, "留长发"), (Force.FORBIDS, "染发")]),
        ("员工可以染发。", [(Force.ALLOWS, "员工可以染发")]),
        ("无须家长签字。", [(Force.FREES, "家长签字")]),
        ("不得擅自离岗。", []),  # says how it is forbidden, not that it is
        ("不能及时解决的,要说明情况。", [(Force.DEMANDS, "要说明情况")]),  # 不能 says which
        ("两手可交叉置于背后。", [(Force.ALLOWS, "两手可交叉置于背后")]),  # 背后 is a place, no time
    ],
)
def test_acts(text: str, acts: list[tuple[Force, str]]) -> None:
    assert [(act.force, act.words) for act in facts_of(make_unit("a#1", text)).acts] == acts


def test_an_item_of_a_list_of_prohibitions_is_forbidden_and_utterances_settle_nothing() -> None:
    listed = make_unit("a#1", "与客户闲聊", context=("服务禁忌",))
    assert [act.force for act in facts_of(listed).acts] == [Force.FORBIDS]
    assert facts_of(make_unit("a#2", "你自己先查清楚!", context=("服务忌语",))).acts == ()


def test_what_alone_is_admitted() -> None:
    (only,) = facts_of(make_unit("a#1", "客户问姓名时,只报工作编号。")).only
    assert (only.verb, only.thing) == ("报", "工作编号")


@pytest.mark.parametrize(
    ("act", "words", "named"),
    [
        ("染发", "染发的颜色要协调", True),
        ("带出交易市场", "应介绍交易市场的业务", False),  # only what it is done to
        ("在楼道内停放电动车", "电动车应停放在车棚内", False),  # elsewhere
        ("双手交叉", "两手可交叉置于前腹", True),
    ],
)
def test_an_act_is_named_by_its_verb(act: str, words: str, *, named: bool) -> None:
    assert names_act(act, words) is named


def test_actions_named() -> None:
    assert actions_named("投诉处理完多久回访") == {"settle", "visit"}
