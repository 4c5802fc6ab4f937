"""Where vectors and words are kept and searched: one narrow protocol, and the engine inside this process.

Another engine can stand in by answering these calls. It knows rows (the place of a unit in document order) and
regulation ids; queries arrive as a vector or as text, rankings leave best first.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import faiss
import numpy as np
from numpy.typing import NDArray

from index import dense, lexical
from index.added_questions import NEARER_THAN_CLAUSES, AddedQuestions
from index.examples import Example, ExampleIndex
from index.indexing import CutOnce
from index.ranking import Ranked, keep_better
from index.word_counts import expand

if TYPE_CHECKING:
    import bm25s

SAMPLED_ROWS = 5_000  # enough to tell what all vectors share
DENSE_FILE = "dense.faiss"


class ClauseStore(Protocol):
    """Finds rows by vector and by words, only inside the given regulations."""

    def count(self) -> int:
        """Count the rows."""
        ...

    def search_dense(
        self, vector: NDArray[np.float32], top_k: int, regulations: frozenset[str] | None
    ) -> tuple[Ranked, ...]:
        """Find the rows nearest to a unit vector, with their cosine; None for all regulations."""
        ...

    def search_lexical(self, query: str, top_k: int, regulations: frozenset[str] | None) -> tuple[Ranked, ...]:
        """Find the rows that share the most telling words with a query; None for all regulations."""
        ...

    def search_examples(
        self, vector: NDArray[np.float32], top_k: int, regulations: frozenset[str] | None
    ) -> tuple[Ranked, ...]:
        """Find the rows with the example questions nearest to a unit vector, with their cosine."""
        ...

    def search_expanded(self, query: str, top_k: int, regulations: frozenset[str] | None) -> tuple[Ranked, ...]:
        """Find the rows that share the most telling words with a query, those of their example questions included."""
        ...

    def has_examples(self, row: int | None = None) -> bool:
        """Tell whether a row has example questions; without a row, whether any has."""
        ...

    def asked_about(self, regulations: frozenset[str] | None) -> bool:
        """Tell whether any row that can be found inside regulations has example questions, built in or added."""
        ...

    def example_questions(self) -> Sequence[Example]:
        """List the example questions of all rows."""
        ...

    def knows_questions(self, row: int) -> bool:
        """Tell whether the regulation of a row has example questions, of that row or of others."""
        ...

    def without_examples(self, passages: Sequence[str], regulations: frozenset[str] | None = None) -> ClauseStore:
        """Leave the example questions of some regulations out, None of all; the passages are those of the rows."""
        ...

    def only(self, rows: NDArray[np.bool_]) -> ClauseStore:
        """Find no other rows than the marked ones; nothing is copied."""
        ...

    def with_added(self, added: AddedQuestions | None) -> ClauseStore:
        """Search questions added after the build too, in place of any added before; nothing is copied."""
        ...

    @property
    def added(self) -> AddedQuestions | None:
        """The questions added after the build."""
        ...

    def nearest_left_open(self, vector: NDArray[np.float32]) -> float:
        """Give the mean cosine of the nearest questions that are known to be left open; 0 where none is."""
        ...

    def left_open_odds(self, text: str) -> float:
        """Tell by its words whether a question is like those known to be left open; 0 where none is known."""
        ...

    def nearness(self, row: int, other: int) -> float:
        """Tell how near two rows are by meaning, from -1 to 1: the cosine of what is not common to all rows."""
        ...


class InProcessStore:
    """FAISS and BM25 in memory: exact, and fast enough for some 200,000 units."""

    def __init__(
        self,
        dense_index: faiss.Index,
        lexical_index: bm25s.BM25,
        regulation_ids: Sequence[str],
        examples: ExampleIndex | None = None,
        expanded_index: bm25s.BM25 | None = None,
    ) -> None:
        """Wire the indexes.

        :param dense_index: Vectors, one row per unit.
        :param lexical_index: Words, one row per unit.
        :param regulation_ids: The regulation of each row.
        :param examples: Example questions, if any unit has one.
        :param expanded_index: Words with those of the example questions, one row per unit; there when ``examples`` is.
        :raises ValueError: if they do not have the same rows.
        """
        if not dense_index.ntotal == lexical_index.scores["num_docs"] == len(regulation_ids):
            raise ValueError(
                f"{dense_index.ntotal} vectors and {lexical_index.scores['num_docs']} texts for "
                f"{len(regulation_ids)} units; rebuild the index"
            )
        self._dense = dense_index
        self._lexical = lexical_index
        self._examples = examples
        self._expanded = expanded_index
        self._owned = examples.owned(len(regulation_ids)) if examples else np.zeros(len(regulation_ids), dtype=np.bool_)
        self._regulation_ids = tuple(regulation_ids)
        self._only: NDArray[np.bool_] | None = None  # rows that can be found; None: all
        self._added: AddedQuestions | None = None
        common = (
            dense_index.reconstruct_n(0, min(dense_index.ntotal, SAMPLED_ROWS)) if regulation_ids else np.zeros((1, 1))
        )
        self._common: NDArray[np.float32] = np.asarray(common, dtype=np.float32).mean(axis=0)
        self._rows: dict[str, list[int]] = {}
        for row, regulation_id in enumerate(regulation_ids):
            self._rows.setdefault(regulation_id, []).append(row)
        self._known = np.zeros(len(regulation_ids), dtype=np.bool_)
        for rows in self._rows.values():
            self._known[rows] = bool(self._owned[rows].any())

    @classmethod
    def build(
        cls,
        passages: Sequence[str],
        vectors: NDArray[np.float32],
        regulation_ids: Sequence[str],
    ) -> InProcessStore:
        """Index passages without example questions.

        :param passages: What is searched for each unit.
        :param vectors: Their vectors, in the same order.
        :param regulation_ids: The regulation of each, in the same order.
        :return: The store.
        """
        return cls(dense.build_dense(vectors), lexical.build_lexical(passages), regulation_ids)

    def without_examples(self, passages: Sequence[str], regulations: frozenset[str] | None = None) -> InProcessStore:
        """Leave example questions out, as if nobody had written them yet.

        :param passages: What is searched for each unit, as given to ``build``.
        :param regulations: Of which regulations; None: of all.
        :return: A store over the same units.
        """
        left = None if self._examples is None or regulations is None else self._examples.without(self._of(regulations))
        cut = CutOnce()
        expanded = expand(list(map(cut.terms, passages)), left.examples, cut) if left else None
        bare = InProcessStore(self._dense, self._lexical, self._regulation_ids, left, expanded)
        return bare if self._only is None else bare.only(self._only)

    def only(self, rows: NDArray[np.bool_]) -> InProcessStore:
        """Find no other rows than the marked ones; nothing is copied.

        :param rows: For each row, whether it may be found.
        :return: Another store over the same indexes.
        """
        narrowed = copy(self)
        narrowed._only = rows
        return narrowed

    def with_added(self, added: AddedQuestions | None) -> InProcessStore:
        """Search questions added after the build too.

        :param added: The questions; None: none, also where there were some before.
        :return: Another store over the same indexes.
        """
        widened = copy(self)
        widened._added = added
        return widened

    @property
    def added(self) -> AddedQuestions | None:
        """The questions added after the build."""
        return self._added

    def save(self, folder: Path) -> None:
        """Write the indexes into a folder."""
        dense.save_dense(self._dense, folder / DENSE_FILE)
        lexical.save_lexical(self._lexical, folder)
        if self._examples is not None and self._expanded is not None:
            self._examples.save(folder)
            lexical.save_lexical(self._expanded, folder, lexical.EXPANDED)

    @classmethod
    def load(cls, folder: Path, regulation_ids: Sequence[str]) -> InProcessStore:
        """Read what ``save`` wrote.

        :param folder: The folder.
        :param regulation_ids: The regulation of each row.
        :return: The store.
        """
        examples = ExampleIndex.load(folder)
        expanded = lexical.load_lexical(folder, lexical.EXPANDED) if examples is not None else None
        return cls(
            dense.load_dense(folder / DENSE_FILE), lexical.load_lexical(folder), regulation_ids, examples, expanded
        )

    def count(self) -> int:
        """Count the rows."""
        return int(self._dense.ntotal)

    def search_dense(
        self, vector: NDArray[np.float32], top_k: int, regulations: frozenset[str] | None
    ) -> tuple[Ranked, ...]:
        """Find the rows nearest to a unit vector."""
        inside = self._inside(regulations)
        found = dense.search_rows(self._dense, vector, top_k, inside)
        if self._added is None or self._examples is not None:
            return found
        return keep_better(found, self._added.nearest(vector, inside, NEARER_THAN_CLAUSES), top_k)

    def search_lexical(self, query: str, top_k: int, regulations: frozenset[str] | None) -> tuple[Ranked, ...]:
        """Find the rows that share the most telling words with a query."""
        added = self._added if self._examples is None else None
        return lexical.search_rows(self._lexical, query, top_k, self._inside(regulations), added)

    def search_examples(
        self, vector: NDArray[np.float32], top_k: int, regulations: frozenset[str] | None
    ) -> tuple[Ranked, ...]:
        """Find the rows with the nearest example questions."""
        if self._examples is None:
            return ()
        inside = self._inside(regulations)
        found = self._examples.search_rows(vector, top_k, inside)
        return found if self._added is None else keep_better(found, self._added.nearest(vector, inside), top_k)

    def search_expanded(self, query: str, top_k: int, regulations: frozenset[str] | None) -> tuple[Ranked, ...]:
        """Find the rows that share the most telling words with a query, those of their example questions included."""
        if self._expanded is None:
            return ()
        return lexical.search_rows(self._expanded, query, top_k, self._inside(regulations), self._added)

    def has_examples(self, row: int | None = None) -> bool:
        """Tell whether a row, or any row, has example questions."""
        return self._examples is not None and (row is None or bool(self._owned[row]))

    def asked_about(self, regulations: frozenset[str] | None) -> bool:
        """Tell whether any row that can be found inside regulations has example questions, built in or added."""
        if self._examples is None:
            return False
        inside = self._inside(regulations)
        if inside is None:
            return True
        added = () if self._added is None else tuple(self._added.rows)
        return bool((self._owned & inside).any()) or any(inside[row] for row in added)

    def example_questions(self) -> Sequence[Example]:
        """List the example questions of all rows that can be found."""
        examples = () if self._examples is None else self._examples.examples
        return examples if self._only is None else [each for each in examples if self._only[each.row]]

    def knows_questions(self, row: int) -> bool:
        """Tell whether the regulation of a row has example questions, of that row or of others."""
        return bool(self._known[row])

    def nearness(self, row: int, other: int) -> float:
        """Tell how near two rows are by meaning, from -1 to 1: the cosine of what is not common to all rows."""
        one, two = (self._dense.reconstruct(int(each)) - self._common for each in (row, other))
        lengths = float(np.linalg.norm(one) * np.linalg.norm(two))
        return float(one @ two) / lengths if lengths else 0.0

    def nearest_left_open(self, vector: NDArray[np.float32]) -> float:
        """Give the mean cosine of the nearest questions that are known to be left open; 0 where none is."""
        if self._examples is None:
            return 0.0
        nearest = self._examples.nearest_left_open(vector)
        return nearest if self._added is None else max(nearest, self._added.nearest_left_open(vector))

    def left_open_odds(self, text: str) -> float:
        """Tell by its words whether a question is like those known to be left open; 0 where none is known."""
        return 0.0 if self._examples is None else self._examples.left_open_odds(text)

    def _inside(self, regulations: frozenset[str] | None) -> NDArray[np.bool_] | None:
        """Mark the rows that can be found inside the given regulations; None where that is every row."""
        if regulations is None:
            return self._only
        inside = self._of(regulations)
        return inside if self._only is None else inside & self._only

    def _of(self, regulations: frozenset[str]) -> NDArray[np.bool_]:
        """Mark the rows of regulations."""
        rows = np.zeros(self.count(), dtype=np.bool_)
        for regulation_id in regulations & self._rows.keys():
            rows[self._rows[regulation_id]] = True
        return rows
