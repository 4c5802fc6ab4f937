"""Units split into passages: verbatim, without overlap, each for what it is for."""

from __future__ import annotations

import pytest
from real_corpus import all_units, unit

from assistant.answer import PointKind
from assistant.sentences import list_kind, passages
from corpus.regulation import Unit
from corpus.script import to_simplified

SAY, NEVER, DEADLINE, STEP, RULE = PointKind.SAY, PointKind.NEVER, PointKind.DEADLINE, PointKind.STEP, PointKind.RULE


def make_unit(text: str, *context: str, heading: str = "") -> Unit:
    return Unit("r#1", "r.txt", "规定", "", ("第一条",), "第一条", heading, context, text)


def split(text: str, *context: str) -> list[tuple[PointKind, str]]:
    return [(passage.kind, passage.text) for passage in passages(make_unit(text, *context))]


@pytest.mark.parametrize(
    ("unit_id", "expected"),
    [
        (
            "cotton-exchange-conduct#30(6)",
            [
                (SAY, "对不起,请您讲普通话,好吗?谢谢!"),
                (SAY, "对不起,请问您说的是XXXXX吗?"),
                (RULE, "耐心猜测客户讲的意思,并用普通话复述给客户,直到客户的意思完全得以表达为止"),
                (NEVER, "严禁直接挂机"),
            ],
        ),
        (
            "cotton-exchange-conduct#30(1)",
            [(SAY, "您好,全国棉花交易市场,请问有什么可以帮助您!"), (NEVER, '严禁说:"喂,说话呀!喂、喂"')],
        ),
        (
            "cotton-exchange-conduct#30(4)",
            [
                (SAY, "您好,请问有什么可以帮助您?"),
                (STEP, "稍停5秒还是无声再次询问一遍"),
                (SAY, "对不起,您的电话没有声音,请您换一部电话再打来,再见!"),
                (STEP, "然后挂机"),
                (NEVER, "严禁直接挂机"),
            ],
        ),
        (  # a quote behind 严禁说 is no wording to use
            "cotton-exchange-conduct#30(8)",
            [(SAY, "对不起,这里是全国棉花交易市场,请您查证后再拨。"), (NEVER, '严禁说:"你打错了"')],
        ),
        (  # the condition stays with its time limit
            "cotton-exchange-conduct#30(12)",
            [
                (SAY, "很抱歉,XXX经理,多谢您反应的意见,我们会尽快向有关领导反应,并尽快给您明确的答复"),
                (DEADLINE, "一般性投诉应在1个小时内给交易商明确答复"),
                (DEADLINE, "复杂投诉且需要领导协调解决问题的,应在24小时内给交易商明确答复"),
            ],
        ),
        (  # what stands behind a prohibition without a word of demand is forbidden too
            "cotton-exchange-conduct#19",
            [
                (NEVER, "客户服务人员对不清楚、不明确或不懂的问题,不能妄加判断,凭感觉或猜测回答客户"),
                (RULE, "必须请示主管领导如何处理"),
                (NEVER, "不能轻言承诺"),
            ],
        ),
        (
            "cotton-exchange-conduct#22",
            [
                (
                    NEVER,
                    "当客户有过激言行时,特别是对客户服务人员有侮辱性言行时,客户服务人员不得直接进行回击,或还以颜色",
                ),
                (RULE, "应保持镇定及清醒认识,克制自己的情绪,予以适当回避,并请主管领导出面协调解决"),
            ],
        ),
        (
            "cotton-exchange-conduct#34(1)",
            [
                (DEADLINE, "投诉解决时限:根据规定可直接解决或部门内部可协调解决的,投诉解决时限不超过2小时"),
                (DEADLINE, "需部门间协调或上级领导抉择的投诉,解决时限不超过48小时"),
            ],
        ),
        ("cotton-exchange-conduct#29(4)2", [(NEVER, "客户挂机前主动挂机")]),  # 服务禁忌: every item is forbidden
        ("cotton-exchange-conduct#29(3)1", [(SAY, "欢迎光临/见到您很高兴")]),  # 礼貌用语
        ("cotton-exchange-conduct#29(1)4", [(RULE, "语速。适中,每分钟应保持在120个字左右")]),
        ("fujian-fibre-inspection#6.1(1)", [(DEADLINE, "接听电话,振铃声不应超过三次")]),  # a bound is no prohibition
    ],
)
def test_real_clauses_are_split_as_an_agent_needs_them(unit_id: str, expected: list[tuple[PointKind, str]]) -> None:
    found = [(p.kind, p.text.replace(" ", "")) for p in passages(unit(unit_id))]
    assert found == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("首问负责制。对客户问到的问题,客服人员应在第一时间帮助客户解决。", [(RULE, "首问负责制。对客户问到的问题,客服人员应在第一时间帮助客户解决")]),
        ("电话铃响不得超过三声。受话与通话禁止使用“免提”。", [(DEADLINE, "电话铃响不得超过三声"), (NEVER, "受话与通话禁止使用“免提”")]),
        ("耐心倾听:不打断客户表述,用“嗯”“好的”等词回应。", [(NEVER, "耐心倾听:不打断客户表述"), (RULE, "用“嗯”“好的”等词回应")]),
        ("应避免使用“可能是这样吧”等模糊词汇", [(NEVER, "应避免使用“可能是这样吧”等模糊词汇")]),
        ("如电话铃声超过三声,客服人员先说:“对不起,让您久等”;", [(SAY, "对不起,让您久等")]),  # a limit in the condition
        ("应对客户说:「對不起,讓您久等了」。", [(SAY, "對不起,讓您久等了")]),
        ("当客户说“我不要了不用寄了”时,应记录原因。", [(RULE, "当客户说“我不要了不用寄了”时,应记录原因")]),  # the customer's words
        ("追求“主动、高效、卓越”的服务理念。", [(RULE, "追求“主动、高效、卓越”的服务理念")]),
        ("不能当即答复的问题,应向客户致歉。", [(RULE, "不能当即答复的问题,应向客户致歉")]),
        ("不要随意打断客户,以避免影响客户的情绪。", [(NEVER, "不要随意打断客户,以避免影响客户的情绪")]),
        ("不得根据自己的判断,随意改变。", [(NEVER, "不得根据自己的判断,随意改变")]),
        ("没关系,请您不要介意。", [(RULE, "没关系,请您不要介意")]),
        ("若自己又不能准确回答时:“请稍等,我请技术人员来”", [(SAY, "请稍等,我请技术人员来")]),  # 不能 says when
        ("对不能及时办理的,不要推诿", [(NEVER, "对不能及时办理的,不要推诿")]),
        ("不要随意打断客户,让客户把话讲完", [(NEVER, "不要随意打断客户"), (RULE, "让客户把话讲完")]),  # the second is to be done
        ("七天内进行回访;每月汇总一次。", [(DEADLINE, "七天内进行回访"), (RULE, "每月汇总一次")]),
        ("说:“还没有结束的引号", [(RULE, "说:“还没有结束的引号")]),
        ("(如:喽、嘛等);第二句。", [(RULE, "(如:喽、嘛等)"), (RULE, "第二句")]),
        ("。;?!", []),
    ],
)  # fmt: skip
def test_a_sentence_is_split_by_what_its_parts_do(text: str, expected: list[tuple[PointKind, str]]) -> None:
    assert split(text) == expected


