"""Questions that are asked again are not embedded again, and no more of them are kept than was said."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from fake_embedder import CountingEmbedder
from numpy.typing import NDArray

from index.remembering_embedder import remembering


class Listening(CountingEmbedder):
    """Tells which questions it was asked to embed."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def embed_questions(self, questions: Sequence[str]) -> NDArray[np.float32]:
        self.asked += questions
        return super().embed_questions(questions)


def test_a_question_is_embedded_once() -> None:
    inner = Listening()
    embedder = remembering(inner)
    first = embedder.embed_questions(["方言", "投诉", "方言"])
    assert inner.asked == ["方言", "投诉"]
    assert np.array_equal(first, CountingEmbedder().embed_questions(["方言", "投诉", "方言"]))
    embedder.remember(["退款"], first[:1])
    assert np.array_equal(embedder.embed_questions(["退款"]), first[:1])
    assert inner.asked == ["方言", "投诉"]


def test_the_question_asked_longest_ago_is_forgotten_first() -> None:
    inner = Listening()
    embedder = remembering(inner, 2)
    for question in ("方言", "投诉", "方言", "退款", "方言", "投诉"):
        embedder.embed_questions([question])
    assert inner.asked == ["方言", "投诉", "退款", "投诉"]


def test_long_questions_take_the_place_of_several() -> None:
    """A question of 2,000 characters is kept with some 1,300 tokens: a thousand of them would fill the machine."""
    inner = Listening()
    embedder = remembering(inner, 100)
    long = [f"{number}{'怎么办' * 600}" for number in range(3)]
    embedder.embed_questions(["方言", *long, "方言"])
    assert inner.asked == ["方言", *long, "方言"]
    embedder.embed_questions([long[2], long[0], long[2]])
    assert inner.asked[5:] == [long[0], long[2]]


def test_many_may_ask_at_once() -> None:
    embedder = remembering(CountingEmbedder(), 3)
    questions = [f"电话{number % 7 * '方言'}" for number in range(400)]
    with ThreadPoolExecutor(8) as threads:
        vectors = list(threads.map(lambda question: embedder.embed_questions([question])[0], questions))
    assert np.array_equal(np.array(vectors), CountingEmbedder().embed_questions(questions))
