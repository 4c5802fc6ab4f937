"""Ranking: the merge by reciprocal rank, the scores, the scope, queries of every kind."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest
from fake_embedder import UNITS, CountingEmbedder
from numpy.typing import NDArray

from index.indexing import searched_text
from index.ranking import Ranked, fuse
from index.search import (
    CANDIDATES_PER_SEARCH,
    QUERY_CHARACTERS,
    Hit,
    Lending,
    Query,
    Searchable,
    find,
    search_dense,
    search_hybrid,
    search_lexical,
)
from index.store import InProcessStore

Search = Callable[..., tuple[Hit, ...]]
SEARCHES: tuple[Search, ...] = (search_dense, search_lexical, search_hybrid)


class RecordingStore:
    """A store of three rows with fixed rankings; keeps what it was asked."""

    def __init__(self, dense: Sequence[Ranked], lexical: Sequence[Ranked]) -> None:
        self.dense, self.lexical = tuple(dense), tuple(lexical)
        self.examples: tuple[Ranked, ...] = ()
        self.expanded: tuple[Ranked, ...] = ()
        self.owned: frozenset[int] = frozenset()  # rows with example questions
        self.asked: list[tuple[object, int, frozenset[str] | None]] = []
        self.asked_expanded: list[str] = []

    def count(self) -> int:
        return len(UNITS)

    def search_dense(
        self, vector: NDArray[np.float32], top_k: int, regulations: frozenset[str] | None
    ) -> tuple[Ranked, ...]:
        self.asked.append((vector.shape, top_k, regulations))
        return self.dense

    def search_lexical(self, query: str, top_k: int, regulations: frozenset[str] | None) -> tuple[Ranked, ...]:
        self.asked.append((query, top_k, regulations))
        return self.lexical

    def search_examples(
        self, vector: NDArray[np.float32], top_k: int, regulations: frozenset[str] | None
    ) -> tuple[Ranked, ...]:
        return self.examples

    def search_expanded(self, query: str, top_k: int, regulations: frozenset[str] | None) -> tuple[Ranked, ...]:
        self.asked_expanded.append(query)
        return self.expanded

    def has_examples(self, row: int | None = None) -> bool:
        return bool(self.owned) if row is None else row in self.owned

    def asked_about(self, regulations: frozenset[str] | None) -> bool:
        return bool(self.owned)

    def without_examples(self, passages: Sequence[str], regulations: frozenset[str] | None = None) -> RecordingStore:
        return RecordingStore(self.dense, self.lexical)

    def knows_questions(self, row: int) -> bool:
        return row in self.owned

    def left_open_odds(self, text: str) -> float:
        return 0.0

    def nearest_left_open(self, vector: NDArray[np.float32]) -> float:
        return 0.7


@pytest.fixture
def searchable() -> Searchable:
    embedder = CountingEmbedder()
    passages = [searched_text(unit) for unit in UNITS]
    vectors = embedder.embed_passages(passages)
    store = InProcessStore.build(passages, vectors, [unit.regulation_id for unit in UNITS])
    return Searchable(UNITS, store, embedder)


def ids(hits: Sequence[Hit]) -> list[str]:
    return [hit.unit.unit_id for hit in hits]


def test_ranks_are_merged_by_their_reciprocals() -> None:
    """Row 2: 1/62 + 1/61; row 0: 1/61; row 1: 1/62; the highest possible: 2/61."""
    merged = fuse([[Ranked(0, 9.0), Ranked(2, 8.0)], [Ranked(2, 0.3), Ranked(1, 0.2)]], 10)
    assert [ranked.row for ranked in merged] == [2, 0, 1]
    assert [ranked.score for ranked in merged] == pytest.approx(
        [(1 / 62 + 1 / 61) / (2 / 61), 0.5, (1 / 62) / (2 / 61)]
    )


def test_first_in_both_rankings_scores_one_and_equal_sums_keep_document_order() -> None:
    assert fuse([[Ranked(4, 1.0)], [Ranked(4, 1.0)]], 1) == (Ranked(4, 1.0),)
    assert [ranked.row for ranked in fuse([[Ranked(7, 1.0)], [Ranked(3, 1.0)]], 2)] == [3, 7]
    assert fuse([(), ()], 5) == ()


def test_hybrid_asks_both_searches_for_enough_candidates_inside_the_scope() -> None:
    store = RecordingStore([Ranked(1, 0.9)], [Ranked(2, 4.0), Ranked(1, 3.0)])
    hits = search_hybrid(Searchable(UNITS, store, CountingEmbedder()), "方言", 2, frozenset({"conduct"}))
    assert ids(hits) == ["conduct#2", "conduct#3"]
    assert store.asked == [((6,), 50, frozenset({"conduct"})), ("方言", 50, frozenset({"conduct"}))]
    assert CANDIDATES_PER_SEARCH == 50
    search_hybrid(Searchable(UNITS, store, CountingEmbedder()), "方言", 80)
    assert store.asked[-1] == ("方言", 80, None)


def test_without_examples_meaning_and_words_weigh_the_same() -> None:
    """Row 0 is first by meaning: 1 of 2; row 2 first by words: 1 of 2; row 1 last in both: 0."""
    store = RecordingStore([Ranked(0, 0.9), Ranked(1, 0.8)], [Ranked(2, 4.0), Ranked(1, 3.0)])
    hits = search_hybrid(Searchable(UNITS, store, CountingEmbedder()), "方言", 3)
    assert ids(hits) == [UNITS[0].unit_id, UNITS[2].unit_id, UNITS[1].unit_id]
    assert [hit.score for hit in hits] == pytest.approx([0.5, 0.5, 0.0])


def test_scores_of_each_search_are_what_is_documented() -> None:
    store = RecordingStore([Ranked(0, 1.0000001), Ranked(1, -0.5)], [Ranked(2, 18.0)])
    searchable = Searchable(UNITS, store, CountingEmbedder())
    assert [hit.score for hit in search_dense(searchable, "方言", 5)] == [1.0, 0.0]
    assert [hit.score for hit in search_lexical(searchable, "方言", 5)] == [0.5]


@pytest.mark.parametrize("search", SEARCHES)
def test_scores_fall_from_one_to_zero(searchable: Searchable, search: Search) -> None:
    hits = search(searchable, "客户讲方言听不懂，可以挂断电话吗", 10)
    assert hits
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert 0 <= scores[-1] <= scores[0] <= 1


def test_each_search_says_what_it_is(searchable: Searchable) -> None:
    found = [search(searchable, "方言", 1)[0].found_by for search in SEARCHES]
    assert found == ["dense", "lexical", "hybrid"]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("客户讲方言听不懂", "conduct#2"),
        ("客戶講方言聽不懂", "conduct#2"),
        ("讲方言的客户要转给谁，转接同事吗", "manual#3"),
        ("投诉多久回复", "manual#2"),
        ("着装", "conduct#4"),  # its words are in the heading
    ],
)
def test_the_right_unit_is_first(searchable: Searchable, query: str, first: str) -> None:
    assert ids(search_hybrid(searchable, query, 3))[0] == first


def test_units_with_the_same_words_keep_document_order(searchable: Searchable) -> None:
    for search in SEARCHES:
        assert ids(search(searchable, "接听电话时使用普通话。", 2)) == ["conduct#1", "manual#1"]


def test_the_scope_is_filled_from_within(searchable: Searchable) -> None:
    """All of a regulation's units, although others are nearer."""
    manual = frozenset({"manual"})
    for search in (search_dense, search_hybrid):
        assert set(ids(search(searchable, "方言", 3, manual))) == {"manual#1", "manual#2", "manual#3"}
    assert ids(search_lexical(searchable, "方言", 3, manual)) == ["manual#3"]
    assert len(search_hybrid(searchable, "方言", 10, frozenset({"manual", "conduct"}))) == len(UNITS)


