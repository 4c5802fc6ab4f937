"""What becomes of a real language model's sentences: how many answers pass, are mended or fall back, and whether a quote was altered.

Asks through the same assistant as the chat. Chooses no questions and prints nothing.
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from assistant.answer import Answer, Status
from assistant.answering import Assistant
from assistant.phrasing.phrasing import Outcome
from evals.cases import Case
from evals.metrics import percentile
from evals.verbatim import verbatim_violations

Progress = Callable[[int, int], None]

_QUOTED = re.compile(r"[“「『\"]([^“”「」『』\"]+)[”」』\"]")


@dataclass(frozen=True, slots=True)
class PhrasingFigures:
    """What was counted over a set of questions."""

    questions: int
    answered: int
    results: Counter[str]  # passed, mended, extractive, failed, not_asked
    reasons: Counter[str]  # why sentences were not shown, or the model not heard
    corrected_quotes: int  # sentences whose quotes were put into the published characters
    altered_quotes: tuple[str, ...]  # quotes in a text shown to the agent that stand in no clause it cites
    violations: tuple[str, ...]  # whatever else does not fit together
    p50_ms: float
    p95_ms: float
    outcomes: tuple[tuple[str, Outcome], ...]  # by question

    @property
    def wrong(self) -> bool:
        """Whether an altered quote, or an answer that does not fit together, reached the agent."""
        return bool(self.altered_quotes or self.violations)


def spread_sample(cases: Sequence[Case], count: int) -> list[Case]:
    """Take cases at even distances, so that every file and kind has its share.

    >>> spread_sample("abcdef", 3)
    ['a', 'c', 'e']
    """
    count = min(count, len(cases))
    return [cases[place * len(cases) // count] for place in range(count)]


def measure_phrasing(assistant: Assistant, cases: Iterable[Case], progress: Progress | None = None) -> PhrasingFigures:
    """Ask questions and count what became of the model's sentences.

    :param assistant: With a language model.
    :param cases: As agents would ask them, with what was said before and their scope.
    :param progress: Called with questions asked and questions to ask.
    :return: The figures.
    """
    answers: list[Answer] = []
    told: list[tuple[str, Outcome]] = []
    asked = list(cases)
    with _collected_outcomes() as outcomes:
        for done, case in enumerate(asked, 1):
            known = len(outcomes)
            answers.append(assistant.answer(case.question, case.history, case.scope))
            told += [(case.question, outcome) for outcome in outcomes[known:]]
            if progress:
                progress(done, len(asked))
    unit_by_id = assistant.clause_index.unit
    times = [answer.latency_ms for answer in answers] or [0.0]
    return PhrasingFigures(
        len(answers),
        sum(answer.status is Status.ANSWERED for answer in answers),
        Counter(outcome.result for outcome in outcomes),
        Counter(reason for outcome in outcomes for reason in outcome.reasons),
        sum(outcome.corrected_quotes for outcome in outcomes),
        tuple(quote for answer in answers for quote in altered_quotes(answer)),
        tuple(each for answer in answers for each in verbatim_violations(answer, unit_by_id)),
        percentile(times, 50),
        percentile(times, 95),
        tuple(told),
    )


def altered_quotes(answer: Answer) -> tuple[str, ...]:
    """List the quotes in a phrased text that do not stand, character for character, in a clause of their line.

    :param answer: The answer.
    :return: The quotes; empty where all are verbatim, or nothing was phrased.
    """
    units = {citation.number: citation.unit for citation in answer.citations}
    altered = []
    for line in answer.phrased.splitlines():
        cited = [units[int(number)] for number in re.findall(r"\[(\d+)]", line)]
        altered += [
            quote
            for quote in _QUOTED.findall(line)
            if not any(quote in part.replace("\n", " ") for unit in cited for part in (unit.text, unit.heading))
        ]
    return tuple(altered)


@contextmanager
def _collected_outcomes() -> Iterator[list[Outcome]]:
    """Collect what the assistant logs of its phrasing."""
    outcomes: list[Outcome] = []

    class Collector(logging.Handler):
        """Keeps the outcomes among the records."""

        def emit(self, record: logging.LogRecord) -> None:
            if isinstance(record.args, tuple):
                outcomes.extend(each for each in record.args if isinstance(each, Outcome))

    log, collector = logging.getLogger("assistant.phrasing.phrasing"), Collector()
    level = log.level
    log.addHandler(collector)
    log.setLevel(logging.INFO)
    try:
        yield outcomes
    finally:
        log.removeHandler(collector)
        log.setLevel(level)
