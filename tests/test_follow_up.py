"""Follow-ups: told from questions that stand alone, and completed from what was asked before."""

from __future__ import annotations

import pytest

from assistant.answer import Turn
from assistant.follow_up import dependence, depends_on_history, last_topic, read_follow_up, standalone

DIALECT = (Turn("user", "请问客户讲方言听不懂怎么办"), Turn("assistant", "可以说：“对不起,请您讲普通话,好吗?谢谢!”[1]"))


@pytest.mark.parametrize(
    "question",
    [
        "那第二种情况呢",
        "要是他还是说方言呢",
        "多久要回复",
        "what if he keeps shouting",
        "那要是骂人呢",
        "如果还是听不清呢",
        "然后呢",
        "那可以直接挂机吗",
        "时限呢",
        "and how long do I have?",
        "what should I say then",
        "他要是继续骂呢",
        "再打来怎么办",
        "为什么",
        "要说什么",
        "这种情况要不要记录",
    ],
)
def test_a_follow_up_depends_on_what_was_asked(question: str) -> None:
    assert depends_on_history(question)


@pytest.mark.parametrize(
    "question",
    [
        "投诉多久要答复",
        "电话响几声要接",
        "客户骂人怎么办",
        "客户讲方言听不懂怎么办",
        "如果客户讲方言听不懂怎么办",
        "如果客户骂人呢",
        "how do I handle a dialect caller",
        "女员工可以留长指甲吗",
        "接电话第一句话说什么",
        "能不能跟客户闲聊",
        "今天天气怎么样",
        "can I hang up on a silent call",
        "客户还是听不懂普通话怎么办",
        "语速要多快",
        "what is the deadline for complaints",
        "客户说他要投诉怎么办",
    ],
)
def test_a_question_with_its_own_subject_stands_alone(question: str) -> None:
    assert not depends_on_history(question)
    assert standalone(question, DIALECT) == question  # nothing of the history gets into it


@pytest.mark.parametrize(
    ("question", "complete"),
    [
        ("多久要回复", "客户讲方言听不懂 多久要回复"),
        ("那第二种情况呢", "客户讲方言听不懂 那第二种情况呢"),
        ("要是他还是说方言呢", "客户讲方言听不懂 要是他还是说方言呢"),
        ("what if he keeps shouting", "客户讲方言听不懂 what if he keeps shouting"),
    ],
)
def test_a_follow_up_gets_back_what_it_is_about(question: str, complete: str) -> None:
    assert standalone(question, DIALECT) == complete


def test_a_second_follow_up_reaches_back_to_the_subject() -> None:
    history = (*DIALECT, Turn("user", "那第二种情况呢"), Turn("assistant", "…"))
    assert standalone("多久要回复", history) == "客户讲方言听不懂 多久要回复"


def test_an_older_subject_is_left_behind() -> None:
    history = (Turn("user", "女员工可以化妆吗"), Turn("assistant", "…"), *DIALECT)
    assert "化妆" not in standalone("多久要回复", history)


@pytest.mark.parametrize("history", [(), (Turn("assistant", "您好"),), (Turn("user", "？？"),)])
def test_without_earlier_questions_a_follow_up_stays_as_it_is(history: tuple[Turn, ...]) -> None:
    assert standalone("多久要回复", history) == "多久要回复"


def test_a_pasted_document_in_the_history_is_read_only_at_its_start() -> None:
    history = (Turn("user", "客户讲方言" + "啦" * 100_000),)
    assert len(standalone("多久要回复", history)) < 600


@pytest.mark.parametrize(
    ("earlier", "question", "complete"),
    [
        ("男士能染发吗", "那女士呢", "女士能染发吗"),
        ("女员工可以留长指甲吗", "那男的呢", "女员工可以留长指甲 那男的呢"),  # 的: more than a subject
        ("一般投诉多久要答复", "那复杂投诉呢", "复杂投诉多久要答复"),
        ("投诉多久要答复", "那复杂投诉呢", "复杂投诉多久要答复"),
        ("客户讲方言听不懂怎么办", "那投诉呢", "投诉怎么办"),
        ("客户讲方言听不懂怎么办", "时限呢", "客户讲方言听不懂 时限呢"),
    ],
)
def test_a_new_subject_takes_the_place_of_the_old_one(earlier: str, question: str, complete: str) -> None:
    assert standalone(question, (Turn("user", earlier), Turn("assistant", "…"))) == complete


def test_a_follow_up_on_a_new_subject_is_about_that_one() -> None:
    history = (*DIALECT, Turn("user", "那投诉呢"), Turn("assistant", "…"))
    assert standalone("多久要回复", history) == "投诉 多久要回复"


def test_the_topic_behind_turns_that_only_name_an_organisation() -> None:
    history = (*DIALECT, Turn("user", "福建那边呢"), Turn("assistant", "…"))
    assert last_topic(history, lambda text: "福建" in text) == "客户讲方言听不懂怎么办"
    assert last_topic((), lambda text: False) == ""


def test_both_readings_of_a_follow_up() -> None:
    both = read_follow_up("多久要回复", DIALECT)
    assert both is not None
    assert (both.alone, both.joined) == ("多久要回复", "客户讲方言听不懂 多久要回复")
    assert both.search_text == both.joined
    assert read_follow_up("多久要回复", ()) is None


@pytest.mark.parametrize(
    ("more", "less"),
    [
        ("多久", "投诉处理完多久要做回访"),  # the more it says itself, the less it depends
        ("还是没声音", "没声音"),
        ("那没声音呢", "没声音"),
        ("没声音", "客户没声音"),
    ],
)
def test_dependence_rises_with_what_is_left_out(more: str, less: str) -> None:
    assert 0 < dependence(less) < dependence(more) < 1
