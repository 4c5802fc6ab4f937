"""Figures from an invented log, each small enough to be counted by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from fake_log import SINCE, UNTIL, fill_log
from sqlalchemy import Engine

from assistant.review.figure_sheets import figure_sheets
from assistant.review.figures import Refusals, figures, read_log
from assistant.review.gaps import Gap, cluster, unanswered
from assistant.review.spot_checks import draw_spot_check, keep_batch
from assistant.review.verdicts import Judgement, Opinion, Trainer, record_verdict
from assistant.state.answer_log import EventKind, record_event
from assistant.state.database import open_database

ANN, BOB = Trainer(None, "ann"), Trainer(None, "bob")
UNITS = ("conduct#1", "conduct#2", "conduct#3", "manual#1")


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    engine = open_database(tmp_path)
    fill_log(engine, ["answered", "not_covered"] * 100, disliked=frozenset({0}))
    return engine


def judge(engine: Engine, answer_id: str, judgement: Judgement, trainer: Trainer = ANN) -> None:
    record_verdict(engine, answer_id, Opinion(judgement), trainer, blind=True)


def test_nothing_judged_gives_figures_without_shares(engine: Engine) -> None:
    taken = figures(engine, UNITS)
    assert (taken.accuracy, taken.kappa, taken.calibration) == ((), None, ())
    assert taken.refusals == Refusals(0, 0, 0, 0)


def test_refusals_and_answers_are_counted_by_whether_they_were_right(engine: Engine) -> None:
    judge(engine, "a0", Judgement.RIGHT)
    judge(engine, "a2", Judgement.SHOULD_HAVE_REFUSED)
    judge(engine, "a1", Judgement.RIGHT)
    judge(engine, "a3", Judgement.SHOULD_HAVE_ANSWERED)
    judge(engine, "a5", Judgement.RIGHT)
    judge(engine, "a5", Judgement.WRONG, BOB)  # not settled: counts nowhere
    assert figures(engine, UNITS).refusals == Refusals(
        right_refusals=1, wrong_refusals=1, wrong_answers=1, other_answers=1
    )


def test_agreement_is_that_of_answers_of_the_time_asked_on_a_call(engine: Engine) -> None:
    keep_batch(engine, ANN, ["a4"])
    for answer_id in ("a0", "a4", "a198"):
        judge(engine, answer_id, Judgement.RIGHT)
        judge(engine, answer_id, Judgement.WRONG, BOB)
    record_verdict(engine, "a0", Opinion(Judgement.RIGHT), BOB, blind=False)  # after having seen the other's
    taken = figures(engine, UNITS)
    assert (taken.shared, taken.kappa) == (2, 0.0)
    assert figures(engine, UNITS, since="2026-11-09").shared == 1


def test_weeks_feedback_and_use_are_counted(engine: Engine) -> None:
    record_event(engine, "a0", EventKind.COPIED, {"citation": "1"})
    record_event(engine, "a0", EventKind.COPIED, {"citation": "9"})  # there is no ninth
    record_event(engine, "a2", EventKind.USELESS)
    record_event(engine, "a2", EventKind.USEFUL)  # changed his mind
    taken = figures(engine, UNITS)
    assert [(week.monday, week.answers) for week in taken.weeks] == [("2026-11-02", 160), ("2026-11-09", 40)]
    assert (taken.weeks[0].not_covered, taken.weeks[0].useful, taken.weeks[0].useless) == (80, 1, 1)
    assert (taken.weeks[1].median_ms, taken.weeks[1].slow_ms) == (79.0, 97.0)
    assert taken.reasons == {"wrong_clause": 1}
    assert sum(use.cited for use in taken.used) == 100
    assert {use.unit_id: use.copied for use in taken.used}["conduct#1"] == 1
    assert taken.never_used == ("manual#1",)


def test_accuracy_comes_from_spot_checks_and_batches_are_nowhere(engine: Engine) -> None:
    keep_batch(engine, ANN, ["a0", "a1"])
    check = draw_spot_check(engine, ANN, SINCE, UNTIL, half_width=0.1, seed=5)
    for place, (answer_id, _) in enumerate(check.items):
        judge(engine, answer_id, Judgement.WRONG if place % 4 == 0 else Judgement.RIGHT)
    judge(engine, "a0", Judgement.WRONG)
    taken = figures(engine, UNITS)
    (point,) = taken.accuracy
    assert point.right.population == 198
    assert point.right.low < 0.75 < point.right.high
    assert sum(tenth.count for tenth in taken.calibration) == sum(int(a[1:]) % 2 == 0 for a, _ in check.items)
    assert sum(week.answers for week in taken.weeks) == 198


def test_unanswered_questions_are_put_together_by_meaning(engine: Engine) -> None:
    counted = unanswered(read_log(engine))
    assert sum(counted.values()) == 100
    assert len(counted) == 7
    vectors = np.eye(7, dtype=np.float32)
    vectors[3] = vectors[0]
    names = list(counted)
    gaps = cluster(counted, vectors)
    assert len(gaps) == 6
    assert gaps[0] == Gap(names[0], (names[0], names[3]), counted[names[0]] + counted[names[3]])


def test_every_figure_has_its_sheet(engine: Engine) -> None:
    record_verdict(engine, "a0", Opinion(Judgement.RIGHT), ANN, blind=True)
    draw_spot_check(engine, ANN, SINCE, UNTIL, half_width=0.2, seed=5)
    sheets = figure_sheets(figures(engine, UNITS), (Gap("退货", ("退货", "能退吗"), 3),))
    assert all(len(row) == len(sheet.heads) for sheet in sheets for row in sheet.rows)
    assert ("manual#1", 0, 0) in sheets[5].rows
    assert sheets[-1].rows == [(3, "退货", "能退吗")]
