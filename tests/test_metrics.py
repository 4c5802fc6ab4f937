"""Every metric on values a person can compute."""

from __future__ import annotations

import pytest

from assistant.answer import Status
from evals.metrics import (
    bootstrap_interval,
    citation_precision,
    contains_all,
    first_rank,
    hit_at_k,
    percentile,
    recall_at_k,
    reciprocal_rank,
    refusal_rates,
)


@pytest.mark.parametrize(
    ("found", "gold", "rank"),
    [
        (["a", "b", "c"], {"a"}, 1),
        (["a", "b", "c"], {"c", "b"}, 2),  # the first of several right ones
        (["a", "b", "c"], {"d"}, None),
        (["a"], set(), None),
        ([], {"a"}, None),
    ],
)
def test_first_rank(found: list[str], gold: set[str], rank: int | None) -> None:
    assert first_rank(found, gold) == rank


@pytest.mark.parametrize(("rank", "k", "hit"), [(1, 1, 1.0), (2, 1, 0.0), (5, 5, 1.0), (6, 5, 0.0), (None, 10, 0.0)])
def test_hit_at_k(rank: int | None, k: int, hit: float) -> None:
    assert hit_at_k(rank, k) == hit


@pytest.mark.parametrize(("rank", "value"), [(1, 1.0), (4, 0.25), (None, 0.0)])
def test_reciprocal_rank(rank: int | None, value: float) -> None:
    assert reciprocal_rank(rank) == value


@pytest.mark.parametrize(
    ("clauses", "k", "recall"),
    [
        ([{"a"}, {"c"}], 1, 0.5),
        ([{"a"}, {"c"}], 3, 1.0),
        ([{"a", "b"}], 2, 1.0),  # two units of one clause count once
        ([{"a"}, set()], 3, 0.5),  # a clause no unit holds is not found
        ([{"d"}], 3, 0.0),
    ],
)
def test_recall_at_k(clauses: list[set[str]], k: int, recall: float) -> None:
    assert recall_at_k(["a", "b", "c"], clauses, k) == recall


def test_recall_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="0 clauses"):
        recall_at_k(["a"], [], 5)


@pytest.mark.parametrize(
    ("cited", "precision"), [(["a"], 1.0), (["a", "x"], 0.5), (["x", "y", "b", "z"], 0.25), (["x"], 0.0), ([], None)]
)
def test_citation_precision(cited: list[str], precision: float | None) -> None:
    assert citation_precision(cited, {"a", "b"}) == precision


@pytest.mark.parametrize(
    ("words", "present"),
    [
        (["普通话"], True),
        (["普通話", "２４ 小时"], True),  # script, width, blanks
        (["普通话", "方言"], False),
        ([], True),
    ],
)
def test_contains_all(words: list[str], present: bool) -> None:
    assert contains_all("请您讲普通话，24小时内答复", words) is present


def test_refusal_rates() -> None:
    rates = refusal_rates(
        [
            (Status.NOT_COVERED, Status.NOT_COVERED),
            (Status.NOT_COVERED, Status.ANSWERED),  # a false answer
            (Status.NOT_COVERED, Status.NEEDS_DETAIL),  # neither, but one of those not covered
            (Status.NOT_COVERED, None),  # broke: the same
            (Status.ANSWERED, Status.ANSWERED),
            (Status.ANSWERED, Status.NOT_COVERED),  # a false refusal
            (Status.NEEDS_DETAIL, Status.NOT_COVERED),  # expected neither
        ]
    )
    assert (rates.false_answers, rates.uncovered, rates.false_refusals, rates.covered) == (1, 4, 1, 2)
    assert (rates.false_answer_rate, rates.false_refusal_rate) == (0.25, 0.5)


def test_rates_of_nothing_are_none() -> None:
    rates = refusal_rates([])
    assert (rates.false_answer_rate, rates.false_refusal_rate) == (None, None)


def test_an_interval_holds_its_mean_and_narrows_with_more_cases() -> None:
    few, many = bootstrap_interval([1.0, 0.0] * 10), bootstrap_interval([1.0, 0.0] * 250)
    assert few is not None
    assert many is not None
    assert (few.mean, few.count, many.mean, many.count) == (0.5, 20, 0.5, 500)
    assert 0.2 < few.low < 0.5 < few.high < 0.8
    # Normal theory: 0.5 +- 1.96 * sqrt(0.25 / 500) = 0.456 to 0.544.
    assert many.low == pytest.approx(0.456, abs=0.006)
    assert many.high == pytest.approx(0.544, abs=0.006)


def test_an_interval_is_the_same_every_time_and_hangs_on_its_seed() -> None:
    values = [0.1, 0.2, 0.7, 1.0, 0.0, 0.5, 0.9]
    assert bootstrap_interval(values) == bootstrap_interval(values)
    assert bootstrap_interval(values, seed=1) != bootstrap_interval(values, seed=2)


def test_an_interval_of_equal_values_is_a_point_and_of_none_is_none() -> None:
    interval = bootstrap_interval([1.0, 1.0, 1.0])
    assert interval is not None
    assert (interval.mean, interval.low, interval.high) == (1.0, 1.0, 1.0)
    assert str(interval) == "1.00 (1.00-1.00)"
    assert bootstrap_interval([]) is None


@pytest.mark.parametrize(("percent", "value"), [(50, 10.0), (95, 19.0), (100, 20.0), (5, 1.0)])
def test_percentile_is_one_of_the_values(percent: float, value: float) -> None:
    assert percentile([float(n) for n in range(20, 0, -1)], percent) == value


def test_a_percentile_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="0 values"):
        percentile([], 50)