def test_wording_carries_what_says_when_it_is_for() -> None:
    first, second, *_ = passages(unit("cotton-exchange-conduct#30(6)"))
    assert first.lead_in == "遇到客户讲方言,客户服务人员听不懂时,客户服务人员应当说"
    assert second.lead_in == "当客户继续讲方言,客户服务人员听不懂时,客户服务人员应当说"


def test_a_table_row_with_short_cells_stays_whole() -> None:
    row = "问题核实\n调取订单记录,确认投诉真实性及责任方\n主管/专员\n2个工作日内"
    assert split(row) == [(DEADLINE, row)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“好的，请您稍等。”回复时限10分钟内", [(SAY, "好的，请您稍等。"), (DEADLINE, "回复时限10分钟内")]),
        ("“您好，物流部。”“对不起，我听不到您的声音”", [(SAY, "您好，物流部。"), (SAY, "对不起，我听不到您的声音")]),
        ("谢谢您的夸奖", [(SAY, "谢谢您的夸奖")]),
    ],
)
def test_an_item_of_a_list_of_wordings_is_said_up_to_the_end_of_its_quotes(
    text: str, expected: list[tuple[PointKind, str]]
) -> None:
    assert split(text, "客户服务规范常用语") == expected


def test_items_of_a_procedure_are_steps() -> None:
    assert split("联系公司网管及时处理", "报修流程") == [(STEP, "联系公司网管及时处理")]


