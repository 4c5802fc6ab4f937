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
        ("你大点声，我听不清", "7", "大点声，我听不清"),  # two words the other way round
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
    "around",
    [
        "{}😅",
        "{}(笑)",
        "{}[叹气]",
        "{}【无奈】",
        "{}OK",
        "{}/再见",
        "{}<",
        "{}<img…>",
        "*{}*",
        "<b>{}</b>",
        "→{}★",
        "@_@{}~lol，再见",
    ],
)
@pytest.mark.parametrize(
    ("wording", "number"),
    [("你打错了", "1"), ("你打错电话了", "1"), ("我不知道", "6"), ("你再说一遍", "2"), ("滚", "9")],
)
def test_signs_beside_forbidden_wording_do_not_hide_it(
    checker: WordingChecker, around: str, wording: str, number: str
) -> None:
    draft = around.format(wording)
    found = [
        each for each in checker.check(draft, ["青山供热公司"]).findings if each.unit.unit_id == f"heating#{number}"
    ]
    assert [draft[each.start : each.end] for each in found] == [wording]


@pytest.mark.parametrize(
    "draft",
    [
        "点击[我不知道]按钮",  # the name of a button
        "我不清楚《服务规范》里怎么写的",  # goes on with a title
        "您打错了QQ号，我帮您改",  # goes on behind the letters
        "我不清楚WiFi密码怎么改",
        "您好😊请问有什么可以帮您[微笑]",
        "<b>请稍等</b>，马上好/一会儿就好",
        "您看怎么样?",
        "怎么样,现在清楚了吗?",
        "大概情况我了解了",
        "对,没错,您的订单号是12345",
    ],
)
def test_look_alikes_beside_signs_are_innocent(draft: str) -> None:
    units = (*UNITS, made_unit("反问客户:怎样?你怎么这样?对,没错!", ("服务忌语",), number="12"))
    assert WordingChecker(units, (HEATING, WATER), str).check(draft).findings == ()


@pytest.mark.parametrize(
    ("wording", "draft"),
    [
        ("这不关我的事", "关我什么事"),
        ("不可能!", "怎么可能"),
        ("不可能!", "没可能的"),
        ("说话这么快给谁听啊?", "说那么快给谁听"),
        ("请你听清楚好吗?", "你听清楚好不好"),
        ("我查不到,你拨*电话去查!", "我查不到,你拨10086去查"),
        ("嘿你", "嘿,你等一下"),
        ("对,没错!", "对，没错！"),
        ("你到底想怎么样?", "你到底想怎样"),
    ],
)
def test_other_ways_to_say_it(wording: str, draft: str) -> None:
    checker = WordingChecker((made_unit(f"训斥客户:{wording}", ("服务忌语",)),), (HEATING,), str)
    assert checker.check(draft).findings


def test_what_nobody_sees_is_stripped_and_places_are_of_what_is_left(checker: WordingChecker) -> None:
    report = checker.check("您好\n你\u202e打错\u200b了\U000e0041哦\x1b[31m", ["heating"])
    (finding,) = report.findings
    assert report.draft == "您好\n你打错了哦"
    assert report.draft[finding.start : finding.end].startswith("你打错了")


def test_one_clause_an_organisation_the_plainest_first() -> None:
    """A clause for every case before one for a single case; what another organisation forbids comes as such."""
    units = (
        made_unit("遇到客户破口大骂时,严禁与客户争执或对骂", number="1"),
        made_unit("礼貌待人,严禁说脏话", number="2"),
        made_unit("不得辱骂客户", number="3", regulation=WATER),
    )
    found = WordingChecker(units, (HEATING, WATER), str).check("滚!").findings
    assert [(each.unit.unit_id, each.other_organisation) for each in found] == [("heating#2", False), ("water#3", True)]


def test_the_very_words_leave_out_what_is_only_alike() -> None:
    units = (made_unit("严禁说“你打错了”", number="1"), made_unit("严禁说“你弄错了”", number="2", regulation=WATER))
    checker = WordingChecker(units, (HEATING, WATER), str)
    assert [each.unit.unit_id for each in checker.check("你弄错了").findings] == ["water#2"]
    assert [each.unit.unit_id for each in checker.check("你弄错了", ["heating"]).findings] == ["heating#1"]


def test_wording_for_the_case_is_given_from_another_list_of_the_regulation() -> None:
    """Only where the case says what is forbidden: 我不清楚 is no 没听清楚, and the customer who does not understand is another case."""
    polite = "“很抱歉,麻烦您重复一遍,可以吗?”"
    title = "没听清楚或不明白客户意思时"
    case = made_unit(polite, ("服务常用语", title), number="1")
    forbidden = made_unit("大声点,我听不清!我不清楚!请你听清楚好吗?你还不明白吗?", ("服务忌语",), number="2")
    other = made_unit(polite, ("服务常用语", title), number="3", regulation=WATER)
    for units, given in (((case, forbidden), ["heating#1"]), ((other, forbidden), [])):
        checker = WordingChecker(units, (HEATING, WATER), str)
        instead = {each.text: [one.unit.unit_id for one in each.instead] for each in checker.forbidden}
        assert instead.pop("大声点,我听不清!") == given
        assert not any(instead.values())


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
