"""The trainers' figures as pages, over an invented log as large as a year's."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fake_embedder import UNITS
from local_site import LocalSite, local_site, text_of
from lxml import etree
from openpyxl import load_workbook
from simulated_log import ANN, judge_all, simulate_log
from sqlalchemy import Engine, event

from assistant.review.figures import Figures, Refusals, figures, read_log
from assistant.review.sampling import Judged, allocate, draw, estimate, sample_size
from assistant.review.spot_checks import candidates, strata_of
from assistant.review.verdicts import Judgement
from assistant.state.database import open_database
from assistant.state.users import Role, add_user
from assistant.web.trainer.figures_charts import draw_tiles

UNIT_IDS = tuple(unit.unit_id for unit in UNITS)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalSite]:
    """The application over ten thousand logged answers."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("ASSISTANT_HOME", str(home))
        made = local_site(home)
        simulate_log(made.database, unit_ids=UNIT_IDS)
        yield made


@pytest.fixture
def empty_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LocalSite:
    """The application with nothing in its log."""
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path))
    return local_site(tmp_path)


def charts(page: str) -> dict[str, etree._Element]:
    """Take the charts out of a page, by their titles."""
    drawn = [etree.fromstring(svg) for svg in re.findall(r"<svg.*?</svg>", page, flags=re.S)]
    return {str(svg.findtext("{*}title")): svg for svg in drawn}


def marks(svg: etree._Element, kind: str, tone: str) -> list[etree._Element]:
    """Find the marks of one sort in a chart."""
    return [each for each in svg.iter(f"{{*}}{kind}") if f"tone-{tone}" in each.get("class", "")]


def test_ten_thousand_answers_are_drawn(site: LocalSite) -> None:
    page = site.get("/trainer/figures").text
    drawn = charts(page)
    assert list(drawn) == [
        "核实过的准确率",
        "提问",
        "该答还是该拒",
        "置信度可信吗",
        "客服的反馈",
        "客服说哪里不好",
        "出答案用时",
        "最常引用的条款",
        "话术复制最多的条款",
    ]
    assert all(svg.findtext("{*}desc") and svg.get("aria-label") for svg in drawn.values())
    assert len(marks(drawn["核实过的准确率"], "circle", "accent")) == 6  # a dot a spot check
    assert "10,000" in page
    assert page.count("<table") == len(drawn)  # each chart can be read as a table


def test_what_is_drawn_are_the_figures(site: LocalSite) -> None:
    taken = figures(site.database, UNIT_IDS)
    drawn = charts(site.get("/trainer/figures?days=0").text)
    told = [mark.findtext("{*}title") for mark in marks(drawn["提问"], "rect", "faint")]
    refused = {week.monday[5:]: week.not_covered for week in taken.weeks}
    assert told == [f"{monday} 规定未涉及 {count}" for monday, count in refused.items() if count]
    heights = [float(mark.get("height", "")) for mark in marks(drawn["提问"], "rect", "faint")]
    counts = [count for count in refused.values() if count]
    assert heights == pytest.approx([heights[0] * count / counts[0] for count in counts], rel=1e-3)
    latest = taken.accuracy[-1].right
    assert f"最近：准确率 {latest.share:.0%}" in (drawn["核实过的准确率"].findtext("{*}desc") or "")


def test_shares_of_few_judged_say_how_sure_they_are() -> None:
    refusals = Refusals(right_refusals=9, wrong_refusals=1, wrong_answers=0, other_answers=40)
    tiles = {tile.what: tile.more for tile in draw_tiles(Figures((), None, 0, refusals, (), {}, (), (), ()))}
    assert "95% 区间 60%-98%" in tiles["拒答判对"]  # Wilson's of 9 of 10
    assert "95% 区间 0%-9%" in tiles["不该答而答"]  # of none of 40


def test_nothing_on_the_page_carries_a_style_of_its_own(site: LocalSite) -> None:
    page = site.get("/trainer/figures").text
    assert not re.search(r"""\s(style|on\w+)=|<style|fill="|stroke=\"""", page)


@pytest.mark.parametrize("days", ["7", "30", "0", "", "-5", "abc", "９０", "9" * 40])
def test_any_time_that_is_asked_for_gives_a_page(site: LocalSite, days: str) -> None:
    page = site.client.get("/trainer/figures", params={"days": days})
    assert page.status_code == 200
    chosen = re.search(r'days=(\d+)" aria-current="true"', page.text)
    assert chosen
    assert chosen[1] == (days if days in ("7", "30", "0") else "90")


def test_the_page_asks_the_database_as_often_for_many_answers_as_for_few(
    site: LocalSite, empty_site: LocalSite
) -> None:
    simulate_log(empty_site.database, 300, unit_ids=UNIT_IDS, spot_checks=2)
    assert _statements(site, "/trainer/figures") == _statements(empty_site, "/trainer/figures")


