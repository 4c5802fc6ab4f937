"""Bars: columns over time, ranked rows, and rows that are parted into shares: values in, SVG out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from assistant.web.charts.frame import (
    LEFT,
    RIGHT,
    TOP,
    WIDTH,
    Chart,
    Key,
    Scale,
    Written,
    canvas,
    label_axis,
    percent,
    shortened,
    tag,
    text_width,
    ticks,
    value_axis,
    whole,
)

HEIGHT, FOOT = 200, 26
ROW, ROW_BELOW = 24, 38  # height of a row with its label beside the bar, and above it
BESIDE = 92  # room for labels beside bars


@dataclass(frozen=True, slots=True)
class Part:
    """What one colour counts, at every place of a chart."""

    label: str
    tone: str
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a ranking."""

    label: str
    value: float
    low: float | None = None  # of its interval
    high: float | None = None
    told: str = ""  # more of it, shown when it is pointed at
    count: str = ""  # how many it was taken over


def columns(
    title: str, labels: Sequence[str], parts: Sequence[Part], *, written: Written = whole, head: str = "时间"
) -> Chart:
    """Draw columns of stacked parts.

    :param title: What is shown.
    :param labels: Of the columns.
    :param parts: The parts, from the bottom.
    :param written: Writes a value.
    :param head: What the labels are, for the table.
    :return: The chart.
    """
    sums = [sum(part.values[place] for part in parts) for place in range(len(labels))]
    at = ticks(max(sums, default=0))
    scale = Scale(0, at[-1], HEIGHT - FOOT, TOP)
    step = (WIDTH - LEFT - RIGHT) / max(1, len(labels))
    wide = min(34.0, step * 0.68)
    places = [LEFT + step * (place + 0.5) for place in range(len(labels))]
    marks = [value_axis(scale, at, written), label_axis(labels, places, HEIGHT - 8)]
    for place, label in enumerate(labels):
        below = 0.0
        for part in parts:
            value = part.values[place]
            if value:
                above = below + value
                marks.append(
                    tag(
                        "rect",
                        tag("title", f"{label} {part.label} {written(value)}"),
                        class_=f"measure tone-{part.tone}",
                        x=places[place] - wide / 2,
                        width=wide,
                        y=scale(above),
                        height=scale(below) - scale(above),
                    )
                )
                below = above
    totals = "，".join(f"{part.label}共 {written(sum(part.values))}" for part in parts)
    summary = f"{labels[0]} 至 {labels[-1]}，{totals}。" if labels else "没有数据。"
    return Chart(
        title,
        summary,
        canvas(title, summary, HEIGHT, *marks),
        (head, *(part.label for part in parts)),
        tuple((label, *(written(part.values[place]) for part in parts)) for place, label in enumerate(labels)),
        tuple(Key(part.label, part.tone) for part in parts) if len(parts) > 1 else (),
    )


