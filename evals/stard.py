"""Laypeople's questions on Chinese law against 55,404 statute articles: how the index's search does far from its own documents.

Questions and gold are STARD's (arXiv 2406.15313, MIT licence), the articles rebuilt from a public collection. No weight is fitted
on it, and only the dev split is read; that BM25 counts single characters was decided with questions of both splits in view, each asked
within a few laws (evals/LOG.md, 2026-11-22). Embedding every article would take hours on one core (0.2 to 0.3 s each): embedded are the first
hundred by words of each question, so that "by meaning" here orders those and finds nothing else.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from evals.metrics import Interval, bootstrap_interval, first_rank, recall_at_k, reciprocal_rank
from index import lexical
from index.embedding import Embedder, TokenEmbedder
from index.embedding_cache import Progress, TextKind, embed_once, read_tokens_once
from index.indexing import searched_form
from index.ranking import Ranked, best, fuse, weigh
from index.search import BARE_MEANING, BARE_TOKENS, BARE_WORDS, MATCHED_BY_TOKEN
from index.token_matching import TokenIndex

SPLIT = "dev"
CANDIDATES = 100
DEPTHS = (1, 5, 10, 100)
BM25, DENSE, FUSION = "BM25", "dense, over BM25's first hundred", "reciprocal rank fusion of both"
WEIGHED = "weighted sum of both"
MATCHED = "and matched token by token, as in the search"


class StardUnreadable(ValueError):
    """The folder does not hold the files of the benchmark."""


@dataclass(frozen=True, slots=True)
class Stard:
    """The benchmark: articles, questions of the dev split, and which article answers which."""

    article_ids: tuple[str, ...]
    articles: tuple[str, ...]  # title and text
    questions: Mapping[str, str]  # by id
    answers: Mapping[str, frozenset[str]]  # article ids by question id


@dataclass(frozen=True, slots=True)
class StardScores:
    """What one method found."""

    recall: Mapping[int, Interval | None]  # by depth
    mrr_10: Interval | None


def load_stard(folder: Path) -> Stard:
    """Read the dev split.

    :param folder: The folder with ``corpus.jsonl.gz``, ``queries.jsonl`` and ``qrels.tsv``.
    :return: The benchmark.
    :raises StardUnreadable: if a file is missing or is not what it should be.
    """
    try:
        with gzip.open(folder / "corpus.jsonl.gz", "rt", encoding="utf-8") as lines:
            articles = [json.loads(line) for line in lines]
        asked = [json.loads(line) for line in (folder / "queries.jsonl").read_text(encoding="utf-8").splitlines()]
        questions = {query["id"]: query["text"] for query in asked if query["split"] == SPLIT}
        answers: dict[str, set[str]] = {}
        for line in (folder / "qrels.tsv").read_text(encoding="utf-8").splitlines():
            query_id, article_id, _ = line.split("\t")
            if query_id in questions:
                answers.setdefault(query_id, set()).add(article_id)
        return Stard(
            tuple(article["id"] for article in articles),
            tuple(f"{article['title']}\n{article['text']}" for article in articles),
            {query_id: text for query_id, text in questions.items() if query_id in answers},
            {query_id: frozenset(ids) for query_id, ids in answers.items()},
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StardUnreadable(f"文件夹 {folder} 里没有可用的 STARD 数据，请核对路径（{error}）") from error


def run_stard(
    stard: Stard, embedder: Embedder, cache_file: Path, sample: int | None = None, progress: Progress | None = None
) -> dict[str, StardScores]:
    """Score BM25, vectors over its candidates, and both together: by rank, by score, and as the search adds them up.

    :param stard: The benchmark.
    :param embedder: The model.
    :param cache_file: Where vectors are kept, so that a second run takes seconds.
    :param sample: How many questions, spread evenly; None: all.
    :param progress: Called with articles embedded so far and articles to embed.
    :return: Scores by method.
    """
    chosen = _spread(sorted(stard.questions), sample)
    by_words = lexical.build_lexical(stard.articles)
    first = {query_id: lexical.search_rows(by_words, stard.questions[query_id], CANDIDATES) for query_id in chosen}
    rows = sorted({ranked.row for ranking in first.values() for ranked in ranking})
    passages = [searched_form(stard.articles[row]) for row in rows]
    tokens = None
    if isinstance(embedder, TokenEmbedder) and passages:
        tokens = TokenIndex.build(read_tokens_once(passages, embedder, cache_file, progress))
    vectors = dict(zip(rows, embed_once(passages, embedder, cache_file, progress), strict=True))
    asked = [searched_form(stard.questions[query_id]) for query_id in chosen]
    questions = embed_once(asked, embedder, cache_file, kind=TextKind.QUESTION)
    rankings: dict[str, list[tuple[Ranked, ...]]] = {BM25: [], DENSE: [], FUSION: [], WEIGHED: []}
    if tokens is not None:
        rankings[MATCHED] = []
    places = {row: place for place, row in enumerate(rows)}
    for query_id, text, question in zip(chosen, asked, questions, strict=True):
        found = np.array([ranked.row for ranked in first[query_id]], dtype=np.int64)
        cosines = np.array([vectors[row] @ question for row in found], dtype=np.float32)
        near = best(found, cosines, CANDIDATES)
        rankings[BM25].append(first[query_id])
        rankings[DENSE].append(near)
        rankings[FUSION].append(fuse([near, first[query_id]], CANDIDATES))
        both = [(BARE_MEANING, near), (BARE_WORDS, first[query_id])]
        rankings[WEIGHED].append(weigh(both, CANDIDATES))
        if tokens is not None and isinstance(embedder, TokenEmbedder):
            matched = [places[ranked.row] for ranked in weigh(both, MATCHED_BY_TOKEN)]
            by_token = tokens.rank(embedder.read_question(text).tokens, matched)
            both.append((BARE_TOKENS, tuple(Ranked(rows[ranked.row], ranked.score) for ranked in by_token)))
            rankings[MATCHED].append(weigh(both, CANDIDATES))
    gold = [stard.answers[query_id] for query_id in chosen]
    return {name: _score(stard, of_method, gold) for name, of_method in rankings.items()}


def stard_table(scores: Mapping[str, StardScores]) -> str:
    """Write the scores as a Markdown table, for the terminal and the log."""
    lines = [f"| | {' | '.join(f'R@{depth}' for depth in DEPTHS)} | MRR@10 |", f"|{' --- |' * (len(DEPTHS) + 2)}"]
    for name, score in scores.items():
        figures = [score.recall[depth] for depth in DEPTHS] + [score.mrr_10]
        lines.append(f"| {name} | {' | '.join(str(figure) if figure else '-' for figure in figures)} |")
    return "\n".join(lines)


def _score(stard: Stard, rankings: Sequence[Sequence[Ranked]], gold: Sequence[frozenset[str]]) -> StardScores:
    """Score the rankings of one method."""
    found = [[stard.article_ids[ranked.row] for ranked in ranking] for ranking in rankings]
    pairs = list(zip(found, gold, strict=True))
    return StardScores(
        {
            depth: bootstrap_interval(
                [recall_at_k(ids, [{one} for one in sorted(right)], depth) for ids, right in pairs]
            )
            for depth in DEPTHS
        },
        bootstrap_interval([reciprocal_rank(first_rank(ids[:10], right)) for ids, right in pairs]),
    )


def _spread(query_ids: Sequence[str], sample: int | None) -> list[str]:
    """Choose questions, spread evenly over the list."""
    if sample is None or sample >= len(query_ids):
        return list(query_ids)
    return [query_ids[place * len(query_ids) // sample] for place in range(sample)]
