"""Search by vector: exact, inside the scope, always in the same order."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.dense import build_dense, load_dense, save_dense, search_rows
from index.ranking import Ranked

VECTORS = np.array([[1, 0], [0, 1], [0.6, 0.8], [1, 0], [0.8, 0.6]], dtype=np.float32)
QUERY = np.array([1, 0], dtype=np.float32)


def test_nearest_come_first_and_equal_ones_in_document_order() -> None:
    found = search_rows(build_dense(VECTORS), QUERY, 5)
    assert [ranked.row for ranked in found] == [0, 3, 4, 2, 1]
    assert [ranked.score for ranked in found] == pytest.approx([1, 1, 0.8, 0.6, 0])


def test_places_are_filled_from_inside_the_scope() -> None:
    """Taken from the two best of all, the scope would leave one."""
    inside = np.array([False, True, True, True, False])
    assert [ranked.row for ranked in search_rows(build_dense(VECTORS), QUERY, 2, inside)] == [3, 2]


@pytest.mark.parametrize(("inside", "expected"), [(None, 5), ([True] * 2 + [False] * 3, 2), ([False] * 5, 0)])
def test_no_more_rows_than_there_are(inside: list[bool] | None, expected: int) -> None:
    mask = None if inside is None else np.array(inside)
    assert len(search_rows(build_dense(VECTORS), QUERY, 50, mask)) == expected


@pytest.mark.parametrize("count", [1, 7, 8, 9, 64, 65])
def test_the_scope_holds_to_the_last_row(count: int) -> None:
    """Eight rows share a byte of what FAISS is given."""
    dense = build_dense(np.tile(np.array([[1, 0]], dtype=np.float32), (count, 1)))
    for row in {0, count // 2, count - 1}:
        inside = np.arange(count) == row
        assert [ranked.row for ranked in search_rows(dense, QUERY, count, inside)] == [row]


def test_saved_index_finds_the_same(tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    vectors = random.normal(size=(500, 16)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    dense = build_dense(vectors)
    save_dense(dense, tmp_path / "dense.faiss")
    opened = load_dense(tmp_path / "dense.faiss")
    for query in vectors[:50]:
        assert search_rows(opened, query, 10) == search_rows(dense, query, 10)


def test_search_is_exact() -> None:
    """The same ten as comparing with every row."""
    random = np.random.default_rng(1)
    vectors = random.normal(size=(1000, 16)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    dense = build_dense(vectors)
    inside = random.random(1000) < 0.3
    for query in vectors[:20]:
        nearest = np.argsort(np.where(inside, -(vectors @ query), np.inf), kind="stable")[:10]
        assert [ranked.row for ranked in search_rows(dense, query, 10, inside)] == nearest.tolist()


def test_ranked_rows_are_plain_values() -> None:
    """Not numpy numbers: they end up in JSON."""
    (first,) = search_rows(build_dense(VECTORS), QUERY, 1)
    assert first == Ranked(0, 1.0)
    assert type(first.row) is int
    assert type(first.score) is float
