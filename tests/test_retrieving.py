"""What is searched with, and which units the question itself lifts."""

from __future__ import annotations

import pytest
from real_corpus import unit

from assistant.question import read_question
from assistant.retrieving import query_for, retrieve
from assistant.service_terms import regulation_words
from index.search import Found, Hit, Query

DIALECT, TIME_LIMITS, GREETING = (f"cotton-exchange-conduct#{number}" for number in ("30(6)", "34(1)", "6(1)"))


class Ranked:
    """Finds the same units for every question, and keeps what it was asked."""

    def __init__(self, **scores: float) -> None:
        self.hits = tuple(Hit(unit(unit_id), score, "hybrid") for unit_id, score in scores.items())
        self.asked: list[tuple[Query | str, int, frozenset[str] | None]] = []

    def corrected(self, text: str) -> str:
        return text.replace("放言", "方言")

    def find(self, query: Query | str, *, top_k: int = 10, regulations: frozenset[str] | None = None) -> Found:
        self.asked.append((query, top_k, regulations))
        return Found(self.hits, 0.9, 0.5)


@pytest.mark.parametrize(
    ("question", "meaning", "words", "known"),
    [
        ("客户讲方言听不懂怎么办", "客户讲方言听不懂怎么办", "客户讲方言听不懂", ""),
        ("老家话听不明白咋整", "老家话听不明白咋整", "老家话听不明白", " 方言 口音 听不懂"),
        ("how do I handle a dialect caller", "how do I handle a dialect caller 讲方言 听不懂 客户", "handle dialect caller", " 讲方言 听不懂 客户"),
        ("客戶掛電話", "客户挂电话", "客户挂电话", " 挂机 挂断"),
    ],
)  # fmt: skip
def test_meaning_is_searched_with_the_question_and_words_without_asking(
    question: str, meaning: str, words: str, known: str
) -> None:
    assert query_for(read_question(question)) == Query(meaning, words + known, words)


def test_the_scope_goes_into_the_search() -> None:
    index = Ranked(**{DIALECT: 0.9})
    retrieve(index, read_question("方言"), frozenset({"skshu-logistics"}), top_k=3)
    assert [(top_k >= 3, regulations) for _, top_k, regulations in index.asked] == [
        (True, frozenset({"skshu-logistics"}))
    ]


def test_what_was_mistyped_is_searched_as_it_was_meant() -> None:
    index = Ranked(**{DIALECT: 0.9})
    retrieve(index, read_question("客户讲放言怎么办"))
    assert index.asked[0][0] == Query("客户讲方言怎么办", "客户讲方言", "客户讲方言")


def test_a_unit_with_what_was_asked_for_is_lifted_over_one_slightly_better_without() -> None:
    index = Ranked(**{GREETING: 0.80, DIALECT: 0.75, TIME_LIMITS: 0.70})
    order = [hit.unit.unit_id for hit in retrieve(index, read_question("投诉多久要答复")).hits]
    assert order[0] == TIME_LIMITS
    unasked = [hit.unit.unit_id for hit in retrieve(index, read_question("客户投诉")).hits]
    assert unasked == [GREETING, DIALECT, TIME_LIMITS]


def test_a_unit_far_behind_is_not_lifted_to_the_front() -> None:
    index = Ranked(**{GREETING: 0.9, TIME_LIMITS: 0.5})
    assert retrieve(index, read_question("投诉多久要答复")).hits[0].unit.unit_id == GREETING


def test_a_named_regulation_is_preferred() -> None:
    fujian = "fujian-fibre-inspection#6.1(1)"
    index = Ranked(**{DIALECT: 0.8, fujian: 0.75})
    preferred = retrieve(index, read_question("客户"), preferred=frozenset({"fujian-fibre-inspection"}))
    assert preferred.hits[0].unit.unit_id == fujian


def test_scores_stay_between_0_and_1_and_nearness_is_kept() -> None:
    index = Ranked(**{TIME_LIMITS: 1.0, DIALECT: 0.0})
    found = retrieve(index, read_question("投诉多久要答复"), preferred=frozenset({"cotton-exchange-conduct"}))
    assert all(0 <= hit.score <= 1 for hit in found.hits)
    assert (found.clause_meaning, found.clause_words) == (0.9, 0.5)


@pytest.mark.parametrize(
    ("question", "known"),
    [
        ("caller hung up", "客户 挂机 挂断"),
        ("COMPLAINTS", "投诉"),
        ("客户爆粗口", "破口大骂 辱骂 过激言行"),
        ("客户破口大骂 辱骂 过激言行", ""),  # said already
        ("今天天气怎么样", ""),
        ("what's the weather like today", ""),
        ("forgotten caller", "客户"),  # no stem starts inside a word
    ],
)
def test_the_regulations_words_are_known_for_what_people_say(question: str, known: str) -> None:
    assert regulation_words(question) == known
