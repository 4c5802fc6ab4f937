"""Writes what ``retrieval_bench`` measured as a page in Chinese. Chooses no winner."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from assistant.answer import Status
from assistant.coverage import BESIDE_LEFT_OPEN
from evals.baselines import BM25_ALONE, TUTORIAL
from evals.calibration import area_under_curve, brier, expected_error, reliability, trades
from evals.cases import Kind
from evals.metrics import hit_at_k
from evals.report import BASELINE_NAMES, KIND_NAMES, new_page, table
from evals.retrieval_bench import (
    FULL_BANK,
    LENT,
    NO_BANK,
    NOT_LENT,
    VARIANTS,
    Confidence,
    LeftOut,
    RetrievalBench,
)
from evals.retrieval_plot import plot_retrieval
from evals.summary import rank_ranks

VARIANT_NAMES = {
    FULL_BANK: "例句齐全",
    LENT: "去掉该规定的例句（有补偿）",
    NOT_LENT: "去掉（无补偿）",
    NO_BANK: "全部无例句",
}
KINDS_SHOWN = (
    "条款原文：BM25",
    "前两者加权求和",
    "最近的例句：向量",
    "三种排序加权求和",
)  # beside the baselines and the whole
THRESHOLDS = tuple(step / 20 for step in range(1, 20))
FEW = 5  # cases; below, shares of one regulation say nothing


def write_retrieval_report(
    held_out: RetrievalBench, tuned: RetrievalBench, version: str, commit: str, out_dir: Path
) -> Path:
    """Write the page and its picture.

    :param held_out: The cases nobody tuned on.
    :param tuned: The cases that constants were chosen on.
    :param version: The index version.
    :param commit: The code.
    :param out_dir: Where to write.
    :return: The page.
    """
    now = datetime.now(UTC)
    page = new_page(out_dir, "retrieval", version, commit, now)
    plot_retrieval(held_out, page.with_suffix(".png"))
    parts = [
        "# 检索逐步评测",
        f"索引版本 {version}，代码 {commit}，{now:%Y-%m-%d %H:%M} UTC。评测题 {len(held_out.cases)} 道，另有调参用过的 "
        f"{len(tuned.cases)} 道单列。括号里是 95% 自助法区间（按题重抽 2000 次）；题数不足十道时偏窄。",
        f"![逐步检索与置信度]({page.with_suffix('.png').name})",
        *_stages(held_out, ""),
        *_kinds(held_out),
        *_leave_out(held_out.left_out),
        *_confidence(held_out.confidences, ""),
        *(_stages(tuned, "（调参用过的题）") if tuned.cases else []),
        *(_confidence(tuned.confidences, "（调参用过的题）") if tuned.confidences else []),
    ]
    page.write_text("\n\n".join(parts) + "\n", encoding="utf-8")
    return page


def stage_lines(bench: RetrievalBench) -> list[str]:
    """Say the share of cases with the right clause first, among five and among ten, a line a stage, for a terminal."""
    return [f"{_name(name)}：{' / '.join(_shares(ranks))}" for name, ranks in bench.ranks.items()]


def _stages(bench: RetrievalBench, suffix: str) -> list[str]:
    """Write the table of the stages."""
    rows = [(_name(name), *_ranking(ranks)) for name, ranks in bench.ranks.items()]
    return [f"## 逐步开启{suffix}", table(("做法", "第一位", "前五位", "前十位", "MRR"), rows)]


def _kinds(bench: RetrievalBench) -> list[str]:
    """Write first and among five for each kind of question: some stages with intervals, then every stage."""
    places = {kind: [place for place, case in enumerate(bench.cases) if case.kind is kind] for kind in Kind}
    places = {kind: of_kind for kind, of_kind in places.items() if of_kind}
    whole = [name for name in bench.ranks if name not in (BM25_ALONE, TUTORIAL)][-1:]
    shown = [name for name in (BM25_ALONE, TUTORIAL, *KINDS_SHOWN, *whole) if name in bench.ranks]
    some = [
        (KIND_NAMES[kind], str(len(of_kind)), *(_first_and_five(_at(bench.ranks[name], of_kind)) for name in shown))
        for kind, of_kind in places.items()
    ]
    every = [
        (_name(name), *(" / ".join(_shares(_at(ranks, of_kind))[:2]) for of_kind in places.values()))
        for name, ranks in bench.ranks.items()
    ]
    return [
        "## 各类问题：第一位 / 前五位",
        table(("类别", "题数", *map(_name, shown)), some),
        table(("做法", *(KIND_NAMES[kind] for kind in places)), every),
    ]


def _at(ranks: Sequence[int | None], places: Sequence[int]) -> list[int | None]:
    """Pick the ranks of some cases."""
    return [ranks[place] for place in places]


def _leave_out(left_out: Sequence[LeftOut]) -> list[str]:
    """Write what taking out one regulation's questions does to its own cases and to the others'."""
    if not left_out:
        return []
    own = [(VARIANT_NAMES[name], *_ranking(_pool([one.own for one in left_out], name))) for name in VARIANTS]
    others = [
        (VARIANT_NAMES[name], *_ranking(_pool([one.others for one in left_out], name)))
        for name in (FULL_BANK, LENT, NOT_LENT)
    ]
    single = [
        (one.regulation_id, str(len(one.own[FULL_BANK])), *(" / ".join(_shares(one.own[name])) for name in VARIANTS))
        for one in left_out
        if len(one.own[FULL_BANK]) >= FEW
    ]
    head = ("第一位", "前五位", "前十位", "MRR")
    return [
        "## 没有例句的规定（逐部规定去掉它的例句）",
        f"只由这部规定回答的题，共 {len(_pool([one.own for one in left_out], FULL_BANK))} 道，{len(left_out)} 部规定：",
        table(("索引", *head), own),
        "由其他规定回答的题（每去掉一部都重问一遍，各遍合计；区间因重复而偏窄）：",
        table(("索引", *head), others),
        f"各部规定（至少 {FEW} 题；第一位 / 前五位 / 前十位）：",
        table(("规定", "题数", *(VARIANT_NAMES[name] for name in VARIANTS)), single),
    ]


def _confidence(sure: Sequence[Confidence], suffix: str) -> list[str]:
    """Write how far the confidence can be believed."""
    if not sure:
        return []
    given = [one.confidence for one in sure]
    settled = [one.case.expected_status is Status.ANSWERED for one in sure]
    bins = reliability(given, settled)
    covered = [one for one in sure if one.case.expected_status is Status.ANSWERED]
    leads = area_under_curve([one.confidence for one in covered], [one.leads_right for one in covered])
    rows = [
        ("规定是否有答案：AUC", _figure(area_under_curve(given, settled))),
        ("规定是否有答案：Brier", _figure(brier(given, settled))),
        ("规定是否有答案：平均偏差（ECE）", _figure(expected_error(bins))),
        ("有答案的题里，首条是否正确：AUC", _figure(leads)),
        (
            "把首条是否正确当作结果（无答案的题算错）：AUC",
            _figure(area_under_curve(given, [s.leads_right for s in sure])),
        ),
    ]
    parts = [
        f"## 置信度{suffix}",
        f"{len(sure)} 题（点名条款号的题不经置信度，不计），其中规定没有答案的 {settled.count(False)} 题。",
        table(("指标", "数值"), rows),
        table(
            ("置信度", "题数", "平均置信度", "实有答案"),
            [(f"{b.low:.1f}–{b.high:.1f}", str(b.count), f"{b.confidence:.2f}", f"{b.settled:.2f}") for b in bins],
        ),
    ]
    if all(settled) or not any(settled):
        return parts
    costs = [
        (f"{t.threshold:.2f}{'（现用）' if t.threshold == BESIDE_LEFT_OPEN.answered_from else ''}", f"{t.false_answers:.1%}",
         f"{t.false_refusals:.1%}")
        for t in trades(given, settled, sorted({*THRESHOLDS, BESIDE_LEFT_OPEN.answered_from}))
    ]  # fmt: skip
    return [*parts, table(("低于此值即拒答", "误答（无答案却回答）", "误拒（有答案却拒答）"), costs)]


def _pool(parts: Sequence[Mapping[str, list[int | None]]], name: str) -> list[int | None]:
    """Put the places of all regulations together."""
    return [rank for part in parts for rank in part[name]]


def _ranking(ranks: Sequence[int | None]) -> tuple[str, ...]:
    """Show the shares and the mean reciprocal rank with their intervals."""
    ranking = rank_ranks(ranks)
    return tuple(
        str(interval) if interval else "-"
        for interval in (ranking.first, ranking.among_5, ranking.among_10, ranking.mrr)
    )


def _first_and_five(ranks: Sequence[int | None]) -> str:
    """Show first and among five with the interval of the latter."""
    ranking = rank_ranks(ranks)
    return f"{ranking.first.mean:.2f} / {ranking.among_5}" if ranking.first else "-"


def _shares(ranks: Sequence[int | None]) -> list[str]:
    """Show first, among five, among ten."""
    return [_share(ranks, k) for k in (1, 5, 10)]


def _share(ranks: Sequence[int | None], k: int) -> str:
    """Show the share of cases with the right clause among k."""
    return f"{sum(hit_at_k(rank, k) for rank in ranks) / len(ranks):.2f}" if ranks else "-"


def _name(name: str) -> str:
    """Name a stage or a baseline in Chinese."""
    return BASELINE_NAMES.get(name, name)


def _figure(value: float | None) -> str:
    """Show a figure."""
    return "-" if value is None else f"{value:.3f}"
