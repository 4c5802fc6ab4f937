"""What the log and the verdicts say of the assistant, as values for charts and sheets. Reads; writes nothing.

Answers of batches are in none of these figures: nobody asked them on a call.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from sqlalchemy import Engine, select

from assistant.answer import Status
from assistant.review.agreement import cohens_kappa
from assistant.review.sampling import NORMAL_QUANTILE, Estimate, estimate
from assistant.review.spot_checks import BATCH, batch_answers, judged_strata, spot_checks
from assistant.review.verdicts import Judgement, Verdict, blind_judgements, settled, verdicts_on
from assistant.state.answer_log import EventKind
from assistant.state.tables import answer_events, answers

TENTHS = 10


@dataclass(frozen=True, slots=True)
class LogRow:
    """An answer of the log, as far as figures need it."""

    answer_id: str
    week: str  # its Monday
    status: str
    question: str
    cited: tuple[str, ...]  # unit ids
    score: float  # of the first place
    latency_ms: float


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Verified accuracy of one spot check."""

    since: str
    until: str
    right: Estimate


@dataclass(frozen=True, slots=True)
class Refusals:
    """Judged answers by whether they were given or refused, and whether that was right."""

    right_refusals: int
    wrong_refusals: int  # should have been answered
    wrong_answers: int  # should have been refused
    other_answers: int


@dataclass(frozen=True, slots=True)
class Week:
    """What happened in one week, Monday to Sunday, UTC."""

    monday: str
    answers: int
    not_covered: int
    useful: int
    useless: int
    median_ms: float  # until the answer was there
    slow_ms: float  # 95 of 100 were quicker


@dataclass(frozen=True, slots=True)
class Tenth:
    """Judged answers whose first place's score lies in one tenth."""

    low: float
    count: int
    mean_score: float
    right: float  # share
    right_from: float  # its interval: few judged tell little
    right_to: float


@dataclass(frozen=True, slots=True)
class UnitUse:
    """How often a unit was cited, and its wording copied."""

    unit_id: str
    cited: int
    copied: int


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of a time."""

    accuracy: tuple[Accuracy, ...]  # oldest first
    kappa: float | None
    shared: int  # answers two trainers judged blind
    refusals: Refusals
    weeks: tuple[Week, ...]
    reasons: Mapping[str, int]  # what agents found wrong
    calibration: tuple[Tenth, ...]
    used: tuple[UnitUse, ...]  # most cited first
    never_used: tuple[str, ...]  # unit ids, in document order


def figures(engine: Engine, unit_ids: Sequence[str], since: str = "", until: str = "~") -> Figures:
    """Take all figures of a time.

    :param engine: The database.
    :param unit_ids: Of all units in force, in document order.
    :param since: The first moment, as stored; from the beginning if not given.
    :param until: The first moment behind it.
    :return: The figures.
    """
    log = read_log(engine, since, until)
    given = verdicts_on(engine)
    events = _events(engine, {row.answer_id: row for row in log})
    used = _used(log, events)
    known = {use.unit_id for use in used}
    batches = batch_answers(engine)
    pairs = [pair for answer_id, pair in blind_judgements(engine, since, until).items() if answer_id not in batches]
    return Figures(
        accuracy(engine, given, since, until),
        cohens_kappa(pairs),
        len(pairs),
        refusals(log, given),
        weeks(log, events),
        Counter(detail["reason"] for _, kind, detail in events if kind == EventKind.USELESS and detail.get("reason")),
        calibration(log, given),
        used,
        tuple(unit_id for unit_id in unit_ids if unit_id not in known),
    )


def read_log(engine: Engine, since: str = "", until: str = "~") -> tuple[LogRow, ...]:
    """Read the answers of a time, errors and batches aside, oldest first."""
    columns = (answers.c.answer_id, answers.c.asked_at, answers.c.status, answers.c.question, answers.c.cited)
    wanted = select(*columns, answers.c.top_score, answers.c.latency_ms).where(
        answers.c.asked_at >= since, answers.c.asked_at < until, answers.c.status != Status.ERROR.value
    )
    batches = batch_answers(engine)
    rows: list[LogRow] = []
    with engine.connect() as connection:
        found = connection.execute(wanted.order_by(answers.c.asked_at)).all()
    for answer_id, at, status, question, cited, score, latency in found:
        if answer_id not in batches:
            rows.append(LogRow(answer_id, _monday(at[:10]), status, question, _unit_ids(cited), score, latency))
    return tuple(rows)


def accuracy(
    engine: Engine, given: Mapping[str, Sequence[Verdict]], since: str = "", until: str = "~"
) -> tuple[Accuracy, ...]:
    """Estimate the share of right answers from each spot check of a time, weighted back from its strata; oldest first."""
    found: list[Accuracy] = []
    for check in spot_checks(engine):
        right = estimate(judged_strata(check, given)) if BATCH not in check.strata else None
        if right is not None and check.until > since and check.since < until:
            found.append(Accuracy(check.since, check.until, right))
    return tuple(sorted(found, key=lambda each: each.until))


def refusals(log: Sequence[LogRow], given: Mapping[str, Sequence[Verdict]]) -> Refusals:
    """Count refusals and answers by whether trainers agree with them."""
    counted: Counter[str] = Counter()
    for row in log:
        verdict = settled(given.get(row.answer_id, ()))
        if verdict is None:
            continue
        judgement, refused = verdict.opinion.judgement, row.status == Status.NOT_COVERED
        if refused:
            counted["right_refusals" if judgement is Judgement.RIGHT else "wrong_refusals"] += 1
        else:
            wrong = judgement is Judgement.SHOULD_HAVE_REFUSED
            counted["wrong_answers" if wrong else "other_answers"] += 1
    names = ("right_refusals", "wrong_refusals", "wrong_answers", "other_answers")
    return Refusals(*(counted[name] for name in names))


def weeks(log: Sequence[LogRow], events: Sequence[tuple[LogRow, str, Mapping[str, str]]]) -> tuple[Week, ...]:
    """Count what happened in each week, oldest first."""
    by_week: dict[str, list[LogRow]] = {}
    for row in log:
        by_week.setdefault(row.week, []).append(row)
    said = Counter((row.week, kind) for row, kind, _ in events)
    return tuple(
        Week(
            monday,
            len(rows),
            sum(row.status == Status.NOT_COVERED for row in rows),
            said[monday, EventKind.USEFUL.value],
            said[monday, EventKind.USELESS.value],
            _percentile([row.latency_ms for row in rows], 50),
            _percentile([row.latency_ms for row in rows], 95),
        )
        for monday, rows in sorted(by_week.items())
    )


def calibration(log: Sequence[LogRow], given: Mapping[str, Sequence[Verdict]]) -> tuple[Tenth, ...]:
    """Set the first place's score beside the share of right answers, in tenths; empty ones are left out."""
    tenths: dict[int, list[tuple[float, bool]]] = {}
    for row in log:
        verdict = settled(given.get(row.answer_id, ()))
        if verdict is not None and row.status == Status.ANSWERED:
            place = min(TENTHS - 1, int(row.score * TENTHS))
            tenths.setdefault(place, []).append((row.score, verdict.opinion.judgement is Judgement.RIGHT))
    return tuple(
        Tenth(
            place / TENTHS,
            len(judged),
            sum(score for score, _ in judged) / len(judged),
            sum(right for _, right in judged) / len(judged),
            *share_interval(sum(right for _, right in judged), len(judged)),
        )
        for place, judged in sorted(tenths.items())
    )


