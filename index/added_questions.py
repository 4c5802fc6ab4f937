"""Questions that trainers gave to units, or marked as left open, after a version was built: searched beside its own, at once.

Nothing of the version changes and no weight of a word moves: a question adds only to the row it was given to, so that whatever
shares nothing with it is ranked as before. Knows rows and vectors; who gave which question the assistant's state says.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from corpus.script import fold
from index.examples import Example
from index.indexing import search_terms

if TYPE_CHECKING:
    import bm25s

# By so much a question is nearer to a question than to a clause; taken off where no unit of a version has examples of its own and
# added questions compete with clauses that have none: a little more than ``search.Lending`` says.
NEARER_THAN_CLAUSES = 0.065
# Of what an added question's words are worth by BM25. In full, the few units with added questions drew questions away from those
# without: of 174 about other clauses 12 lost the right one after 400 corrections, by half 3. evals/LOG.md, 2026-11-22.
WORDS_WORTH = 0.5


@dataclass(frozen=True, slots=True)
class Ruling:
    """What trainers said of one question, word for word."""

    rows: tuple[int, ...]  # the rows that answer it; none: it is left open


class AddedQuestions:
    """The questions added to one version at one revision. Does not change."""

    def __init__(
        self,
        revision: int,
        examples: Sequence[Example],
        vectors: NDArray[np.float32],
        left_open: Sequence[str] = (),
        left_open_vectors: NDArray[np.float32] | None = None,
    ) -> None:
        """Wire what was added.

        :param revision: Which state of the trainers' questions this is; shown behind the version's name.
        :param examples: Questions with the row of the unit that answers each.
        :param vectors: Their vectors of length 1, in the same order.
        :param left_open: Questions that no unit answers.
        :param left_open_vectors: Their vectors, in the same order.
        :raises ValueError: if there are not as many vectors as questions.
        """
        open_vectors = np.empty((0, 0), dtype=np.float32) if left_open_vectors is None else left_open_vectors
        if len(examples) != len(vectors) or len(left_open) != len(open_vectors):
            raise ValueError(
                f"{len(vectors)} and {len(open_vectors)} vectors for {len(examples)} and {len(left_open)} questions"
            )
        self.revision = revision
        self.examples = tuple(examples)
        self.left_open = tuple(left_open)
        self._vectors, self._open_vectors = vectors, open_vectors
        owners = np.array([example.row for example in examples], dtype=np.int64)
        self._rows, self._places = np.unique(owners, return_inverse=True)
        self.rows = frozenset(self._rows.tolist())
        self._words = _words_by_row(examples)
        self._rulings = _rulings(examples, left_open)

    def nearest(
        self, vector: NDArray[np.float32], inside: NDArray[np.bool_] | None = None, less: float = 0.0
    ) -> dict[int, float]:
        """Give each row the cosine of the nearest question added to it.

        :param vector: A vector of length 1.
        :param inside: For each row, whether it may be found; None: every row.
        :param less: Taken off every cosine.
        :return: Cosines by row.
        """
        if not len(self._rows):
            return {}
        best = np.full(len(self._rows), -1.0, dtype=np.float32)
        np.maximum.at(best, self._places, self._vectors @ vector)
        found = zip(self._rows.tolist(), (best - np.float32(less)).tolist(), strict=True)
        return {row: cosine for row, cosine in found if inside is None or inside[row]}

    def nearest_left_open(self, vector: NDArray[np.float32]) -> float:
        """Give the cosine of the nearest question marked as left open; 0 where there is none."""
        return max(0.0, min(1.0, float((self._open_vectors @ vector).max()))) if self.left_open else 0.0

    def raise_scores(
        self, scores: NDArray[np.float32], lexical: bm25s.BM25, words: Sequence[str], saturation: float
    ) -> None:
        """Raise the scores by words of the rows whose added questions share words with a query, in place.

        :param scores: One score a row.
        :param lexical: The index they are from; its weights stay.
        :param words: Of the query.
        :param saturation: Of repeated words in that index (k1).
        """
        for word, times in Counter(words).items():
            for row, count in self._words.get(word, {}).items():
                scores[row] += WORDS_WORTH * times * _gain(lexical, word, row, count, saturation)

    def ruling(self, question: str) -> Ruling | None:
        """Give what trainers said of a question, blanks, signs, width, case and script aside; None where nothing."""
        return self._rulings.get(question_key(question))


def question_key(question: str) -> str:
    """Bring a question into the form in which two are the same question.

    >>> question_key("客戶 罵人，怎么办？")
    '客户骂人怎么办'
    """
    return "".join(character for character in fold(question).lower() if character.isalnum())


def _words_by_row(examples: Sequence[Example]) -> dict[str, dict[int, int]]:
    """Count for each word how often it stands in the questions added to each row."""
    counted: dict[str, dict[int, int]] = {}
    for example in examples:
        for word, count in Counter(search_terms(example.text)).items():
            by_row = counted.setdefault(word, {})
            by_row[example.row] = by_row.get(example.row, 0) + count
    return counted


def _rulings(examples: Sequence[Example], left_open: Sequence[str]) -> dict[str, Ruling]:
    """Collect what was said of each question; one that a unit answers is not open."""
    rows: dict[str, list[int]] = {}
    for example in examples:
        of_question = rows.setdefault(question_key(example.text), [])
        if example.row not in of_question:
            of_question.append(example.row)
    said = {key: Ruling(()) for key in map(question_key, left_open)}
    said |= {key: Ruling(tuple(of_question)) for key, of_question in rows.items()}
    said.pop("", None)
    return said


def _gain(lexical: bm25s.BM25, word: str, row: int, added: int, saturation: float) -> float:
    """Tell by how much BM25 (Lucene's) rises for a word that stands in a row some times more.

    The index keeps each word's part of a row's score, not how often the word stands there; for a row of average length the one
    gives the other. How many rows hold the word is left as it is, so that no other row's score moves.
    """
    scores, word_id = lexical.scores, lexical.vocab_dict.get(word)
    held, part = 1, 0.0
    if word_id is not None:
        start, end = int(scores["indptr"][word_id]), int(scores["indptr"][word_id + 1])
        held = max(1, end - start)
        here = np.flatnonzero(scores["indices"][start:end] == row)
        part = float(scores["data"][start + here[0]]) if len(here) else 0.0
    weight = math.log(1 + (scores["num_docs"] - held + 0.5) / (held + 0.5))
    if part >= weight:
        return 0.0
    times = saturation * part / (weight - part) + added
    return weight * times / (times + saturation) - part
