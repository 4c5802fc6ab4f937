"""How far the assistant's confidence can be believed: pure functions from confidences and outcomes to figures.

An outcome is true where the regulations settle the question. Knows nothing of how confidence comes about.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """The questions whose confidence lies in one tenth."""

    low: float
    high: float
    count: int
    confidence: float  # mean
    settled: float  # share that the regulations settle


@dataclass(frozen=True, slots=True)
class Trade:
    """What refusing below a threshold costs on both sides. Lower is better."""

    threshold: float
    false_answers: float  # share of the unsettled questions that are answered
    false_refusals: float  # share of the settled questions that are refused


def reliability(confidences: Sequence[float], outcomes: Sequence[bool]) -> tuple[Bin, ...]:
    """Set confidence beside what came true, in tenths; empty tenths are left out.

    :param confidences: From 0 to 1.
    :param outcomes: For each whether it came true.
    :return: The tenths that hold a question, lowest first.
    """
    given, came_true = np.asarray(confidences, dtype=np.float64), np.asarray(outcomes, dtype=np.bool_)
    places = np.minimum((given * BINS).astype(int), BINS - 1)
    return tuple(
        Bin(place / BINS, (place + 1) / BINS, int(here.sum()), float(given[here].mean()), float(came_true[here].mean()))
        for place in range(BINS)
        if (here := places == place).any()
    )


def area_under_curve(confidences: Sequence[float], outcomes: Sequence[bool]) -> float | None:
    """Chance that a settled question has more confidence than an unsettled one (AUC); ties count half.

    :param confidences: From 0 to 1.
    :param outcomes: For each whether it came true.
    :return: 0.5 is guessing, 1 perfect; None where all outcomes are the same.
    """
    given, came_true = np.asarray(confidences, dtype=np.float64), np.asarray(outcomes, dtype=np.bool_)
    settled, unsettled = given[came_true], given[~came_true]
    if not len(settled) or not len(unsettled):
        return None
    above = (settled[:, None] > unsettled).sum() + (settled[:, None] == unsettled).sum() / 2
    return float(above / (len(settled) * len(unsettled)))


def brier(confidences: Sequence[float], outcomes: Sequence[bool]) -> float | None:
    """Mean squared distance of confidence and outcome; 0 is perfect. None of no questions."""
    if not confidences:
        return None
    return float(np.mean((np.asarray(confidences) - np.asarray(outcomes, dtype=np.float64)) ** 2))


def expected_error(bins: Sequence[Bin]) -> float | None:
    """Mean distance of confidence and outcome over the tenths, by how many questions they hold (ECE)."""
    total = sum(tenth.count for tenth in bins)
    return sum(tenth.count * abs(tenth.confidence - tenth.settled) for tenth in bins) / total if total else None


def trades(confidences: Sequence[float], outcomes: Sequence[bool], thresholds: Sequence[float]) -> tuple[Trade, ...]:
    """Tell for each threshold how often it refuses and answers wrongly.

    :param confidences: From 0 to 1.
    :param outcomes: For each whether it came true; both must occur.
    :param thresholds: From where on a question is answered.
    :return: One trade a threshold, in the same order.
    """
    given, came_true = np.asarray(confidences, dtype=np.float64), np.asarray(outcomes, dtype=np.bool_)
    return tuple(
        Trade(t, float((given[~came_true] >= t).mean()), float((given[came_true] < t).mean())) for t in thresholds
    )
