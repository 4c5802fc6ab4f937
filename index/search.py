"""Ranks units for a query. Knows nothing of prompts or answers; models and engines only through their protocols.

Scores run from 1 to 0, higher is better, and compare only within one kind of search:

- dense: the cosine of question and unit, 0 where it is negative;
- lexical: BM25 score ``s`` as ``s / (s + 10)``, so that 10, about two telling words shared, is one half;
- hybrid: the share of the highest possible reciprocal rank sum; 1 is first by vector and first by words.

They order units; how likely a unit answers the question they do not say.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from corpus.regulation import Unit
from index.embedding import Embedder
from index.indexing import searched_form
from index.ranking import Ranked, fuse
from index.store import ClauseStore

FoundBy = Literal["dense", "lexical", "hybrid", "exact"]

CANDIDATES_PER_SEARCH = 30  # three times what an answer sees, so that the two rankings overlap enough to merge
HALF_LEXICAL_SCORE = 10.0
QUERY_CHARACTERS = 500  # what is longer takes a second and more to embed and says no more about what is asked


@dataclass(frozen=True, slots=True)
class Hit:
    """A unit found for a query."""

    unit: Unit
    score: float  # 1 to 0, higher is better
    found_by: FoundBy


@dataclass(frozen=True, slots=True)
class Searchable:
    """What the searches need: the units in document order, where they are indexed, and the model they went through."""

    units: Sequence[Unit]
    store: ClauseStore
    embedder: Embedder


def search_dense(
    searchable: Searchable, query: str, top_k: int, regulations: frozenset[str] | None = None
) -> tuple[Hit, ...]:
    """Find units by meaning.

    :param searchable: Where to search.
    :param query: A question in any script.
    :param top_k: How many units to find.
    :param regulations: Ids of the regulations to search in; the places are filled from these. None: all.
    :return: Units, best first; none for a query of blanks.
    """
    ranking = _rank_dense(searchable, query, top_k, regulations)
    return _hits(searchable, ((ranked.row, max(0.0, min(1.0, ranked.score))) for ranked in ranking), "dense")


def search_lexical(
    searchable: Searchable, query: str, top_k: int, regulations: frozenset[str] | None = None
) -> tuple[Hit, ...]:
    """Find units by the words they share with the query.

    :param searchable: Where to search.
    :param query: A question in any script.
    :param top_k: How many units to find.
    :param regulations: Ids of the regulations to search in; the places are filled from these. None: all.
    :return: Units that share a word, best first.
    """
    ranking = _rank_lexical(searchable, query, top_k, regulations)
    shares = ((ranked.row, ranked.score / (ranked.score + HALF_LEXICAL_SCORE)) for ranked in ranking)
    return _hits(searchable, shares, "lexical")


def search_hybrid(
    searchable: Searchable, query: str, top_k: int, regulations: frozenset[str] | None = None
) -> tuple[Hit, ...]:
    """Find units by meaning and by words, and merge the two rankings.

    :param searchable: Where to search.
    :param query: A question in any script.
    :param top_k: How many units to find.
    :param regulations: Ids of the regulations to search in; the places are filled from these. None: all.
    :return: Units, best first; none for a query of blanks.
    """
    candidates = max(CANDIDATES_PER_SEARCH, top_k)
    rankings = [rank(searchable, query, candidates, regulations) for rank in (_rank_dense, _rank_lexical)]
    return _hits(searchable, ((ranked.row, ranked.score) for ranked in fuse(rankings, max(0, top_k))), "hybrid")


def _rank_dense(
    searchable: Searchable, query: str, top_k: int, regulations: frozenset[str] | None
) -> tuple[Ranked, ...]:
    """Rank rows by vector."""
    question = _query_form(query)
    if not question or top_k < 1:
        return ()
    vector = searchable.embedder.embed_questions([question])[0]
    return searchable.store.search_dense(vector, top_k, regulations)


def _rank_lexical(
    searchable: Searchable, query: str, top_k: int, regulations: frozenset[str] | None
) -> tuple[Ranked, ...]:
    """Rank rows by words."""
    return searchable.store.search_lexical(_query_form(query), top_k, regulations) if top_k > 0 else ()


def _query_form(query: str) -> str:
    """Bring a query into the form that was indexed; cut again afterwards, since one character can become eighteen."""
    return searched_form(query[:QUERY_CHARACTERS])[:QUERY_CHARACTERS]


def _hits(searchable: Searchable, ranking: Iterable[tuple[int, float]], found_by: FoundBy) -> tuple[Hit, ...]:
    """Give each row its unit."""
    return tuple(Hit(searchable.units[row], score, found_by) for row, score in ranking)
