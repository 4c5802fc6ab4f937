"""Lines over time with their intervals, and the curve that shows whether a confidence holds what it says: values in, SVG out."""

from __future__ import annotations

import math
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
    tag,
    ticks,
    value_axis,
    whole,
)

HEIGHT, FOOT = 200, 26
SMALLEST_DOT, LARGEST_DOT = 3.0, 10.0


@dataclass(frozen=True, slots=True)
class Line:
    """Values at the places of a chart; None where there is none."""

    label: str
    tone: str
    values: tuple[float | None, ...]
    low: tuple[float | None, ...] = ()  # of the intervals
    high: tuple[float | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Kept:
    """How often something said with a confidence came true."""

    said: float
    true: float
    low: float  # of the interval of what came true
    high: float
    count: int


def line_chart(
    title: str,
    labels: Sequence[str],
    lines: Sequence[Line],
    *,
    written: Written = percent,
    top: float | None = None,
    bottom: float = 0.0,
    head: str = "时间",
) -> Chart:
    """Draw values over time.

    :param title: What is shown.
    :param labels: Of the places, from left to right.
    :param lines: The values, with intervals where there are some.
    :param written: Writes a value.
    :param top: The largest value of the scale; found if not given.
    :param bottom: The smallest.
    :param head: What the labels are, for the table.
    :return: The chart.
    """
    largest = max((value for line in lines for value in (*line.values, *line.high) if value is not None), default=0)
    highest = top if top is not None else ticks(largest)[-1]
    fifths = [bottom + (highest - bottom) * place / 5 for place in range(6)]
    at = fifths if bottom else ticks(highest)
    scale = Scale(bottom, highest, HEIGHT - FOOT, TOP)
    places = _places(len(labels))
    marks = [value_axis(scale, at, written), label_axis(labels, places, HEIGHT - 8)]
    marks += [_line(line, labels, places, scale, written) for line in lines]
    last = [(line.label, line.values[-1]) for line in lines if line.values and line.values[-1] is not None]
    said = "，".join(f"{label} {written(value)}" for label, value in last if value is not None)
    summary = f"{labels[0]} 至 {labels[-1]}，最近：{said}。" if labels else "没有数据。"
    return Chart(
        title,
        summary,
        canvas(title, summary, HEIGHT, *marks),
        (head, *(line.label for line in lines)),
        tuple((label, *(_cell(line, place, written) for line in lines)) for place, label in enumerate(labels)),
        tuple(Key(line.label, line.tone) for line in lines) if len(lines) > 1 else (),
    )


def reliability_chart(title: str, kept: Sequence[Kept], labels: tuple[str, str]) -> Chart:
    """Draw how often what was said with a confidence was right; on the diagonal the confidence holds what it says.

    :param title: What is shown.
    :param kept: From low to high confidence.
    :param labels: What lies to the right, and what lies upwards.
    :return: The chart.
    """
    across = Scale(
        0, 1, LEFT + LARGEST_DOT, WIDTH - RIGHT
    )  # room for the largest dot before the values written at the left
    up = Scale(0, 1, HEIGHT - FOOT - 14, TOP)
    quarters = (0.0, 0.25, 0.5, 0.75, 1.0)
    most = max((each.count for each in kept), default=1)
    points = " ".join(f"{across(each.said):g},{up(each.true):g}" for each in kept)
    marks = [
        value_axis(up, quarters, percent),
        Markup("").join(
            tag("text", percent(x), class_="axis", x=across(x), y=HEIGHT - FOOT + 7, text_anchor="middle")
            for x in quarters
        ),
        tag("text", labels[0], class_="axis", x=(LEFT + WIDTH - RIGHT) / 2, y=HEIGHT - 4, text_anchor="middle"),
        tag("line", class_="ideal", x1=across(0), y1=up(0), x2=across(1), y2=up(1)),
        tag("polyline", class_="line tone-accent", points=points),
    ]
    for each in kept:
        radius = max(SMALLEST_DOT, LARGEST_DOT * math.sqrt(each.count / most))
        x = across(each.said)
        marks.append(tag("line", class_="whisker tone-accent", x1=x, x2=x, y1=up(each.low), y2=up(each.high)))
        told = f"{labels[0]} {percent(each.said)}，{labels[1]} {percent(each.true)}，{each.count} 个"
        marks.append(tag("circle", tag("title", told), class_="dot tone-accent", cx=x, cy=up(each.true), r=radius))
    count = sum(each.count for each in kept)
    off = sum(abs(each.said - each.true) * each.count for each in kept) / count if count else 0.0
    summary = f"{count} 个，{labels[0]}与{labels[1]}平均相差 {percent(off)}。"
    return Chart(
        title,
        summary,
        canvas(title, summary, HEIGHT, *marks),
        (labels[0], labels[1], "个数"),
        tuple(
            (percent(each.said), f"{percent(each.true)}（{percent(each.low)}-{percent(each.high)}）", whole(each.count))
            for each in kept
        ),
        (Key(f"{labels[1]}（点越大，个数越多）", "accent"), Key("两者相符", "quiet")),
    )


def _places(count: int) -> list[float]:
    """Spread places over the width."""
    if count == 1:
        return [(LEFT + WIDTH - RIGHT) / 2]
    first, last = LEFT + 14, WIDTH - RIGHT - 14
    return [first + (last - first) * place / max(1, count - 1) for place in range(count)]


def _line(line: Line, labels: Sequence[str], places: Sequence[float], scale: Scale, written: Written) -> Markup:
    """Draw one line: its intervals, then the line, then its dots."""
    marks: list[Markup] = []
    known = [(places[at], scale(value)) for at, value in enumerate(line.values) if value is not None]
    if line.low and line.high:
        spans = [
            (x, low, high) for x, low, high in zip(places, line.low, line.high, strict=True) if low is not None and high
        ]
        if len(spans) > 1:
            outline = [(x, scale(high)) for x, _, high in spans] + [(x, scale(low)) for x, low, _ in reversed(spans)]
            marks.append(tag("polygon", class_=f"band tone-{line.tone}", points=_points(outline)))
        marks += [
            tag("line", class_=f"whisker tone-{line.tone}", x1=x, x2=x, y1=scale(low), y2=scale(high))
            for x, low, high in spans
        ]
    marks.append(tag("polyline", class_=f"line tone-{line.tone}", points=_points(known)))
    radius = 3.5 if len(known) < 20 else 2.0
    for at, value in enumerate(line.values):
        if value is not None:
            told = f"{labels[at]} {line.label} {_cell(line, at, written)}"
            marks.append(
                tag(
                    "circle",
                    tag("title", told),
                    class_=f"dot tone-{line.tone}",
                    cx=places[at],
                    cy=scale(value),
                    r=radius,
                )
            )
    return Markup("").join(marks)


def _points(points: Sequence[tuple[float, float]]) -> str:
    """Write points as SVG reads them."""
    return " ".join(f"{x:g},{y:g}" for x, y in points)


def _cell(line: Line, at: int, written: Written) -> str:
    """Write a value with its interval."""
    value = line.values[at]
    if value is None:
        return "-"
    low, high = (ends[at] if ends else None for ends in (line.low, line.high))
    return written(value) if low is None or high is None else f"{written(value)}（{written(low)}-{written(high)}）"
