"""Two simple systems that every run is measured beside, on the same cases and the same documents.

"BM25 alone" shows what the clauses are worth without embeddings or any other cleverness. The "tutorial pipeline" is what the
introductions to retrieval build: documents cut into pieces of 1,000 characters, embedded, searched. Both see the question alone, as
they would in a first attempt; the scope is kept, as a filter inside the search.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np

from assistant.scope import UnknownScope, resolve_scope
from corpus.reading import read_document
from corpus.regulation import Regulation, Unit
from corpus.script import fold
from evals.cases import Case
from evals.gold import GoldUnits
from evals.metrics import first_rank
from index import dense, lexical
from index.embedding import Embedder
from index.embedding_cache import Progress, embed_once
from index.indexing import searched_text

BM25_ALONE = "BM25 alone"
TUTORIAL = "tutorial pipeline"
TUTORIAL_SHORT = "tutorial pipeline, short pieces only"  # a hit only where the piece is about as short as the clause
PLACES = 10  # as many as an answer's ``retrieved``

CHUNK_SIZE = 1000  # characters; the figures of the tutorials
CHUNK_OVERLAP = 200
PIECES_AT_A_TIME = 1  # seconds of work; with more, whoever looks at the bar thinks it stands still
LENGTH_FACTOR = 1.5  # a piece is "about as short as the clause" up to this many times its length,
LENGTH_ALLOWANCE = 40  # and this many characters more, so that very short clauses are not lost over a heading


class Baseline(Protocol):
    """A system that ranks something for a question."""

    def ranks(self, case: Case, gold: Sequence[GoldUnits]) -> Mapping[str, int | None]:
        """Give the place of the first right result, by name of the measure; None where it is not among ten."""
        ...


class Bm25Alone:
    """BM25 over the words of the same units, context included."""

    def __init__(self, units: Sequence[Unit], regulations: Sequence[Regulation]) -> None:
        self._units = tuple(units)
        self._regulations = tuple(regulations)
        self._lexical = lexical.build_lexical([searched_text(unit) for unit in units])

    def ranks(self, case: Case, gold: Sequence[GoldUnits]) -> Mapping[str, int | None]:
        """Rank the units for the question."""
        regulations = _in_scope(case, self._regulations)
        inside = None
        if regulations is not None:
            inside = np.array([unit.regulation_id in regulations for unit in self._units], dtype=np.bool_)
        rows = lexical.search_rows(self._lexical, case.question, PLACES, inside)
        found = [self._units[ranked.row].unit_id for ranked in rows]
        return {BM25_ALONE: first_rank(found, frozenset[str]().union(*(clause.unit_ids for clause in gold)))}


class TutorialPipeline:
    """Pieces of 1,000 characters of the raw documents, embedded by the index's own model, searched exactly."""

    def __init__(
        self,
        documents: Mapping[str, str],
        regulations: Sequence[Regulation],
        embedder: Embedder,
        cache_file: Path | None = None,
        progress: Progress | None = None,
    ) -> None:
        """Cut and embed the documents.

        :param documents: Text of each document by file name, as received.
        :param regulations: Their regulations, which say what a scope means.
        :param embedder: The model the index was built with.
        :param cache_file: Where the pieces' vectors are kept for the next run; embedding them takes minutes.
        :param progress: Called after every few pieces that are embedded.
        """
        from langchain_text_splitters import RecursiveCharacterTextSplitter  # 0.4 s, and only a run needs it

        splitter = RecursiveCharacterTextSplitter(chunk_size=CHUNK_SIZE, chunk_overlap=CHUNK_OVERLAP)
        pieces = [(source, piece) for source, text in documents.items() for piece in splitter.split_text(text)]
        self._regulations = tuple(regulations)
        self._embedder = embedder
        self._sources = tuple(source for source, _ in pieces)
        self._folded = tuple(fold(piece) for _, piece in pieces)
        texts = [piece for _, piece in pieces]
        if cache_file is None:
            vectors = embedder.embed_passages(texts)
        else:
            vectors = embed_once(texts, embedder, cache_file, progress, batch_size=PIECES_AT_A_TIME)
        self._dense = dense.build_dense(vectors)

    def ranks(self, case: Case, gold: Sequence[GoldUnits]) -> Mapping[str, int | None]:
        """Rank the pieces for the question; a piece is right when it holds the words of a right clause."""
        regulations = _in_scope(case, self._regulations)
        inside = None
        if regulations is not None:
            sources = {each.source for each in self._regulations if each.regulation_id in regulations}
            inside = np.array([source in sources for source in self._sources], dtype=np.bool_)
        if not self._sources:
            return {TUTORIAL: None, TUTORIAL_SHORT: None}
        vector = self._embedder.embed_questions([case.question])[0]
        rows = [ranked.row for ranked in dense.search_rows(self._dense, vector, PLACES, inside)]
        return {
            TUTORIAL: _first(self._holds(row, gold) for row in rows),
            TUTORIAL_SHORT: _first(self._holds(row, gold, short=True) for row in rows),
        }

    def unreachable(self, gold: Iterable[Sequence[GoldUnits]]) -> int:
        """Count the cases whose words stand whole in no piece (broken by a cut, a page break or noise): never a hit here."""
        rows = range(len(self._folded))
        return sum(bool(clauses) and not any(self._holds(row, clauses) for row in rows) for clauses in gold)

    def _holds(self, row: int, gold: Sequence[GoldUnits], *, short: bool = False) -> bool:
        """Tell whether a piece holds a right clause, and if asked to, hardly more than it."""
        piece = self._folded[row]
        return any(
            clause.gold.source == self._sources[row]
            and fold(clause.gold.quote) in piece
            and (not short or len(piece) <= LENGTH_FACTOR * _length(clause.units) + LENGTH_ALLOWANCE)
            for clause in gold
        )


def read_sources(sources: Collection[str], folders: Sequence[Path]) -> dict[str, str]:
    """Read the documents of an index as they were received.

    :param sources: Their file names.
    :param folders: Where to look, in this order.
    :return: The text of those that were found, by file name.
    """
    found: dict[str, str] = {}
    for source in sorted(sources):
        file = next((folder / source for folder in folders if (folder / source).is_file()), None)
        if file is not None:
            found[source] = read_document(file).text
    return found


def _in_scope(case: Case, regulations: Sequence[Regulation]) -> frozenset[str] | None:
    """Give the ids of the regulations a case may be answered from; none where it names an unknown one."""
    try:
        return resolve_scope(case.scope, regulations)
    except UnknownScope:
        return frozenset()  # a mistake in the case: the assistant's error for it stands in the report


def _length(units: Sequence[Unit]) -> int:
    """Length of the longest unit that counts as a clause, in comparison form."""
    return max((len(fold(unit.unit_text)) for unit in units), default=0)


def _first(right: Iterable[bool]) -> int | None:
    """Place of the first right result, from 1."""
    return next((place for place, hit in enumerate(right, start=1) if hit), None)
