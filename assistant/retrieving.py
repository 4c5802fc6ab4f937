"""Retrieves units for a question: what to search with, and which units the question itself gives a claim to.

The index searches, with the scope applied inside it. Knows nothing of answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from assistant.answer import PointKind
from assistant.question import Question, subject_of
from assistant.sentences import passages
from assistant.service_terms import regulation_words
from corpus.regulation import Unit
from index.search import Found, Hit, Query

RETRIEVED = 10  # places of the final ranking
CANDIDATES = 40  # what stands lower never rose to the first place by what is added here
SPEECH_ACT_BONUS = 0.15  # a unit that holds wording where wording is asked for; 0.1 to 0.2 are equally good
NAMED_BONUS = 0.15  # a unit of the organisation the question names


class Searching(Protocol):
    """The search of ``ClauseIndex``."""

    def corrected(self, text: str) -> str:
        """Put right what was mistyped by sound."""
        ...

    def find(self, query: Query | str, *, top_k: int = 10, regulations: frozenset[str] | None = None) -> Found:
        """Find units, and tell how near each kind of search came."""
        ...


def retrieve(
    searching: Searching,
    question: Question,
    regulations: frozenset[str] | None = None,
    *,
    preferred: frozenset[str] = frozenset(),
    top_k: int = RETRIEVED,
) -> Found:
    """Rank units for a question.

    :param searching: The index.
    :param question: The question; its search text is complete, what earlier turns said included.
    :param regulations: Ids inside the scope; None: all.
    :param preferred: Ids of regulations that the question names.
    :param top_k: How many places.
    :return: The ranking, scores from 1 to 0, and how near each kind of search came.
    """
    question = replace(question, search_text=searching.corrected(question.search_text))
    found = searching.find(query_for(question), top_k=max(CANDIDATES, top_k), regulations=regulations)
    return replace(found, hits=_lift(found.hits, question.asks_for, preferred)[:top_k])


def query_for(question: Question) -> Query:
    """Say what is searched with.

    By meaning: the question; an English one with the regulations' words for what it speaks of. By words: the question without what
    every question says, held against clauses with the regulations' words besides. Example questions are in people's words already:
    there the regulations' only drew other clauses up (evals/LOG.md, 2026-11-22).

    :param question: The question.
    :return: All of it.
    """
    known = regulation_words(question.search_text)
    meaning = f"{question.search_text} {known}" if question.language == "en" else question.search_text
    subject = subject_of(question.search_text)
    return Query(meaning.strip(), f"{subject} {known}".strip(), subject)


def _lift(hits: Sequence[Hit], kind: PointKind | None, preferred: frozenset[str]) -> tuple[Hit, ...]:
    """Lift the units that hold what was asked for, and those of a regulation that the question names."""
    highest = 1 + (SPEECH_ACT_BONUS if kind else 0.0) + (NAMED_BONUS if preferred else 0.0)

    def lifted(hit: Hit) -> Hit:
        """Add what a unit has a claim to."""
        bonus = SPEECH_ACT_BONUS if kind is not None and _holds(hit.unit, kind) else 0.0
        bonus += NAMED_BONUS if hit.unit.regulation_id in preferred else 0.0
        return replace(hit, score=min(1.0, (hit.score + bonus) / highest))

    return tuple(sorted((lifted(hit) for hit in hits), key=lambda hit: -hit.score))


def _holds(unit: Unit, kind: PointKind) -> bool:
    """Whether a passage of a unit is of a kind."""
    return any(passage.kind is kind for passage in passages(unit))