def _events(engine: Engine, log: Mapping[str, LogRow]) -> list[tuple[LogRow, str, Mapping[str, str]]]:
    """Read what agents did with answers of the log; of an answer judged twice by its agent the last word counts."""
    opinions = (EventKind.USEFUL.value, EventKind.USELESS.value)
    kinds = (*opinions, EventKind.COPIED.value)
    wanted = select(answer_events.c.answer_id, answer_events.c.kind, answer_events.c.detail)
    found: dict[object, tuple[LogRow, str, Mapping[str, str]]] = {}
    with engine.connect() as connection:
        rows = connection.execute(wanted.where(answer_events.c.kind.in_(kinds)).order_by(answer_events.c.at)).all()
    for place, (answer_id, kind, detail) in enumerate(rows):
        if answer_id in log:
            key: object = answer_id if kind in opinions else place
            found[key] = (log[answer_id], kind, _detail(detail))
    return list(found.values())


def _used(log: Sequence[LogRow], events: Sequence[tuple[LogRow, str, Mapping[str, str]]]) -> tuple[UnitUse, ...]:
    """Count citations and copies by unit."""
    cited = Counter(unit_id for row in log for unit_id in row.cited)
    copied: Counter[str] = Counter()
    for row, kind, detail in events:
        number = int(detail.get("citation") or 0)
        if kind == EventKind.COPIED and 0 < number <= len(row.cited):
            copied[row.cited[number - 1]] += 1
    return tuple(UnitUse(unit_id, count, copied[unit_id]) for unit_id, count in cited.most_common())


@lru_cache(maxsize=16_384)  # few different ones stand in many rows
def _unit_ids(cited: str) -> tuple[str, ...]:
    """Read which units a row cites."""
    return tuple(unit_id for unit_id, _ in json.loads(cited))


@lru_cache(maxsize=4096)
def _detail(written: str) -> Mapping[str, str]:
    """Read the detail of an event."""
    detail: Mapping[str, str] = json.loads(written)
    return detail


@lru_cache(maxsize=4096)
def _monday(written: str) -> str:
    """Name the week of a day."""
    day = date.fromisoformat(written)
    return (day - timedelta(days=day.weekday())).isoformat()


def share_interval(right: int, count: int) -> tuple[float, float]:
    """Give the interval of a share by Wilson (1927), which makes sense for a few as well.

    :param right: How many.
    :param count: Of how many, at least one.
    :return: Where the share lies nineteen times of twenty.
    """
    square = NORMAL_QUANTILE**2
    middle = (right + square / 2) / (count + square)
    half = NORMAL_QUANTILE * math.sqrt(right * (count - right) / count + square / 4) / (count + square)
    return max(0.0, middle - half), min(1.0, middle + half)


def _percentile(values: Sequence[float], percent: int) -> float:
    """Give the smallest value that so many of a hundred do not exceed."""
    return sorted(values)[max(0, -(-len(values) * percent // 100) - 1)]
