"""Asks thousands of questions and checks every quote and point of every answer (`assistant eval verbatim`).

The questions are the bank's and some made from the clauses themselves: looked up by number, in their own words, in Traditional
characters and with a scope. What is right about an answer is not looked at, only that nothing in it is misquoted.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from assistant.answer import Status
from assistant.answering import Assistant
from corpus.regulation import Unit
from corpus.script import to_traditional
from evals.verbatim import verbatim_violations
from index.clause_index import ClauseIndex

WORDS_OF_CLAUSE = 24  # characters taken from a clause to ask in its own words

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Asked:
    """One question and where it may be answered from."""

    question: str
    scope: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class VerbatimResult:
    """What was checked, and every exception."""

    statuses: Counter[Status]
    quotes: int
    points: int
    violations: tuple[str, ...]  # with the question


def make_questions(clause_index: ClauseIndex, count: int, seed: int = 0) -> tuple[Asked, ...]:
    """Draw questions: half of the bank, half made from clauses.

    :param clause_index: With example questions.
    :param count: How many.
    :param seed: Of the draw.
    :return: The questions.
    """
    draw = random.Random(seed)
    bank = [Asked(example.text) for example in clause_index.example_questions]
    made = [asked for unit in clause_index.units for asked in _made_from(unit)]
    asked = draw.sample(bank, min(len(bank), count // 2))
    return (*asked, *draw.sample(made, min(len(made), count - len(asked))))


def check_quotes(assistant: Assistant, questions: Sequence[Asked], progress: Progress | None = None) -> VerbatimResult:
    """Ask and check.

    :param assistant: Whom to ask.
    :param questions: What to ask.
    :param progress: Called with questions asked and questions to ask.
    :return: The counts and the exceptions.
    """
    statuses: Counter[Status] = Counter()
    quotes = points = 0
    violations: list[str] = []
    for done, asked in enumerate(questions, 1):
        answer = assistant.answer(asked.question, scope=asked.scope)
        statuses[answer.status] += 1
        quotes += len(answer.citations)
        points += len(answer.points)
        found = verbatim_violations(answer, assistant.clause_index.unit)
        violations += [f"「{asked.question}」：{violation}" for violation in found]
        if progress:
            progress(done, len(questions))
    return VerbatimResult(statuses, quotes, points, tuple(violations))


def _made_from(unit: Unit) -> Iterator[Asked]:
    """Make questions of a clause: by its number, by its words."""
    words = unit.unit_text.replace("\n", " ")[:WORDS_OF_CLAUSE]
    yield Asked(f"{unit.regulation}{unit.locator}说什么")
    yield Asked(f"{unit.locator}是怎么规定的", (unit.regulation_id,))
    yield Asked(f"{words}，规定怎么说？")
    yield Asked(to_traditional(f"{words}怎么办"), (unit.regulation_id,))
