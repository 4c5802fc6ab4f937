"""The parts of the check of wording: comparison form, alignment, titles of lists, guards, words, acts, transcripts."""

from __future__ import annotations

import pytest
from made_units import made_unit

from assistant.transcript import spoken_lines
from assistant.wording_acts import find_forbidden_acts, heard_places
from assistant.wording_alignment import Bounds, align, weight_of
from assistant.wording_form import REPORTED, comparison_form, draft_form
from assistant.wording_guards import is_polite, is_reported, is_supposed, without_reported
from assistant.wording_lists import ListKind, column_kinds, kind_of_list
from assistant.wording_words import find_word


@pytest.mark.parametrize(
    ("text", "form"),
    [("您打錯電話了", "你打错了"), ("咋 了？", "怎么了?"), ("我们", "我"), ("干什么", "干嘛"), ("ＡＢ", "ab")],
)
def test_comparison_form(text: str, form: str) -> None:
    assert comparison_form(text).text == form


def test_form_knows_where_its_characters_stood() -> None:
    """One synonym for several characters stands for all of them."""
    text = "请您们 干什么呢"
    form = comparison_form(text)
    start = form.text.index("干嘛")
    assert text[slice(*form.span(start, start + 2))] == "干什么"


def cost(wording: str, draft: str) -> float | None:
    """Cost of the nearest place, with no bounds and like sounds for two characters."""
    anywhere = (True,) * (len(draft) + 1)
    found = align(wording, draft, Bounds(anywhere, anywhere, anywhere), {"大": "打"}.get, 9.0)  # type: ignore[arg-type]
    return None if found is None else found.cost


def test_what_changes_cost() -> None:
    """Particles little, sounds some, another person or a negation more than any wording may cost."""
    same = align("你打错了", "你打错了", Bounds((True,) * 5, (True,) * 5, (True,) * 5), str, 1.0)
    assert same is not None and (same.start, same.end, same.cost) == (0, 4, 0.0)
    little, other = align_cost("你打错了", "你打错了啊"), align_cost("你打错了", "他打错了")
    assert little == 0.0
    assert align_cost("我不知道", "我知道") is None
    assert other is None or other >= 0.6  # only without the person


def align_cost(wording: str, draft: str) -> float | None:
    """Cost within a budget of 1, where the wording must begin the draft with its person."""
    gaps = len(draft) + 1
    found = align(wording, draft, Bounds((True,) * gaps, (False,) * gaps, (True,) * gaps), str, 1.0)
    return None if found is None else found.cost


def test_weight_counts_particles_for_less() -> None:
    assert weight_of("打错了") == pytest.approx(2.3)


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("服务忌语", ListKind.FORBIDDEN),
        ("服务禁用语", ListKind.FORBIDDEN),
        ("客服人员严禁使用以下语言:", ListKind.FORBIDDEN),
        ("不文明用语", ListKind.FORBIDDEN),
        ("礼貌用语", ListKind.GIVEN),
        ("服务禁忌", None),  # acts
        ("常用语与服务忌语", None),  # both
        ("第三章 投诉处理", None),
    ],
)
def test_titles_of_lists(title: str, kind: ListKind | None) -> None:
    assert kind_of_list([title]) is kind


@pytest.mark.parametrize(
    ("heads", "kinds"),
    [
        ("忌用语 | 宜用语", (ListKind.FORBIDDEN, ListKind.GIVEN)),
        ("情景 | 错误说法 | 正确说法", (None, ListKind.FORBIDDEN, ListKind.GIVEN)),
        ("环节 | 时限", ()),
        ("禁止行为 | 处罚", ()),  # acts
    ],
)
def test_heads_of_columns(heads: str, kinds: tuple[ListKind | None, ...]) -> None:
    assert column_kinds([heads], heads.count("|") + 1) == kinds


def test_quotes_inside_a_draft_are_somebody_elses() -> None:
    assert without_reported(comparison_form("客户说“喂”了")).text == f"客户说{REPORTED * 3}了"
    assert "喂" in without_reported(comparison_form("“喂”")).text


