"""Which edition holds on which day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from fake_embedder import make_regulation

from corpus.editions import ever_in_force, in_force
from corpus.regulation import Regulation

JULY, AUGUST, OCTOBER = date(2026, 7, 1), date(2026, 8, 1), date(2026, 10, 1)


def edition(source: str, effective_on: date | None = None, repealed_on: date | None = None) -> Regulation:
    return replace(make_regulation("conduct"), source=source, effective_on=effective_on, repealed_on=repealed_on)


@pytest.mark.parametrize(
    ("editions", "july", "august", "october"),
    [
        ([edition("a")], "a", "a", "a"),  # no day: always
        ([edition("a", AUGUST)], "", "a", "a"),  # from its day on
        ([edition("a", None, AUGUST)], "a", "", ""),  # until the day it is repealed
        ([edition("a"), edition("b", AUGUST)], "a", "b", "b"),  # the next one takes its place
        ([edition("a", AUGUST), edition("b", JULY)], "b", "b", "b"),  # the later taken in goes before the later dated
        ([edition("a", JULY), edition("b")], "b", "b", "b"),  # without a day it replaces at once
        ([edition("a"), edition("b", JULY, AUGUST)], "b", "", ""),  # the old one does not come back
        ([edition("a"), edition("b", AUGUST), edition("c", OCTOBER)], "a", "b", "c"),
        ([edition("a"), edition("b", OCTOBER), edition("c", AUGUST)], "a", "c", "c"),  # b was overtaken
    ],
)
def test_at_most_one_edition_holds(editions: list[Regulation], july: str, august: str, october: str) -> None:
    held = [",".join(each.source for each in in_force(editions, day)) for day in (JULY, AUGUST, OCTOBER)]
    assert held == [july, august, october]


def test_other_regulations_are_not_replaced() -> None:
    other = make_regulation("manual")
    assert in_force([edition("a"), other, edition("b")], JULY) == (other, edition("b"))


def test_editions_that_never_hold_are_left_out() -> None:
    old, new = edition("a", JULY), edition("b", AUGUST)
    assert ever_in_force([old, new]) == (old, new)
    assert ever_in_force([old, edition("b")]) == (edition("b"),)
