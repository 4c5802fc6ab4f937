"""What a run leaves behind, and its file: JSON with every case, every answer and every score, so a run can be read again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from pathlib import Path

from assistant.answer import Status
from evals.cases import Case, CasesUnreadable, case_from_json, case_to_json
from evals.scoring import Scores

REPORT_FORMAT = 1  # raised when a report written earlier can no longer be read


class ReportUnreadable(ValueError):
    """A file is not a report of an evaluation run, or is one of another format."""


@dataclass(frozen=True, slots=True)
class CaseResult:
    """One case with what came of it, kept whole so that a run can be read and not only averaged."""

    case: Case
    scores: Scores
    answer: Mapping[str, object] | None = None  # in the contract's JSON form; None where answering broke
    failure: str | None = None  # what broke
    baseline_ranks: Mapping[str, int | None] = field(default_factory=dict)  # by the baseline's name

    @property
    def graded(self) -> bool:
        """Whether some clause is right for the case, so that its ranking can be scored."""
        return bool(self.case.expected)


@dataclass(frozen=True, slots=True)
class Run:
    """All cases asked of one index version at one commit."""

    index_version: str
    commit: str
    started_at: datetime
    results: tuple[CaseResult, ...]
    findings: tuple[str, ...] = ()  # what is wrong with cases or documents, to be mended before scores are believed
    notes: tuple[str, ...] = ()  # what the reader must know to judge the scores

    @property
    def name(self) -> str:
        """File name without its ending: index version, commit, time (UTC)."""
        return f"{self.index_version}-{self.commit}-{self.started_at:%Y%m%dT%H%M%SZ}"


def write_run(run: Run, path: Path) -> None:
    """Write a run as readable JSON."""
    record = {
        "format": REPORT_FORMAT,
        "index_version": run.index_version,
        "commit": run.commit,
        "started_at": run.started_at.isoformat(),
        "findings": list(run.findings),
        "notes": list(run.notes),
        "results": [
            {
                "case": case_to_json(result.case),
                "scores": asdict(result.scores),
                "failure": result.failure,
                "baseline_ranks": dict(result.baseline_ranks),
                "answer": None if result.answer is None else dict(result.answer),
            }
            for result in run.results
        ],
    }
    path.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def read_run(path: Path) -> Run:
    """Read a run that ``write_run`` wrote.

    :param path: The JSON file.
    :return: The run.
    :raises ReportUnreadable: if the file cannot be read, or is not such a report.
    """
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ReportUnreadable(f"读不到评测报告 {path}，请检查路径") from error
    except ValueError as error:
        raise ReportUnreadable(f"{path} 不是评测报告（不是 JSON），请指定 reports 文件夹里的 .json 文件") from error
    if not isinstance(record, dict) or record.get("format") != REPORT_FORMAT:
        raise ReportUnreadable(f"{path} 不是本版本写出的评测报告，请用 assistant eval run 重新生成")
    try:
        return Run(
            index_version=str(record["index_version"]),
            commit=str(record["commit"]),
            started_at=datetime.fromisoformat(record["started_at"]),
            results=tuple(_result(entry) for entry in record["results"]),
            findings=tuple(map(str, record["findings"])),
            notes=tuple(map(str, record["notes"])),
        )
    except (KeyError, TypeError, ValueError, CasesUnreadable) as error:
        raise ReportUnreadable(f"评测报告 {path} 已损坏，请用 assistant eval run 重新生成") from error


def _result(entry: Mapping[str, object]) -> CaseResult:
    scores, ranks, answer, failure = (entry[key] for key in ("scores", "baseline_ranks", "answer", "failure"))
    if not isinstance(scores, dict) or not isinstance(ranks, dict) or not (answer is None or isinstance(answer, dict)):
        raise TypeError(f"a result needs objects, not {scores!r}, {ranks!r}, {answer!r}")
    given = {name.name: scores[name.name] for name in fields(Scores)}
    given["status"] = None if given["status"] is None else Status(given["status"])
    given["violations"] = tuple(given["violations"])
    return CaseResult(
        case=case_from_json(entry["case"]),
        scores=Scores(**given),
        answer=answer,
        failure=None if failure is None else str(failure),
        baseline_ranks=ranks,
    )
