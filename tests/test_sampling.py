"""Stratified samples: sizes, shares, and an interval that holds what it says."""

from __future__ import annotations

import random

import pytest

from assistant.review.sampling import LEAST_OF_STRATUM, Judged, allocate, draw, estimate, sample_size

# An invented log: strata of very unequal size and quality, as status, topic and feedback make them.
LOG = {
    "answered-high": (6000, 0.95),
    "answered-low": (1500, 0.7),
    "refused": (2000, 0.85),
    "disliked": (400, 0.35),
    "new": (100, 0.6),
}


@pytest.mark.parametrize(
    ("population", "half_width", "size"),
    [
        (10_000, 0.05, 240),  # 245.9 without the correction for a finite population
        (100, 0.05, 72),  # a small log is nearly judged as a whole
        (3, 0.01, 3),
        (0, 0.05, 0),
    ],
)
def test_the_size_follows_from_the_precision_wanted(population: int, half_width: float, size: int) -> None:
    assert sample_size(population, half_width) == size


@pytest.mark.parametrize("half_width", [0.0, 1.0, -0.1])
def test_a_precision_that_makes_no_sense_is_refused(half_width: float) -> None:
    with pytest.raises(ValueError, match="half width"):
        sample_size(100, half_width)


def test_every_stratum_is_drawn_from_and_the_sizes_add_up() -> None:
    strata = {name: count for name, (count, _) in LOG.items()} | {"tiny": 2}
    drawn = allocate(strata, 200)
    assert sum(drawn.values()) == 200
    assert drawn["tiny"] == 2
    assert all(drawn[name] >= min(LEAST_OF_STRATUM, count) for name, count in strata.items())
    assert drawn["answered-high"] > drawn["refused"] > drawn["disliked"]
    assert allocate({"a": 2, "b": 1}, 50) == {"a": 2, "b": 1}  # never more than there are


def test_drawing_is_without_replacement_and_repeats_with_its_seed() -> None:
    members = {"a": [f"a{i}" for i in range(50)], "b": ["b0", "b1"]}
    first = draw(members, {"a": 10, "b": 2}, seed=1)
    assert len(set(first["a"])) == 10
    assert set(first["b"]) == {"b0", "b1"}
    assert draw(members, {"a": 10, "b": 2}, seed=1) == first
    assert draw(members, {"a": 10, "b": 2}, seed=2) != first


def test_the_estimate_is_weighted_back_from_the_strata() -> None:
    # By hand: 0.9 · 1 + 0.1 · 0.5; the plain mean of the eight judged would be 0.75.
    told = estimate([Judged(900, (1.0,) * 4), Judged(100, (1.0, 0.0, 1.0, 0.0))])
    assert told is not None
    assert told.share == pytest.approx(0.95)
    assert told.low < 0.95 < told.high
    assert (told.judged, told.population) == (8, 1000)
    assert estimate([Judged(10, ())]) is None


def test_who_judges_all_is_certain() -> None:
    told = estimate([Judged(2, (1.0, 0.0)), Judged(1, (1.0,))])
    assert told is not None
    assert told.low == told.share == told.high
    assert told.complete


@pytest.mark.parametrize(
    "strata",
    [
        (Judged(2, (1.0, 0.0)), Judged(2, (1.0,))),
        (Judged(2, (1.0, 0.0)), Judged(2, ())),  # left out of the share, yet not judged
    ],
)
def test_where_anything_is_left_to_judge_the_share_is_an_estimate(strata: tuple[Judged, ...]) -> None:
    told = estimate(strata)
    assert told is not None
    assert not told.complete


@pytest.mark.parametrize("half_width", [0.03, 0.05, 0.08])
def test_the_truth_lies_in_the_interval_in_at_least_93_of_100_draws(half_width: float) -> None:
    chance = random.Random(20261122)
    truth = {name: [float(chance.random() < right) for _ in range(count)] for name, (count, right) in LOG.items()}
    labels = {f"{name}{i}": value for name, values in truth.items() for i, value in enumerate(values)}
    members = {name: [f"{name}{i}" for i in range(len(values))] for name, values in truth.items()}
    share = sum(labels.values()) / len(labels)
    numbers = allocate({name: len(of) for name, of in members.items()}, sample_size(len(labels), half_width))
    inside = 0
    for seed in range(100):
        drawn = draw(members, numbers, seed)
        told = estimate([Judged(len(members[name]), tuple(labels[i] for i in of)) for name, of in drawn.items()])
        assert told is not None
        inside += told.low <= share <= told.high
    assert inside >= 93
