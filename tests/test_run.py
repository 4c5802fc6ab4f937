"""A run asks every case once, keeps what came of it, counts what broke, and leaves a report that can be read again."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from fake_evals import (
    COMPLAINT,
    DIALECT,
    FUJIAN_COMPLAINT,
    UNITS,
    CountingEmbedder,
    FewClauses,
    PreparedAssistant,
    make_answer,
    make_case,
)

from assistant.answer import Status, Turn
from evals import run as run_module
from evals.baselines import BM25_ALONE, TUTORIAL, TUTORIAL_SHORT, Bm25Alone
from evals.cases import CasesUnreadable, Gold, case_to_json
from evals.results import ReportUnreadable, read_run, write_run
from evals.run import RunFiles, check_cases, checkout_commit, run_cases, run_eval

DIALECT_CASE = make_case(
    "c1",
    "方言怎么办",
    Gold("cotton.txt", "第三十条（六）", "遇到客户讲方言"),
    history=(Turn("user", "在吗"),),
    scope=("全国棉花交易市场",),
)
COMPLAINT_CASE = make_case("c2", "投诉多久答复", Gold("fujian.txt", "8", "24小时内答复"))
BROKEN_CASE = make_case("c3", "没有准备答案的问题", Gold("cotton.txt", "第三十一条", "回访"))
UNCOVERED_CASE = make_case("c4", "年会几点开始")
CASES = (DIALECT_CASE, COMPLAINT_CASE, BROKEN_CASE, UNCOVERED_CASE)


def prepared() -> PreparedAssistant:
    """An assistant that is right, right in second place, broken, and rightly silent."""
    return PreparedAssistant(
        {
            "方言怎么办": make_answer("方言怎么办", [DIALECT], [DIALECT]),
            "投诉多久答复": make_answer("投诉多久答复", [COMPLAINT, FUJIAN_COMPLAINT], [COMPLAINT]),
            "年会几点开始": make_answer("年会几点开始", [DIALECT], [], Status.NOT_COVERED, words="规定未涉及。"),
        }
    )


def write_cases(folder: Path) -> Path:
    """Write the cases to a file."""
    file = folder / "cases.jsonl"
    lines = [json.dumps(case_to_json(case), ensure_ascii=False) for case in CASES]
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def evaluate(folder: Path) -> RunFiles:
    """Run the cases with everything around them."""
    (folder / "documents").mkdir()
    (folder / "documents" / "cotton.txt").write_text(DIALECT.text, encoding="utf-8")
    return run_eval(
        prepared(),
        write_cases(folder),
        folder / "reports",
        document_folders=(folder / "documents",),
        embedder=CountingEmbedder(),
    )


def test_every_case_is_asked_once_as_the_chat_would() -> None:
    assistant = prepared()
    run_cases(assistant, CASES)
    assert [asked[0] for asked in assistant.asked] == [case.question for case in CASES]
    assert assistant.asked[0] == ("方言怎么办", (Turn("user", "在吗"),), ("全国棉花交易市场",))


def test_results_are_kept_whole_and_in_order() -> None:
    run = run_cases(prepared(), CASES, (Bm25Alone(UNITS, FewClauses().regulations),))
    assert [result.case for result in run.results] == list(CASES)
    assert [result.scores.rank for result in run.results] == [1, 2, None, None]
    assert [result.graded for result in run.results] == [True, True, True, False]
    first = run.results[0]
    assert first.answer is not None
    assert first.answer["question"] == "方言怎么办"
    assert first.baseline_ranks == {BM25_ALONE: 1}
    assert (run.index_version, run.findings) == ("v1", ())


def test_a_case_that_breaks_is_a_recorded_failure_and_the_next_is_asked() -> None:
    broken, after = run_cases(prepared(), CASES).results[2:]
    assert broken.failure == "KeyError: '没有准备答案的问题'"
    assert (broken.answer, broken.scores.status, broken.scores.leads_right) == (None, None, False)
    assert after.scores.status is Status.NOT_COVERED


def test_an_answer_of_status_error_is_a_failure_unless_expected() -> None:
    assistant = PreparedAssistant({"方言怎么办": make_answer("方言怎么办", status=Status.ERROR, words="请换个问法。")})
    (result,) = run_cases(assistant, [DIALECT_CASE]).results
    assert (result.failure, result.scores.status) == ("请换个问法。", Status.ERROR)
    expected = make_case("c5", "方言怎么办", expected_status=Status.ERROR)
    assert run_cases(assistant, [expected]).results[0].failure is None


def test_lost_gold_is_a_finding_and_not_a_quiet_miss(tmp_path: Path) -> None:
    lost = make_case("c6", "方言怎么办", Gold("cotton.txt", "第九条", "没有这句话"))
    assert "c6：cotton.txt 第九条" in run_cases(prepared(), [lost]).findings[0]
    (tmp_path / "lost.jsonl").write_text(json.dumps(case_to_json(lost), ensure_ascii=False), encoding="utf-8")
    assert [finding.case_id for finding in check_cases(tmp_path, UNITS)] == ["c6"]
    assert check_cases(write_cases(tmp_path), UNITS) == ()


def test_progress_is_told_after_every_case() -> None:
    told: list[tuple[int, int]] = []
    run_cases(prepared(), CASES, progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_a_run_leaves_a_report_a_page_and_a_picture(tmp_path: Path) -> None:
    files = evaluate(tmp_path)
    assert re.fullmatch(r"v1-(nogit|[0-9a-f]{7,}(-dirty)?)-\d{8}T\d{6}Z\.json", files.report.name)
    assert {path.stem for path in (files.report, files.page, files.picture)} == {files.run.name}
    assert files.picture.read_bytes().startswith(b"\x89PNG")
    page = files.page.read_text(encoding="utf-8")
    assert f"]({files.picture.name})" in page
    assert "找不到原文件 fujian.txt" in page
    # The words of c2 and c3 are in no document that is there.
    assert "向量模型 counting；有 2 题的原文" in page
    assert set(files.run.results[0].baseline_ranks) == {BM25_ALONE, TUTORIAL, TUTORIAL_SHORT}


def test_a_report_read_again_is_the_run_that_was_written(tmp_path: Path) -> None:
    files = evaluate(tmp_path)
    assert read_run(files.report) == files.run


def test_cases_that_cannot_be_read_leave_no_report(tmp_path: Path) -> None:
    with pytest.raises(CasesUnreadable):
        run_eval(prepared(), tmp_path / "gone.jsonl", tmp_path / "reports", embedder=CountingEmbedder())
    assert not (tmp_path / "reports").exists()


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("not json", "不是 JSON"),
        ("[]", "不是本版本写出的评测报告"),
        ('{"format": 0}', "不是本版本写出的评测报告"),
        ('{"format": 1, "index_version": "v1"}', "已损坏"),
        (
            '{"format": 1, "index_version": "v1", "commit": "", "started_at": "2026-11-21", "findings": [], "notes": [], '
            '"results": [{"case": {}, "scores": {}, "answer": null, "failure": null, "baseline_ranks": {}}]}',
            "已损坏",
        ),
    ],
)
def test_a_file_that_is_no_report_is_refused(tmp_path: Path, text: str, complaint: str) -> None:
    file = tmp_path / "report.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ReportUnreadable, match=complaint):
        read_run(file)


def test_a_report_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ReportUnreadable, match="读不到评测报告 .*gone.json"):
        read_run(tmp_path / "gone.json")


def test_the_commit_is_named_only_inside_a_checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_module, "CHECKOUT", tmp_path)
    assert checkout_commit() == "nogit"
    monkeypatch.setenv("PATH", "")  # a machine without git
    assert checkout_commit() == "nogit"


def test_nothing_of_a_run_is_lost_on_the_way_to_its_file(tmp_path: Path) -> None:
    run = run_cases(prepared(), CASES, (Bm25Alone(UNITS, FewClauses().regulations),))
    write_run(run, tmp_path / "run.json")
    record = json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))
    assert len(record["results"]) == len(CASES)
    assert record["results"][0]["answer"]["citations"][0]["quote"] == DIALECT.text
