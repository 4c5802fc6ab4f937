"""Search by words: BM25 over Chinese words, pairs of characters and single characters.

Knows nothing of vectors. The weights of all words hang on all units, so the index is made anew at every build.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.added_questions import AddedQuestions
from index.indexing import search_terms
from index.postponed_import import postponing
from index.ranking import Ranked, best

with postponing("scipy.sparse"):  # for building only
    import bm25s

# The library's own figures for BM25 as Lucene has it; set here so that an update of it changes nothing.
TERM_SATURATION = 1.5
LENGTH_NORMALISATION = 0.75
NO_WORD = "\0"  # stands in for a passage of signs alone, since the library cannot index no words; in no query

CLAUSES = "lexical"  # the units' own words
EXPANDED = "expanded"  # with those of their example questions


def _files(name: str) -> dict[str, str]:
    """Name the files of an index in its folder."""
    return {
        "data_name": f"{name}.weights.npy",
        "indices_name": f"{name}.rows.npy",
        "indptr_name": f"{name}.starts.npy",
        "vocab_name": f"{name}.words.json",
        "params_name": f"{name}.parameters.json",
    }


def build_lexical(passages: Sequence[str]) -> bm25s.BM25:
    """Make a BM25 index.

    :param passages: One text per unit.
    :return: The index, rows in the same order.
    """
    return index_terms([search_terms(passage) for passage in passages])


def index_terms(terms: Sequence[Sequence[str]]) -> bm25s.BM25:
    """Make a BM25 index of texts that are cut already.

    :param terms: The search terms of each unit.
    :return: The index, rows in the same order.
    """
    lexical = bm25s.BM25(method="lucene", k1=TERM_SATURATION, b=LENGTH_NORMALISATION)
    lexical.index([list(each) or [NO_WORD] for each in terms], show_progress=False)
    return lexical


def save_lexical(lexical: bm25s.BM25, folder: Path, name: str = CLAUSES) -> None:
    """Write an index as plain arrays and JSON into a folder."""
    lexical.save(str(folder), allow_pickle=False, show_progress=False, **_files(name))


def load_lexical(folder: Path, name: str = CLAUSES) -> bm25s.BM25:
    """Read an index that ``save_lexical`` wrote; a pickled array is refused, not run."""
    return bm25s.BM25.load(str(folder), allow_pickle=False, show_progress=False, **_files(name))


def search_rows(
    lexical: bm25s.BM25,
    query: str,
    top_k: int,
    inside: NDArray[np.bool_] | None = None,
    added: AddedQuestions | None = None,
) -> tuple[Ranked, ...]:
    """Find the rows that share the most telling words with a query.

    :param lexical: The index.
    :param query: A question in any script.
    :param top_k: How many rows to find.
    :param inside: For each row, whether it may be found; the places are filled from these. None: every row.
    :param added: Questions added to rows since the index was made; they raise those rows' scores.
    :return: Rows with their BM25 score, best first; only rows that share a word.
    """
    words = search_terms(query)
    word_ids = lexical.get_tokens_ids(words)
    if not word_ids and added is None:
        return ()
    scores: NDArray[np.float32] = lexical.get_scores_from_ids(word_ids)
    if added is not None:
        added.raise_scores(scores, lexical, words, TERM_SATURATION)
    sharing = scores > 0 if inside is None else (scores > 0) & inside
    rows = np.flatnonzero(sharing)
    return best(rows, scores[rows], top_k)
