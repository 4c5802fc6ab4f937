"""Sets two runs beside each other, case by case: gains, losses, and how much of the difference is luck of the questions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.metrics import bootstrap_interval, hit_at_k, reciprocal_rank
from evals.report import status_right, table
from evals.results import CaseResult, Run, read_run


@dataclass(frozen=True, slots=True)
class Measure:
    """Something a case can be better or worse at."""

    name: str
    of: Callable[[CaseResult], float]
    graded_only: bool = True  # whether it means something only where some clause is right


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs, paired case by case."""

    before: Run
    after: Run
    pairs: tuple[tuple[CaseResult, CaseResult], ...]  # cases that ask the same of both
    only_before: tuple[str, ...]  # ids of cases
    only_after: tuple[str, ...]
    changed: tuple[str, ...]  # the question or what is right was changed

    def measured(self, measure: Measure) -> tuple[tuple[CaseResult, CaseResult], ...]:
        """Give the pairs that a measure means something for."""
        return tuple(pair for pair in self.pairs if not measure.graded_only or pair[0].graded)


FIRST = Measure("正确条款排第一位", lambda result: hit_at_k(result.scores.rank, 1))
AMONG_5 = Measure("正确条款在前五位", lambda result: hit_at_k(result.scores.rank, 5))
STATUS = Measure("状态正确", status_right, graded_only=False)
LEADS = Measure("首条引文正确", lambda result: float(bool(result.scores.leads_right)))
VERBATIM = Measure("逐字引用", lambda result: float(not result.scores.violations), graded_only=False)
GAINS_AND_LOSSES = (FIRST, AMONG_5, STATUS, LEADS, VERBATIM)
OVERALL = (
    Measure("第一位", FIRST.of),
    Measure("前五位", AMONG_5.of),
    Measure("前十位", lambda result: hit_at_k(result.scores.rank, 10)),
    Measure("MRR", lambda result: reciprocal_rank(result.scores.rank)),
    STATUS,
)


def pair_runs(before: Run, after: Run) -> Comparison:
    """Pair the cases of two runs by id.

    :param before: The earlier run.
    :param after: The later run.
    :return: The pairs; cases whose question or expected clauses were changed, or that only one run has, are named apart.
    """
    old = {result.case.case_id: result for result in before.results}
    new = {result.case.case_id: result for result in after.results}
    # Tags may change (a case gets used for tuning) without changing what is asked or right.
    return Comparison(
        before,
        after,
        tuple((old[key], new[key]) for key in old if key in new and _same_task(old[key], new[key])),
        tuple(key for key in old if key not in new),
        tuple(key for key in new if key not in old),
        tuple(key for key in old if key in new and not _same_task(old[key], new[key])),
    )


def compare_reports(before: Path, after: Path) -> str:
    """Write what changed from one run to another, case by case.

    :param before: JSON report of the earlier run.
    :param after: JSON report of the later run.
    :return: A Markdown page.
    :raises ReportUnreadable: if either is not a report.
    """
    both = pair_runs(read_run(before), read_run(after))
    parts = [
        "# 两次评测的得与失",
        f"- 前：{both.before.name}\n- 后：{both.after.name}\n- 两次相同的题 {len(both.pairs)} 道，"
        f"其中有正确条款的 {len(both.measured(FIRST))} 道",
    ]
    for label, keys in (
        ("只在前一次有", both.only_before),
        ("只在后一次有", both.only_after),
        ("题目或正确条款改过", both.changed),
    ):
        if keys:
            parts.append(f"{label}，不参加比较（{len(keys)}）：{'、'.join(keys)}")
    rows = [
        (measure.name, *difference([(measure.of(a), measure.of(b)) for a, b in both.measured(measure)]))
        for measure in OVERALL
    ]
    parts += ["## 总体", table(("指标", "前", "后", "差（95% 区间）"), rows)]
    for measure in GAINS_AND_LOSSES:
        parts += _gains_and_losses(measure.name, both.measured(measure), measure.of)
    return "\n\n".join(parts) + "\n"


def _gains_and_losses(
    title: str, pairs: Iterable[tuple[CaseResult, CaseResult]], measure: Callable[[CaseResult], float]
) -> list[str]:
    """List the cases that got better and those that got worse."""
    changes = [(b.case.case_id, measure(b) - measure(a)) for a, b in pairs]
    lines = [
        f"- {label} {len(keys)}：{'、'.join(keys) or '无'}"
        for label, keys in (
            ("得", [key for key, change in changes if change > 0]),
            ("失", [key for key, change in changes if change < 0]),
        )
    ]
    return [f"## {title}", "\n".join(lines)]


def difference(values: Sequence[tuple[float, float]]) -> tuple[str, str, str]:
    """Give both means and the paired difference with its interval, as text."""
    change = bootstrap_interval([after - before for before, after in values])
    if change is None:
        return ("-", "-", "-")
    before = sum(value for value, _ in values) / len(values)
    return (
        f"{before:.2f}",
        f"{before + change.mean:.2f}",
        f"{change.mean:+.2f}（{change.low:+.2f} 至 {change.high:+.2f}）",
    )


def _same_task(before: CaseResult, after: CaseResult) -> bool:
    old, new = before.case, after.case
    return (old.question, old.history, old.scope, old.expected, old.expected_status) == (
        new.question,
        new.history,
        new.scope,
        new.expected,
        new.expected_status,
    )