@pytest.mark.parametrize("search", SEARCHES)
@pytest.mark.parametrize(
    ("query", "top_k", "regulations"),
    [
        ("", 10, None),
        (" \u3000\u200b\n", 10, None),
        ("方言", 0, None),
        ("方言", -1, None),
        ("方言", 10, frozenset()),
        ("方言", 10, frozenset({"unknown"})),
    ],
)
def test_nothing_asked_or_nowhere_to_look_is_nothing_found(
    searchable: Searchable, search: Search, query: str, top_k: int, regulations: frozenset[str] | None
) -> None:
    assert search(searchable, query, top_k, regulations) == ()


def test_a_very_long_query_is_cut() -> None:
    """Embedding 100,000 characters would hold a core for minutes; a character that grows is cut after growing."""
    store = RecordingStore([], [])
    for query in ("方言" * 50_000, "\ufdfa" * 50_000):
        search_hybrid(Searchable(UNITS, store, CountingEmbedder()), query, 10)
        asked = store.asked[-1][0]
        assert isinstance(asked, str)
        assert len(asked) == QUERY_CHARACTERS


def test_a_store_of_unequal_parts_is_refused() -> None:
    passages = [searched_text(unit) for unit in UNITS]
    vectors = CountingEmbedder().embed_passages(passages)
    with pytest.raises(ValueError, match="6 vectors and 7 texts for 7 units"):
        InProcessStore.build(passages, vectors[:-1], [unit.regulation_id for unit in UNITS])


