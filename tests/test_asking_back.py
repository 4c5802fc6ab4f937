"""Questions without a subject get one question back; whatever names something does not."""

from __future__ import annotations

import pytest
from real_corpus import real_assistant, unit

from assistant.answer import Answer, Language, Status, Turn
from assistant.asking_back import TOPICS, ask_back, names_no_subject
from assistant.question import read_question


def ask(question: str, *history: Turn) -> Answer:
    return real_assistant().answer(question, history)


@pytest.mark.parametrize(
    "question",
    [
        "多久?",
        "几天",
        "那个怎么处理",
        "怎么办",
        "这个可以吗",
        "说什么",
        "禁止什么",
        "这種情況要怎麼辦",
        "how long?",
        "is it allowed?",
        "what should I do",
    ],
)
def test_nothing_but_asking_names_no_subject(question: str) -> None:
    assert names_no_subject(read_question(question).search_text)


@pytest.mark.parametrize(
    "question",
    [
        "投诉多久",  # a subject of two characters is enough
        "能不能对客户说我不知道",  # asks for wording to be judged
        "他没问的我要不要也告诉他",
        "你是谁",  # off topic, not unclear
        "what time is it",
        "who are you",
        "怎么挂机",
        "can I hang up",
    ],
)
def test_what_names_something_is_left_alone(question: str) -> None:
    assert not names_no_subject(read_question(question).search_text)


@pytest.mark.parametrize(("question", "language"), [("多久?", "zh"), ("這個可以嗎", "zh-Hant"), ("how long?", "en")])
def test_one_question_comes_back_with_what_could_be_meant(question: str, language: Language) -> None:
    answer = ask(question)
    assert (answer.status, answer.language, answer.citations) == (Status.NEEDS_DETAIL, language, ())
    assert answer.text.count("？") + answer.text.count("?") == 1
    assert "《" in answer.text
    assert answer.retrieved


def test_behind_another_question_nothing_is_asked_back() -> None:
    history = (
        Turn("user", "一般投诉要在多长时间内答复"),
        Turn("assistant", "一般性投诉应在1个小时内给交易商明确答复[1]"),
    )
    assert ask("多久?", *history).status is not Status.NEEDS_DETAIL


def test_topics_are_few_and_short_and_each_named_once() -> None:
    near = [unit("cotton-exchange-conduct#34(1)")] * 2 + [unit(f"cotton-exchange-conduct#30({n})") for n in range(4, 9)]
    text = ask_back("zh", near)
    assert text.count("《") == TOPICS
    assert text.count("投诉解决时限") == 1
    assert ask_back("en", ()).endswith("case.")
