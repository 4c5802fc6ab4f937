"""Questions as typed: what is refused, what is kept, what is searched with, what is asked for."""

from __future__ import annotations

import pytest

from assistant.answer import PointKind
from assistant.question import (
    MAX_QUESTION_CHARACTERS,
    UnusableQuestion,
    asks_for,
    clean_for_search,
    language_of,
    read_question,
    strip_invisible,
    subject_of,
)


@pytest.mark.parametrize(
    ("typed", "searched"),
    [
        ("手机13812345678的客户骂人怎么办", "客户骂人怎么办"),
        ("身份证11010519491231002X的客户投诉怎么处理", "客户投诉怎么处理"),
        ("客户张三丰，电话13987654321，无声电话怎么办", "客户张三丰，无声电话怎么办"),
        ("打１３８-１２３４-５６７８没人接怎么办", "打没人接怎么办"),
        ("a@example.com 的客户要发票", "客户要发票"),
        ("13812345678", "13812345678"),  # nothing else is asked
        ("第30条（6）怎么说", "第30条(6)怎么说"),
        ("2026年11月23日起怎么收费", "2026年11月23日起怎么收费"),
    ],
)
def test_numbers_of_people_are_not_searched_for(typed: str, searched: str) -> None:
    """No regulation speaks of them; what is asked beside them is searched for as if they were not there."""
    question = read_question(typed)
    assert question.search_text == clean_for_search(searched)
    assert question.text == typed


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "问题是空的"),
        ("  \n\t ", "问题是空的"),
        ("\u200b\u202e\u2066\U000e0041", "问题是空的"),  # zero-width, bidirectional, tag: nothing to be seen
        ("\x00\x07\x1b", "问题是空的"),
        ("？？！……", "没有看到文字"),
        ("😀👍", "没有看到文字"),
        ("客" * (MAX_QUESTION_CHARACTERS + 1), "问题太长"),
        ("a" * 100_000, "100,000"),
    ],
)
def test_what_is_no_question_is_refused_in_one_sentence(typed: str, message: str) -> None:
    with pytest.raises(UnusableQuestion, match=message) as refusal:
        read_question(typed)
    assert str(refusal.value).endswith("。")
    assert "\n" not in str(refusal.value)


def test_a_question_of_exactly_the_greatest_length_is_read() -> None:
    assert read_question("客" * MAX_QUESTION_CHARACTERS).text == "客" * MAX_QUESTION_CHARACTERS


@pytest.mark.parametrize(
    ("text", "visible"),
    [
        ("客户\u200b讲\u202e方言\ufe0f", "客户讲方言"),
        ("a\u00adb\U000e0061\U000e007fc", "abc"),  # soft hyphen, tags
        ("x\u3164\u2800\u115fy", "xy"),  # letters that are drawn as nothing
        ("第一行\r\n第二行\x0b三", "第一行  第二行 三"),
        ("\ud800你好", "你好"),  # half of a character, as broken JSON gives it
        ("電話１２３（Ａ）", "電話１２３（Ａ）"),  # what can be seen stays as it is
    ],
)
def test_characters_that_cannot_be_seen_are_dropped(text: str, visible: str) -> None:
    assert strip_invisible(text) == visible


def test_a_text_of_one_character_is_read_as_among_others() -> None:
    """A text that holds nothing to be dropped takes a shorter way; the tab sends its neighbours the longer one."""
    for character in map(chr, (*range(0x3100), *range(0xD7F0, 0x10400), *range(0xE0000, 0xE0200))):
        assert f"{strip_invisible(character)} " == strip_invisible(f"{character}\t")


@pytest.mark.parametrize(
    ("asked", "searched"),
    [
        ("请问一下，那个客户讲方言怎么办啊", "客户讲方言怎么办"),
        ("就是说客户骂人，呃，怎么处理呀？", "客户骂人,怎么处理?"),
        ("電話響幾聲要接？", "电话响几声要接?"),
        ("第３０条（６）", "第30条(6)"),
        ("<b>客户</b>骂人<script>alert(1)</script>怎么办", "客户 骂人 alert(1) 怎么办"),
        ("你好，我想问一下投诉多久要答复，急，在线等", "投诉多久要答复"),
        ("Hi, could you tell me how many rings before I answer?", "how many rings before I answer?"),
        ("那个那个", "那个那个"),  # nothing else is there to search with
        ("<b></b>好", "好"),
    ],
)
def test_fillers_markup_and_script_are_taken_out_of_the_search_text(asked: str, searched: str) -> None:
    assert clean_for_search(strip_invisible(asked)) == searched


def test_the_answer_repeats_the_question_as_asked() -> None:
    assert read_question("请问，電話響<b>幾聲</b>？").text == "请问，電話響<b>幾聲</b>？"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("客户讲方言听不懂怎么办", "zh"),
        ("客戶講方言聽不懂怎麼辦", "zh-Hant"),
        ("how do I handle a dialect caller", "en"),
        ("客户要求用 English 沟通", "zh"),
        ("what does 第三十条 say about hanging up", "en"),
        ("6.1(7)", "zh"),
        ("clause 30 (6)", "en"),
        ("<script>alert</script>客户骂人", "zh"),
    ],
)
def test_the_language_is_the_one_most_of_the_question_is_in(text: str, language: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("客户打错电话怎么说", PointKind.SAY),
        ("接电话第一句话说什么", PointKind.SAY),
        ("有没有标准话术", PointKind.SAY),
        ("what should I say when the caller is silent", PointKind.SAY),
        ("投诉多久要答复", PointKind.DEADLINE),
        ("电话响几声要接", PointKind.DEADLINE),
        ("复杂投诉的时限", PointKind.DEADLINE),
        ("how long do we have to answer a complaint", PointKind.DEADLINE),
        ("能不能先挂电话", PointKind.NEVER),
        ("上班可以看电影吗", PointKind.NEVER),
        ("哪些话不能说", PointKind.NEVER),
        ("称呼客户不可以怎么叫", PointKind.NEVER),
        ("答复时哪些含糊的词要避开", PointKind.NEVER),  # without any 不
        ("what must I never say to a caller", PointKind.NEVER),
        ("can I hang up first", PointKind.NEVER),
        ("投诉处理流程", PointKind.STEP),
        ("客户讲方言听不懂怎么办", None),
        ("how do I handle a dialect caller", None),
    ],
)
def test_cue_words_say_what_is_asked_for(question: str, kind: PointKind | None) -> None:
    assert asks_for(question) is kind


@pytest.mark.parametrize(
    ("question", "subject"),
    [
        ("客户讲方言听不懂怎么办", "客户讲方言听不懂"),
        ("女员工可以化妆吗?", "女员工 化妆"),
        ("how do I handle a dialect caller", "handle dialect caller"),
        ("怎么办", "怎么办"),  # nothing else is there
    ],
)
def test_the_subject_is_what_is_left_without_asking(question: str, subject: str) -> None:
    assert subject_of(question) == subject


@pytest.mark.parametrize(
    ("typed", "message"),
    [("谢谢", "不客气"), ("好的，谢谢您！", "不客气"), ("好的，謝謝您", "不客氣"), ("ok thanks", "You are welcome")],
)
def test_thanks_alone_ask_nothing(typed: str, message: str) -> None:
    with pytest.raises(UnusableQuestion, match=message):
        read_question(typed)


@pytest.mark.parametrize("typed", ["谢谢怎么说", "客户说谢谢", "好的吗?", "thank the caller"])
def test_thanks_within_a_question_do(typed: str) -> None:
    assert read_question(typed).text == typed
