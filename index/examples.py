"""Example questions of units, searched by meaning: a unit is as near as its nearest example; and questions no unit answers.

Knows rows, vectors and owners; which question belongs to which unit the corpus' question bank says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import faiss
import numpy as np
import orjson
from numpy.typing import NDArray

from index import dense
from index.left_open_words import LeftOpenWords
from index.ranking import Ranked, best

VECTORS_FILE = "examples.faiss"
QUESTIONS_FILE = "examples.jsonl"
LEFT_OPEN_FILE = "left_open.faiss"
LEFT_OPEN_NEAREST = 5  # questions left open whose nearness is averaged
SAME_QUESTION = 0.97  # cosine; two of the list, all different, come as near as 0.96
EXAMPLES_PER_PLACE = 12  # looked at for each place of the ranking: several examples of one unit are often near together


@dataclass(frozen=True, slots=True)
class Example:
    """One example question, and the row of the unit that answers it."""

    row: int
    text: str
    kind: str
    writer: str
    method: str


class ExampleIndex:
    """The example questions of one version. Does not change."""

    def __init__(
        self,
        vectors: faiss.Index,
        examples: Sequence[Example],
        left_open: faiss.Index | None = None,
        left_open_words: LeftOpenWords | None = None,
    ) -> None:
        """Wire an index.

        :param vectors: One row per example.
        :param examples: The examples, in the same order.
        :param left_open: One row per question that no unit answers.
        :param left_open_words: What words these say.
        :raises ValueError: if there are not as many of the one as of the other.
        """
        if vectors.ntotal != len(examples):
            raise ValueError(f"{vectors.ntotal} vectors for {len(examples)} example questions; rebuild the index")
        self.examples = tuple(examples)
        self._vectors = vectors
        self._left_open = left_open
        self._left_open_words = left_open_words
        self._owners = np.array([example.row for example in examples], dtype=np.int64)

    @classmethod
    def build(
        cls,
        examples: Sequence[Example],
        vectors: NDArray[np.float32],
        left_open_vectors: NDArray[np.float32] | None = None,
        left_open_words: LeftOpenWords | None = None,
    ) -> ExampleIndex:
        """Index examples and questions left open.

        :param examples: The example questions.
        :param vectors: Their vectors, in the same order.
        :param left_open_vectors: Vectors of questions that no unit answers.
        :param left_open_words: What words these say; given with their vectors or not at all.
        :return: The index.
        """
        if left_open_vectors is None or left_open_words is None:
            return cls(dense.build_dense(vectors), examples)
        return cls(dense.build_dense(vectors), examples, dense.build_dense(left_open_vectors), left_open_words)

    @classmethod
    def load(cls, folder: Path) -> ExampleIndex | None:
        """Read what ``save`` wrote; None where a version has no examples."""
        if not (folder / VECTORS_FILE).exists():
            return None
        lines = (folder / QUESTIONS_FILE).read_bytes().splitlines()
        examples = [Example(**orjson.loads(line)) for line in lines]
        left_open = folder / LEFT_OPEN_FILE
        if not left_open.exists():
            return cls(dense.load_dense(folder / VECTORS_FILE), examples)
        words = LeftOpenWords.load(folder)
        return cls(dense.load_dense(folder / VECTORS_FILE), examples, dense.load_dense(left_open), words)

    def save(self, folder: Path) -> None:
        """Write the vectors, and the questions as lines of JSON, into a folder."""
        dense.save_dense(self._vectors, folder / VECTORS_FILE)
        if self._left_open is not None and self._left_open_words is not None:
            dense.save_dense(self._left_open, folder / LEFT_OPEN_FILE)
            self._left_open_words.save(folder)
        lines = (orjson.dumps(example, option=orjson.OPT_APPEND_NEWLINE) for example in self.examples)
        (folder / QUESTIONS_FILE).write_bytes(b"".join(lines))

    def owned(self, rows: int) -> NDArray[np.bool_]:
        """Mark the rows that have an example.

        :param rows: How many rows there are.
        :return: For each row whether it has one.
        """
        owned = np.zeros(rows, dtype=np.bool_)
        owned[self._owners] = True
        return owned

    def without(self, rows: NDArray[np.bool_]) -> ExampleIndex | None:
        """Leave the examples of some rows out; None where nothing would be left.

        :param rows: For each row, whether its examples are left out.
        :return: An index of the others.
        """
        kept = np.flatnonzero(~rows[self._owners])
        if not len(kept):
            return None
        vectors = self._vectors.reconstruct_n(0, self._vectors.ntotal)[kept]
        kept_examples = [self.examples[i] for i in kept]
        return ExampleIndex(dense.build_dense(vectors), kept_examples, self._left_open, self._left_open_words)

    def left_open_odds(self, text: str) -> float:
        """Tell by its words whether a question is like those no unit answers; see ``LeftOpenWords.odds``."""
        return 0.0 if self._left_open_words is None else self._left_open_words.odds(text)

    def nearest_left_open(self, vector: NDArray[np.float32]) -> float:
        """Give the mean cosine of the nearest questions that no unit answers; 0 where none is known.

        One alone may be near by chance; several say that the subject is one the regulations leave open. One that is as good as the
        same question counts by itself.
        """
        nearest = () if self._left_open is None else dense.search_rows(self._left_open, vector, LEFT_OPEN_NEAREST)
        if nearest and nearest[0].score >= SAME_QUESTION:
            return min(1.0, nearest[0].score)
        return max(0.0, min(1.0, sum(each.score for each in nearest) / len(nearest))) if nearest else 0.0

    def search_rows(
        self, vector: NDArray[np.float32], top_k: int, inside: NDArray[np.bool_] | None = None
    ) -> tuple[Ranked, ...]:
        """Find the rows with the examples nearest to a vector.

        :param vector: A vector of length 1.
        :param top_k: How many rows to find.
        :param inside: For each row, whether it may be found. None: every row.
        :return: Rows with the cosine of their nearest example, best first.
        """
        among = None if inside is None else inside[self._owners]
        found, cosines = dense.nearest_rows(self._vectors, vector, top_k * EXAMPLES_PER_PLACE, among)
        rows, nearest = np.unique(
            self._owners[found], return_index=True
        )  # best first: the first of a row is its nearest
        return best(rows, cosines[nearest], top_k)
