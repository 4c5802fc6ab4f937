"""Figures of confidence that a person can count."""

from __future__ import annotations

import pytest

from evals.calibration import Bin, area_under_curve, brier, expected_error, reliability, trades

CONFIDENCES = (0.05, 0.05, 0.55, 0.95, 1.0)
OUTCOMES = (False, True, False, True, True)


def test_tenths_hold_what_falls_into_them_and_empty_ones_are_left_out() -> None:
    bins = reliability(CONFIDENCES, OUTCOMES)
    assert [(b.low, b.count, b.settled) for b in bins] == [(0.0, 2, 0.5), (0.5, 1, 0.0), (0.9, 2, 1.0)]
    assert [b.confidence for b in bins] == pytest.approx([0.05, 0.55, 0.975])
    assert reliability((), ()) == ()


def test_the_area_is_the_share_of_pairs_in_the_right_order() -> None:
    """Settled 0.05, 0.95, 1.0 against 0.05, 0.55: five and a half of six pairs, less the one the wrong way round."""
    assert area_under_curve(CONFIDENCES, OUTCOMES) == pytest.approx(4.5 / 6)
    assert area_under_curve((0.1, 0.9), (False, True)) == 1.0
    assert area_under_curve((0.1, 0.9), (True, True)) is None


def test_distances() -> None:
    assert brier((0.0, 1.0), (False, False)) == 0.5
    assert brier((), ()) is None
    assert expected_error([Bin(0.0, 0.1, 1, 0.0, 1.0), Bin(0.9, 1.0, 3, 1.0, 1.0)]) == 0.25
    assert expected_error([]) is None


@pytest.mark.parametrize(
    ("threshold", "false_answers", "false_refusals"),
    [(0.0, 1.0, 0.0), (0.5, 0.5, 1 / 3), (0.95, 0.0, 1 / 3), (1.1, 0.0, 1.0)],
)
def test_a_threshold_costs_on_both_sides(threshold: float, false_answers: float, false_refusals: float) -> None:
    [trade] = trades(CONFIDENCES, OUTCOMES, [threshold])
    assert (trade.false_answers, trade.false_refusals) == pytest.approx((false_answers, false_refusals))