def test_guards() -> None:
    assert is_reported("你刚才说我怎么知道", 5) and not is_reported("我怎么知道", 0)
    assert is_supposed("看看是不是打错了", 5) and not is_supposed("是不是啊,打错了", 5)
    assert is_polite("麻烦你再说一遍", 2, 7) and not is_polite("请问,你再说一遍", 3, 8)


@pytest.mark.parametrize(
    ("word", "draft", "times"),
    [
        ("嘛", "好嘛,这样嘛", 2),
        ("嘛", "干嘛", 0),
        ("大概", "大概三天", 1),
        ("大概", "大概念图", 0),
        ("可能", "各种可能", 0),
    ],
)
def test_words(word: str, draft: str, times: int) -> None:
    assert len(list(find_word(word, draft))) == times


@pytest.mark.parametrize(
    ("text", "context", "draft", "heard"),
    [
        ("严禁说脏话;", (), "滚蛋", True),
        ("严禁说脏话;", (), "滚[怒]", True),
        ("严禁说脏话;", (), "甘草(切片)和体操服都有货", False),
        ("对客户有侮辱性言行时,不得直接进行回击", (), "滚蛋", False),  # the customer's, in this clause
        ("客户挂机前主动挂机;", ("服务禁忌",), "我先挂了", True),
        ("客户尚未挂机便与同事交谈;", ("服务禁忌",), "我先挂了", False),  # the customer hangs up here
        ("严禁直接挂机", (), "您先挂机吧", False),
        ("不能轻言承诺", (), "保证明天给您退款", True),
        ("不能轻言承诺", (), "这事我打包票", True),
        ("不能轻言承诺", (), "一定办好，我拿人格担保", True),
        ("不能轻言承诺", (), "我不能保证明天送到", False),
        ("不能轻言承诺", (), "为了保证服务质量，本次通话会录音", False),
        ("不得擅自留下签字和书面承诺", (), "保证明天给您退款", False),  # another act
        ("不能直接承认市场存在问题", (), "我们公司确实有问题", True),
        ("不能直接承认市场存在问题", (), "经核实确实是我们公司的责任", False),
        ("不能直接承认市场存在问题", (), "这是我们工作的疏忽，请您谅解", False),
        ("严禁要求客户与“xx服务部联系”或与“xxx工程师联系”", (), "请您直接联系工程师", True),
        ("严禁要求客户与“xx服务部联系”或与“xxx工程师联系”", (), "您找服务部吧", True),
        ("严禁要求客户与“xx服务部联系”或与“xxx工程师联系”", (), "我帮您联系工程师", False),
        ("严禁要求客户与“xx服务部联系”或与“xxx工程师联系”", (), "您联系过工程师吗", False),
        ("严禁要求客户与“xx服务部联系”或与“xxx工程师联系”", (), "请您联系门店", False),  # not what the clause names
        ("不得擅自泄露客户的任何资料", (), "我把他的手机号告诉您", True),
        ("不得擅自泄露客户的任何资料", (), "那位客户的电话是13800001111", True),
        ("不得擅自泄露客户的任何资料", (), "别的客户的地址我发您看看", True),
        ("不得擅自泄露客户的任何资料", (), "我不能把其他客户的地址发给您", False),
        ("不得擅自泄露客户的任何资料", (), "师傅他的电话是13800001111", False),
    ],
)
def test_acts(text: str, context: tuple[str, ...], draft: str, heard: bool) -> None:
    found = find_forbidden_acts([made_unit(text, context)])
    assert any(list(heard_places(act, draft_form(draft).text)) for act in found) is heard
    assert all(act.text in text for act in found)


@pytest.mark.parametrize(
    ("line", "words", "by_customer"),
    [
        ("客户：喂", "喂", True),
        ("[00:12] 坐席01: 您好", "您好", False),
        ("【用户】：在吗", "在吗", True),
        ("customer: hello", "hello", True),
        ("客户您好", "客户您好", False),  # no mark, an address
        ("您好:请讲", "您好:请讲", False),
    ],
)
def test_speakers(line: str, words: str, by_customer: bool) -> None:
    (spoken,) = spoken_lines(line)
    assert (line[spoken.start : spoken.end], spoken.by_customer) == (words, by_customer)
