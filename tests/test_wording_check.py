"""A draft is held against forbidden wording: near-variants are found, look-alikes are not, the clause and the place are right."""

from __future__ import annotations

import pytest
from made_units import HEATING, made_unit

from assistant.scope import UnknownScope
from assistant.wording_check import LONGEST_DRAFT, Breach, DraftUnusable, WordingChecker
from corpus.regulation import Regulation

WATER = Regulation("water", "客服守则", "城东水务", "", None, None, "water.txt", "0" * 64)
SOUNDS = {"大": "da", "打": "da", "挫": "cuo", "错": "cuo"}
UNITS = (
    made_unit("应当说:“对不起,这里是供热公司,请您查证后再拨。”严禁说:“你打错了”", number="1"),
    made_unit("严禁说“什么?你说什么?我没听清,你再说一遍”", number="2"),
    made_unit("避免使用“可能”“大概”等模糊词汇", number="3"),
    made_unit("不得使用语气助词(如:喽、嘛等)", number="4"),
    made_unit("直呼客户:喂、嘿你", ("服务忌语",), number="5"),
    made_unit("我不清楚!我不知道!不可能!这不关我的事!领导不在!你有没有搞错?", ("服务忌语",), number="6"),
    made_unit("我已经跟你说了很多遍,你还不明白吗?大声点,我听不清!", ("服务忌语",), number="7"),
    made_unit("严禁要求客户与“xx服务部联系”,应主动告诉客户“我会让服务部尽快与您联系”。", number="8"),
    made_unit("礼貌待人,严禁说脏话;", number="9"),
    made_unit("严禁直接挂机;", number="10"),
    made_unit("不得说“你打错了”", number="11", regulation=WATER),
)


@pytest.fixture(scope="module")
def checker() -> WordingChecker:
    """A checker of two invented regulations."""
    return WordingChecker(UNITS, (HEATING, WATER), lambda character: SOUNDS.get(character, character))


@pytest.mark.parametrize(
    ("draft", "number", "span"),
    [
        ("你打错了", "1", "你打错了"),
        ("您好，您打错电话了哦。", "1", "您打错电话了"),  # 您 for 你, an object, a particle
        ("您拨错号码了", "1", "您拨错号码了"),  # another everyday verb
        ("你搞错了", "1", "你搞错了"),
        ("你大挫了", "1", "你大挫了"),  # typed by sound
        ("妳 打錯了", "1", None),  # another character for you: not known
        ("您打錯電話了", "1", "您打錯電話了"),
        ("不好意思，打错了", "1", "打错了"),  # without the person
        ("“你打错了”", "1", "你打错了"),  # nothing but the quote: a draft in quotes
        ("是我打错了单号，抱歉", "1", None),
        ("你大点声，我听不清", "7", "大点声"),  # two words the other way round
        ("麻烦您大点声好吗", "7", None),
        ("您打错了单号，我来改", "1", None),  # goes on: something else was mistyped
        ("我们会帮您查一下是不是打错了号码", "1", None),
        ("如果您打错了，请挂机", "1", None),
        ("培训时强调过，不能对客户说“你打错了”", "1", None),
        ("您说什么？", "2", "您说什么"),
        ("你再说一遍", "2", "你再说一遍"),
        ("对不起，我没听清，麻烦您再说一遍好吗", "2", None),  # polite
        ("请问您需要什么？", "2", None),
        ("有可能明天到", "3", "可能"),
        ("大概三天", "3", "大概"),
        ("不可能的", "3", None),
        ("我们会尽可能快，评估各种可能性", "3", None),
        ("您大概什么时候在家？", "3", None),  # asks the customer
        ("这个很简单嘛", "4", "嘛"),
        ("干嘛", "4", None),
        ("西藏喇嘛寺的订单已发出", "4", None),
        ("喂，哪位", "5", "喂"),
        ("请按说明喂养", "5", None),
        ("这个我不清楚。", "6", "我不清楚"),
        ("我不清楚您说的是哪一张单子", "6", None),  # goes on with what is not clear
        ("您不知道密码也没关系", "6", None),  # another person
        ("我知道", "6", None),  # the negation left out
        ("这事不关我的事", "6", "这事不关我的事"),
        ("您看看有没有搞错账号", "6", None),
        ("我已经跟您讲了好多遍了", "7", "我已经跟您讲了好多遍"),
        ("请您大声点，我听不清", "7", None),
        ("您直接与技术服务部联系", "8", "服务部联系"),
        ("技术服务部今天会主动与您联系", "8", None),
        ("你他妈有完没完", "9", "他妈"),
        ("神经病学检查在三楼", "9", None),
        ("那我挂了啊", "10", "那我挂了"),
        ("请您先不要挂机", "10", None),
    ],
)
def test_drafts(checker: WordingChecker, draft: str, number: str, span: str | None) -> None:
    report = checker.check(draft, ["青山供热公司"])
    spans = [draft[each.start : each.end] for each in report.findings if each.unit.unit_id == f"heating#{number}"]
    assert spans == ([] if span is None else [span])


