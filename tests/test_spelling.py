"""Typos by sound are put right where that makes a word of the indexed texts; everything else stays as typed."""

from __future__ import annotations

from pathlib import Path

import pytest
from real_corpus import real_assistant

from index.spelling import LONGEST_RUN, Spelling

TEXTS = ("客户讲方言听不懂", "请客户讲普通话", "客户资料要保密", "上班时间不能接私人电话", "投诉要在一小时内答复") * 3


@pytest.fixture(scope="module")
def spelling() -> Spelling:
    return Spelling.build(TEXTS)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("客护讲方沿", "客户讲方言"),
        ("客户资廖要保密", "客户资料要保密"),
        ("上班时间能接电画吗", "上班时间能接电话吗"),
        ("请可户讲普通话,谢谢", "请客户讲普通话,谢谢"),
        ("踩人家地板上行不", "踩人家地板上行不"),  # nothing here sounds like the texts
        ("护", "护"),  # one character alone says nothing
        ("how do I handle a dialect caller", "how do I handle a dialect caller"),
        ("", ""),
    ],
)
def test_what_sounds_like_the_texts_is_written_like_them(spelling: Spelling, typed: str, meant: str) -> None:
    assert spelling.correct(typed) == meant


def test_a_word_of_the_dictionary_stays_although_the_texts_write_another(spelling: Spelling) -> None:
    """电化 sounds like 电话, and is a word."""
    assert spelling.correct("打电化教学") == "打电化教学"


def test_what_is_pasted_is_left_alone(spelling: Spelling) -> None:
    pasted = "客护" * LONGEST_RUN
    assert spelling.correct(pasted) == pasted


def test_it_reads_what_it_wrote(spelling: Spelling, tmp_path: Path) -> None:
    spelling.save(tmp_path)
    assert Spelling.load(tmp_path).correct("客护讲方沿") == "客户讲方言"


def test_no_text_at_all_corrects_nothing() -> None:
    assert Spelling.build(()).correct("客护讲方沿") == "客护讲方沿"


@pytest.mark.parametrize(
    "question", ["客户讲方言听不懂怎么办", "遇到打错电话的怎么说", "投诉多久要答复", "谈恋爱的时候聊什么"]
)
def test_a_right_question_stays_as_it_is(question: str) -> None:
    assert real_assistant().clause_index.corrected(question) == question


def test_the_ranking_is_that_of_the_question_meant() -> None:
    answer = real_assistant().answer
    assert (
        answer("客护讲方沿听不懂怎么办").retrieved[0].unit_id == answer("客户讲方言听不懂怎么办").retrieved[0].unit_id
    )
    assert real_assistant().clause_index.without_spelling().corrected("客护") == "客护"
