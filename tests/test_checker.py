"""Sentences of a model held against real clauses: what agrees is shown in published characters, what does not is not shown."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fake_assistant import ASK_MANDARIN, DIALECT, REPEAT, SILENT_CALL, TIME_LIMIT, UNSOLVABLE, cite
from hypothesis import given
from hypothesis import strategies as st

from assistant.phrasing.checker import Verdict, check_sentence
from assistant.phrasing.model_text import ModelSentence, SentenceReader
from assistant.visible_text import visible
from corpus.regulation import Unit

QUESTION = "客户讲方言听不懂怎么办"
ABUSE = replace(
    DIALECT,
    unit_id="abuse",
    text="遇到客户情绪激烈且破口大骂时,客户服务人员应调整好心境,尽量抚平客户的情绪,若无法处理,应马上向上级主管报告。"
    "严禁与客户争执或对骂;",
)
NO_AGREEMENT = replace(
    DIALECT,
    unit_id="no-agreement",
    text="如客户不认可或拒绝接受解决处理方案,要用心坦诚地向客户表明公司的限制。"
    '如客户对解决方案表示接受,要向客户道谢:"谢谢您的合作";',
)


def read(text: str) -> list[ModelSentence]:
    reader = SentenceReader()
    return [*reader.feed(text), *reader.end()]


def check(unit: Unit, text: str, question: str = QUESTION) -> Verdict:
    (sentence,) = read(text)
    return check_sentence(sentence, {1: cite(1, "leads", unit)}, question)


@pytest.mark.parametrize(
    ("unit", "text"),
    [
        (DIALECT, "严禁直接挂机[1]。"),
        (DIALECT, "不得直接挂机[1]。"),  # 不得 and 严禁 forbid alike
        (DIALECT, "遇到客户讲方言听不懂时，应当说：“对不起，请您讲普通话，好吗？谢谢！”，严禁直接挂机[1]。"),
        (DIALECT, "请耐心猜测客户讲的意思，并用普通话复述给客户[1]。"),
        (DIALECT, "如果客户继续讲方言，应当说“对不起,请问您说的是XXXXX吗?”[1]"),
        (REPEAT, "没有听清楚时，应当说“对不起,麻烦您将刚才反映的问题再重复一遍,好吗?”[1]。"),
        (REPEAT, "严禁说“什么?你说什么?我没听清,你再说一遍”[1]。"),
        (UNSOLVABLE, "一般性投诉应在1小时内答复，复杂投诉且需要领导协调解决问题的，应在24小时内答复[1]。"),
        (SILENT_CALL, "如还无声，则说“对不起,您的电话没有声音,请您换一部电话再打来,再见!”，然后挂机[1]。"),
        (DIALECT, "先说“对不起,请您讲普通话,好吗?谢谢!”，客户继续讲方言时，再说“对不起,请问您说的是XXXXX吗?”[1]"),
        (TIME_LIMIT, "根据规定可直接解决或部门内部可协调解决的，投诉解决时限不超过2小时[1]。"),
        (ABUSE, "若无法处理，客服人员应马上向上级主管报告[1]。"),
        (ABUSE, "严禁与客户争执或对骂[1]。"),
        (NO_AGREEMENT, "如客户对解决方案表示接受，要向客户道谢：“谢谢您的合作”[1]。"),
        (UNSOLVABLE, "复杂投诉且需要领导协调解决问题的，应在二十四小时内给交易商明确答复[1]。"),
        (SILENT_CALL, "稍停5秒还是无声，再次询问一遍[1]。"),
        (DIALECT, "You must never hang up: “严禁直接挂机” [1]."),
        (DIALECT, "When the customer speaks dialect, say “对不起，请您讲普通话，好吗？谢谢！” [1]."),
        (DIALECT, "嚴禁直接掛機[1]。"),  # Traditional framing of a Simplified clause
    ],
)
def test_what_agrees_is_shown(unit: Unit, text: str) -> None:
    verdict = check(unit, text, "客户讲方言 how do I handle a dialect caller")
    assert verdict.reason == ""
    assert verdict.text.endswith("[1]")


@pytest.mark.parametrize(
    ("unit", "text", "reason"),
    [
        (DIALECT, "严禁直接挂机。", "no_citation"),
        (DIALECT, "严禁直接挂机[2]。", "unknown_citation"),  # a clause that was not given
        (DIALECT, "严禁直接挂机[1][7]。", "unknown_citation"),
        (DIALECT, "应当说“对不起,您讲普通话,好吗?谢谢!”[1]。", "altered_quote"),  # 请 dropped
        (DIALECT, "应当说“对不起,请您讲普通话,好吧?谢谢!”[1]。", "altered_quote"),  # one character
        (DIALECT, "应当说“对不起[1]。", "broken_quote"),
        (DIALECT, "可以直接挂机[1]。", "prohibition_lost"),
        (DIALECT, "直接挂机[1]。", "prohibition_lost"),
        (DIALECT, "严禁猜测客户讲的意思[1]。", "prohibition_added"),
        (DIALECT, "严禁说“对不起,请您讲普通话,好吗?谢谢!”[1]。", "wording_forbidden"),
        (REPEAT, "应当说“什么?你说什么?我没听清,你再说一遍”[1]。", "forbidden_wording_offered"),
        (REPEAT, "可以说“要求客户配合重复”[1]。", "not_wording"),  # a rule, not a line to say
        (UNSOLVABLE, "复杂投诉应在48小时内答复[1]。", "unknown_number"),
        (UNSOLVABLE, "复杂投诉应在四十八小时内答复[1]。", "changed_amount"),
        (UNSOLVABLE, "复杂投诉应在24分钟内答复[1]。", "changed_amount"),
        (UNSOLVABLE, "复杂投诉应在1小时内给交易商明确答复[1]。", "moved_amount"),
        (UNSOLVABLE, "一般性投诉24小时内答复，复杂投诉1小时内答复[1]。", "moved_amount"),
        (UNSOLVABLE, "一般性投诉应在1小时后给交易商明确答复[1]。", "changed_bound"),
        (UNSOLVABLE, "一般性投诉必须在1小时内给交易商明确答复[1]。", "duty_sharpened"),
        (UNSOLVABLE, "可以在24小时内给交易商明确答复[1]。", "permission_changed"),
        (DIALECT, "客户服务人员听懂时，应当说“对不起,请您讲普通话,好吗?谢谢!”[1]。", "unsupported_words"),  # 听不懂
        (SILENT_CALL, "遇到有声电话时，严禁直接挂机[1]。", "negation_changed"),  # 无声
        (DIALECT, "请拨打12345[1]。", "unknown_number"),
        (DIALECT, "请访问http://example.com[1]。", "web_address"),
        (DIALECT, "请看 example.com [1]。", "web_address"),
        (DIALECT, "请联系北京中棉公司[1]。", "unknown_name"),
        (DIALECT, "按《消费者保护办法》严禁直接挂机[1]。", "unknown_name"),
        (DIALECT, "第三十一条规定严禁直接挂机[1]。", "unknown_label"),
        (DIALECT, "<b>严禁直接挂机</b>[1]。", "markup"),
        (DIALECT, "<script>alert(1)</script>严禁直接挂机[1]。", "markup"),
        (DIALECT, "给客户退款[1]。", "unsupported_words"),
        (DIALECT, "严禁直接挂机，并赔偿客户损失[1]。", "unsupported_words"),
        (DIALECT, "Offer a refund and say “对不起,请您讲普通话,好吗?谢谢!” [1].", "unsupported_words"),
        (DIALECT, "You may hang up: “严禁直接挂机” [1].", "permission_changed"),
        (DIALECT, "Never hang up [1].", "no_quote"),  # English words alone cannot be held against a Chinese clause
        (DIALECT, "客户讲方言听不懂怎么办[1]。", "asks"),  # the question, said again
        (DIALECT, "客户讲方言听不懂吗？[1]", "asks"),
        (DIALECT, "普通话:[1]", "says_nothing"),
        (DIALECT, "严禁[1]。", "bare_modality"),
        (DIALECT, "可以[1]。", "bare_modality"),
    ],
)
def test_what_does_not_agree_is_not_shown(unit: Unit, text: str, reason: str) -> None:
    verdict = check(unit, text)
    assert verdict == Verdict("", reason)


@pytest.mark.parametrize(
    ("unit", "text", "question", "reasons"),
    [
        # the condition is left out, or is that of another case
        (DIALECT, "应当说“对不起,请问您说的是XXXXX吗?”[1]。", QUESTION, ["condition_lost"]),
        (DIALECT, "Say “对不起,请问您说的是XXXXX吗?” [1].", QUESTION, ["condition_lost"]),
        (DIALECT, "客户继续讲方言时，应当说“对不起,请您讲普通话,好吗?谢谢!”[1]", QUESTION, ["condition_changed"]),
        (SILENT_CALL, "遇到无声电话时，应挂机[1]。", "无声电话怎么办", ["condition_lost"]),
        (SILENT_CALL, "询问前应挂机[1]。", "无声电话怎么办", ["unsupported_part"]),
        (ABUSE, "应马上向上级主管报告[1]。", "客户大骂怎么办", ["condition_lost"]),
        (ABUSE, "遇到客户破口大骂时，应马上向上级主管报告[1]。", "客户大骂怎么办", ["condition_lost"]),
        (NO_AGREEMENT, "客户拒绝接受方案时，应说“谢谢您的合作”[1]。", "不接受解决方案", ["condition_changed"]),
        (NO_AGREEMENT, "应说“谢谢您的合作”[1]。", "客户不接受解决方案怎么办", ["condition_lost"]),
        (NO_AGREEMENT, "要用心坦诚地向客户表明公司的限制[1]。", "客户接受解决方案了", ["condition_lost"]),
        (
            UNSOLVABLE,
            "复杂投诉应在24小时内答复[1]。",
            "复杂投诉多久答复",
            ["condition_lost"],
        ),  # of those a leader decides
        (UNSOLVABLE, "投诉应在24小时内给交易商明确答复[1]。", "投诉多久答复", ["condition_lost"]),
        (UNSOLVABLE, "所有投诉都应在1个小时内给交易商明确答复[1]。", "投诉多久答复", ["condition_lost"]),
        (TIME_LIMIT, "投诉解决时限不超过2小时[1]。", "投诉多久解决", ["condition_lost"]),
        # somebody else acts, or is acted towards
        (DIALECT, "客户应当说“对不起,请您讲普通话,好吗?谢谢!”[1]。", QUESTION, ["actor_changed"]),
        (DIALECT, "客服人员讲方言时，应当说“对不起,请您讲普通话,好吗?谢谢!”[1]。", QUESTION, ["actor_changed"]),
        (DIALECT, "The customer must say “对不起,请您讲普通话,好吗?谢谢!” [1].", QUESTION, ["actor_changed"]),
        (ABUSE, "遇到客户情绪激烈且破口大骂时，客户应调整好心境[1]。", QUESTION, ["actor_changed"]),
        (ABUSE, "严禁与客服人员争执[1]。", QUESTION, ["actor_changed"]),
        (ABUSE, "若无法处理，应马上向客户报告[1]。", QUESTION, ["actor_changed"]),
        # another order
        (
            DIALECT,
            "客户继续讲方言时，先说“对不起,请问您说的是XXXXX吗?”，客户讲方言听不懂时，再说“对不起,请您讲普通话,好吗?谢谢!”[1]",
            "电话",
            ["order_changed"],
        ),
        (
            SILENT_CALL,
            "先挂机[1]。然后礼貌询问“您好,请问有什么可以帮助您?”[1]。",
            "无声电话",
            ["condition_lost", "order_changed"],
        ),
        (SILENT_CALL, "挂机后，礼貌询问“您好,请问有什么可以帮助您?”[1]。", "无声电话", ["order_changed"]),
        # more widely
        (DIALECT, "一律严禁直接挂机[1]。", QUESTION + "一律", ["scope_changed"]),
        (DIALECT, "Always say “对不起,请您讲普通话,好吗?谢谢!” [1].", QUESTION, ["scope_changed"]),
    ],
)
def test_a_sentence_tells_its_part_for_its_case_and_nobody_else(
    unit: Unit, text: str, question: str, reasons: list[str]
) -> None:
    clauses = {1: cite(1, "leads", unit)}
    assert [check_sentence(sentence, clauses, question).reason for sentence in read(text)] == reasons


def test_a_sentence_does_not_mix_organisations() -> None:
    (sentence,) = read("委婉地提出让用户用普通话讲，严禁直接挂机[1][2]。")
    given_clauses = {1: cite(1, "leads", DIALECT), 2: cite(2, "leads", ASK_MANDARIN)}
    assert check_sentence(sentence, given_clauses, QUESTION).reason == "mixed_regulations"


def test_a_quote_is_put_into_the_published_characters() -> None:
    verdict = check(DIALECT, "应当说：「对不起，请您讲普通话，好吗？ 谢谢！」[1]。")
    assert "「对不起,请您讲普通话,好吗?谢谢!」" in verdict.text
    assert verdict.mended


def test_a_stop_inside_the_closing_mark_is_no_alteration() -> None:
    assert "“严禁直接挂机”" in check(DIALECT, "规定“严禁直接挂机。”[1]").text


@given(st.integers(0, len(DIALECT.text) - 12), st.integers(0, 11), st.sampled_from("的您不可以严元9挂请"))
def test_no_quote_with_a_changed_character_is_shown(start: int, at: int, other: str) -> None:
    """Whatever is shown between quotation marks stands in the clause, whichever character was changed."""
    piece = DIALECT.text[start : start + 12].replace('"', "").replace("\n", "")
    changed = piece[:at] + other + piece[at + 1 :]
    for sentence in read(f"规定“{changed}”[1]。"):
        verdict = check_sentence(sentence, {1: cite(1, "leads", DIALECT)}, QUESTION)
        if verdict.text:
            quoted = verdict.text.split("“")[1].split("”")[0]
            assert quoted in DIALECT.text


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("甲[1]。乙[2]。", [("甲", (1,)), ("乙", (2,))]),
        ("甲。[1]乙。[2]", [("甲", (1,)), ("乙", (2,))]),  # markers behind the stop
        ("甲【1】。乙［1，2］", [("甲", (1,)), ("乙", (1, 2))]),  # full-width brackets
        ("- **甲**[1]\n2. 乙[2]", [("**甲**", (1,)), ("乙", (2,))]),
        ("应当说“甲。乙！”，丙[1]。", [("应当说“甲。乙！”，丙", (1,))]),  # no cut inside a quote
        ("甲\n[1]\n乙[1]", [("甲", (1,)), ("乙", (1,))]),
        ("应当说“甲\n乙[1]", [("应当说“甲", ()), ("乙", (1,))]),  # a quote never closed ends with its line
        ("Wait 1.5 hours [1]. Then go [2].", [("Wait 1.5 hours", (1,)), ("Then go", (2,))]),
        ("。。。\n\n[1]", []),
    ],
)
def test_sentences_are_the_same_however_they_come(text: str, sentences: list[tuple[str, tuple[int, ...]]]) -> None:
    for size in (1, 2, 5, len(text)):
        reader = SentenceReader()
        pieces = [text[start : start + size] for start in range(0, len(text), size)]
        found = [sentence for piece in pieces for sentence in reader.feed(piece)] + list(reader.end())
        assert [(each.words, each.cited) for each in found] == sentences


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31m严禁\x1b[0m挂机", "严禁挂机"),
        ("\x1b]8;;http://evil\x07点这里\x1b]8;;\x07", "点这里"),
        ("严禁\u200b直接\u202e挂机\u2066", "严禁直接挂机"),
        ("严禁\U000e0041\U000e0042挂机\ufeff", "严禁挂机"),  # tag characters
        ("甲\n乙", "甲\n乙"),
    ],
)
def test_hidden_characters_are_taken_out(text: str, shown: str) -> None:
    assert visible(text) == shown
