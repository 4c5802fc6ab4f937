"""Draws a run as one picture: the assistant beside the baselines, and each kind of question.

Only this module imports matplotlib, and only when a picture is drawn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from evals.cases import Kind
from evals.metrics import Interval
from evals.results import Run
from evals.summary import Ranking, by_kind, rank_baselines, rank_results

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Simplified first; the other regions' faces hold the same characters with slightly other strokes.
CHINESE_FONTS = tuple(f"Noto Sans CJK {region}" for region in ("SC", "JP", "TC", "HK", "KR"))
COLOURS = ("#1b4965", "#62b6cb", "#c9d6df")  # first, among five, among ten: dark to light


@dataclass(frozen=True, slots=True)
class Wording:
    """The words on the picture in one language."""

    systems_title: str
    kinds_title: str
    depths: tuple[str, str, str]
    share: str
    assistant: str


CHINESE = Wording("与基线对比", "各类问题", ("第一位", "前五位", "前十位"), "找到正确条款的题所占比例", "本系统")
ENGLISH = Wording(
    "Against the baselines", "By kind of question", ("first", "among 5", "among 10"), "share of cases", "assistant"
)


def plot_run(run: Run, path: Path, kind_names: Mapping[Kind, str], baseline_names: Mapping[str, str]) -> None:
    """Draw a run and write it as a PNG file.

    :param run: The run.
    :param path: Where to write.
    :param kind_names: Chinese names of the kinds of question; used where a Chinese font is installed.
    :param baseline_names: Chinese names of the baselines, likewise.
    """
    import matplotlib as mpl
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    font = chinese_font()
    wording = CHINESE if font else ENGLISH
    systems = {wording.assistant: rank_results(run.results)}
    for name, ranking in rank_baselines(run.results).items():
        systems[baseline_names.get(name, name) if font else name] = ranking
    kinds = {
        (kind_names[kind] if font else str(kind)): rank_results(group) for kind, group in by_kind(run.results).items()
    }
    kinds = {name: ranking for name, ranking in kinds.items() if ranking.count}
    with mpl.rc_context({"font.family": [font] if font else ["DejaVu Sans"], "axes.unicode_minus": False}):
        figure = Figure(figsize=(13, 1.8 + 0.45 * max(len(systems), len(kinds), 4)), layout="constrained")
        FigureCanvasAgg(figure)
        left, right = figure.subplots(1, 2, sharex=True)
        _bars(left, systems, wording, wording.systems_title)
        _bars(right, kinds, wording, wording.kinds_title)
        figure.legend(*left.get_legend_handles_labels(), loc="outside lower center", ncols=3, frameon=False)
        figure.suptitle(run.name, fontsize=10, color="#555555")
        figure.savefig(path, dpi=130)


def _bars(axes: Axes, rankings: Mapping[str, Ranking], wording: Wording, title: str) -> None:
    """Draw one group of three bars a row, with the interval of the first as a line."""
    rows = list(range(len(rankings)))
    depths: Sequence[tuple[str, list[Interval | None]]] = (
        (wording.depths[0], [ranking.first for ranking in rankings.values()]),
        (wording.depths[1], [ranking.among_5 for ranking in rankings.values()]),
        (wording.depths[2], [ranking.among_10 for ranking in rankings.values()]),
    )
    for place, ((label, intervals), colour) in enumerate(zip(depths, COLOURS, strict=True)):
        means = [interval.mean if interval else 0.0 for interval in intervals]
        spread = [
            [interval.mean - interval.low if interval else 0.0 for interval in intervals],
            [interval.high - interval.mean if interval else 0.0 for interval in intervals],
        ]
        heights = [row + (place - 1) * 0.27 for row in rows]
        axes.barh(
            heights, means, 0.25, xerr=spread, color=colour, label=label, error_kw={"lw": 0.8, "ecolor": "#777777"}
        )
    axes.set_yticks(rows, [f"{name} (n={ranking.count})" for name, ranking in rankings.items()])
    axes.invert_yaxis()
    axes.set_xlim(0, 1)
    axes.set_title(title)
    axes.set_xlabel(wording.share)
    axes.grid(axis="x", color="#eeeeee")
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)


def chinese_font() -> str | None:
    """Name the first Chinese font that is installed."""
    from matplotlib import font_manager

    installed = set(font_manager.get_font_names())
    return next((name for name in CHINESE_FONTS if name in installed), None)
