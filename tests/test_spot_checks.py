"""Spot checks: drawn from every stratum, judged once or twice, weighed back."""

from __future__ import annotations

from pathlib import Path

import pytest
from fake_log import SINCE, UNTIL, fill_log
from sqlalchemy import Engine

from assistant.review.sampling import estimate
from assistant.review.spot_checks import (
    BATCH,
    DISLIKED,
    NEW_CLAUSE,
    NothingToCheck,
    candidates,
    draw_spot_check,
    judged_strata,
    keep_batch,
    next_answers,
    spot_checks,
    strata_of,
)
from assistant.review.verdicts import Judgement, Opinion, Trainer, record_verdict, verdicts_on
from assistant.state.database import open_database

ANN, BOB, EVE = Trainer(None, "ann"), Trainer(None, "bob"), Trainer(None, "eve")


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    engine = open_database(tmp_path)
    fill_log(engine, ["answered", "answered", "not_covered", "answered", "error"] * 60, disliked=frozenset({0, 5, 10}))
    return engine


def test_strata_part_the_log_and_leave_errors_out(engine: Engine) -> None:
    found = candidates(engine, SINCE, UNTIL)
    strata = strata_of(found, frozenset({"conduct#1"}))
    assert sorted(answer_id for members in strata.values() for answer_id in members) == sorted(
        each.answer_id for each in found
    )
    assert len(found) == 240
    assert len(strata[DISLIKED]) == 3  # however few: they are what is looked for
    assert len(strata[NEW_CLAUSE]) > 50
    assert any("not_covered" in name for name in strata)


def test_a_spot_check_is_kept_as_drawn_and_repeats_with_its_seed(engine: Engine) -> None:
    first = draw_spot_check(engine, ANN, SINCE, UNTIL, half_width=0.1, seed=3)
    again = draw_spot_check(engine, ANN, SINCE, UNTIL, half_width=0.1, seed=3)
    assert first.items == again.items
    assert first in spot_checks(engine)
    assert sum(first.strata.values()) == 240
    assert {name for _, name in first.items} == set(first.strata)
    assert [name for _, name in first.items] != sorted(name for _, name in first.items)  # the order tells no stratum


def test_nothing_logged_is_said(engine: Engine) -> None:
    with pytest.raises(NothingToCheck, match="没有可抽查的回答"):
        draw_spot_check(engine, ANN, UNTIL, UNTIL, half_width=0.1, seed=1)


def test_one_judges_most_two_judge_the_shared_part_and_a_third_what_they_disagree_on(engine: Engine) -> None:
    check = draw_spot_check(engine, ANN, SINCE, UNTIL, half_width=0.1, seed=1)
    order = [answer_id for answer_id, _ in check.items]
    assert list(next_answers(engine, check.sample_id, "ann", limit=1_000)) == order
    for answer_id in order:
        record_verdict(engine, answer_id, Opinion(Judgement.RIGHT), ANN, blind=True)
    assert next_answers(engine, check.sample_id, "ann") == ()
    shared = next_answers(engine, check.sample_id, "bob", limit=1_000)
    assert len(shared) == round(0.2 * len(order))
    record_verdict(engine, shared[0], Opinion(Judgement.WRONG), BOB, blind=True)
    record_verdict(engine, shared[1], Opinion(Judgement.RIGHT), BOB, blind=True)
    waiting = next_answers(engine, check.sample_id, "eve", limit=1_000)
    assert shared[0] in waiting
    assert shared[1] not in waiting
    told = estimate(judged_strata(check, verdicts_on(engine)))
    assert told is not None
    assert told.judged == len(order) - 1  # the one they disagree on waits
    assert told.share == pytest.approx(1.0)


def test_answers_of_a_batch_are_judged_but_never_drawn(engine: Engine) -> None:
    sample_id = keep_batch(engine, ANN, ["a0", "a1"])
    assert next_answers(engine, sample_id, "bob") == ("a0", "a1")
    assert not {"a0", "a1"} & {each.answer_id for each in candidates(engine, SINCE, UNTIL)}
    assert next(check for check in spot_checks(engine) if check.sample_id == sample_id).strata == {BATCH: 2}
