"""STARD's files are read, only its dev split, and scored by the index's own functions."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from fake_evals import CountingEmbedder

from evals.stard import BM25, DENSE, FUSION, MATCHED, WEIGHED, StardUnreadable, load_stard, run_stard, stard_table
from index.embedding import load_embedder

ARTICLES = (
    {"id": "a1", "title": "甲法", "text": "投诉应当受理。", "section": ""},
    {"id": "a2", "title": "乙法", "text": "方言方言与投诉。", "section": ""},
    {"id": "a3", "title": "丙法", "text": "铃响之后。", "section": ""},
)
QUERIES = (
    {"id": "q1", "text": "方言", "split": "dev"},
    {"id": "q2", "text": "投诉", "split": "dev"},
    {"id": "q3", "text": "铃响", "split": "train"},
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with gzip.open(tmp_path / "corpus.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(article) + "\n" for article in ARTICLES)
    (tmp_path / "queries.jsonl").write_text("\n".join(json.dumps(query) for query in QUERIES), encoding="utf-8")
    (tmp_path / "qrels.tsv").write_text("q1\ta2\t1\nq2\ta1\t1\nq2\ta2\t1\nq3\ta3\t1\n", encoding="utf-8")
    return tmp_path


def test_only_the_dev_split_is_read(folder: Path) -> None:
    stard = load_stard(folder)
    assert stard.questions == {"q1": "方言", "q2": "投诉"}
    assert stard.answers == {"q1": {"a2"}, "q2": {"a1", "a2"}}
    assert stard.articles[0] == "甲法\n投诉应当受理。"


def test_every_method_is_scored_over_the_candidates(folder: Path, tmp_path: Path) -> None:
    scores = run_stard(load_stard(folder), CountingEmbedder(), tmp_path / "cache.sqlite")
    assert list(scores) == [BM25, DENSE, FUSION, WEIGHED]
    recall = scores[BM25].recall[1]
    assert recall is not None
    assert (recall.mean, recall.count) == (0.75, 2)  # q1: its one article; q2: one of two
    assert all(score.mrr_10 is not None and score.mrr_10.mean == 1.0 for score in scores.values())
    assert "| R@1 |" in stard_table(scores)


def test_a_model_that_gives_tokens_is_scored_as_the_search_uses_them(folder: Path, tmp_path: Path) -> None:
    scores = run_stard(load_stard(folder), load_embedder(), tmp_path / "cache.sqlite")
    assert list(scores) == [BM25, DENSE, FUSION, WEIGHED, MATCHED]
    assert scores[MATCHED].mrr_10 is not None
    assert scores[MATCHED].mrr_10.mean == 1.0


def test_a_sample_is_spread_over_the_questions(folder: Path, tmp_path: Path) -> None:
    scores = run_stard(load_stard(folder), CountingEmbedder(), tmp_path / "cache.sqlite", sample=1)
    assert scores[BM25].mrr_10 is not None
    assert scores[BM25].mrr_10.count == 1


def test_a_folder_without_the_files_is_named(tmp_path: Path) -> None:
    with pytest.raises(StardUnreadable, match="STARD"):
        load_stard(tmp_path)
