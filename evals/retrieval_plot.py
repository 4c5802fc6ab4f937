"""Draws what ``retrieval_bench`` measured: the stages, the reliability of the confidence, the trade of refusing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from assistant.answer import Status
from evals.calibration import reliability, trades
from evals.plot import COLOURS, chinese_font
from evals.report import BASELINE_NAMES
from evals.retrieval_bench import RetrievalBench
from evals.summary import rank_ranks

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FINE_THRESHOLDS = tuple(step / 100 for step in range(1, 100))


def plot_retrieval(bench: RetrievalBench, path: Path) -> None:
    """Draw one set of cases and write it as a PNG file.

    :param bench: What was measured.
    :param path: Where to write.
    """
    import matplotlib as mpl
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    font = chinese_font()
    with mpl.rc_context({"font.family": [font] if font else ["DejaVu Sans"], "axes.unicode_minus": False}):
        figure = Figure(figsize=(15, 6), layout="constrained")
        FigureCanvasAgg(figure)
        left, middle, right = figure.subplots(1, 3, width_ratios=(1.6, 1, 1))
        _stages(left, bench, chinese=font is not None)
        _reliability(middle, bench, chinese=font is not None)
        _trade(right, bench, chinese=font is not None)
        figure.savefig(path, dpi=130)


def _stages(axes: Axes, bench: RetrievalBench, *, chinese: bool) -> None:
    """Draw three bars a stage."""
    names = list(bench.ranks)
    rankings = [rank_ranks(bench.ranks[name]) for name in names]
    depths = ("第一位", "前五位", "前十位") if chinese else ("first", "among 5", "among 10")
    for place, (label, colour) in enumerate(zip(depths, COLOURS, strict=True)):
        intervals = [(r.first, r.among_5, r.among_10)[place] for r in rankings]
        means = [interval.mean if interval else 0.0 for interval in intervals]
        spread = [
            [interval.mean - interval.low if interval else 0.0 for interval in intervals],
            [interval.high - interval.mean if interval else 0.0 for interval in intervals],
        ]
        rows = [row + (place - 1) * 0.27 for row in range(len(names))]
        axes.barh(rows, means, 0.25, xerr=spread, color=colour, label=label, error_kw={"lw": 0.7, "ecolor": "#777777"})
    shown = [BASELINE_NAMES.get(name, name) if chinese else _ascii(name, row) for row, name in enumerate(names)]
    axes.set_yticks(range(len(names)), shown)
    axes.invert_yaxis()
    axes.set_xlim(0, 1)
    axes.legend(frameon=False, loc="lower left")
    axes.set_title("逐步开启" if chinese else "Stage by stage")


def _reliability(axes: Axes, bench: RetrievalBench, *, chinese: bool) -> None:
    """Draw confidence against what came true."""
    settled = [one.case.expected_status is Status.ANSWERED for one in bench.confidences]
    bins = reliability([one.confidence for one in bench.confidences], settled)
    axes.plot([0, 1], [0, 1], color="#bbbbbb", lw=1)
    axes.plot([b.confidence for b in bins], [b.settled for b in bins], color=COLOURS[0], marker="o")
    for tenth in bins:
        axes.annotate(
            str(tenth.count), (tenth.confidence, tenth.settled), fontsize=8, xytext=(3, -10), textcoords="offset points"
        )
    axes.set_xlabel("置信度" if chinese else "confidence")
    axes.set_ylabel("规定确有答案的比例" if chinese else "share that is settled")
    axes.set_title("置信度可靠性" if chinese else "Reliability")


def _trade(axes: Axes, bench: RetrievalBench, *, chinese: bool) -> None:
    """Draw false answers and false refusals over the threshold."""
    settled = [one.case.expected_status is Status.ANSWERED for one in bench.confidences]
    if all(settled) or not any(settled):
        return
    costs = trades([one.confidence for one in bench.confidences], settled, FINE_THRESHOLDS)
    thresholds = [cost.threshold for cost in costs]
    axes.plot(
        thresholds, [c.false_answers for c in costs], color="#b23a48", label="误答" if chinese else "false answers"
    )
    axes.plot(
        thresholds, [c.false_refusals for c in costs], color=COLOURS[0], label="误拒" if chinese else "false refusals"
    )
    axes.set_xlabel("拒答阈值" if chinese else "threshold")
    axes.set_ylim(0, 0.5)
    axes.legend(frameon=False)
    axes.set_title("拒答的两面" if chinese else "The trade of refusing")


def _ascii(name: str, row: int) -> str:
    """Name a stage where no Chinese font is installed."""
    return name if name.isascii() else f"stage {row + 1}"
