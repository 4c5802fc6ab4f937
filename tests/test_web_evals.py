"""Evaluations at the trainers' page: listed, read, compared and run, from reports as ``assistant eval run`` writes them."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fake_evals import COMPLAINT, DIALECT, RINGING, PreparedAssistant, make_answer, make_case
from local_site import LocalSite, local_site, text_of

from assistant.answer import Status
from assistant.web.trainer.evals_reports import ReportLine, before_of
from assistant.web.trainer.evals_run import BROKE_OFF, EvalRunning, EvalRuns, EvalWork
from evals.cases import TUNING_TAG, Gold, Kind
from evals.results import Run, write_run
from evals.run import run_cases
from evals.summary import rank_results, sum_up_answers

GOLD = Gold("cotton.txt", "第三十条（六）", "严禁直接挂机")
CASES = (
    make_case("c1", "客户讲方言听不懂怎么办", GOLD),
    make_case("c2", "刻户讲放言", GOLD, kind=Kind.TYPO, tags=("noisy",), writer="eval-02"),
    make_case("c3", "今天天气如何"),
    make_case("c4", "<b>方言</b>呢", GOLD, tags=(TUNING_TAG,)),
)
WAIT_SECONDS = 30


def run_of(hour: int, typo_first: bool, words: str = "") -> Run:
    """Ask the cases of an assistant that may miss the one with a misspelling."""
    second = (DIALECT, RINGING) if typo_first else (RINGING, DIALECT)
    assistant = PreparedAssistant(
        {
            "客户讲方言听不懂怎么办": make_answer("客户讲方言听不懂怎么办", [DIALECT], [DIALECT], words=words),
            "刻户讲放言": make_answer("刻户讲放言", second, second[:1]),
            "今天天气如何": make_answer("今天天气如何", [COMPLAINT], status=Status.NOT_COVERED),
            "<b>方言</b>呢": make_answer("<b>方言</b>呢", [DIALECT], [DIALECT]),
        }
    )
    started_at = datetime(2026, 11, 21, hour, tzinfo=UTC)
    return replace(run_cases(assistant, CASES), commit="abc1234", started_at=started_at)


BEFORE, AFTER = run_of(8, typo_first=False), run_of(9, typo_first=True, words="请按规定答复。")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalSite]:
    """The application with two reports."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("ASSISTANT_HOME", str(home))
        made = local_site(home)
        (home / "reports").mkdir()
        for run in (BEFORE, AFTER):
            write_run(run, home / "reports" / f"{run.name}.json")
        (home / "reports" / "torn.json").write_text("{", encoding="utf-8")
        write_run(BEFORE, home / "outside.json")
        yield made


def test_the_reports_are_listed_with_their_figures_the_latest_first(site: LocalSite) -> None:
    page = site.get("/trainer/evals")
    assert re.findall(r'<td><a href="/trainer/evals/([^"]+)"', page.text) == [AFTER.name, BEFORE.name]
    assert re.findall(r'<td class="number">(\d+)</td><td class="number">(\d+%)', page.text) == [
        ("4", "100%"),
        ("4", "67%"),
    ]
    assert "4 题的历次评测" in page.text
    assert page.text.count(" selected>") == 2  # the last two are offered to be compared
    assert f'value="{BEFORE.name}" selected' in page.text


def test_a_report_shows_figures_of_each_kind_and_its_cases(site: LocalSite) -> None:
    page = site.get(f"/trainer/evals/{BEFORE.name}")
    assert re.findall(r"<tr><td>(\S+)</td><td class=\"number\">(\d+)</td><td class=\"number\">([^<]+)", page.text) == [
        ("直接提问", "2", "100%（100-100）"),
        ("错别字", "1", "0%（0-0）"),
        ("规定未涉及", "1", "-"),
    ]
    assert page.text.count('<details class="case">') == 4
    assert "首条引文不对" in page.text
    assert "&lt;b&gt;方言&lt;/b&gt;呢" in page.text
    assert "<b>方言</b>" not in page.text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("outcome=failed", ["c2"]),
        ("outcome=passed", ["c1", "c3", "c4"]),
        ("tag=noisy", ["c2"]),
        ("writer=eval-02", ["c2"]),
        ("kind=not_covered", ["c3"]),
        ("part=held_out", ["c2", "c1", "c3"]),
        ("part=tuned&outcome=passed", ["c4"]),
        ("kind=nothing", []),
        ("page=99", ["c2", "c1", "c3", "c4"]),
    ],
)
def test_cases_are_filtered(site: LocalSite, query: str, found: list[str]) -> None:
    page = site.get(f"/trainer/evals/{BEFORE.name}?{query}")
    assert page.status_code == 200
    assert re.findall(r'<div class="facts"><span class="quiet">(c\d)</span>', page.text) == found


