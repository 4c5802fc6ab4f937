"""Vectors kept between builds: each text is embedded once, and nothing damaged is taken."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from fake_embedder import CountingEmbedder

from index.embedding_cache import BATCH_SIZE, embed_once


def test_equal_texts_are_embedded_once_and_new_ones_only(tmp_path: Path) -> None:
    embedder, cache = CountingEmbedder(), tmp_path / "cache" / "vectors.sqlite"
    first = embed_once(["方言", "电话", "方言"], embedder, cache)
    assert embedder.passages == ["方言", "电话"]
    assert first.tolist() == embedder.embed_questions(["方言", "电话", "方言"]).tolist()

    second = embed_once(["电话", "投诉", "方言"], embedder, cache)
    assert embedder.passages == ["方言", "电话", "投诉"]
    assert second.tolist() == embedder.embed_questions(["电话", "投诉", "方言"]).tolist()


def test_vectors_of_another_model_are_not_taken(tmp_path: Path) -> None:
    embed_once(["方言"], CountingEmbedder("counting-1"), tmp_path / "vectors.sqlite")
    other = CountingEmbedder("counting-2")
    embed_once(["方言"], other, tmp_path / "vectors.sqlite")
    assert other.passages == ["方言"]


def test_progress_counts_what_is_embedded(tmp_path: Path) -> None:
    steps: list[tuple[int, int]] = []
    texts = [f"第{number}条" for number in range(BATCH_SIZE + 3)]
    embed_once(texts, CountingEmbedder(), tmp_path / "vectors.sqlite", lambda done, total: steps.append((done, total)))
    assert steps == [(0, BATCH_SIZE + 3), (BATCH_SIZE, BATCH_SIZE + 3), (BATCH_SIZE + 3, BATCH_SIZE + 3)]


@pytest.mark.parametrize("content", [b"", b"not a database" * 100])
def test_a_cache_that_cannot_be_read_is_made_anew(tmp_path: Path, content: bytes) -> None:
    cache = tmp_path / "vectors.sqlite"
    cache.write_bytes(content)
    for _ in range(2):
        embed_once(["方言"], CountingEmbedder(), cache)
    embedder = CountingEmbedder()
    embed_once(["方言"], embedder, cache)
    assert embedder.passages == []


@pytest.mark.parametrize("damaged", [b"", b"\0" * 24, b"\xff" * 24], ids=["short", "zero", "not-a-number"])
def test_a_damaged_vector_is_embedded_again(tmp_path: Path, damaged: bytes) -> None:
    cache, embedder = tmp_path / "vectors.sqlite", CountingEmbedder()
    whole = embed_once(["方言"], embedder, cache)
    with sqlite3.connect(cache) as database:
        database.execute("UPDATE vectors SET vector = ?", (damaged,))
    database.close()
    assert embed_once(["方言"], embedder, cache).tolist() == whole.tolist()
    assert embedder.passages == ["方言", "方言"]


def test_a_kill_in_the_middle_keeps_what_was_embedded(tmp_path: Path) -> None:
    """The second batch ends the process; the first is there for the next build."""
    code = f"""
import os, sys
from pathlib import Path
sys.path.insert(0, {str(Path(__file__).parent)!r})
from fake_embedder import CountingEmbedder
from index.embedding_cache import embed_once
class Killed(CountingEmbedder):
    def embed_passages(self, passages):
        if self.passages:
            os.kill(os.getpid(), 9)
        return super().embed_passages(passages)
embed_once([f"第{{n}}条" for n in range({2 * BATCH_SIZE})], Killed(), Path({str(tmp_path / "vectors.sqlite")!r}))
"""
    assert subprocess.run([sys.executable, "-c", code]).returncode == -9
    embedder = CountingEmbedder()
    embed_once([f"第{number}条" for number in range(2 * BATCH_SIZE)], embedder, tmp_path / "vectors.sqlite")
    assert embedder.passages == [f"第{number}条" for number in range(BATCH_SIZE, 2 * BATCH_SIZE)]


def test_a_model_that_breaks_its_word_is_reported(tmp_path: Path) -> None:
    embedder = CountingEmbedder()
    embedder.dimension = 7
    with pytest.raises(ValueError, match=r"counting-1: \(1, 6\) for 1 texts of 7"):
        embed_once(["方言"], embedder, tmp_path / "vectors.sqlite")
