"""Runs the cases: asks each through the same ``Assistant.answer()`` the chat calls, scores it, and keeps the result whole.

A case whose answering breaks is a recorded failure in the counts, never a missing row.
"""

from __future__ import annotations

import logging
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from assistant.answer import Answer, Status, Turn
from assistant.answer_json import answer_to_json
from corpus.regulation import Regulation, Unit
from evals.baselines import CHUNK_OVERLAP, CHUNK_SIZE, Baseline, Bm25Alone, TutorialPipeline, read_sources
from evals.cases import Case, load_cases
from evals.gold import GoldUnits, LostGold, find_gold, lost_gold
from evals.plot import plot_run
from evals.report import BASELINE_NAMES, KIND_NAMES, run_page
from evals.results import CaseResult, Run, write_run
from evals.scoring import score, score_failure
from index.embedding import Embedder, load_embedder

logger = logging.getLogger(__name__)

CHECKOUT = Path(__file__).resolve().parents[1]
DOCUMENTS = CHECKOUT / "corpus" / "documents"
Progress = Callable[[int, int], None]  # cases done, cases in all


class Clauses(Protocol):
    """The published clauses: an opened ``ClauseIndex``, or a test's few units."""

    @property
    def units(self) -> tuple[Unit, ...]:
        """All units in document order."""
        ...

    @property
    def regulations(self) -> tuple[Regulation, ...]:
        """The regulations they belong to."""
        ...

    @property
    def version(self) -> str:
        """Name of the index version."""
        ...

    def unit(self, unit_id: str) -> Unit:
        """Give a unit, KeyError if unknown."""
        ...


class Answering(Protocol):
    """What the evals measure: the assistant, or a test's stand-in for it."""

    @property
    def clause_index(self) -> Clauses:
        """The clauses it answers from."""
        ...

    def answer(self, question: str, history: Sequence[Turn] = (), scope: Sequence[str] = ()) -> Answer:
        """Answer one question."""
        ...


@dataclass(frozen=True, slots=True)
class RunFiles:
    """A finished run and where it was written."""

    run: Run
    report: Path  # JSON, everything
    page: Path  # Markdown
    picture: Path  # PNG


def run_eval(
    assistant: Answering,
    cases_path: Path,
    out_dir: Path,
    *,
    document_folders: Sequence[Path] = (DOCUMENTS,),
    embedder: Embedder | None = None,
    progress: Progress | None = None,
    cache_file: Path | None = None,
    preparing: Progress | None = None,
) -> RunFiles:
    """Run a case file, or a folder of them, with both baselines, and write the report.

    :param assistant: What is measured.
    :param cases_path: The cases.
    :param out_dir: Where to write: ``$ASSISTANT_HOME/reports``.
    :param document_folders: Where the documents of the index lie, for the tutorial pipeline; the first that has a file counts.
    :param embedder: The model the index was built with; the packaged one if not given.
    :param progress: Called after every case.
    :param cache_file: Where vectors of the tutorial pipeline's pieces are kept for the next run.
    :param preparing: Called while those that are not there yet are embedded, before the first case.
    :return: The run and its files.
    :raises CasesUnreadable: if the cases cannot be read.
    """
    cases = load_cases(cases_path)
    clause_index = assistant.clause_index
    sources = {unit.source for unit in clause_index.units}
    documents = read_sources(sources, document_folders)
    embedder = embedder or load_embedder()
    tutorial = TutorialPipeline(documents, clause_index.regulations, embedder, cache_file, preparing)
    run = run_cases(assistant, cases, (Bm25Alone(clause_index.units, clause_index.regulations), tutorial), progress)
    missing = [f"找不到原文件 {source}，教程式流水线里没有它" for source in sorted(sources - documents.keys())]
    unreachable = tutorial.unreachable(find_gold(cases, clause_index.units).values())
    run = replace(
        run,
        findings=(*run.findings, *missing),
        notes=(
            f"教程式流水线：原文 {CHUNK_SIZE} 字一段、重叠 {CHUNK_OVERLAP} 字，向量模型 {embedder.name}；"
            f"有 {unreachable} 题的原文被切断或夹有杂字，没有一段装得下，不可能命中。",
        ),
    )
    out_dir.mkdir(parents=True, exist_ok=True)
    files = RunFiles(run, *(out_dir / f"{run.name}{ending}" for ending in (".json", ".md", ".png")))
    write_run(run, files.report)
    plot_run(run, files.picture, KIND_NAMES, BASELINE_NAMES)
    files.page.write_text(run_page(run, files.picture.name), encoding="utf-8")
    return files


def run_cases(
    assistant: Answering, cases: Sequence[Case], baselines: Sequence[Baseline] = (), progress: Progress | None = None
) -> Run:
    """Ask every case of the assistant and of the baselines, and score them.

    :param assistant: What is measured.
    :param cases: The cases.
    :param baselines: What to measure beside it, on the same cases.
    :param progress: Called after every case.
    :return: The run.
    """
    clause_index = assistant.clause_index
    gold = find_gold(cases, clause_index.units)
    started_at = datetime.now(UTC)
    results: list[CaseResult] = []
    for case in cases:
        results.append(_run_case(assistant, case, gold[case.case_id], baselines))
        if progress:
            progress(len(results), len(cases))
    return Run(
        index_version=clause_index.version,
        commit=checkout_commit(),
        started_at=started_at,
        results=tuple(results),
        findings=tuple(str(finding) for finding in lost_gold(cases, gold)),
    )


def check_cases(cases_path: Path, units: Sequence[Unit]) -> tuple[LostGold, ...]:
    """List the gold clauses of a case file, or a folder of them, that stand in no unit.

    :param cases_path: The cases.
    :param units: All units of the corpus.
    :return: The lost clauses; empty when all are well.
    :raises CasesUnreadable: if the cases cannot be read.
    """
    cases = load_cases(cases_path)
    return lost_gold(cases, find_gold(cases, units))


def checkout_commit() -> str:
    """Give the short name of the commit this code is at, ``nogit`` where there is no checkout or no git."""
    command = ["git", "--no-optional-locks", "-C", str(CHECKOUT), "describe", "--always", "--dirty", "--exclude=*"]
    try:
        finished = subprocess.run(command, capture_output=True, text=True, timeout=10, check=True)
    except (OSError, subprocess.SubprocessError):
        return "nogit"
    return finished.stdout.strip()


def _run_case(assistant: Answering, case: Case, gold: Sequence[GoldUnits], baselines: Sequence[Baseline]) -> CaseResult:
    ranks = {name: rank for baseline in baselines for name, rank in baseline.ranks(case, gold).items()}
    try:
        answer = assistant.answer(case.question, case.history, case.scope)
        scores = score(case, answer, gold, assistant.clause_index.unit)
        record = answer_to_json(answer)
    except Exception as error:  # a bug met by one case must be counted, and must not hide the other cases
        logger.exception("case %s broke", case.case_id)
        return CaseResult(case, score_failure(case), failure=f"{type(error).__name__}: {error}", baseline_ranks=ranks)
    failure = answer.text if answer.status is Status.ERROR and case.expected_status is not Status.ERROR else None
    return CaseResult(case, scores, record, failure, ranks)
