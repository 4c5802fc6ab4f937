"""An embedder that embeds each question once, for asking the same ones again and again: in evaluations and replays."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.embedding import Embedder, Reading, TokenEmbedder


class RememberingEmbedder:
    """Embeds each question once, and keeps it as long as it lives itself."""

    def __init__(self, embedder: Embedder) -> None:
        """Embed with another embedder.

        :param embedder: The model.
        """
        self.name, self.dimension = embedder.name, embedder.dimension
        self._embedder = embedder
        self._known: dict[str, NDArray[np.float32]] = {}

    def remember(self, questions: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Take vectors of questions that were embedded elsewhere, in the same order."""
        self._known.update(zip(questions, vectors, strict=True))

    def embed_questions(self, questions: Sequence[str]) -> NDArray[np.float32]:
        """Embed what is searched for."""
        for question in questions:
            if question not in self._known:
                self._known[question] = self._embedder.embed_questions([question])[0]
        return np.array([self._known[question] for question in questions], dtype=np.float32)

    def embed_passages(self, passages: Sequence[str]) -> NDArray[np.float32]:
        """Embed what is found; not remembered."""
        return self._embedder.embed_passages(passages)


class RememberingTokenEmbedder(RememberingEmbedder):
    """The same of a model that tells of each token too."""

    def __init__(self, embedder: TokenEmbedder) -> None:
        """Embed with another embedder.

        :param embedder: The model.
        """
        super().__init__(embedder)
        self._reader = embedder
        self._read: dict[str, Reading] = {}

    def read_question(self, question: str) -> Reading:
        """Read what is searched for."""
        if question not in self._read:
            self._read[question] = self._reader.read_question(question)
        return self._read[question]

    def read_passages(self, passages: Sequence[str]) -> Sequence[Reading]:
        """Read what is found; not remembered."""
        return self._reader.read_passages(passages)


def remembering(embedder: Embedder) -> RememberingEmbedder:
    """Let an embedder embed each question once.

    :param embedder: The model.
    :return: One that tells of tokens where the model does.
    """
    return RememberingTokenEmbedder(embedder) if isinstance(embedder, TokenEmbedder) else RememberingEmbedder(embedder)
