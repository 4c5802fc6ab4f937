"""Words that tell questions left open from example questions."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.left_open_words import HEAVIEST, LeftOpenWords

EXAMPLES = ("客户吵架怎么办", "客户骂人怎么说", "投诉多久答复", "方言听不懂怎么说")
LEFT_OPEN = ("加班费多少钱", "吵架扣多少绩效", "报销找谁")
WORDS = LeftOpenWords.count(LEFT_OPEN, EXAMPLES)


def test_words_of_either_kind_speak_for_it() -> None:
    assert WORDS.odds("报销多少") > 0 > WORDS.odds("方言怎么说")


def test_a_word_tells_what_a_question_near_a_clause_asks_for() -> None:
    assert WORDS.odds("客户吵架扣绩效") > WORDS.odds("客户吵架怎么办")


def test_what_nobody_said_says_nothing() -> None:
    assert WORDS.odds("zygote") == 0.0
    assert WORDS.odds("") == 0.0
    assert LeftOpenWords.count((), EXAMPLES).odds("报销") == 0.0


def test_a_question_of_the_list_is_told_as_if_it_were_not_in_it() -> None:
    assert WORDS.odds("报销找谁", is_one_of_them=True) == pytest.approx(0.0)
    assert WORDS.odds("报销找谁") > 0


def test_one_word_weighs_only_so_much() -> None:
    many = LeftOpenWords.count(["彩票"] * 1000, EXAMPLES * 250)
    assert 0 < many.odds("彩票") <= HEAVIEST


def test_counts_are_read_back_as_written(tmp_path: Path) -> None:
    WORDS.save(tmp_path)
    assert LeftOpenWords.load(tmp_path) == WORDS
