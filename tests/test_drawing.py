"""Charts: each mark stands where its value says, and nothing that is shown can be markup."""

from __future__ import annotations

import pytest
from lxml import etree

from assistant.web.charts.bars import Bar, Part, columns, ranked_bars, share_bars
from assistant.web.charts.frame import Chart, Scale, shortened, text_width, ticks
from assistant.web.charts.lines import Kept, Line, line_chart, reliability_chart


def marks(chart: Chart, kind: str, of: str) -> list[etree._Element]:
    """Find the marks of a class."""
    return [each for each in etree.fromstring(str(chart.svg)).iter(f"{{*}}{kind}") if of in each.get("class", "")]


def number(mark: etree._Element, name: str) -> float:
    """Read a number of a mark."""
    return float(mark.get(name, ""))


@pytest.mark.parametrize("high", [0.0, 0.003, 0.5, 0.97, 1.0, 7, 10, 99, 101, 12_345])
def test_ticks_are_few_begin_at_zero_and_reach_the_largest(high: float) -> None:
    found = ticks(high)
    assert found[0] == 0
    assert found[-1] >= high
    assert 2 <= len(found) <= 6
    assert len({round(after - before, 9) for before, after in zip(found, found[1:], strict=False)}) == 1


def test_a_scale_keeps_what_lies_outside_at_its_edges() -> None:
    scale = Scale(0, 10, 100, 0)
    assert [scale(value) for value in (0, 5, 10, 20, -3)] == [100, 50, 0, 0, 100]
    assert Scale(1, 1, 5, 9)(1) == 5


def test_a_line_stands_at_its_values_and_skips_what_is_missing() -> None:
    chart = line_chart(
        "准确", ["一", "二", "三"], [Line("甲", "say", (0.0, None, 1.0), (0.0, None, 0.8), (0.2, None, 1.0))], top=1
    )
    first, last = marks(chart, "circle", "tone-say")
    assert number(first, "cy") > number(last, "cy")
    (whiskers) = marks(chart, "line", "whisker")
    assert len(whiskers) == 2
    assert number(whiskers[1], "y2") == number(last, "cy")
    assert chart.rows == (("一", "0%（0%-20%）"), ("二", "-"), ("三", "100%（80%-100%）"))


def test_columns_are_stacked_and_as_high_as_their_values() -> None:
    chart = columns("数", ["一", "二"], [Part("甲", "say", (3, 0)), Part("乙", "never", (1, 2))])
    (lower,), upper = marks(chart, "rect", "tone-say"), marks(chart, "rect", "tone-never")
    assert number(lower, "height") == pytest.approx(3 * number(upper[0], "height"))
    assert number(upper[1], "height") == pytest.approx(2 * number(upper[0], "height"))
    assert number(upper[0], "y") + number(upper[0], "height") == pytest.approx(number(lower, "y"))


def test_bars_are_as_long_as_their_values_with_their_intervals() -> None:
    chart = ranked_bars("排", [Bar("甲", 1.0, 0.5, 1.0, count="4"), Bar("乙", 0.5)], ("名", "值"), top=1.0, beside=True)
    one, half = (number(mark, "width") for mark in marks(chart, "rect", "measure"))
    assert one == pytest.approx(2 * half)
    assert len(marks(chart, "line", "span")) == 1
    assert chart.heads == ("名", "值", "95% 区间", "题数")
    assert {len(row) for row in chart.rows} == {4}


def test_shares_fill_their_row() -> None:
    chart = share_bars("分", ["上", "下"], [Part("甲", "say", (3, 0)), Part("乙", "never", (1, 0))], "")
    assert sum(number(mark, "width") for mark in marks(chart, "rect", "measure")) == pytest.approx(360)


def test_the_reliability_curve_says_how_far_it_is_off() -> None:
    kept = [Kept(0.9, 0.8, 0.7, 0.9, 100), Kept(0.5, 0.8, 0.4, 1.0, 100)]
    chart = reliability_chart("可信", kept, ("置信度", "正确"))
    assert "平均相差 20%" in chart.summary
    first, _ = marks(chart, "circle", "dot")
    assert number(first, "r") == 10


@pytest.mark.parametrize("drawn", [line_chart("空", [], []), columns("空", [], []), ranked_bars("空", [], ("", ""))])
def test_nothing_to_draw_is_an_empty_chart(drawn: Chart) -> None:
    assert etree.fromstring(str(drawn.svg)).findtext("{*}title") == "空"
    assert drawn.rows == ()


def test_what_is_shown_is_never_markup() -> None:
    nasty = '"><script>alert(1)</script>&'
    for chart in (
        ranked_bars(nasty, [Bar(nasty, 1, told=nasty)], (nasty, nasty)),
        columns(nasty, [nasty], [Part(nasty, "say", (1,))]),
        line_chart(nasty, [nasty], [Line(nasty, "say", (1.0,))]),
    ):
        assert "<script" not in chart.svg
        assert etree.fromstring(str(chart.svg)).findtext("{*}title") == nasty


def test_a_long_label_is_cut_to_its_room() -> None:
    assert shortened("短", 100) == "短"
    assert text_width(shortened("全国棉花交易市场客户服务人员行为规范", 80)) <= 80
