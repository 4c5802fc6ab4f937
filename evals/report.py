"""Writes a run as a page people read. Draws no conclusions and chooses no winner.

Pages are Markdown in Chinese; the numbers come from ``summary`` and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from assistant.answer import Status
from evals.baselines import BM25_ALONE, LENGTH_ALLOWANCE, LENGTH_FACTOR, TUTORIAL, TUTORIAL_SHORT
from evals.cases import Kind
from evals.metrics import Interval, bootstrap_interval
from evals.results import CaseResult, Run
from evals.summary import (
    BROKEN,
    Ranking,
    by_kind,
    count_statuses,
    rank_baselines,
    rank_results,
    sum_up_answers,
)

KIND_NAMES = {
    Kind.DIRECT: "直接提问",
    Kind.COLLOQUIAL: "口语",
    Kind.PARAPHRASE: "换种说法",
    Kind.ENGLISH: "英文",
    Kind.TRADITIONAL: "繁体",
    Kind.TYPO: "错别字",
    Kind.FOLLOW_UP: "追问",
    Kind.WHAT_TO_SAY: "该怎么说",
    Kind.NEVER: "严禁事项",
    Kind.DEADLINE: "时限",
    Kind.CONFLICT: "规定不一",
    Kind.EXACT: "条款号查询",
    Kind.NOT_COVERED: "规定未涉及",
}
BASELINE_NAMES = {
    BM25_ALONE: "只用 BM25",
    TUTORIAL: "教程式流水线",
    TUTORIAL_SHORT: "教程式流水线，限短片段",
}
STATUS_NAMES = {
    str(Status.ANSWERED): "已回答",
    str(Status.NOT_COVERED): "规定未涉及",
    str(Status.NEEDS_DETAIL): "需补充",
    str(Status.ERROR): "报错",
    BROKEN: "程序出错",
}
RANKING_HEAD = ("有正确条款的题", "第一位", "前五位", "前十位", "MRR")
NOTES = (
    "表中的数是平均值，括号里是 95% 自助法区间；题数不足十道、或结果全同时，区间会偏窄。",
    "第一位、前五位、前十位：正确条款（任意一条）出现在最终排序的那一段里；没有正确条款的题（规定未涉及）不计入。",
    "教程式流水线：片段里含有正确条款的原文就算命中；「限短片段」还要求片段不长于条款的 "
    f"{LENGTH_FACTOR} 倍加 {LENGTH_ALLOWANCE} 字。",
)


def headline(run: Run) -> str:
    """Say the main figures of a run in a few lines, for a terminal."""
    shares = [f"本系统 {_shares(rank_results(run.results))}"]
    shares += [
        f"{BASELINE_NAMES.get(name, name)} {_shares(ranking)}" for name, ranking in rank_baselines(run.results).items()
    ]
    summary = sum_up_answers(run.results)
    refusals = summary.refusals
    return "\n".join(
        [
            f"共 {len(run.results)} 题，正确条款在第一位／前五位／前十位的比例：",
            *(f"  {share}" for share in shares),
            f"误答 {refusals.false_answers}/{refusals.uncovered}，误拒 {refusals.false_refusals}/{refusals.covered}，"
            f"逐字引用违例 {summary.violations}，出错 {summary.failures} 题，需先处理的问题 {len(run.findings)} 个",
        ]
    )


def run_page(run: Run, picture: str | None = None) -> str:
    """Write a run as a Markdown page.

    :param run: The run.
    :param picture: File name of its plot, beside the page.
    :return: The page.
    """
    held_out = [result for result in run.results if not result.case.used_for_tuning]
    tuned = [result for result in run.results if result.case.used_for_tuning]
    parts = [
        f"# 评测报告 {run.name}",
        f"索引版本 {run.index_version}，代码 {run.commit}，{run.started_at:%Y-%m-%d %H:%M} UTC，共 {len(run.results)} 题"
        f"（其中 {len(tuned)} 题调参时用过，另表列出）。",
        "\n".join(f"- {note}" for note in (*NOTES, *run.notes)),
    ]
    if picture:
        parts.append(f"![各系统、各类问题的命中比例]({picture})")
    if run.findings:
        parts += ["## 需要先处理", "\n".join(f"- {finding}" for finding in run.findings)]
    if held_out:
        parts += _scores(held_out, "")
    if tuned:
        parts += _scores(tuned, "（调参用过的题）")
    parts += _cases(run.results)
    return "\n\n".join(parts) + "\n"


def _scores(results: Sequence[CaseResult], suffix: str) -> list[str]:
    """Write the tables of one set of cases."""
    systems = {"本系统": rank_results(results)}
    systems |= {BASELINE_NAMES.get(name, name): ranking for name, ranking in rank_baselines(results).items()}
    kinds = [
        (
            KIND_NAMES[kind],
            str(len(group)),
            *_ranking(rank_results(group)),
            _show(sum_up_answers(group).leads_right),
            _show(bootstrap_interval([status_right(result) for result in group])),
        )
        for kind, group in by_kind(results).items()
    ]
    summary = sum_up_answers(results)
    refusals = summary.refusals
    answers = [
        ("首条引文正确（应回答的题）", _show(summary.leads_right, count=True)),
        ("引文准确率（引用的条款里正确的比例）", _show(summary.citation_precision, count=True)),
        ("前五位里正确条款的比例", _show(summary.recall_5, count=True)),
        ("规定不一：双方都引用", _show(summary.sides_cited, count=True)),
        ("答案含必有的字句", _show(summary.words_present, count=True)),
        ("误答（规定未涉及却回答了）", _rate(refusals.false_answers, refusals.uncovered)),
        ("误拒（有规定却说未涉及）", _rate(refusals.false_refusals, refusals.covered)),
        ("逐字引用的违例", str(summary.violations)),
        ("出错的题", str(summary.failures)),
    ]
    statuses = count_statuses(results)
    given = [name for name in STATUS_NAMES if any(key[1] == name for key in statuses)]
    confusion = [
        (STATUS_NAMES[expected], *(str(statuses.get((expected, name), 0)) for name in given))
        for expected in Status
        if any(key[0] is expected for key in statuses)
    ]
    return [
        f"## 检索{suffix}",
        table(("系统", *RANKING_HEAD), [(name, *_ranking(ranking)) for name, ranking in systems.items()]),
        f"## 各类问题{suffix}",
        table(("类别", "全部题", *RANKING_HEAD, "首条引文正确", "状态正确"), kinds),
        f"## 回答与引用{suffix}",
        table(("指标", "数值"), answers),
        f"## 状态：应为与实为{suffix}",
        table(("应为 \\ 实为", *(STATUS_NAMES[name] for name in given)), confusion),
    ]


def _cases(results: Sequence[CaseResult]) -> list[str]:
    """List the cases worth reading: what broke, what was missed, what was refused or answered wrongly."""
    parts: list[str] = []
    for title, lines in (
        ("出错的题", [f"{_name(result)}：{result.failure}" for result in results if result.failure]),
        (
            "逐字引用的违例",
            [f"{_name(result)}：{violation}" for result in results for violation in result.scores.violations],
        ),
        ("误答、误拒与其他状态不符", [_wrong_status(result) for result in results if not status_right(result)]),
        (
            "正确条款不在第一位",
            [
                f"{_name(result)}：{f'第 {result.scores.rank} 位' if result.scores.rank else '不在排序里'}"
                for result in results
                if result.graded and result.scores.rank != 1
            ],
        ),
    ):
        if lines:
            parts += [f"## {title}（{len(lines)}）", "\n".join(f"- {line}" for line in lines)]
    return parts


def status_right(result: CaseResult) -> float:
    """Tell whether the status is the expected one: 1 or 0, so that it can be averaged."""
    return float(result.scores.status is result.case.expected_status)


def _wrong_status(result: CaseResult) -> str:
    expected, given = STATUS_NAMES[result.case.expected_status], STATUS_NAMES[result.scores.status or BROKEN]
    return f"{_name(result)}：应为「{expected}」，实为「{given}」"


def _name(result: CaseResult) -> str:
    return f"{result.case.case_id}（{KIND_NAMES[result.case.kind]}）{_one_line(result.case.question)}"


def _one_line(text: str) -> str:
    """Shorten a question to a line, with nothing in it that Markdown or a browser would act on."""
    shown = " ".join(text.split())[:80]
    return shown.translate({ord(character): f"\\{character}" for character in "\\`*_[]<>|"})


def _ranking(ranking: Ranking) -> tuple[str, ...]:
    return (
        str(ranking.count),
        *(_show(share) for share in (ranking.first, ranking.among_5, ranking.among_10, ranking.mrr)),
    )


def _shares(ranking: Ranking) -> str:
    shares = (ranking.first, ranking.among_5, ranking.among_10)
    return " / ".join(f"{share.mean:.2f}" if share else "-" for share in shares)


def _show(interval: Interval | None, *, count: bool = False) -> str:
    if interval is None:
        return "-"
    return f"{interval}，n={interval.count}" if count else str(interval)


def _rate(wrong: int, total: int) -> str:
    return f"{wrong}/{total}（{wrong / total:.0%}）" if total else "-"


def new_page(out_dir: Path, kind: str, version: str, commit: str, at: datetime) -> Path:
    """Name a page of a measurement after what it measured, and make its folder.

    :param out_dir: Where the page is to be written.
    :param kind: What was measured: retrieval, phrasing.
    :param version: The index version.
    :param commit: The code.
    :param at: When.
    :return: A file that is not there yet.
    """
    out_dir.mkdir(parents=True, exist_ok=True)
    return out_dir / f"{kind}-{version}-{commit}-{at:%Y%m%d-%H%M%S}.md"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
