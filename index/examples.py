"""Example questions of units, searched by meaning: a unit is as near as its nearest example.

Knows rows, vectors and owners; which question belongs to which unit the corpus' question bank says.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from index import dense
from index.ranking import Ranked, best

VECTORS_FILE = "examples.faiss"
QUESTIONS_FILE = "examples.jsonl"
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

    def __init__(self, vectors: faiss.Index, examples: Sequence[Example]) -> None:
        """Wire an index.

        :param vectors: One row per example.
        :param examples: The examples, in the same order.
        :raises ValueError: if there are not as many of the one as of the other.
        """
        if vectors.ntotal != len(examples):
            raise ValueError(f"{vectors.ntotal} vectors for {len(examples)} example questions; rebuild the index")
        self.examples = tuple(examples)
        self._vectors = vectors
        self._owners = np.array([example.row for example in examples], dtype=np.int64)

    @classmethod
    def build(cls, examples: Sequence[Example], vectors: NDArray[np.float32]) -> ExampleIndex:
        """Index examples by their vectors, in the same order."""
        return cls(dense.build_dense(vectors), examples)

    @classmethod
    def load(cls, folder: Path) -> ExampleIndex | None:
        """Read what ``save`` wrote; None where a version has no examples."""
        if not (folder / VECTORS_FILE).exists():
            return None
        with (folder / QUESTIONS_FILE).open(encoding="utf-8") as lines:
            examples = [Example(**json.loads(line)) for line in lines]
        return cls(dense.load_dense(folder / VECTORS_FILE), examples)

    def save(self, folder: Path) -> None:
        """Write the vectors, and the questions as lines of JSON, into a folder."""
        dense.save_dense(self._vectors, folder / VECTORS_FILE)
        lines = (json.dumps(asdict(example), ensure_ascii=False) + "\n" for example in self.examples)
        (folder / QUESTIONS_FILE).write_text("".join(lines), encoding="utf-8")

    def owned(self, rows: int) -> NDArray[np.bool_]:
        """Mark the rows that have an example.

        :param rows: How many rows there are.
        """
        owned = np.zeros(rows, dtype=np.bool_)
        owned[self._owners] = True
        return owned

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
        nearest = dense.search_rows(self._vectors, vector, top_k * EXAMPLES_PER_PLACE, among)
        cosines: dict[int, float] = {}
        for found in nearest:  # best first: the first of a row is its nearest
            cosines.setdefault(int(self._owners[found.row]), found.score)
        rows = np.fromiter(cosines, dtype=np.int64, count=len(cosines))
        return best(rows, np.fromiter(cosines.values(), dtype=np.float32, count=len(cosines)), top_k)
