"""A changed regulation, timed from the build until a server answers by it; here with the smallest there is."""

from __future__ import annotations

from pathlib import Path

import pytest
from fake_embedder import UNITS

from corpus.document import parse_document
from corpus.reading import read_document
from evals import change_bench
from evals.change_bench import ChangeTimes, measure_change
from evals.processes import BenchFailed


def test_the_figures_name_their_baseline() -> None:
    first, second = ChangeTimes(50, 587, (2.0, 3.0, 2.5), (0.5, 0.7, 0.6), 4.0).lines()
    assert "50 个条款" in first
    assert "中位 2.5 秒，最长 3.0 秒" in first
    assert "收入文件 0.6 秒" in first
    assert "4.0 秒" in second
    assert "0.75 倍" in second


def test_every_clause_of_an_edition_is_reworded_and_parsed_as_a_clause(tmp_path: Path) -> None:
    texts = ["客户讲方言时请会方言的同事协助。", "不得先于客户挂断电话。"]
    editions = [change_bench._write(tmp_path / f"{number}.txt", texts, number) for number in range(3)]
    units = [parse_document(read_document(file)).regulations[0].units for file in editions]
    assert [[unit.locator for unit in each] for each in units] == [["第一条", "第二条"]] * 3
    for place in range(2):
        assert len({each[place].text for each in units}) == 3


def test_too_few_clauses_are_said(tmp_path: Path) -> None:
    with pytest.raises(BenchFailed, match="少于 50 条"):
        change_bench._choose(UNITS, 50)


@pytest.mark.slow
def test_a_server_follows_a_changed_regulation() -> None:
    times = measure_change(5, 2)
    assert times.clauses == 5
    assert len(times.live) == len(times.added) == 2
    assert all(0 < seconds < change_bench.LIVE_SECONDS for seconds in (*times.live, times.whole))
