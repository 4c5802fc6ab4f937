"""Sets two runs beside each other, case by case: gains, losses, and how much of the difference is luck of the questions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from evals.metrics import bootstrap_interval, hit_at_k, reciprocal_rank
from evals.report import status_right, table
from evals.results import CaseResult, read_run


def compare_reports(before: Path, after: Path) -> str:
    """Write what changed from one run to another, case by case.

    Cases are paired by id; a case whose question or expected clauses were changed, or that only one run has, is named and left out.

    :param before: JSON report of the earlier run.
    :param after: JSON report of the later run.
    :return: A Markdown page.
    :raises ReportUnreadable: if either is not a report.
    """
    earlier, later = read_run(before), read_run(after)
    old = {result.case.case_id: result for result in earlier.results}
    new = {result.case.case_id: result for result in later.results}
    # Tags may change (a case gets used for tuning) without changing what is asked or right.
    pairs = [(old[key], new[key]) for key in old if key in new and _same_task(old[key], new[key])]
    changed = [key for key in old if key in new and not _same_task(old[key], new[key])]
    graded = [(a, b) for a, b in pairs if a.graded]
    parts = [
        "# 两次评测的得与失",
        f"- 前：{earlier.name}\n- 后：{later.name}\n- 两次相同的题 {len(pairs)} 道，其中有正确条款的 {len(graded)} 道",
    ]
    for label, keys in (
        ("只在前一次有", [key for key in old if key not in new]),
        ("只在后一次有", [key for key in new if key not in old]),
        ("题目或正确条款改过", changed),
    ):
        if keys:
            parts.append(f"{label}，不参加比较（{len(keys)}）：{'、'.join(keys)}")
    measures: tuple[tuple[str, Callable[[CaseResult], float]], ...] = (
        ("第一位", lambda result: hit_at_k(result.scores.rank, 1)),
        ("前五位", lambda result: hit_at_k(result.scores.rank, 5)),
        ("前十位", lambda result: hit_at_k(result.scores.rank, 10)),
        ("MRR", lambda result: reciprocal_rank(result.scores.rank)),
    )
    rows = [(name, *_difference([(measure(a), measure(b)) for a, b in graded])) for name, measure in measures]
    rows.append(("状态正确", *_difference([(status_right(a), status_right(b)) for a, b in pairs])))
    parts += ["## 总体", table(("指标", "前", "后", "差（95% 区间）"), rows)]
    for title, chosen, measure in (
        ("正确条款排第一位", graded, measures[0][1]),
        ("正确条款在前五位", graded, measures[1][1]),
        ("状态正确", pairs, status_right),
        ("首条引文正确", graded, lambda result: float(bool(result.scores.leads_right))),
        ("逐字引用", pairs, lambda result: float(not result.scores.violations)),
    ):
        parts += _gains_and_losses(title, chosen, measure)
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


def _difference(values: Sequence[tuple[float, float]]) -> tuple[str, str, str]:
    """Give both means and the paired difference with its interval."""
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
