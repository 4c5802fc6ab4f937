"""An embedder that embeds each question once, where the same ones are asked again and again: by many agents, in evaluations and replays."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from index.embedding import Embedder, Reading, TokenEmbedder

Made = TypeVar("Made")

# Of a question, mostly fewer. What is kept of one grows with its length, so a long one counts for several.
CHARACTERS_EACH = 20


class _Latest(Generic[Made]):
    """What was made of the questions asked last; several threads may ask at once."""

    def __init__(self, make: Callable[[str], Made], at_most: int | None) -> None:
        self._make, self._at_most = make, at_most
        self._known: OrderedDict[str, Made] = OrderedDict()
        self._characters = 0
        self._changing = threading.Lock()

    def put(self, question: str, made: Made) -> None:
        with self._changing:
            if question not in self._known:
                self._characters += len(question)
            self._known[question] = made
            self._known.move_to_end(question)
            while self._at_most is not None and self._are_too_many(self._at_most):
                forgotten, _ = self._known.popitem(last=False)
                self._characters -= len(forgotten)

    def _are_too_many(self, at_most: int) -> bool:
        return len(self._known) > at_most or self._characters > at_most * CHARACTERS_EACH

    def of(self, question: str) -> Made:
        made = self._known.get(question)
        if made is None:  # made by two threads at once sometimes: better than that one waits for the other's
            made = self._make(question)
        self.put(question, made)
        return made


class RememberingEmbedder:
    """Embeds each question once, and keeps the vector."""

    def __init__(self, embedder: Embedder, at_most: int | None = None) -> None:
        """Embed with another embedder.

        :param embedder: The model.
        :param at_most: How many questions are remembered, those asked last; None: all.
        """
        self.name, self.dimension = embedder.name, embedder.dimension
        self._embedder = embedder
        self._known = _Latest(lambda question: embedder.embed_questions([question])[0], at_most)

    def remember(self, questions: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Take vectors of questions that were embedded elsewhere, in the same order."""
        for question, vector in zip(questions, vectors, strict=True):
            self._known.put(question, vector)

    def embed_questions(self, questions: Sequence[str]) -> NDArray[np.float32]:
        """Embed what is searched for."""
        return np.array([self._known.of(question) for question in questions], dtype=np.float32)

    def embed_passages(self, passages: Sequence[str]) -> NDArray[np.float32]:
        """Embed what is found; not remembered."""
        return self._embedder.embed_passages(passages)


class RememberingTokenEmbedder(RememberingEmbedder):
    """The same of a model that tells of each token too."""

    def __init__(self, embedder: TokenEmbedder, at_most: int | None = None) -> None:
        """Embed with another embedder.

        :param embedder: The model.
        :param at_most: How many questions are remembered, those asked last; None: all.
        """
        super().__init__(embedder, at_most)
        self._reader = embedder
        self._read = _Latest(embedder.read_question, at_most)

    def read_question(self, question: str) -> Reading:
        """Read what is searched for."""
        return self._read.of(question)

    def read_passages(self, passages: Sequence[str]) -> Sequence[Reading]:
        """Read what is found; not remembered."""
        return self._reader.read_passages(passages)


def remembering(embedder: Embedder, at_most: int | None = None) -> RememberingEmbedder:
    """Let an embedder embed each question once.

    :param embedder: The model.
    :param at_most: How many questions are remembered, those asked last; None: all.
    :return: One that tells of tokens where the model does.
    """
    if isinstance(embedder, TokenEmbedder):
        return RememberingTokenEmbedder(embedder, at_most)
    return RememberingEmbedder(embedder, at_most)
