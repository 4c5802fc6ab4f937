"""Spot checks: drawn from every stratum, judged once or twice, weighed back."""

from __future__ import annotations

from pathlib import Path

import pytest
from fake_log import SINCE, UNTIL, fill_log
from sqlalchemy import Engine

from assistant.review.sampling import allocate, estimate, sample_size
from assistant.review.spot_checks import (
    BATCH,
    DISLIKED,
    MOST_STRATA,
    NEW_CLAUSE,
    Candidate,
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


def test_small_strata_are_put_together_by_topic_then_by_regulation_then_by_status() -> None:
    """Ten answers make a stratum."""

    def some(count: int, unit_id: str, score: float, status: str = "answered") -> list[Candidate]:
        return [
            Candidate(f"{unit_id} {score} {status} {place}", status, score, unit_id, disliked=False)
            for place in range(count)
        ]

    topics = {"a#1": "投诉", "b#1": "投诉", "a#2": "电话", "b#2": "着装"}
    found = [
        *some(6, "a#1", 0.9),
        *some(7, "b#1", 0.9),  # the same topic of another regulation
        *some(5, "a#2", 0.9),
        *some(6, "a#2", 0.1),  # the same topic, less sure
        *some(4, "b#2", 0.9),
        *some(7, "b#3", 0.9),  # without a topic
        *some(2, "c#1", 0.9),
        *some(3, "c#1", 0.9, "not_covered"),
    ]
    assert {name: len(members) for name, members in strata_of(found, topics=topics).items()} == {
        "投诉 · answered · 置信高": 13,
        "电话 · answered": 11,
        "b · answered": 11,
        "其他 · answered": 2,
        "其他 · not_covered": 3,
    }


def test_a_long_log_has_no_more_strata_than_can_be_judged() -> None:
    """Sixty topics in three bands of confidence would be 180 strata, of each of which some must be drawn."""
    topics = {f"a#{number}": f"主题{number}" for number in range(60)}
    found = [
        Candidate(f"{place}", "answered", (place % 3) / 2.5, f"a#{place % 60}", disliked=False)
        for place in range(9_000)
    ]
    strata = strata_of(found, topics=topics)
    assert sum(map(len, strata.values())) == 9_000
    assert len(strata) <= MOST_STRATA
    assert len(plan := allocate({name: len(of) for name, of in strata.items()}, sample_size(9_000, 0.1))) == len(strata)
    assert sum(plan.values()) <= 100


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
