"""Rankings of questions behind others: two readings, and what was cited before."""

from __future__ import annotations

import threading

import pytest
from real_corpus import real_assistant, unit

from assistant.answer import Turn
from assistant.follow_up import FollowUp
from assistant.follow_up_ranking import Cited, is_of_something_else, likely_cited, merge_readings, search_readings
from index.search import Found, Hit

DIALECT, FAINT, GREETING = (f"cotton-exchange-conduct#30({number})" for number in (6, 5, 1))
COMPLAINT = "cotton-exchange-conduct#32(2)"


def found(**scores: float) -> Found:
    """A ranking with these scores."""
    return Found(tuple(Hit(unit(unit_id), score, "hybrid") for unit_id, score in scores.items()), left_open=0.5)


@pytest.mark.parametrize(
    ("dependence", "first"),
    [
        (0.0, GREETING),  # a question of its own: what was cited counts nothing
        (0.9, DIALECT),  # one that depends: cited before and found together with the question before
    ],
)
def test_dependence_decides_between_the_readings(dependence: float, first: str) -> None:
    index = real_assistant().clause_index
    alone, joined = found(**{GREETING: 0.8}), found(**{DIALECT: 0.8})
    merged = merge_readings(
        index, alone, joined, Cited((unit(DIALECT),)), FollowUp("那呢", "客户讲方言 那呢", dependence)
    )
    assert merged.hits[0].unit.unit_id == first
    assert all(0 <= hit.score <= 1 for hit in merged.hits)
    assert merged.left_open == alone.left_open


def test_what_stands_beside_a_cited_clause_has_a_claim() -> None:
    """Though neither reading found it."""
    follow_up = FollowUp("那呢", "客户讲方言 那呢", 0.9)
    merged = merge_readings(real_assistant().clause_index, found(), found(), Cited((unit(DIALECT),)), follow_up)
    scores = {hit.unit.unit_id: hit.score for hit in merged.hits}
    assert scores[FAINT] > scores[GREETING] > 0  # next to it, and merely of its list


def test_a_cited_clause_that_says_nothing_of_what_is_asked_lets_another_lead() -> None:
    """Asked of a complaint behind a dialect: the subject was changed, though the question is as short as one that goes on."""
    index = real_assistant().clause_index
    alone = joined = found(**{COMPLAINT: 0.75, DIALECT: 0.3})
    for asked, first in (("客户要投诉我怎么办", COMPLAINT), ("听不懂怎么办", DIALECT)):
        follow_up = FollowUp(asked, f"客户讲方言听不懂 {asked}", 0.77)
        merged = merge_readings(index, alone, joined, Cited((unit(DIALECT),)), follow_up)
        assert merged.hits[0].unit.unit_id == first


def test_an_answer_without_sources_is_recognised_by_its_words() -> None:
    history = (Turn("user", "客户讲方言听不懂"), Turn("assistant", "请他讲普通话，严禁直接挂机"))
    cited = likely_cited(real_assistant().clause_index, history, None)
    assert cited.units[0].unit_id == DIALECT
    assert cited.weight < 1


@pytest.mark.parametrize(("question", "else_"), [("女士能染发吗", True), ("可以直接挂机吗", False), ("然后呢", False)])
def test_a_question_of_something_else_shares_no_telling_word(question: str, else_: bool) -> None:
    assert is_of_something_else(real_assistant().clause_index, Cited((unit(DIALECT),)), question) is else_


def test_both_readings_are_searched_at_the_same_time() -> None:
    both = threading.Barrier(2, timeout=20)

    def search(text: str) -> Found:
        both.wait()  # goes on only once the other reading is searched too
        return found(**{GREETING: 0.8} if text == "那呢" else {DIALECT: 0.7})

    alone, joined = search_readings(search, FollowUp("那呢", "客户讲方言 那呢", 0.9))
    assert joined is not None
    assert (alone.hits[0].unit.unit_id, joined.hits[0].unit.unit_id) == (GREETING, DIALECT)


def test_the_other_reading_is_searched_where_others_keep_the_cores_busy() -> None:
    """A search that hangs on another thread must not be waited for: whoever asks does it alone."""
    free, searched = threading.Event(), list[str]()

    def hang(text: str) -> Found:
        free.wait(20)
        return found()

    def search(text: str) -> Found:
        searched.append(text)
        return found(**{GREETING: 0.8})

    busy = [threading.Thread(target=search_readings, args=(hang, FollowUp("", "", 0.9))) for _ in range(4)]
    for each in busy:
        each.start()
    try:
        search_readings(search, FollowUp("那呢", "客户讲方言 那呢", 0.9))
        assert searched == ["那呢", "客户讲方言 那呢"]
    finally:
        free.set()
        for each in busy:
            each.join()


def test_a_question_surely_found_alone_is_searched_once() -> None:
    searched = list[str]()

    def search(text: str) -> Found:
        searched.append(text)
        return found(**{GREETING: 0.8})

    alone, joined = search_readings(search, FollowUp("那呢", "客户讲方言 那呢", 0.9), lambda _: True)
    assert (searched, joined, alone.hits[0].score) == (["那呢"], None, 0.8)
