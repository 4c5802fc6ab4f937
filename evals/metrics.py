"""What is measured: pure functions from rankings, citations and statuses to numbers.

A ranking is a sequence of unit ids, best first; ``k`` counts from 1; higher is better unless said otherwise.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.answer import Status
from corpus.script import fold

RESAMPLES = 2000  # the ends of an interval move by less than 0.01 from there on
CONFIDENCE = 0.95
SEED = 20261121  # any fixed number: the same results give the same interval on every machine


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean and the range it would likely fall in with other questions of the same sort."""

    mean: float
    low: float
    high: float
    count: int  # values it was taken over

    def __str__(self) -> str:
        """Show it the way it stands in tables."""
        return f"{self.mean:.2f} ({self.low:.2f}-{self.high:.2f})"


@dataclass(frozen=True, slots=True)
class RefusalRates:
    """How often the wrong side of "answered or not covered" was taken. Lower is better."""

    false_answers: int  # answered, though the regulations do not settle the question
    uncovered: int  # questions the regulations do not settle
    false_refusals: int  # called not covered, though a clause answers it
    covered: int  # questions a clause answers

    @property
    def false_answer_rate(self) -> float | None:
        """``false_answers / uncovered``; None without such questions."""
        return self.false_answers / self.uncovered if self.uncovered else None

    @property
    def false_refusal_rate(self) -> float | None:
        """``false_refusals / covered``; None without such questions."""
        return self.false_refusals / self.covered if self.covered else None


def first_rank(found: Sequence[str], gold: Collection[str]) -> int | None:
    """Give the place of the first right unit: ``min(i : found[i-1] in gold)``, from 1; None if none is right."""
    return next((place for place, unit_id in enumerate(found, start=1) if unit_id in gold), None)


def hit_at_k(rank: int | None, k: int) -> float:
    """Tell whether a right unit is among the first k: ``1 if rank <= k else 0``."""
    return 1.0 if rank is not None and rank <= k else 0.0


def recall_at_k(found: Sequence[str], clauses: Sequence[Collection[str]], k: int) -> float:
    """Share of the right clauses that are among the first k: ``|{c : c meets found[:k]}| / |clauses|``.

    :param found: The ranking.
    :param clauses: For each right clause, the ids of the units that count as it.
    :param k: How many places to look at.
    :return: 0 to 1.
    :raises ValueError: if there is no right clause, since a share of nothing means nothing.
    """
    if not clauses:
        raise ValueError("recall of 0 clauses is undefined; leave the case out")
    seen = set(found[:k])
    return sum(not seen.isdisjoint(clause) for clause in clauses) / len(clauses)


def reciprocal_rank(rank: int | None) -> float:
    """One over the place of the first right unit: ``1 / rank``, 0 if none was found. Its mean is the MRR."""
    return 0.0 if rank is None else 1.0 / rank


def citation_precision(cited: Sequence[str], gold: Collection[str]) -> float | None:
    """Share of the cited units that are right: ``|cited ∩ gold| / |cited|``; None where nothing is cited."""
    return sum(unit_id in gold for unit_id in cited) / len(cited) if cited else None


def contains_all(text: str, words: Iterable[str]) -> bool:
    """Tell whether a text holds every one of the words, blanks, width and script aside."""
    folded = fold(text)
    return all(fold(word) in folded for word in words)


def refusal_rates(statuses: Iterable[tuple[Status, Status | None]]) -> RefusalRates:
    """Count the answers that should have been refusals, and the refusals that should have been answers.

    :param statuses: For each case what was expected and what was given; None where answering failed, which is neither.
    :return: The counts.
    """
    pairs = list(statuses)
    uncovered = [given for expected, given in pairs if expected is Status.NOT_COVERED]
    covered = [given for expected, given in pairs if expected is Status.ANSWERED]
    return RefusalRates(
        false_answers=sum(given is Status.ANSWERED for given in uncovered),
        uncovered=len(uncovered),
        false_refusals=sum(given is Status.NOT_COVERED for given in covered),
        covered=len(covered),
    )


def bootstrap_interval(values: Sequence[float], *, resamples: int = RESAMPLES, seed: int = SEED) -> Interval | None:
    """Take the mean of some values and how far it can be trusted.

    The middle 95 percent of the means of ``resamples`` samples of the same size drawn with replacement. With fewer than some ten
    values, or values all alike, it is narrower than the truth.

    :param values: One figure a case.
    :param resamples: How many samples to draw.
    :param seed: Of the random numbers, so that equal values give an equal interval.
    :return: The mean and its interval, or None of no values.
    """
    if not values:
        return None
    sample = np.asarray(values, dtype=np.float64)
    drawn = np.random.default_rng(seed).integers(len(sample), size=(resamples, len(sample)))
    tail = (1 - CONFIDENCE) / 2
    low, high = np.quantile(sample[drawn].mean(axis=1), [tail, 1 - tail])
    return Interval(float(sample.mean()), float(low), float(high), len(sample))


def percentile(values: Sequence[float], percent: float) -> float:
    """Give the smallest value that at least ``percent`` percent of the values do not exceed (nearest rank).

    :param values: The values in any order.
    :param percent: 0 to 100.
    :return: One of the values.
    :raises ValueError: if there are no values.
    """
    if not values:
        raise ValueError("a percentile of 0 values is undefined")
    return float(np.percentile(np.asarray(values, dtype=np.float64), percent, method="inverted_cdf"))