def test_two_reports_are_compared_answer_beside_answer(site: LocalSite) -> None:
    page = site.get(f"/trainer/evals/compare?a={BEFORE.name}&b={AFTER.name}")
    assert re.findall(r'<div class="facts"><span class="quiet">(c\d)</span>', page.text) == ["c2"]
    assert "得：正确条款排第一位" in page.text
    assert "失：" not in page.text
    answers = re.findall(r'<div class="answer">([^<]*)', page.text)
    assert answers == [f"{RINGING.text}[1]", f"{DIALECT.text}[1]".replace('"', "&#34;")]
    back = site.get(f"/trainer/evals/compare?a={AFTER.name}&b={BEFORE.name}&show=lost").text
    assert "失：正确条款排第一位" in back
    reworded = site.get(f"/trainer/evals/compare?a={BEFORE.name}&b={AFTER.name}&show=reworded").text
    assert re.findall(r'<div class="facts"><span class="quiet">(c\d)</span>', reworded) == ["c1"]
    assert "没有这样的变化" in site.get(f"/trainer/evals/compare?a={AFTER.name}&b={AFTER.name}").text


@pytest.mark.parametrize(
    "name",
    ["../outside", "..%2Foutside", "%2e%2e%2foutside", "/etc/passwd", "torn", "", "outside", "..\\outside", "a%00b"],
)
def test_no_name_of_a_report_leads_out_of_the_folder(site: LocalSite, name: str) -> None:
    for path in (f"/trainer/evals/compare?a={name}&b={AFTER.name}", f"/trainer/evals/compare?a={AFTER.name}&b={name}"):
        answer = site.get(path)
        assert answer.status_code == 404
        assert "评测报告" in answer.text
    if name:
        assert site.get(f"/trainer/evals/{name}").status_code in (404, 405)


def test_without_reports_the_page_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path))
    page = text_of(local_site(tmp_path).get("/trainer/evals"))
    assert "还没有评测报告" in page
    assert "运行评测" in page


def runs_by(folder: Path, *lines: str) -> EvalRuns:
    """Run evaluations by a script that reads its order and then does what the lines say."""
    script = folder / "run.py"
    script.write_text(
        "\n".join(("import json, pathlib, sys, time", "order = json.loads(sys.stdin.read())", *lines)), encoding="utf-8"
    )
    return EvalRuns(folder, (sys.executable, str(script)))


def wait_for(runs: EvalRuns) -> None:
    """Wait until the evaluation under way is over."""
    until = time.monotonic() + WAIT_SECONDS
    while runs.last and runs.last.running:
        assert time.monotonic() < until
        time.sleep(0.02)


def test_an_evaluation_runs_beside_and_one_at_a_time(tmp_path: Path) -> None:
    hold = tmp_path / "go on"
    runs = runs_by(
        tmp_path,
        "print(json.dumps({'step': order['cases'], 'done': 3, 'total': 8}), flush=True)",
        f"while not pathlib.Path({str(hold)!r}).exists(): time.sleep(0.02)",
        "print(json.dumps({'report': 'v1-abc'}))",
    )
    runs.start("trainers", "ann")
    with pytest.raises(EvalRunning, match="ann 正在运行评测"):
        runs.start("own", "bob")
    until = time.monotonic() + WAIT_SECONDS
    while runs.last and runs.last.total == 0 and time.monotonic() < until:
        time.sleep(0.02)
    assert runs.last
    assert (runs.last.step, runs.last.done, runs.last.total) == ("trainers", 3, 8)
    hold.touch()
    wait_for(runs)
    assert (runs.last.report, runs.last.trouble) == ("v1-abc", "")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("print(json.dumps({'failed': '还没有发布索引。'}))", "还没有发布索引。"),
        ("raise SystemExit(1)", BROKE_OFF),
        ("print('no json')", BROKE_OFF),
    ],
)
def test_an_evaluation_that_fails_says_so_in_one_sentence(tmp_path: Path, line: str, said: str) -> None:
    runs = runs_by(tmp_path, line)
    runs.start("own", "ann")
    wait_for(runs)
    assert runs.last
    assert (runs.last.running, runs.last.trouble) == (False, said)