def test_the_sheets_hold_what_the_page_shows(site: LocalSite) -> None:
    answer = site.get("/trainer/figures/sheet.xlsx?days=0")
    assert "attachment" in answer.headers["content-disposition"]
    book = load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["抽查准确率", "每周", "拒答", "反馈原因", "置信度", "条款使用", "规定未涉及的问题"]
    assert sum(int(row[1]) for row in book["每周"].iter_rows(min_row=2, values_only=True)) == 10_000
    lines = site.get("/trainer/figures/sheet.csv?days=0").content.decode("utf-8-sig").splitlines()
    assert [name for name in book.sheetnames[1:] if name not in lines] == []
    assert site.get("/trainer/figures/sheet.pdf").status_code == 404


def test_questions_nobody_answers_are_listed_and_exported(site: LocalSite) -> None:
    part = site.get("/trainer/figures/gaps?days=0&part=1").text
    assert "<html" not in part
    whole = site.get("/trainer/figures/gaps?days=0")
    times = [int(number) for number in re.findall(r'class="times">(\d+) 次', whole.text)]
    refused = sum(row.status == "not_covered" for row in read_log(site.database))
    assert sum(times) == refused
    assert times == sorted(times, reverse=True)
    rows = list(
        load_workbook(io.BytesIO(site.get("/trainer/figures/gaps.xlsx?days=0").content)).active.iter_rows(
            min_row=2, values_only=True
        )
    )
    assert [row[0] for row in rows] == times


def test_an_empty_page_says_what_to_do(empty_site: LocalSite) -> None:
    assert "这段时间还没有回答" in text_of(empty_site.get("/trainer/figures"))
    simulate_log(empty_site.database, 50, unit_ids=UNIT_IDS, spot_checks=0)
    page = empty_site.get("/trainer/figures")
    assert "还没有判定，所以还没有准确率" in text_of(page)
    assert 'href="/trainer"' in page.text
    assert "核实过的准确率" not in charts(page.text)


def test_figures_are_closed_to_agents(empty_site: LocalSite) -> None:
    add_user(empty_site.database, "ann", Role.AGENT, "a long enough one")
    entered = empty_site.client.post("/api/login", json={"name": "ann", "password": "a long enough one"}).json()
    bearer = {"authorization": f"Bearer {entered['token']}"}
    for path in ("figures", "figures/sheet.xlsx", "figures/gaps", "batch", "evals", "evals/x", "answers/x"):
        assert empty_site.client.get(f"/trainer/{path}", headers=bearer).status_code == 403
    for path in ("batch/upload", "evals/run", "batch/x/remove"):
        assert empty_site.client.post(f"/trainer/{path}", headers=bearer).status_code == 403


def test_the_estimate_holds_for_a_log_of_which_everything_is_known(tmp_path: Path) -> None:
    """A thousand draws: of only a hundred, one set in ten would have 92 or fewer inside, though the interval keeps its word."""
    engine = open_database(tmp_path)
    truth = simulate_log(engine, 4000, spot_checks=0)
    right = {answer_id: float(worth is Judgement.RIGHT) for answer_id, worth in truth.items()}
    share = sum(right.values()) / len(right)
    members = strata_of(candidates(engine, "", "~"))
    counts = {name: len(of_stratum) for name, of_stratum in members.items()}
    numbers = allocate(counts, sample_size(len(right), 0.05))
    inside = 0
    for seed in range(1000):
        drawn = draw(members, numbers, seed)
        told = estimate([Judged(counts[name], tuple(right[each] for each in of)) for name, of in drawn.items()])
        assert told is not None
        inside += told.low <= share <= told.high
    assert inside >= 930


def test_an_estimate_from_verdicts_is_near_the_truth(tmp_path: Path) -> None:
    """By the same road as the page: drawn, judged, read back."""
    engine = open_database(tmp_path)
    truth = simulate_log(engine, 2000, spot_checks=1)
    share = sum(worth is Judgement.RIGHT for worth in truth.values()) / len(truth)
    (point,) = figures(engine, UNIT_IDS).accuracy
    assert point.right.population == pytest.approx(2000, abs=1)  # the last one was asked at the end of the time
    assert point.right.low - 0.03 < share < point.right.high + 0.03
    asked_at = {row.answer_id: "2026-01-01" for row in read_log(engine)}
    judge_all(engine, list(asked_at), truth, asked_at, by=ANN.name)
    assert figures(engine, UNIT_IDS).accuracy == (point,)  # what was not drawn counts nowhere


def _statements(site: LocalSite, path: str) -> int:
    """Count what a page asks the database."""
    asked: list[str] = []

    def listen(*arguments: object) -> None:
        asked.append(str(arguments[2]))

    engine: Engine = site.database
    event.listen(engine, "before_cursor_execute", listen)
    try:
        assert site.get(path).status_code == 200
    finally:
        event.remove(engine, "before_cursor_execute", listen)
    return len(asked)
