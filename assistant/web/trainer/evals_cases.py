"""The cases of a run as they are listed and compared: passed or not and why, chosen by filter, one answer beside another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import cast

from assistant.web.charts.bars import Bar, ranked_bars
from assistant.web.charts.frame import Chart, percent
from assistant.web.trainer.evals_reports import share
from evals.comparison import GAINS_AND_LOSSES, OVERALL, Comparison, difference
from evals.metrics import bootstrap_interval
from evals.report import BASELINE_NAMES, KIND_NAMES, STATUS_NAMES, status_right
from evals.results import CaseResult
from evals.summary import BROKEN, by_kind, rank_baselines, rank_results, sum_up_answers

PASSED, FAILED = "passed", "failed"
GAINED, LOST, REWORDED = "gained", "lost", "reworded"
HELD_OUT, TUNED = "held_out", "tuned"


@dataclass(frozen=True, slots=True)
class Filter:
    """Which cases are looked at; an empty value lets all through."""

    part: str = ""  # held_out, tuned
    outcome: str = ""  # passed, failed
    kind: str = ""
    tag: str = ""
    writer: str = ""


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation of a stored answer."""

    number: int
    place: str
    quote: str


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case with what came of it, as it is shown."""

    case_id: str
    question: str
    before: tuple[str, ...]  # what was asked before it in the conversation
    kind: str
    writer: str
    tags: tuple[str, ...]
    passed: bool
    faults: tuple[str, ...]
    wanted: tuple[str, ...]  # the clauses that are right, or the status
    status: str
    rank: str
    text: str
    cited: tuple[Cited, ...]


@dataclass(frozen=True, slots=True)
class KindRow:
    """The figures of one kind of question."""

    name: str
    count: int
    first: str
    among_5: str
    leads: str
    status: str


@dataclass(frozen=True, slots=True)
class Change:
    """A case that two runs treat differently."""

    before: CaseLine
    after: CaseLine
    gained: tuple[str, ...]  # measures
    lost: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """One measure of two runs."""

    name: str
    before: str
    after: str
    change: str


def choose(results: Iterable[CaseResult], wanted: Filter) -> tuple[CaseResult, ...]:
    """Choose the cases that a filter lets through."""
    return tuple(
        result
        for result in results
        if (not wanted.part or result.case.used_for_tuning == (wanted.part == TUNED))
        and (not wanted.outcome or (not faults(result)) == (wanted.outcome == PASSED))
        and (not wanted.kind or result.case.kind == wanted.kind)
        and (not wanted.tag or wanted.tag in result.case.tags)
        and (not wanted.writer or result.case.writer == wanted.writer)
    )


def faults(result: CaseResult) -> tuple[str, ...]:
    """Say what is wrong with an answer; nothing for a case that passes."""
    scores, found = result.scores, []
    if result.failure:
        found.append("出错")
    elif not status_right(result):
        found.append("状态不对")
    if scores.leads_right is False and not found:
        found.append("首条引文不对")
    if scores.words_present is False and not found:
        found.append("缺必有的字句")
    if scores.violations:
        found.append("引文与原文不符")
    return tuple(found)


def draw_case(result: CaseResult) -> CaseLine:
    """Take from a case what is shown of it."""
    case, answer = result.case, result.answer or {}
    wrong = faults(result)
    citations = cast("Sequence[dict[str, object]]", answer.get("citations", ()))
    wanted = tuple(f"{gold.locator}（{gold.source}）" for gold in case.expected)
    return CaseLine(
        case.case_id,
        case.question,
        tuple(turn.content for turn in case.history if turn.role == "user"),
        KIND_NAMES[case.kind],
        case.writer,
        case.tags,
        not wrong,
        wrong,
        wanted or (STATUS_NAMES[case.expected_status],),
        STATUS_NAMES[result.scores.status or BROKEN],
        f"第 {result.scores.rank} 位" if result.scores.rank else "不在前十" if result.graded else "",
        result.failure or str(answer.get("text", "")),
        tuple(
            Cited(int(str(each["number"])), f"{each['regulation']} {each['locator']}", str(each["quote"]))
            for each in citations
        ),
    )


def kind_rows(results: Sequence[CaseResult]) -> tuple[KindRow, ...]:
    """Sum each kind of question up."""
    rows = []
    for kind, group in by_kind(results).items():
        ranking = rank_results(group)
        rows.append(
            KindRow(
                KIND_NAMES[kind],
                len(group),
                share(ranking.first),
                share(ranking.among_5),
                share(sum_up_answers(group).leads_right),
                share(bootstrap_interval([status_right(result) for result in group])),
            )
        )
    return tuple(rows)


def draw_kinds(results: Sequence[CaseResult]) -> Chart:
    """Draw for each kind of question how many cases pass."""
    bars = []
    for kind, group in by_kind(results).items():
        interval = bootstrap_interval([float(not faults(result)) for result in group])
        if interval:
            bars.append(
                Bar(
                    KIND_NAMES[kind],
                    interval.mean,
                    interval.low,
                    interval.high,
                    f"{len(group)} 题",
                    count=str(len(group)),
                )
            )
    return ranked_bars("各类问题通过的比例", bars, ("类别", "通过"), written=percent, top=1.0, beside=True)


def draw_systems(results: Sequence[CaseResult]) -> Chart:
    """Draw how often the right clause stands first, beside systems that do nothing clever."""
    systems = {"本系统": rank_results(results)}
    systems |= {BASELINE_NAMES.get(name, name): ranking for name, ranking in rank_baselines(results).items()}
    bars = [
        Bar(name, ranking.first.mean, ranking.first.low, ranking.first.high, count=str(ranking.count))
        for name, ranking in systems.items()
        if ranking.first
    ]
    return ranked_bars("正确条款排第一位，与基线对比", bars, ("系统", "第一位"), written=percent, top=1.0)


def measure_rows(both: Comparison) -> tuple[MeasureRow, ...]:
    """Set the measures of two runs beside each other."""
    rows = []
    for measure in OVERALL:
        pairs = [(measure.of(before), measure.of(after)) for before, after in both.measured(measure)]
        rows.append(MeasureRow(measure.name, *difference(pairs)))
    return tuple(rows)


def list_changes(both: Comparison) -> tuple[Change, ...]:
    """List the cases that got better, worse or were only answered in other words; the worse ones first."""
    changes = []
    for before, after in both.pairs:
        moved = {
            measure.name: measure.of(after) - measure.of(before)
            for measure in GAINS_AND_LOSSES
            if before.graded or not measure.graded_only
        }
        gained = tuple(name for name, by in moved.items() if by > 0)
        lost = tuple(name for name, by in moved.items() if by < 0)
        old, new = draw_case(before), draw_case(after)
        if gained or lost or old.text != new.text:
            changes.append(Change(old, new, gained, lost))
    return tuple(sorted(changes, key=lambda change: (not change.lost, not change.gained)))


def choose_changes(changes: Iterable[Change], show: str) -> tuple[Change, ...]:
    """Choose the changes of one sort."""
    found = tuple(changes)
    if show == LOST:
        return tuple(change for change in found if change.lost)
    if show == GAINED:
        return tuple(change for change in found if change.gained)
    if show == REWORDED:
        return tuple(change for change in found if not change.lost and not change.gained)
    return tuple(change for change in found if change.lost or change.gained)
