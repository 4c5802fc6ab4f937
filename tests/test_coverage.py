"""Refusing: how often what the regulations settle is refused, and what they do not is answered. A trade, held to what README.md says."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from coverage_questions import ANSWERED, ANSWERED_IN_ENGLISH, NOT_SETTLED, NOT_SETTLED_AND_NEVER_TUNED_ON
from real_corpus import all_units, answer_to, real_assistant

from assistant.answer import Status
from assistant.coverage import confidence
from assistant.question import read_question
from assistant.retrieving import retrieve
from assistant.words import WordWeights, question_terms, words_of
from index.search import Found


def refused(questions: Sequence[str], *, with_examples: bool = True) -> float:
    """The share of questions that are refused."""
    answer = answer_to if with_examples else real_assistant(with_examples=False).answer
    return sum(answer(question).status is not Status.ANSWERED for question in questions) / len(questions)


@pytest.mark.parametrize(
    ("questions", "least", "most"),
    [
        (ANSWERED[::2], 0.0, 0.05),
        (ANSWERED_IN_ENGLISH, 0.0, 0.1),
        (NOT_SETTLED, 0.92, 1.0),
        (NOT_SETTLED_AND_NEVER_TUNED_ON, 0.92, 1.0),
    ],
)
def test_the_trade_is_what_it_was_chosen_for(questions: Sequence[str], least: float, most: float) -> None:
    assert least <= refused(questions) <= most


@pytest.mark.slow
@pytest.mark.parametrize(
    ("questions", "least", "most"),
    [(ANSWERED, 0.0, 0.2), (NOT_SETTLED, 0.6, 1.0)],
)
def test_without_example_questions_it_is_coarser(questions: Sequence[str], least: float, most: float) -> None:
    assert least <= refused(questions, with_examples=False) <= most


def test_confidence_is_a_probability_and_nothing_found_has_none() -> None:
    assistant = real_assistant()
    weights = WordWeights(all_units())
    for text in ("客户讲方言听不懂怎么办", "今天天气怎么样", "x"):
        question = read_question(text)
        found = retrieve(assistant.clause_index, question)
        assert 0 <= confidence(question, found, weights) <= 1
        assert confidence(question, Found(()), weights) == 0
        assert 0 <= confidence(question, Found(found.hits, 0.0, 0.0), weights) < 0.01


def test_nearness_to_a_question_left_open_speaks_against_an_answer() -> None:
    question, weights = read_question("客户讲方言听不懂怎么办"), WordWeights(all_units())
    hits = retrieve(real_assistant().clause_index, question).hits
    near, far = (
        confidence(
            question, Found(hits, 0.9, 0.5, example_meaning=0.93, expanded_words=0.7, left_open=left_open), weights
        )
        for left_open in (0.93, 0.85)
    )
    assert near < 0.9 < 0.99 < far


def test_a_question_left_open_is_refused_word_for_word_and_in_other_words() -> None:
    assert refused(["加班费怎么算", "上周加班到半夜，加班费按几倍给我算", "how do you calculate overtime pay"]) == 1.0


def test_a_rare_word_tells_more_than_a_common_one() -> None:
    weights = WordWeights(all_units())
    assert weights.weight("方言") > weights.weight("投诉") > weights.weight("客户")
    assert weights.weight("词典里没有") >= weights.weight("方言")


def test_support_is_the_share_of_telling_words_a_unit_holds() -> None:
    weights = WordWeights(all_units())
    dialect = next(unit for unit in all_units() if unit.unit_id == "cotton-exchange-conduct#30(6)")
    clothes = next(unit for unit in all_units() if unit.unit_id == "cotton-exchange-conduct#27(1)")
    assert weights.support("客户讲方言听不懂怎么办", dialect) > 0.6 > weights.support("客户讲方言听不懂怎么办", clothes)
    assert weights.support("dialect", dialect) > 0.5  # by the regulations' words for it
    assert weights.share((), dialect) == 0
    assert "方言" in words_of(dialect)


def test_question_terms_leave_out_what_every_clause_could_hold() -> None:
    assert question_terms("客户讲方言听不懂怎么办") == ("方言", "听不懂")
    assert question_terms("dialect caller") == ("方言", "听不懂")
