"""Forbidden wording is found by grammar, in regulations nobody has seen, word for word."""

from __future__ import annotations

import pytest
from made_units import made_unit
from real_corpus import all_units

from assistant.forbidden_wording import WordingKind, find_forbidden


@pytest.mark.parametrize(
    ("text", "forbidden"),
    [
        ("不得说“讲啊”“有话快说”。", ["讲啊", "有话快说"]),  # quotes side by side
        ("“可能”、“也许”等词语禁止使用。", ["可能", "也许"]),  # forbidden behind the quotes
        ("不准说不知道、不清楚、不归我管等推诿语言。", ["不知道", "不清楚", "不归我管"]),  # no quotes at all
        ("杜绝使用服务忌语,如“不行”“没办法”。", ["不行", "没办法"]),
        ("“我不管”“没空”是服务禁语。", ["我不管", "没空"]),
        ("服务忌语:不知道;自己看;急什么。", ["不知道", "自己看", "急什么"]),  # a title run into its list
        ("以下用语为禁用语:1)你去投诉好了;2)我就这态度", ["你去投诉好了", "我就这态度"]),
        ("使用非礼貌性语气助词(如:喽、嘛等)是不允许的,严禁使用助词(如:喽、嘛等)", ["喽", "嘛"]),
        ('严禁說:"你打錯了";', ["你打錯了"]),  # as published
        ("禁止使用“免提”接听电话。", []),  # a thing to use, nothing to say
        ('"客户为亲友"不应说在口,而应藏于心。', []),  # says where, not that it must not be said
        ("自己又不能准确回答时:“对不起,请稍等”。", []),  # 不能 is a case here, the wording is for use
        ("严禁说脏话;", []),  # a kind of words, not the words
        ("避免使用专业术语。", []),
        ("如客户说“你们骗人”,不得与其争辩。", []),  # the customer's words
        ("应当说“您好”。", []),
    ],
)
def test_sentences(text: str, forbidden: list[str]) -> None:
    assert [each.text for each in find_forbidden([made_unit(text)])] == forbidden


@pytest.mark.parametrize(
    ("text", "context", "forbidden"),
    [
        ("推諉客戶:我不管!我沒法查!對,沒錯!", ("五、客戶服務忌語",), ["我不管!", "我沒法查!", "對,沒錯!"]),
        ("直呼客户:喂、嘿你", ("服务忌语",), ["喂", "嘿你"]),
        ("“不归我管,你找别人去”", ("第四条 服务禁语",), ["不归我管,你找别人去"]),
        ("下班了,明天再说;", ("第六条 客服人员不得使用下列语言:",), ["下班了,明天再说"]),
        ("客户讲话时打断客户", ("四、客户服务禁忌",), []),  # acts, not wording
        ("您好,请讲", ("一、服务用语",), []),
        ("您好,请讲", ("二、服务忌语", "(一)规范用语"), []),  # the nearest title decides
    ],
)
def test_lists(text: str, context: tuple[str, ...], forbidden: list[str]) -> None:
    assert [each.text for each in find_forbidden([made_unit(text, context)])] == forbidden


def test_table_gives_the_wording_of_the_other_column() -> None:
    row = made_unit("客户催办\n催什么催\n我马上为您查询进度。", ("用语对照", "场景 | 禁用语 | 规范用语", "客户催办"))
    (found,) = find_forbidden([row])
    assert (found.text, [given.text for given in found.instead]) == ("催什么催", ["我马上为您查询进度。"])


def test_table_without_a_forbidding_head_forbids_nothing() -> None:
    assert find_forbidden([made_unit("挂机\n1小时", ("事项 | 时限",))]) == ()


@pytest.mark.parametrize(
    ("text", "instead"),
    [
        ("应当说:“对不起,这里是供热公司。”严禁说:“你打错了”", ["对不起,这里是供热公司。"]),
        ("不说“喂”,要说“您好”。", ["您好"]),  # too short for a passage to say, but what is given instead
        ("不得说“你打错了”。", []),
    ],
)
def test_what_the_clause_gives_instead(text: str, instead: list[str]) -> None:
    (found,) = find_forbidden([made_unit(text)])
    assert [given.text for given in found.instead] == instead


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("避免使用“可能”“大概”等模糊词汇", WordingKind.WORD),
        ("不要用“你必须”这样的命令口吻。", WordingKind.WORD),
        ("严禁说“你打错了”", WordingKind.SENTENCE),
        ("不得使用“我不管”等用语", WordingKind.SENTENCE),
    ],
)
def test_words_and_sentences(text: str, kind: WordingKind) -> None:
    assert {each.kind for each in find_forbidden([made_unit(text)])} == {kind}


def test_every_wording_of_the_corpus_stands_in_its_unit() -> None:
    """Word for word, and from each of the clauses known to forbid wording."""
    found = find_forbidden(all_units())
    assert all(each.text in each.unit.unit_text for each in found)
    assert all(given.text in given.unit.unit_text for each in found for given in each.instead)
    locators = {(each.unit.source.split("-")[0], each.unit.locator) for each in found}
    assert {("cotton", f"第三十条（{number}）") for number in "一七八"} <= locators
    assert len([each for each in found if each.unit.source.startswith("skshu")]) > 45
