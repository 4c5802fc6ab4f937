"""Figures as charts, tiles and lists for the trainers' page: values in, drawn values out. Reads nothing and decides nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from assistant.review.figures import Accuracy, Figures, Week, share_interval
from assistant.web.browse.text import permalink
from assistant.web.charts.bars import Bar, Part, columns, ranked_bars, share_bars
from assistant.web.charts.frame import Chart, percent, whole
from assistant.web.charts.lines import Kept, Line, line_chart, reliability_chart
from corpus.editions import CHINA
from corpus.regulation import Unit

SHOWN_UNITS = 10
LEAST_FOR_AXIS = 0.5  # accuracy is drawn from here on, unless it is lower
REASONS = {
    "wrong_clause": "条款不对",
    "incomplete": "不完整",
    "outdated": "已过时",
    "unclear": "看不明白",
    "should_have_refused": "不该回答",
}


@dataclass(frozen=True, slots=True)
class Tile:
    """A figure worth a glance."""

    what: str
    how_much: str
    more: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A chart with what helps to read it."""

    chart: Chart
    note: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A unit by its place, with the way to its words."""

    name: str
    path: str


@dataclass(frozen=True, slots=True)
class Unused:
    """The units of one regulation that no answer cites."""

    regulation: str
    units: tuple[Link, ...]
    share: str


def draw_tiles(figures: Figures) -> tuple[Tile, ...]:
    """Draw what most people want to know first."""
    weeks, refusals = figures.weeks, figures.refusals
    asked, refused = sum(week.answers for week in weeks), sum(week.not_covered for week in weeks)
    useful, useless = sum(week.useful for week in weeks), sum(week.useless for week in weeks)
    judged = refusals.right_refusals + refusals.wrong_refusals
    given = refusals.wrong_answers + refusals.other_answers
    tiles = [_accuracy_tile(figures.accuracy)]
    tiles.append(Tile("回答", whole(asked), f"其中 {whole(refused)} 个规定未涉及" if asked else "还没有人提问"))
    tiles.append(
        Tile(
            "拒答判对",
            percent(refusals.right_refusals / judged) if judged else "-",
            f"{_range(refusals.right_refusals, judged)}，已判 {judged} 个拒答，{refusals.wrong_refusals} 个本该回答"
            if judged
            else "还没有判过拒答",
        )
    )
    tiles.append(
        Tile(
            "不该答而答",
            percent(refusals.wrong_answers / given) if given else "-",
            f"{_range(refusals.wrong_answers, given)}，已判 {given} 个回答，{refusals.wrong_answers} 个本该拒答"
            if given
            else "还没有判过回答",
        )
    )
    tiles.append(
        Tile(
            "客服说有用",
            percent(useful / (useful + useless)) if useful + useless else "-",
            f"有用 {useful}，没用 {useless}" if useful + useless else "还没有反馈",
        )
    )
    if weeks:
        last = weeks[-1]
        tiles.append(
            Tile("出答案用时", f"{last.median_ms:.0f} 毫秒", f"本周一半不超过此数，95% 在 {last.slow_ms:.0f} 以内")
        )
    return tuple(tiles)


def _range(count: int, judged: int) -> str:
    """Write the interval of a share of those judged."""
    low, high = share_interval(count, judged)
    return f"95% 区间 {percent(low)}-{percent(high)}"


def draw_charts(figures: Figures, units: Mapping[str, Unit]) -> tuple[Shown, ...]:
    """Draw every figure for which there is something to draw.

    :param figures: The figures.
    :param units: The units in force, by id.
    :return: The charts, in the order in which they stand on the page.
    """
    shown: list[Shown] = []
    if figures.accuracy:
        shown.append(
            Shown(
                _accuracy(figures.accuracy),
                "每个点是一次抽查，竖线是 95% 区间，没有竖线的全部已判；按各层在日志里的比例折算",
            )
        )
    if figures.weeks:
        shown.append(Shown(_answers(figures.weeks), "每周，不含批量提问"))
    refusals = figures.refusals
    if any((refusals.right_refusals, refusals.wrong_refusals, refusals.wrong_answers, refusals.other_answers)):
        shown.append(Shown(_refusals(figures), "培训师判定过的回答；判定不一、尚未定论的不计"))
    if figures.calibration:
        kept = [Kept(t.mean_score, t.right, t.right_from, t.right_to, t.count) for t in figures.calibration]
        shown.append(
            Shown(
                reliability_chart("置信度可信吗", kept, ("置信度", "判为正确")),
                "点贴近虚线，说明置信度与实际相符；竖线是 95% 区间",
            )
        )
    if any(week.useful or week.useless for week in figures.weeks):
        shown.append(Shown(_feedback(figures.weeks), "同一个回答以客服最后一次反馈为准"))
    if figures.reasons:
        bars = [Bar(REASONS.get(reason, reason), count) for reason, count in _most(figures.reasons)]
        shown.append(Shown(ranked_bars("客服说哪里不好", bars, ("原因", "次数"), tone="never", beside=True)))
    if figures.weeks:
        shown.append(Shown(_times(figures.weeks), "从收到问题到答案出来，毫秒"))
    if figures.used:
        bars = [
            Bar(_unit_name(use.unit_id, units), use.cited, told=_opening(use.unit_id, units))
            for use in figures.used[:SHOWN_UNITS]
        ]
        shown.append(Shown(ranked_bars("最常引用的条款", bars, ("条款", "引用次数"))))
    copied = sorted((use for use in figures.used if use.copied), key=lambda use: -use.copied)[:SHOWN_UNITS]
    if copied:
        bars = [Bar(_unit_name(use.unit_id, units), use.copied, told=_opening(use.unit_id, units)) for use in copied]
        shown.append(Shown(ranked_bars("话术复制最多的条款", bars, ("条款", "复制次数"), tone="say")))
    return tuple(shown)


def list_unused(unit_ids: Sequence[str], units: Mapping[str, Unit]) -> tuple[Unused, ...]:
    """Put the units that no answer cites together by their regulation, the fullest list first."""
    in_all: dict[str, int] = {}
    for unit in units.values():
        in_all[unit.regulation_id] = in_all.get(unit.regulation_id, 0) + 1
    grouped: dict[str, list[Unit]] = {}
    for unit_id in unit_ids:
        if unit_id in units:
            grouped.setdefault(units[unit_id].regulation_id, []).append(units[unit_id])
    found = [
        Unused(
            unused[0].regulation,
            tuple(Link(unit.locator, permalink(unit.unit_id)) for unit in unused),
            f"{len(unused)} / {in_all[regulation_id]}",
        )
        for regulation_id, unused in grouped.items()
    ]
    return tuple(sorted(found, key=lambda each: -len(each.units)))


def _accuracy_tile(accuracy: Sequence[Accuracy]) -> Tile:
    """Say what the latest spot check found."""
    if not accuracy:
        return Tile("核实过的准确率", "-", "还没有判定")
    right = accuracy[-1].right
    return Tile(
        "核实过的准确率",
        percent(right.share),
        f"{right.population} 个全部已判"
        if right.complete
        else f"95% 区间 {percent(right.low)}-{percent(right.high)}，判 {right.judged} / {right.population}",
    )


def _accuracy(accuracy: Sequence[Accuracy]) -> Chart:
    """Draw the accuracy of spot check after spot check."""
    lowest = min(each.right.low for each in accuracy)
    return line_chart(
        "核实过的准确率",
        [_day(each.until) for each in accuracy],
        [
            Line(
                "准确率",
                "accent",
                tuple(each.right.share for each in accuracy),
                tuple(None if each.right.complete else each.right.low for each in accuracy),
                tuple(None if each.right.complete else each.right.high for each in accuracy),
            )
        ],
        top=1.0,
        bottom=LEAST_FOR_AXIS if lowest >= LEAST_FOR_AXIS else 0.0,
        head="抽查截止",
    )


def _answers(weeks: Sequence[Week]) -> Chart:
    """Draw how many were asked."""
    return columns(
        "提问",
        [_week(week) for week in weeks],
        [
            Part("有规定可答或需补充", "accent", tuple(week.answers - week.not_covered for week in weeks)),
            Part("规定未涉及", "faint", tuple(week.not_covered for week in weeks)),
        ],
        head="周一",
    )


def _refusals(figures: Figures) -> Chart:
    """Draw refusals and answers by whether they were right to be one."""
    it = figures.refusals
    return share_bars(
        "该答还是该拒",
        ["拒答", "回答"],
        [
            Part("判断得当", "say", (it.right_refusals, it.other_answers)),
            Part("判断有误", "never", (it.wrong_refusals, it.wrong_answers)),
        ],
        "",
    )


def _feedback(weeks: Sequence[Week]) -> Chart:
    """Draw what agents say."""
    return columns(
        "客服的反馈",
        [_week(week) for week in weeks],
        [
            Part("有用", "say", tuple(week.useful for week in weeks)),
            Part("没用", "never", tuple(week.useless for week in weeks)),
        ],
        head="周一",
    )


def _times(weeks: Sequence[Week]) -> Chart:
    """Draw how long answers took."""
    return line_chart(
        "出答案用时",
        [_week(week) for week in weeks],
        [
            Line("中位数", "accent", tuple(week.median_ms for week in weeks)),
            Line("95% 不超过", "quiet", tuple(week.slow_ms for week in weeks)),
        ],
        written=whole,
        head="周一",
    )


def _most(counted: Mapping[str, int]) -> list[tuple[str, int]]:
    """Put what was counted most first."""
    return sorted(counted.items(), key=lambda pair: -pair[1])


def _week(week: Week) -> str:
    """Name a week by its Monday."""
    return week.monday[5:]


def _day(at: str) -> str:
    """Name the day, in China, of a stored moment."""
    return f"{datetime.fromisoformat(at).astimezone(CHINA):%m-%d}"


def _unit_name(unit_id: str, units: Mapping[str, Unit]) -> str:
    """Name a unit as people do; one that is no longer in force by its id."""
    unit = units.get(unit_id)
    return f"{unit.locator} {unit.regulation}" if unit else f"{unit_id}（已不在现行规定里）"


def _opening(unit_id: str, units: Mapping[str, Unit]) -> str:
    """Give the first words of a unit."""
    unit = units.get(unit_id)
    return f"{unit.unit_text[:60]}" if unit else ""