def test_progress_says_the_step_and_about_how_long_it_takes_yet(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Each step has a pace of its own; one that has only begun says nothing of its end."""
    work = EvalWork("ann", "2026-11-22T05:45:26+00:00", "逐题作答", 200, 800, step_since=100.0)
    monkeypatch.setattr("assistant.web.trainer.evals_run.time.monotonic", lambda: 130.0)
    assert (work.begun, work.left) == ("11-22 13:45", "约 2 分钟")
    assert replace(work, done=700).left == "不到 1 分钟"
    assert replace(work, done=0).left == ""
    assert replace(work, step_since=129.0).left == ""


def test_an_evaluation_can_be_cancelled_and_another_begun(tmp_path: Path) -> None:
    runs = runs_by(tmp_path, "print(json.dumps({'step': 'a', 'done': 1, 'total': 8}), flush=True)", "time.sleep(600)")
    runs.start("own", "ann")
    runs.cancel("bob")
    wait_for(runs)
    assert runs.last
    assert (runs.last.cancelled_by, runs.last.report, runs.last.trouble) == ("bob", "", "")
    assert EvalRuns(tmp_path).last is None  # nothing broke off
    runs.start("own", "bob")
    assert runs.last.running
    assert not runs.last.cancelled_by
    runs.cancel("bob")
    wait_for(runs)


def test_after_a_restart_an_evaluation_is_told_as_broken_off_until_the_next(tmp_path: Path) -> None:
    """The lock ends with the server that ran it; as long as that server lives, nothing broke off and no other begins."""
    script = tmp_path / "run.py"
    script.write_text("import time; time.sleep(600)", encoding="utf-8")
    server = (
        "import pathlib, sys, time\n"
        "from assistant.web.trainer.evals_run import EvalRuns\n"
        f"EvalRuns(pathlib.Path({str(tmp_path)!r}), (sys.executable, {str(script)!r})).start('own', 'ann')\n"
        "print('begun', flush=True)\n"
        "time.sleep(600)\n"
    )
    with subprocess.Popen([sys.executable, "-c", server], stdout=subprocess.PIPE, start_new_session=True) as running:
        assert running.stdout
        assert running.stdout.readline() == b"begun\n"
        while_it_runs = runs_by(tmp_path, "print(json.dumps({'report': 'v1-abc'}))")
        assert while_it_runs.last is None
        with pytest.raises(EvalRunning, match="另一个服务正在运行评测"):
            while_it_runs.start("own", "bob")
        os.killpg(running.pid, signal.SIGKILL)
    for _ in range(200):  # the evaluation itself, killed too, may hold the lock a moment longer than the server
        again = runs_by(tmp_path, "print(json.dumps({'report': 'v1-abc'}))")
        if again.last:
            break
        time.sleep(0.05)
    assert again.last
    assert not again.last.running
    assert "ann 在" in again.last.trouble
    assert "因服务重启而中断" in again.last.trouble
    again.start("own", "bob")
    wait_for(again)
    assert (again.last.report, again.last.trouble) == ("v1-abc", "")
    assert EvalRuns(tmp_path).last is None


def test_the_report_just_written_is_offered_beside_the_last_of_as_many_cases(tmp_path: Path) -> None:
    def line(name: str, cases: int) -> ReportLine:
        return ReportLine(name, "", "", "", cases, rank_results(()), sum_up_answers(()))

    lines = (line("new", 801), line("of trainers", 3), line("old", 801), line("older", 801))
    assert [before_of(lines, name) for name in ("new", "of trainers", "old", "older", "gone")] == [
        "old",
        "",
        "older",
        "",
        "",
    ]


def test_the_button_runs_the_process_that_comes_with_the_program(site: LocalSite) -> None:
    """Nothing is published in this home: the process begins, and its sentence comes back to the page."""
    assert site.post("/trainer/evals/run", {"cases": "own"}).headers["location"] == "/trainer/evals"
    until = time.monotonic() + WAIT_SECONDS * 4
    while site.get("/trainer/evals/progress").json()["state"] == "running":
        assert time.monotonic() < until
        time.sleep(0.1)
    assert "assistant index build" in site.get("/trainer/evals").text
