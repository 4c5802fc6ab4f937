"""Ranks units for a query. Knows nothing of prompts or answers; models and engines only through their protocols.

Scores run from 1 to 0, higher is better, and compare only within one kind of search:

- dense: the cosine of question and unit, 0 where it is negative;
- lexical: BM25 score ``s`` as ``s / (s + 18)``, so that 18, about two telling words shared, is one half;
- hybrid: the weighted sum of the rankings, each stretched from its last place (0) to its first (1). With example questions: clause
  by meaning, nearest example, clause and examples by words. Without: clause by meaning, by words, and token by token where the
  index holds tokens. 1 is first in each. Where some units have examples and others none, the latter share their places by the latter.

They order units; how likely a unit answers the question they do not say.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from corpus.regulation import Unit
from index.embedding import Embedder, TokenEmbedder
from index.indexing import searched_form
from index.ranking import Ranked, keep_better, merge_ranked, weigh
from index.store import ClauseStore
from index.token_matching import TokenIndex

FoundBy = Literal["dense", "lexical", "hybrid", "exact"]

CANDIDATES_PER_SEARCH = 50  # five times what an answer sees, so that the rankings overlap enough to merge

# Weights of the rankings where there are example questions, and what a unit without any is lent, so that a new regulation
# competes with those that have them: by so much a question is nearer to the nearest example of the unit that answers it than to
# the unit itself, and so much more it scores by words. evals/LOG.md, 2026-11-21.
CLAUSE_MEANING = 0.3
EXAMPLE_MEANING = 1.0
EXPANDED_WORDS = 1.0
# Where no unit has example questions, words and meaning find as much, each other clauses; what they find is matched token by token
# besides. evals/LOG.md, 2026-11-22.
BARE_MEANING = 1.0
BARE_WORDS = 1.0
BARE_TOKENS = 1.0
MATCHED_BY_TOKEN = 40  # units; 20 to 85 are equally good
HALF_LEXICAL_SCORE = 18.0
QUERY_CHARACTERS = 500  # what is longer takes a second and more to embed and says no more about what is asked


@dataclass(frozen=True, slots=True)
class Hit:
    """A unit found for a query."""

    unit: Unit
    score: float  # 1 to 0, higher is better
    found_by: FoundBy


@dataclass(frozen=True, slots=True)
class Query:
    """What is searched with: by meaning, and by words.

    Example questions speak as people do, clauses as regulations do: each is searched with the words of its own kind.
    """

    meaning: str
    words: str
    asked_words: str = ""  # for clauses together with their example questions; empty: the same words


@dataclass(frozen=True, slots=True)
class Found:
    """Units for a query, and how near the first of each kind of search came, from 0 to 1."""

    hits: tuple[Hit, ...]
    clause_meaning: float = 0.0  # cosine of the nearest unit
    clause_words: float = 0.0  # lexical score of the best unit
    example_meaning: float = 0.0  # cosine of the nearest example question; 0 where there are none
    expanded_words: float = 0.0  # lexical score of the best unit with its example questions
    left_open: float = (
        0.0  # mean cosine of the nearest questions known to be left open; 0 where a regulation without examples leads
    )
    left_open_odds: float = (
        0.0  # by words: above 0 like questions known to be left open, below like examples; 0 where ``left_open`` is
    )
    ruled: bool | None = None  # what trainers said of this very question: a clause settles it, or none does


@dataclass(frozen=True, slots=True)
class Lending:
    """What a unit without example questions is lent where others have some."""

    cosine: float = 0.045  # added to that of the unit itself, for the nearest example it lacks
    words: float = 1.4  # times its score by words, for the words of the examples it lacks


@dataclass(frozen=True, slots=True)
class Searchable:
    """What the searches need: the units in document order, where they are indexed, and the model they went through."""

    units: Sequence[Unit]
    store: ClauseStore
    embedder: Embedder
    lending: Lending = Lending()
    tokens: TokenIndex | None = None  # of the units without example questions, and of a model that gives them


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


def search_examples(
    searchable: Searchable, query: str, top_k: int, regulations: frozenset[str] | None = None
) -> tuple[Hit, ...]:
    """Find units by their nearest example question.

    :param searchable: Where to search.
    :param query: A question in any script.
    :param top_k: How many units to find.
    :param regulations: Ids of the regulations to search in; the places are filled from these. None: all.
    :return: Units with examples, best first; none for a query of blanks.
    """
    vector = _embed(searchable, query) if top_k > 0 else None
    ranking = () if vector is None else searchable.store.search_examples(vector, top_k, regulations)
    return _hits(searchable, ((ranked.row, max(0.0, min(1.0, ranked.score))) for ranked in ranking), "dense")


def search_expanded(
    searchable: Searchable, query: str, top_k: int, regulations: frozenset[str] | None = None
) -> tuple[Hit, ...]:
    """Find units by the words they and their example questions share with the query.

    :param searchable: Where to search.
    :param query: A question in any script.
    :param top_k: How many units to find.
    :param regulations: Ids of the regulations to search in; the places are filled from these. None: all.
    :return: Units that share a word, best first.
    """
    ranking = searchable.store.search_expanded(_query_form(query), top_k, regulations) if top_k > 0 else ()
    shares = ((ranked.row, ranked.score / (ranked.score + HALF_LEXICAL_SCORE)) for ranked in ranking)
    return _hits(searchable, shares, "lexical")


def search_hybrid(
    searchable: Searchable, query: Query | str, top_k: int, regulations: frozenset[str] | None = None
) -> tuple[Hit, ...]:
    """Find units by meaning and by words, and merge the rankings; see ``find``."""
    return find(searchable, query, top_k, regulations).hits


def find(searchable: Searchable, query: Query | str, top_k: int, regulations: frozenset[str] | None = None) -> Found:
    """Find units by the meaning and the words of their own text and of their example questions.

    :param searchable: Where to search.
    :param query: A question in any script; as a ``Query`` where other words are searched than embedded.
    :param top_k: How many units to find.
    :param regulations: Ids of the regulations to search in; the places are filled from these. None: all.
    :return: Units, best first, and how near each kind of search came; none for a query of blanks.
    """
    asked = Query(query, query) if isinstance(query, str) else query
    candidates = max(CANDIDATES_PER_SEARCH, top_k)
    store, lending = searchable.store, searchable.lending
    vector, tokens = _read(searchable, asked.meaning) if top_k > 0 else (None, None)
    clauses = () if vector is None else store.search_dense(vector, candidates, regulations)
    words = store.search_lexical(_query_form(asked.words), candidates, regulations) if top_k > 0 else ()
    if not store.asked_about(regulations):  # what others are asked says nothing of a scope that nobody has asked about
        merged = _rank_bare(clauses, words, searchable.tokens, tokens, top_k)
        return Found(_hits(searchable, ((r.row, r.score) for r in merged), "hybrid"), _cosine(clauses), _share(words))
    examples = () if vector is None else store.search_examples(vector, candidates, regulations)
    asked_words = _query_form(asked.asked_words or asked.words)
    expanded = store.search_expanded(asked_words, candidates, regulations) if top_k > 0 else ()
    lent = [r for r in clauses if not store.has_examples(r.row)]
    examples = keep_better(examples, {r.row: r.score + lending.cosine for r in lent}, candidates)
    lent_words = [r for r in words if not store.has_examples(r.row)]
    expanded = merge_ranked(expanded, (Ranked(r.row, r.score * lending.words) for r in lent_words), candidates)
    merged = weigh(((CLAUSE_MEANING, clauses), (EXAMPLE_MEANING, examples), (EXPANDED_WORDS, expanded)), top_k)
    if tokens is not None and searchable.tokens is not None:
        unasked = {r.row for r in (*lent, *lent_words)} - (store.added.rows if store.added else frozenset())
        bare = [[r for r in ranking if r.row in unasked] for ranking in (clauses, words)]
        merged = _reordered(merged, _rank_bare(bare[0], bare[1], searchable.tokens, tokens, top_k))
    # What the regulations leave open that have examples, one nobody has looked at may settle: then nothing is said.
    looked_at = all(store.knows_questions(ranking[0].row) for ranking in (examples, merged) if ranking)
    return Found(
        _hits(searchable, ((r.row, r.score) for r in merged), "hybrid"),
        _cosine(clauses),
        _share(words),
        _cosine(examples),
        _share(expanded),
        store.nearest_left_open(vector) if vector is not None and looked_at else 0.0,
        store.left_open_odds(_query_form(asked.meaning)) if looked_at else 0.0,
    )


def _rank_bare(
    clauses: Sequence[Ranked],
    words: Sequence[Ranked],
    held: TokenIndex | None,
    tokens: NDArray[np.float32] | None,
    top_k: int,
) -> tuple[Ranked, ...]:
    """Merge the rankings of units nobody has asked about, matching token by token where the index holds tokens."""
    rankings = [(BARE_MEANING, clauses), (BARE_WORDS, words)]
    if held is not None and tokens is not None:
        first = weigh(rankings, MATCHED_BY_TOKEN)
        rankings.append((BARE_TOKENS, held.rank(tokens, [ranked.row for ranked in first])))
    return weigh(rankings, top_k)


def _reordered(merged: Sequence[Ranked], bare: Sequence[Ranked]) -> tuple[Ranked, ...]:
    """Order units without example questions among themselves as they are where no unit has any; all others keep their places.

    How such units compete with others is a matter of what they are lent, which token by token says nothing about.
    """
    rows = {ranked.row for ranked in bare}
    better = iter(bare)
    return tuple(Ranked(next(better).row, ranked.score) if ranked.row in rows else ranked for ranked in merged)


def _cosine(ranking: Sequence[Ranked]) -> float:
    """Return the cosine of the first row."""
    return max(0.0, min(1.0, ranking[0].score)) if ranking else 0.0


def _share(ranking: Sequence[Ranked]) -> float:
    """Return the lexical score of the first row, between 0 and 1."""
    return ranking[0].score / (ranking[0].score + HALF_LEXICAL_SCORE) if ranking else 0.0


def _embed(searchable: Searchable, query: str) -> NDArray[np.float32] | None:
    """Embed a query; None for one of blanks."""
    question = _query_form(query)
    return searchable.embedder.embed_questions([question])[0] if question else None


def _read(searchable: Searchable, query: str) -> tuple[NDArray[np.float32] | None, NDArray[np.float32] | None]:
    """Embed a query, and read its tokens where they can be matched; None for one of blanks."""
    question = _query_form(query)
    if not question or searchable.tokens is None or not isinstance(searchable.embedder, TokenEmbedder):
        return _embed(searchable, query), None
    reading = searchable.embedder.read_question(question)
    return reading.vector, reading.tokens


def _rank_dense(
    searchable: Searchable, query: str, top_k: int, regulations: frozenset[str] | None
) -> tuple[Ranked, ...]:
    """Rank rows by vector."""
    vector = _embed(searchable, query) if top_k > 0 else None
    return () if vector is None else searchable.store.search_dense(vector, top_k, regulations)


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
