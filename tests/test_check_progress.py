"""How far spot checks have come, how large one would be, and which clauses are new."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fake_embedder import REGULATIONS, UNITS, CountingEmbedder
from fake_log import SINCE, UNTIL, fill_log
from sqlalchemy import Engine, delete

from assistant.review.check_progress import progress_of_checks
from assistant.review.new_clauses import newly_published
from assistant.review.spot_checks import (
    draw_spot_check,
    find_spot_check,
    next_answers,
    plan_spot_check,
    waiting_answers,
)
from assistant.review.verdicts import Judgement, Opinion, Trainer, record_verdict, verdicts_on
from assistant.state.database import open_database, writing
from assistant.state.tables import answers, moment
from index.building import build_version
from index.versions import publish

ANN, BOB = Trainer(None, "ann"), Trainer(None, "bob")


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    engine = open_database(tmp_path)
    fill_log(engine, ["answered", "answered", "not_covered", "answered", "error"] * 40)
    return engine


def test_what_is_planned_is_what_is_drawn(engine: Engine) -> None:
    planned = plan_spot_check(engine, SINCE, UNTIL, 0.1)
    check = draw_spot_check(engine, ANN, SINCE, UNTIL, half_width=0.1, seed=1)
    assert (planned.size, planned.population) == (len(check.items), sum(check.strata.values()))
    assert planned.strata == check.strata
    assert plan_spot_check(engine, UNTIL, UNTIL, 0.1).size == 0
    assert find_spot_check(engine, check.sample_id) == check
    assert find_spot_check(engine, "nothing") is None


def test_progress_counts_what_is_judged_and_what_waits_for_whom(engine: Engine) -> None:
    check = draw_spot_check(engine, ANN, SINCE, UNTIL, half_width=0.1, seed=1)
    order = waiting_answers(engine, check.sample_id, "ann")
    assert next_answers(engine, check.sample_id, "ann", limit=3) == order[:3]
    for place, answer_id in enumerate(order):
        record_verdict(engine, answer_id, Opinion(Judgement.WRONG if place == 0 else Judgement.RIGHT), ANN, blind=True)
    shared = waiting_answers(engine, check.sample_id, "bob")
    record_verdict(engine, shared[0], Opinion(Judgement.PARTLY), BOB, blind=True)
    record_verdict(engine, shared[1], Opinion(Judgement.RIGHT), BOB, blind=True)
    given = verdicts_on(engine)
    (mine,), (his,), (third,) = (progress_of_checks(engine, name, given) for name in ("ann", "bob", "eve"))
    assert (mine.judged, mine.disputed, mine.waiting) == (len(order) - 1, 1, 0)
    assert his.waiting == len(shared) - 2
    assert third.waiting == len(shared) - 1  # also the one on which two disagree, and not the one they agree on
    assert (mine.shared, mine.alike) == (2, 1)
    assert mine.right is not None
    assert 0 < mine.right.share < 1
    with writing(engine) as connection:
        connection.execute(delete(answers).where(answers.c.answer_id == shared[2]))
    assert progress_of_checks(engine, "bob", given)[0].waiting == his.waiting - 1  # purged: nobody can judge it


def test_new_clauses_are_those_whose_wording_stood_in_no_version_before(tmp_path: Path) -> None:
    def build(units: tuple[object, ...]) -> None:
        publish(build_version(units, REGULATIONS, CountingEmbedder(), tmp_path).version, tmp_path)  # type: ignore[arg-type]

    soon = moment(datetime.now(UTC) + timedelta(hours=1))
    build(UNITS[:-1])
    assert newly_published(tmp_path, UNITS, soon) == frozenset()  # nothing to compare with
    changed = replace(UNITS[0], text="接听电话时使用普通话，语速适中。")
    renumbered = replace(UNITS[1], unit_id="conduct#9")
    now = (changed, renumbered, *UNITS[2:])
    build(now)
    long_ago = moment(datetime.now(UTC) - timedelta(days=30))
    assert newly_published(tmp_path, now, long_ago) == {changed.unit_id, UNITS[-1].unit_id}
    assert newly_published(tmp_path, now, soon) == frozenset()  # published before then
