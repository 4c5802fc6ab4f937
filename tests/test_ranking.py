"""Rankings: the best rows are found without sorting all, and stay in document order where scores are equal."""

from __future__ import annotations

import numpy as np
import pytest

from index.ranking import best


@pytest.mark.parametrize(
    ("scores", "top_k", "rows"),
    [
        ([0.1, 0.9, 0.5], 2, [1, 2]),
        ([0.5, 0.9, 0.5, 0.5], 2, [1, 0]),  # of three equal ones at the edge, the first in document order
        ([0.7, 0.7, 0.7], 1, [0]),
        ([0.1, 0.9], 5, [1, 0]),  # fewer rows than places
        ([0.1, 0.9], 2, [1, 0]),
        ([0.1, 0.9], 0, []),
        ([], 3, []),
    ],
)
def test_the_best_rows_come_best_first(scores: list[float], top_k: int, rows: list[int]) -> None:
    """Only what can be among the best is sorted, with the same outcome."""
    ranking = best(np.arange(len(scores)), np.array(scores, dtype=np.float32), top_k)
    assert [ranked.row for ranked in ranking] == rows
