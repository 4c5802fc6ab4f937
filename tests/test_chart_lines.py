"""Lines and the curve of a confidence: what is drawn covers no word."""

from __future__ import annotations

import itertools

import pytest
from lxml import etree

from assistant.web.charts.frame import WIDE, Chart, text_width
from assistant.web.charts.lines import HEIGHT, Kept, Line, line_chart, reliability_chart

CORNERS = (0.0, 0.04, 0.5, 0.96, 1.0)


def texts(chart: Chart) -> list[tuple[float, float, float, float]]:
    """Give the box of every text that stands in a chart: left, right, top, bottom."""
    boxes = []
    for each in etree.fromstring(str(chart.svg)).iter("{*}text"):
        x, y, width = float(each.get("x", "")), float(each.get("y", "")), text_width(each.text or "")
        left = x - {"end": width, "middle": width / 2}.get(each.get("text-anchor", ""), 0)
        boxes.append((left, left + width, y - WIDE * 0.75, y))
    return boxes


@pytest.mark.parametrize(("said", "true"), list(itertools.product(CORNERS, CORNERS)))
def test_no_point_covers_a_label_however_many_it_stands_for(said: float, true: float) -> None:
    chart = reliability_chart("置信度", [Kept(said, true, 0, 1, 500)], ("置信度", "判为正确"))
    (dot,) = etree.fromstring(str(chart.svg)).iter("{*}circle")
    x, y, radius = (float(dot.get(name, "")) for name in ("cx", "cy", "r"))
    assert all(
        x + radius <= left or x - radius >= right or y + radius <= top or y - radius >= bottom
        for left, right, top, bottom in texts(chart)
    )
    assert radius <= y <= HEIGHT - radius


def test_a_value_without_an_interval_has_no_line_and_says_none() -> None:
    """A spot check of which all were judged stands between two that are estimates."""
    line = Line("准确率", "accent", (0.8, 0.9, 0.85), (0.7, None, 0.8), (0.9, None, 0.9))
    chart = line_chart("准确率", ["一月", "二月", "三月"], [line], top=1.0)
    assert len(list(etree.fromstring(str(chart.svg)).iterfind(".//{*}line[@class='whisker tone-accent']"))) == 2
    assert [row[1] for row in chart.rows] == ["80%（70%-90%）", "90%", "85%（80%-90%）"]
