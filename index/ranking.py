"""Rankings: rows of the index with a score, best first, and how two of them become one.

Knows nothing of text, vectors or units; a row is the place of a unit in document order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RANK_OFFSET = 60  # k of reciprocal rank fusion as published (Cormack, Clarke and Büttcher, 2009); never tuned here


@dataclass(frozen=True, slots=True)
class Ranked:
    """One row of a ranking."""

    row: int
    score: float  # higher is better


def best(rows: NDArray[np.int64], scores: NDArray[np.float32], top_k: int) -> tuple[Ranked, ...]:
    """Rank rows by score; equal scores keep document order, so that the same query always reads the same.

    :param rows: The rows scored.
    :param scores: Their scores, in the same order.
    :param top_k: How many to keep.
    :return: The best rows, best first.
    """
    if 0 < top_k < len(scores):  # all of 50,000 rows take 8 ms to sort
        enough = scores >= np.partition(scores, -top_k)[-top_k]
        rows, scores = rows[enough], scores[enough]
    order = np.lexsort((rows, -scores))[:top_k]
    return tuple(map(Ranked, rows[order].tolist(), scores[order].tolist()))


def fuse(rankings: Sequence[Sequence[Ranked]], top_k: int) -> tuple[Ranked, ...]:
    """Merge rankings by reciprocal rank: each gives a row 1 / (60 + its rank there).

    :param rankings: The rankings, each best first; their scores need not be comparable.
    :param top_k: How many rows to keep.
    :return: The best rows, best first, with the share of the highest possible sum: 1 is first in every ranking.
    """
    sums: dict[int, float] = {}
    for ranking in rankings:
        for rank, ranked in enumerate(ranking, start=1):
            sums[ranked.row] = sums.get(ranked.row, 0.0) + 1 / (RANK_OFFSET + rank)
    highest = len(rankings) / (RANK_OFFSET + 1)
    ordered = sorted(sums.items(), key=lambda pair: (-pair[1], pair[0]))[:top_k]
    return tuple(Ranked(row, reciprocal / highest) for row, reciprocal in ordered)


def merge_ranked(ranking: Sequence[Ranked], others: Iterable[Ranked], top_k: int) -> tuple[Ranked, ...]:
    """Put other rows into a ranking by score; equal scores keep document order."""
    return tuple(sorted((*ranking, *others), key=lambda ranked: (-ranked.score, ranked.row))[:top_k])


def keep_better(ranking: Sequence[Ranked], scores: Mapping[int, float], top_k: int) -> tuple[Ranked, ...]:
    """Put rows into a ranking by score; one that stands there already keeps the better of its two scores."""
    before = {ranked.row: ranked.score for ranked in ranking}
    better = {row: score for row, score in scores.items() if row not in before or score > before[row]}
    kept = [ranked for ranked in ranking if ranked.row not in better]
    return merge_ranked(kept, (Ranked(row, score) for row, score in better.items()), top_k)


def weigh(weighted: Sequence[tuple[float, Sequence[Ranked]]], top_k: int) -> tuple[Ranked, ...]:
    """Add up rankings, each stretched from its last place (0) to its first (1) so that their scores can be added.

    :param weighted: Weight and ranking, best first.
    :param top_k: How many rows to keep.
    :return: The best rows, best first, with the share of the highest possible sum: 1 is first in every ranking.
    """
    sums: dict[int, float] = {}
    for weight, ranking in weighted:
        if not ranking:
            continue
        highest, lowest = ranking[0].score, ranking[-1].score
        spread = highest - lowest
        for ranked in ranking:
            share = (ranked.score - lowest) / spread if spread > 0 else 1.0
            sums[ranked.row] = sums.get(ranked.row, 0.0) + weight * share
    total = sum(weight for weight, _ in weighted)
    ordered = sorted(sums.items(), key=lambda pair: (-pair[1], pair[0]))[: max(0, top_k)]
    return tuple(Ranked(row, score / total) for row, score in ordered)