@pytest.mark.parametrize(
    "draft",
    [
        "您好，请问有什么可以帮您？",
        "请稍等，我帮您查一下订单。",
        "对不起,这里是供热公司,请您查证后再拨。",
        "再见，祝您愉快",
    ],
)
def test_innocent_replies(checker: WordingChecker, draft: str) -> None:
    assert checker.check(draft).findings == ()


def test_finding_names_clause_wording_and_what_to_say_instead(checker: WordingChecker) -> None:
    (finding,) = checker.check("您打错了", ["heating"]).findings
    assert (finding.unit.locator, finding.forbidden, finding.breach) == ("第1条", "你打错了", Breach.WORDING)
    assert [given.text for given in finding.instead] == ["对不起,这里是供热公司,请您查证后再拨。"]


def test_every_regulation_counts_without_a_scope(checker: WordingChecker) -> None:
    assert [each.unit.unit_id for each in checker.check("你打错了").findings] == ["heating#1", "water#11"]
    assert [each.unit.unit_id for each in checker.check("你打错了", ["城东水务"]).findings] == ["water#11"]


def test_customers_lines_are_not_checked(checker: WordingChecker) -> None:
    draft = "客户：你打错了\n坐席：你打错了"
    found = checker.check(draft, ["heating"]).findings
    assert [(each.start, draft[each.start : each.end]) for each in found] == [(11, "你打错了")]
    assert checker.check("客户：喂").skipped


@pytest.mark.parametrize("draft", ["", "   ", "。。。", "话" * (LONGEST_DRAFT + 1)])
def test_draft_that_cannot_be_checked(checker: WordingChecker, draft: str) -> None:
    with pytest.raises(DraftUnusable, match="。$"):
        checker.check(draft)


def test_unknown_scope(checker: WordingChecker) -> None:
    with pytest.raises(UnknownScope, match="青山供热公司"):
        checker.check("你好", ["无此单位"])


@pytest.mark.parametrize(
    "draft", ["\u200b你\u200b打错了", "你打错了" * 600, "\u202e你打错了", "𠮷你打错了！ｘＸ***", "㎡你打错了"]
)
def test_odd_characters_keep_their_places(checker: WordingChecker, draft: str) -> None:
    """Invisible, astral and widening characters: the stretch is still inside the draft."""
    findings = checker.check(draft).findings
    assert findings
    assert all(0 <= each.start < each.end <= len(draft) for each in findings)


def test_a_check_is_quick(checker: WordingChecker) -> None:
    """Well below a second for a long draft on any machine; 2 ms for a reply on an idle one."""
    draft = "您好，请您稍等，我马上帮您查一下订单，预计明天下午可以送到。" * 30
    assert checker.check(draft).latency_ms < 1_000