@pytest.mark.parametrize(
    ("context", "kind"),
    [
        (("第二十九条 服务语言规范", "（四）服务禁忌"), NEVER),  # the nearest heading decides
        (("服务禁忌", "礼貌用语"), SAY),
        (("五、客戶服務忌語",), NEVER),
        (("第三章 服务规范",), None),
        (("客户服务人员在接听电话时要耐心,不得随意打断客户的讲话",), None),  # a sentence is no list title
        (("上班时间严禁下列行为:",), NEVER),
    ],
)
def test_the_list_an_item_stands_in_is_told_from_its_headings(context: tuple[str, ...], kind: PointKind | None) -> None:
    assert list_kind(make_unit("……", *context)) is kind


def test_a_unit_of_a_heading_alone_is_quoted_from_its_heading() -> None:
    (passage,) = passages(make_unit("", heading="严禁脱岗"))
    assert (passage.kind, passage.text, passage.in_heading) == (NEVER, "严禁脱岗", True)


def test_every_passage_of_every_real_unit_stands_in_it_and_none_overlap() -> None:
    kinds = set()
    for each in all_units():
        found = passages(each)
        assert found, each.unit_id
        previous_end = 0
        for passage in found:
            source = each.heading if passage.in_heading else each.text
            assert source[passage.start : passage.end] == passage.text
            assert passage.text.strip()
            assert passage.start >= previous_end, each.unit_id
            assert passage.lead_in in source
            previous_end = passage.end
            kinds.add(passage.kind)
    assert kinds == set(PointKind)


def test_no_word_of_a_real_unit_is_lost() -> None:
    """What is left out between passages is punctuation, labels of lists and lead-ins; never a rule."""
    for each in all_units():
        if list_kind(each) is SAY or not each.text:
            continue
        rest = to_simplified(each.text)
        for passage in passages(each):
            for words in (to_simplified(passage.text), to_simplified(passage.lead_in)):
                rest = rest.replace(words, "|", 1) if words else rest
        left = "".join(character for character in rest if character.isalnum())
        assert len(left) <= 12, (each.unit_id, rest)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("应当说:“好的?!庇隹蛻籼岢霾环瞎疽?”,请稍等", [RULE, RULE]),  # no wording
        ("遇?!庇隹蛻籼岢霾环瞎疽?时,应当说:“对不起,请您稍等”", [RULE, RULE, SAY]),
        ("应当说:“请问您贵姓?您请稍等”", [SAY]),
    ],
)
def test_damaged_text_is_never_wording(text: str, expected: list[PointKind]) -> None:
    found = passages(make_unit(text))
    assert [passage.kind for passage in found] == expected
    assert any(passage.damaged for passage in found) == ("庇隹" in text)
    assert not any("庇隹" in passage.lead_in for passage in found)
