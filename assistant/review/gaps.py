"""Questions nobody answers, put together by what they are about: where the regulations may want a new clause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.answer import Status
from assistant.review.figures import LogRow
from index.added_questions import question_key
from index.embedding import Embedder
from index.embedding_cache import TextKind, embed_once
from index.indexing import searched_form

# Cosine from which two questions are about the same. Of the packaged model unrelated questions lie between 0.74 and 0.86.
SAME_MATTER = 0.9
LONGEST = 2_000  # different questions; the latest count


@dataclass(frozen=True, slots=True)
class Gap:
    """Questions about one matter that no regulation settles."""

    question: str  # the one most others are nearest to
    questions: tuple[str, ...]  # different ones, most asked first
    times: int  # asked in all


def unanswered(log: Sequence[LogRow]) -> dict[str, int]:
    """Count the questions that were refused, those asked alike as one; most asked first.

    :param log: Answers, oldest first.
    :return: How often each was asked.
    """
    refused = [row.question for row in log if row.status == Status.NOT_COVERED]
    counted: dict[str, int] = {}
    words: dict[str, str] = {}
    for question in refused:
        key = question_key(question)
        words[key] = question
        counted[key] = counted.pop(key, 0) + 1  # asked last stands last
    latest = list(counted.items())[-LONGEST:]
    return {words[key]: count for key, count in sorted(latest, key=lambda pair: -pair[1])}


def find_gaps(log: Sequence[LogRow], embedder: Embedder, cache_file: Path) -> tuple[Gap, ...]:
    """Find what nobody answers in the log.

    :param log: Answers, oldest first.
    :param embedder: The model.
    :param cache_file: Where vectors are kept, so that each question is embedded once.
    :return: The groups, the most asked first.
    """
    counted = unanswered(log)
    if not counted:
        return ()
    forms = [searched_form(question) for question in counted]
    return cluster(counted, embed_once(forms, embedder, cache_file, kind=TextKind.QUESTION))


def cluster(counted: dict[str, int], vectors: NDArray[np.float32], same_matter: float = SAME_MATTER) -> tuple[Gap, ...]:
    """Put questions together, greedily: each joins the first group whose first question is near enough, or begins one.

    :param counted: Questions with how often they were asked.
    :param vectors: Their vectors of length 1, in the same order.
    :param same_matter: Cosine from which two are about the same.
    :return: The groups, the most asked first.
    """
    questions = list(counted)
    firsts = np.empty_like(vectors)
    members: list[list[int]] = []
    for place in range(len(questions)):
        cosines = firsts[: len(members)] @ vectors[place]
        nearest = int(cosines.argmax()) if len(cosines) else -1
        if nearest >= 0 and cosines[nearest] >= same_matter:
            members[nearest].append(place)
        else:
            firsts[len(members)] = vectors[place]
            members.append([place])
    gaps = [
        Gap(questions[group[0]], tuple(questions[i] for i in group), sum(counted[questions[i]] for i in group))
        for group in members
    ]
    return tuple(sorted(gaps, key=lambda gap: -gap.times))
