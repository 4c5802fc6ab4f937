"""Measures speed and memory: what a question costs in this process, and what the server and a build cost in their own.

Times on a shared machine mean little by themselves, so each question's cost is also given as a multiple of one thing measured in
the same minute: embedding that question alone with the same model.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter, process_time

from evals.cases import Case, load_cases
from evals.processes import ServerCost, Times, measure_build, measure_server, take_times
from evals.run import Answering, checkout_commit
from index.embedding import Embedder

SERVER_QUESTIONS = 50  # asked over HTTP before memory is read, so that everything loaded lazily is loaded


@dataclass(frozen=True, slots=True)
class QuestionTimes:
    """How long questions took."""

    answer: Times
    processor: Times  # of the same answers, the time this process was at work: waiting for other processes left out
    embedding: Times  # the baseline: one question embedded, nothing else


@dataclass(frozen=True, slots=True)
class BenchResult:
    """Everything measured in one go."""

    measured_at: datetime
    commit: str
    index_version: str
    unit_count: int
    embedder: str
    load_average: float  # of the minute before the start: other work on the machine makes every figure worse
    questions: QuestionTimes
    build_seconds: float | None  # documents to published index, no cached embeddings; None where not measured
    server: ServerCost | None

    def table(self) -> str:
        """Write the figures as a Markdown table."""
        answer, embedding = self.questions.answer, self.questions.embedding
        ratio_50, ratio_95 = answer.p50_ms / embedding.p50_ms, answer.p95_ms / embedding.p95_ms
        rows = [
            ("回答一个问题", _milliseconds(answer), f"n={answer.count}，单进程，已预热"),
            ("其中处理器时间", _milliseconds(self.questions.processor), "不含等待其他进程的时间"),
            ("基准：只把问题变成向量", _milliseconds(embedding), f"{self.embedder}，与回答逐题交替测"),
            ("回答 ÷ 基准", f"p50 {ratio_50:.1f} 倍，p95 {ratio_95:.1f} 倍", "机器忙时看这一行"),
        ]
        if self.server:
            rows += [
                ("服务启动到可用", f"{self.server.ready_seconds:.1f} s", "从启动进程到 /api/health 应答"),
                ("服务常驻内存", f"{self.server.memory_mb:.0f} MB", f"答完 {self.server.request.count} 题之后"),
                ("经 HTTP 回答一个问题", _milliseconds(self.server.request), f"n={self.server.request.count}，逐个"),
            ]
        if self.build_seconds is not None:
            rows.append(("建立并发布索引", f"{self.build_seconds:.1f} s", f"{self.unit_count} 条，用随附的向量"))
        head = (
            f"{self.measured_at:%Y-%m-%d %H:%M} UTC，代码 {self.commit}，索引 {self.index_version}，"
            f"{os.cpu_count()} 核，开始时负载 {self.load_average:.1f}"
        )
        lines = [("项目", "结果", "说明"), ("---", "---", "---"), *rows]
        return f"{head}\n\n" + "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def bench(
    assistant: Answering,
    cases_path: Path,
    embedder: Embedder,
    *,
    rounds: int = 3,
    with_processes: bool = True,
    out_dir: Path | None = None,
) -> BenchResult:
    """Measure what questions, the server and a build cost.

    :param assistant: The assistant whose answers are timed.
    :param cases_path: The evaluation cases whose questions are asked.
    :param embedder: The model the index was built with; embedding a question with it is the baseline.
    :param rounds: How many times each question is asked, after one unmeasured round.
    :param with_processes: Whether to start a server and a build too, which takes about a minute.
    :param out_dir: Where to write the table; nowhere if not given.
    :return: The figures.
    :raises CasesUnreadable: if the cases cannot be read.
    :raises BenchFailed: if the server or the build does not work.
    """
    cases = load_cases(cases_path)
    load_average = os.getloadavg()[0]
    questions = time_answers(assistant, cases, embedder, rounds)
    result = BenchResult(
        measured_at=datetime.now(UTC),
        commit=checkout_commit(),
        index_version=assistant.clause_index.version,
        unit_count=len(assistant.clause_index.units),
        embedder=embedder.name,
        load_average=load_average,
        questions=questions,
        build_seconds=measure_build() if with_processes else None,
        server=measure_server(cases[:SERVER_QUESTIONS]) if with_processes else None,
    )
    if out_dir:
        out_dir.mkdir(parents=True, exist_ok=True)
        name = f"bench-{result.index_version}-{result.commit}-{result.measured_at:%Y%m%dT%H%M%SZ}.md"
        (out_dir / name).write_text(result.table(), encoding="utf-8")
    return result


def time_answers(assistant: Answering, cases: Sequence[Case], embedder: Embedder, rounds: int) -> QuestionTimes:
    """Time answers and, in turn with them, the embedding of the same questions.

    In turn, so that other work on the machine falls on both alike.

    :param assistant: The assistant.
    :param cases: Cases whose questions are asked, with their history and scope.
    :param embedder: The baseline.
    :param rounds: How many times each question is asked, after one unmeasured round.
    :return: The times.
    """
    answers: list[float] = []
    processor: list[float] = []
    embeddings: list[float] = []
    for measured_round in range(rounds + 1):
        for case in cases:
            worked_before, started = process_time(), perf_counter()
            assistant.answer(case.question, case.history, case.scope)
            answered, worked_after = perf_counter(), process_time()
            embedder.embed_questions([case.question])
            embedded = perf_counter()
            if measured_round:
                answers.append(1000 * (answered - started))
                processor.append(1000 * (worked_after - worked_before))
                embeddings.append(1000 * (embedded - answered))
    return QuestionTimes(take_times(answers), take_times(processor), take_times(embeddings))


def _milliseconds(times: Times) -> str:
    return f"p50 {times.p50_ms:.1f} ms，p95 {times.p95_ms:.1f} ms"
