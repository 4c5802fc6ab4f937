"""Questions of a single word: of one place in the regulations answered, of many asked back with their own headings."""

from __future__ import annotations

import pytest
from made_units import made_unit
from real_corpus import all_units, answer_to, real_assistant

from assistant.answer import Status, Turn
from assistant.bare_nouns import BROAD_TITLES, BROAD_UNITS, CHOICES, ask_which, bare_noun, places_of
from assistant.question import read_question


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("投诉", "投诉"),
        ("方言?", "方言"),
        ("電話", "电话"),  # in the regulations' script
        ("complaint", "投诉"),  # and in their language
        ("complaint deadline", ""),  # two words tell enough there too
        ("投诉多久", ""),  # asks something
        ("投诉处理", ""),  # two words tell enough
        ("怎么办", ""),
        ("烟", ""),  # one character says too little
        ("python", ""),
    ],
)
def test_a_bare_noun_is_one_word_and_nothing_else(question: str, word: str) -> None:
    assert bare_noun(read_question(question)) == word


@pytest.mark.parametrize("question", ["投诉", "电话", "服務", "complaint"])
def test_a_broad_word_gets_one_question_back_with_choices_of_the_regulations(question: str) -> None:
    answer = answer_to(question)
    assert answer.status is Status.NEEDS_DETAIL
    assert answer.citations == ()
    assert answer.text.count("（") >= 2  # each choice with its regulation and clause
    titles = {title for unit in all_units() for title in unit.path}
    first = (
        answer.text.partition("?" if answer.language == "en" else "？")[2].partition("（")[0].partition(" (")[0].strip()
    )
    assert any(first in title for title in titles)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("方言", "请您讲普通话"),  # what to say comes first
        ("挂机", "客户挂机前主动挂机"),
        ("名片", "双手"),
        ("语速", "120个字"),
        ("手机", "手机"),  # no heading names it, three clauses hold it
        ("語氣", "语气"),  # many hold it
    ],
)
def test_a_word_of_one_place_is_answered(question: str, words: str) -> None:
    answer = answer_to(question)
    assert answer.status is Status.ANSWERED
    assert words in answer.text


@pytest.mark.parametrize("question", ["天气", "工资", "彩票"])
def test_a_word_in_no_clause_is_refused(question: str) -> None:
    assert answer_to(question).status is Status.NOT_COVERED


def test_a_scope_narrows_a_word() -> None:
    """In one organisation's rules a word may name a single place."""
    answer = real_assistant().answer("投诉", scope=["遵化天然气公司"])
    assert answer.status is not Status.NEEDS_DETAIL


def test_after_a_question_a_word_is_a_follow_up() -> None:
    history = (Turn("user", "客户讲方言听不懂怎么办"), Turn("assistant", answer_to("客户讲方言听不懂怎么办").text))
    assert real_assistant().answer("那无声的呢", history).status is Status.ANSWERED


def test_how_many_places_make_a_word_broad() -> None:
    under = [made_unit("照办。", (f"第{n}章 阀门{n}号",), number=str(n)) for n in range(1, BROAD_TITLES + 1)]
    assert places_of("阀门", under).is_broad
    assert not places_of("阀门", under[1:]).is_broad
    held = [made_unit(f"第{n}个阀门。", number=str(n)) for n in range(BROAD_UNITS + 1)]
    assert places_of("阀门", held).is_broad
    assert not places_of("阀门", held[1:]).is_broad
    assert not places_of("阀门", [*held, made_unit("阀门。向右关。", number="99")]).is_broad  # one begins with it


def test_choices_are_few_unlike_and_not_all_of_one_regulation() -> None:
    under = [made_unit("照办。", (f"第{n}章 阀门{word}",), number=str(n)) for n, word in enumerate("甲乙丙丁戊己", 1)]
    text = ask_which("zh", places_of("阀门", under), ())
    assert text.count("阀门") - 1 == 2 <= CHOICES