def ranked_bars(
    title: str,
    bars: Sequence[Bar],
    heads: tuple[str, str],
    *,
    written: Written = whole,
    top: float | None = None,
    tone: str = "accent",
    beside: bool = False,
) -> Chart:
    """Draw a row for each thing, as long as its value.

    :param title: What is shown.
    :param bars: The rows, from the top.
    :param heads: What is counted and what the values are, for the table.
    :param written: Writes a value.
    :param top: The longest value; the largest of them if not given.
    :param tone: The colour.
    :param beside: Whether labels are short and stand beside their bars.
    :return: The chart.
    """
    high = top or max((bar.value for bar in bars), default=1) or 1
    room = max((text_width(_figure(bar, written)) for bar in bars), default=0) + 8
    left = BESIDE if beside else 2
    scale = Scale(0, high, left, WIDTH - room)
    height = ROW if beside else ROW_BELOW
    marks: list[Markup] = []
    for place, bar in enumerate(bars):
        y = place * height + (7 if beside else 19)
        label_room = BESIDE - 10 if beside else WIDTH - room - 4
        marks.append(
            tag(
                "text",
                tag("title", bar.label),
                shortened(bar.label, label_room),
                class_="label",
                x=0,
                y=y + (9 if beside else -6),
            )
        )
        marks.append(tag("rect", class_="trough", x=left, width=scale(high) - left, y=y, height=10, rx=3))
        marks.append(
            tag(
                "rect",
                tag("title", f"{bar.label} {written(bar.value)} {bar.told}".strip()),
                class_=f"measure tone-{tone}",
                x=left,
                width=max(1.0, scale(bar.value) - left),
                y=y,
                height=10,
                rx=3,
            )
        )
        if bar.low is not None and bar.high is not None:
            ends = {"x1": scale(bar.low), "x2": scale(bar.high), "y1": y + 5, "y2": y + 5}
            marks += [tag("line", class_="halo", **ends), tag("line", class_="span", **ends)]  # seen on any colour
        marks.append(tag("text", _figure(bar, written), class_="value", x=WIDTH - 2, y=y + 9, text_anchor="end"))
    summary = "；".join(f"{bar.label} {written(bar.value)}" for bar in bars[:3]) or "没有数据"
    with_interval = any(bar.low is not None for bar in bars)
    rows = tuple(
        (
            bar.label,
            written(bar.value),
            *((_interval(bar, written),) if with_interval else ()),
            *((bar.count,) if any(each.count for each in bars) else ()),
        )
        for bar in bars
    )
    extra = (*(("95% 区间",) if with_interval else ()), *(("题数",) if any(bar.count for bar in bars) else ()))
    return Chart(
        title,
        f"{summary}。",
        canvas(title, f"{summary}。", max(1, len(bars)) * height + 2, *marks),
        (*heads, *extra),
        rows,
    )


def share_bars(title: str, labels: Sequence[str], parts: Sequence[Part], head: str) -> Chart:
    """Draw rows of full length, each parted into shares.

    :param title: What is shown.
    :param labels: Of the rows.
    :param parts: What the shares count; a part may have nothing in a row.
    :param head: What the labels are, for the table.
    :return: The chart.
    """
    marks: list[Markup] = []
    height = 52
    for place, label in enumerate(labels):
        total, y, x = sum(part.values[place] for part in parts), place * height + 22, 0.0
        marks.append(tag("text", f"{label}（{whole(total)}）", class_="label", x=0, y=y - 8))
        marks.append(tag("rect", class_="trough", x=0, width=WIDTH, y=y, height=20, rx=4))
        for part in parts:
            value = part.values[place]
            wide = WIDTH * value / total if total else 0.0
            if wide:
                told = f"{part.label} {whole(value)}（{percent(value / total)}）"
                marks.append(
                    tag("rect", tag("title", told), class_=f"measure tone-{part.tone}", x=x, width=wide, y=y, height=20)
                )
                if wide > text_width(whole(value)) + 8:
                    marks.append(
                        tag("text", whole(value), class_="on-bar", x=x + wide / 2, y=y + 14, text_anchor="middle")
                    )
            x += wide
    summary = "；".join(
        f"{label}：" + "，".join(f"{part.label} {whole(part.values[place])}" for part in parts if part.values[place])
        for place, label in enumerate(labels)
    )
    return Chart(
        title,
        f"{summary}。",
        canvas(title, f"{summary}。", len(labels) * height + 2, *marks),
        (head, *(part.label for part in parts)),
        tuple((label, *(whole(part.values[place]) for part in parts)) for place, label in enumerate(labels)),
        tuple(Key(part.label, part.tone) for part in parts),
    )


def _figure(bar: Bar, written: Written) -> str:
    """Write what stands at the end of a row."""
    return f"{written(bar.value)}  n={bar.count}" if bar.count else written(bar.value)


def _interval(bar: Bar, written: Written) -> str:
    """Write the interval of a row."""
    return "-" if bar.low is None or bar.high is None else f"{written(bar.low)}-{written(bar.high)}"
