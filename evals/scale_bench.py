"""How search slows down with the number of units: a made index of as many as wanted, without example questions.

Its units are those of a version, over and over, each under a regulation of its own copy, with random vectors: an exact search takes as
long whatever they are, and nothing has to be embedded. What is found says nothing; only the time does. Spelling is that of the version.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import count, islice
from time import perf_counter, process_time

import numpy as np

from assistant.question import read_question
from assistant.retrieving import retrieve
from corpus.regulation import Unit
from evals.cases import Case
from evals.processes import Times, take_times
from index.clause_index import ClauseIndex
from index.indexing import searched_form, searched_text
from index.search import Found, Query, Searchable, find
from index.store import InProcessStore
from index.token_matching import TokenIndex

SEED = 20261122  # any fixed number: the same vectors on every machine
TOKENS_A_CHARACTER = 0.73  # of published regulations


@dataclass(frozen=True, slots=True)
class ScaleTimes:
    """How long questions took over a made index."""

    unit_count: int
    search: Times  # reading, spelling, embedding, both rankings, ranking by what is asked
    processor: Times  # of the same searches, waiting for other processes left out
    embedding: Times  # the baseline: the same question embedded, nothing else

    def line(self) -> str:
        """Write the figures in one line."""
        ratio = self.search.p50_ms / self.embedding.p50_ms
        return (
            f"{self.unit_count} 条（无例句）：检索 p50 {self.search.p50_ms:.1f} ms，p95 {self.search.p95_ms:.1f} ms；"
            f"其中处理器 p50 {self.processor.p50_ms:.1f} ms，p95 {self.processor.p95_ms:.1f} ms；"
            f"只算向量 p50 {self.embedding.p50_ms:.1f} ms，p95 {self.embedding.p95_ms:.1f} ms；检索 ÷ 向量 {ratio:.2f} 倍"
        )


class _MadeIndex:
    """A version's units over and over, searched as the version itself would be."""

    def __init__(self, clause_index: ClauseIndex, unit_count: int) -> None:
        self._clause_index = clause_index
        units = multiply_units(clause_index.units, unit_count)
        random, width = np.random.default_rng(SEED), clause_index.embedder.dimension
        vectors = random.normal(size=(len(units), width))
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        passages = [searched_form(searched_text(unit)) for unit in units]
        regulations = [unit.regulation_id for unit in units]
        store = InProcessStore.build(passages, vectors.astype(np.float32), regulations)
        counts = (1 + int(len(passage) * TOKENS_A_CHARACTER) for passage in passages)
        signs = [random.integers(0, 256, (count, width // 8), dtype=np.uint8) for count in counts]
        self._searchable = Searchable(units, store, clause_index.embedder, tokens=TokenIndex.build(signs))

    def corrected(self, text: str) -> str:
        """Put right what was mistyped by sound."""
        return self._clause_index.corrected(text)

    def find(self, query: Query | str, *, top_k: int = 10, regulations: frozenset[str] | None = None) -> Found:
        """Find units."""
        return find(self._searchable, query, top_k, regulations)


def multiply_units(units: Sequence[Unit], unit_count: int) -> tuple[Unit, ...]:
    """Repeat units under other ids until there are as many as wanted.

    :param units: At least one unit.
    :param unit_count: How many are wanted.
    :return: So many units of different ids.
    """
    copies = (replace(unit, unit_id=f"copy{number}-{unit.unit_id}") for number in count() for unit in units)
    return tuple(islice(copies, unit_count))


def time_search(clause_index: ClauseIndex, cases: Sequence[Case], unit_count: int, rounds: int) -> ScaleTimes:
    """Time searches over a made index and, in turn with them, the embedding of the same questions.

    :param clause_index: The version whose units, spelling and model are used.
    :param cases: Cases whose questions are asked.
    :param unit_count: How many units the made index has.
    :param rounds: How many times each question is asked, after one unmeasured round.
    :return: The times.
    """
    made = _MadeIndex(clause_index, unit_count)
    answerable = [case for case in cases if case.expected]  # others may hold what cannot be read as a question
    searches: list[float] = []
    processor: list[float] = []
    embeddings: list[float] = []
    for measured_round in range(rounds + 1):
        for case in answerable:
            worked, started = process_time(), perf_counter()
            retrieve(made, read_question(case.question))
            searched, worked_until = perf_counter(), process_time()
            clause_index.embedder.embed_questions([case.question])
            embedded = perf_counter()
            if measured_round:
                searches.append(1000 * (searched - started))
                processor.append(1000 * (worked_until - worked))
                embeddings.append(1000 * (embedded - searched))
    return ScaleTimes(unit_count, take_times(searches), take_times(processor), take_times(embeddings))