def test_example_questions_outweigh_the_clause_itself() -> None:
    """The unit whose example is nearest and whose examples share the words comes first, whatever the clauses say."""
    store = RecordingStore([Ranked(1, 0.9), Ranked(2, 0.8)], [Ranked(1, 4.0), Ranked(2, 1.0)])
    store.examples, store.expanded = (Ranked(2, 0.95), Ranked(1, 0.8)), (Ranked(2, 9.0), Ranked(1, 3.0))
    store.owned = frozenset({0, 1, 2})
    found = find(Searchable(UNITS, store, CountingEmbedder()), "方言", 2)
    assert ids(found.hits) == ["conduct#3", "conduct#2"]
    assert found.example_meaning == 0.95


def test_a_unit_without_examples_is_lent_what_examples_would_gain_it() -> None:
    """A regulation that nobody has written questions for yet still competes with those that have them."""
    store = RecordingStore([Ranked(0, 0.90), Ranked(1, 0.80)], [Ranked(0, 8.0), Ranked(1, 2.0)])
    store.examples, store.expanded = (Ranked(1, 0.90),), (Ranked(1, 6.0),)
    store.owned = frozenset({1})
    hits = find(Searchable(UNITS, store, CountingEmbedder()), "方言", 2).hits
    assert ids(hits)[0] == UNITS[0].unit_id


def test_query_may_be_embedded_in_other_words_than_it_is_searched() -> None:
    store = RecordingStore([Ranked(0, 1.0)], [Ranked(1, 1.0)])
    find(Searchable(UNITS, store, CountingEmbedder()), Query("dialect", "方言"), 2)
    assert [asked for asked, _, _ in store.asked] == [(6,), "方言"]


def test_example_questions_are_searched_with_peoples_words_and_clauses_with_those_of_regulations() -> None:
    store = RecordingStore([Ranked(0, 1.0)], [Ranked(1, 1.0)])
    store.examples, store.expanded, store.owned = (Ranked(1, 0.9),), (Ranked(1, 6.0),), frozenset({1})
    find(Searchable(UNITS, store, CountingEmbedder()), Query("老家话", "老家话 方言", "老家话"), 2)
    assert "老家话 方言" in [asked for asked, _, _ in store.asked]
    assert store.asked_expanded == ["老家话"]


@pytest.mark.parametrize(("owned", "left_open"), [({0, 1, 2}, 0.7), ({1, 2}, 0.0)])
def test_what_is_left_open_counts_only_where_a_regulation_with_examples_leads(
    owned: set[int], left_open: float
) -> None:
    """A regulation nobody has written questions for may settle what the others leave open."""
    store = RecordingStore([Ranked(0, 0.95), Ranked(1, 0.9)], [Ranked(0, 9.0)])
    store.examples, store.owned = (Ranked(1, 0.8),), frozenset(owned)
    store.expanded = (Ranked(0, 9.0),) if 0 in owned else ()
    if 0 in owned:
        store.examples = (Ranked(0, 0.97), Ranked(1, 0.8))
    assert find(Searchable(UNITS, store, CountingEmbedder()), "方言", 3).left_open == left_open


def test_how_much_a_unit_without_examples_is_lent_can_be_set() -> None:
    store = RecordingStore([Ranked(0, 0.90), Ranked(1, 0.80)], [])
    store.examples, store.owned = (Ranked(1, 0.92),), frozenset({1})
    lent, bare = (
        find(Searchable(UNITS, store, CountingEmbedder(), lending), "方言", 3).example_meaning
        for lending in (Lending(cosine=0.05), Lending(cosine=0.0, words=1.0))
    )
    assert (lent, bare) == (pytest.approx(0.95), pytest.approx(0.92))
