"""Stratified samples: how many to draw of each stratum, and what the drawn say of all. Pure functions.

Figures are weighted back: each drawn answer stands for as many as its stratum has for each one drawn (Horvitz and Thompson, 1952).
The interval is that of the stratified mean (Cochran, Sampling Techniques, 3rd ed., 5.5), with every stratum's share of right ones
smoothed for its variance, since a few drawn that are all right would otherwise claim to be certain.
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

NORMAL_QUANTILE = 1.959964  # of 95 percent, both sides
LEAST_OF_STRATUM = 3  # so that a small stratum has a spread of its own; all of one that has no more
EXPECTED_SHARE = 0.8  # of right answers, where nothing is known yet: nearer to one half asks for more to be judged
SMOOTHING = 0.5  # right ones and wrong ones added to a stratum for its spread (Jeffreys)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A share of all, told from some, with the interval it lies in nineteen times of twenty."""

    share: float
    low: float
    high: float
    judged: int
    population: int
    complete: bool  # all were judged: the share is no estimate, and its interval has no width


@dataclass(frozen=True, slots=True)
class Judged:
    """What came of one stratum."""

    population: int
    values: tuple[float, ...]  # of those judged: 1 right, 0 wrong, anything between


def sample_size(population: int, half_width: float, expected: float = EXPECTED_SHARE) -> int:
    """Tell how many to judge for a wanted precision.

    :param population: How many there are.
    :param half_width: Half of the interval's width, such as 0.05.
    :param expected: The share that is expected.
    :return: The number of a simple random sample: a stratified one of that size is at least about as precise.
    :raises ValueError: if the width is not between 0 and 1.
    """
    if not 0 < half_width < 1:
        raise ValueError(f"half width {half_width} is not between 0 and 1")
    unlimited = NORMAL_QUANTILE**2 * expected * (1 - expected) / half_width**2
    return min(population, math.ceil(unlimited / (1 + unlimited / population))) if population else 0


def allocate(strata: Mapping[str, int], size: int) -> dict[str, int]:
    """Share a sample out over the strata: some of each, the rest by their sizes.

    :param strata: How many each has.
    :param size: How many to draw in all; more are drawn where the strata need it.
    :return: How many to draw of each.
    """
    drawn = {name: min(count, LEAST_OF_STRATUM) for name, count in strata.items()}
    left, room = size - sum(drawn.values()), {name: count - drawn[name] for name, count in strata.items()}
    total = sum(room.values())
    if left <= 0 or total == 0:
        return drawn
    exact = {name: min(left, total) * count / total for name, count in room.items()}
    whole = {name: math.floor(share) for name, share in exact.items()}
    rest = min(left, total) - sum(whole.values())
    for name in sorted(exact, key=lambda each: (whole[each] - exact[each], each))[:rest]:  # largest remainders first
        whole[name] += 1
    return {name: drawn[name] + whole[name] for name in strata}


def draw(members: Mapping[str, Sequence[str]], numbers: Mapping[str, int], seed: int) -> dict[str, tuple[str, ...]]:
    """Draw from each stratum at random, without replacement.

    :param members: By stratum.
    :param numbers: How many to draw of each.
    :param seed: Of the random numbers.
    :return: The drawn members by stratum.
    """
    chance = random.Random(seed)
    return {name: tuple(chance.sample(list(of_stratum), numbers[name])) for name, of_stratum in members.items()}


def estimate(strata: Sequence[Judged]) -> Estimate | None:
    """Tell the mean of all from those judged in each stratum.

    :param strata: Every stratum of the population; one of which nothing was judged is left out and not counted.
    :return: The estimate; None where nothing was judged.
    """
    known = [stratum for stratum in strata if stratum.values]
    population, judged = sum(each.population for each in known), sum(len(each.values) for each in known)
    if not judged:
        return None
    mean, variance = 0.0, 0.0
    for stratum in known:
        count, share_of_all = len(stratum.values), stratum.population / population
        mean += share_of_all * sum(stratum.values) / count
        smoothed = (sum(stratum.values) + SMOOTHING) / (count + 2 * SMOOTHING)
        drawn = min(1.0, count / stratum.population)
        variance += share_of_all**2 * (1 - drawn) * smoothed * (1 - smoothed) / count
    half = NORMAL_QUANTILE * math.sqrt(variance)
    complete = all(len(each.values) >= each.population for each in strata)
    return Estimate(mean, max(0.0, mean - half), min(1.0, mean + half), judged, population, complete)
