"""Cohen's kappa against figures that others have published or that can be done by hand."""

from __future__ import annotations

import pytest

from assistant.review.agreement import cohens_kappa


@pytest.mark.parametrize(
    ("both_yes", "first_only", "second_only", "both_no", "kappa"),
    [
        (20, 5, 10, 15, 0.4),  # the worked example of the usual textbooks: 0.7 observed, 0.5 by chance
        (45, 15, 25, 15, 0.1304),  # the same 0.6 observed as the next row, but unequal shares
        (25, 35, 5, 35, 0.2593),
        (10, 0, 0, 10, 1.0),  # full agreement
        (0, 10, 10, 0, -1.0),  # full disagreement
        (5, 5, 5, 5, 0.0),  # chance
    ],
)
def test_kappa_of_known_tables(both_yes: int, first_only: int, second_only: int, both_no: int, kappa: float) -> None:
    pairs = [("y", "y")] * both_yes + [("y", "n")] * first_only + [("n", "y")] * second_only + [("n", "n")] * both_no
    assert cohens_kappa(pairs) == pytest.approx(kappa, abs=1e-4)


@pytest.mark.parametrize("pairs", [[], [("y", "y")] * 5])
def test_kappa_says_nothing_where_there_is_nothing_to_tell_apart(pairs: list[tuple[str, str]]) -> None:
    assert cohens_kappa(pairs) is None
