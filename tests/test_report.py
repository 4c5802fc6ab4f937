"""The page says what the results say, in numbers a person can count; the comparison names every gain and loss."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fake_evals import make_case

from assistant.answer import Status
from evals import plot
from evals.baselines import BM25_ALONE
from evals.cases import TUNING_TAG, Gold, Kind
from evals.comparison import compare_reports
from evals.plot import plot_run
from evals.report import BASELINE_NAMES, KIND_NAMES, headline, run_page
from evals.results import CaseResult, ReportUnreadable, Run, write_run
from evals.scoring import Scores
from evals.summary import count_statuses, rank_baselines, rank_results, sum_up_answers

GOLD = Gold("cotton.txt", "第三十条（六）", "遇到客户讲方言")
NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def result(case_id: str, rank: int | None, bm25: int | None = None, **changes: object) -> CaseResult:
    """Make the result of a covered case: answered, right citation where it ranked first."""
    kind = changes.pop("kind", Kind.DIRECT)
    tags = changes.pop("tags", ())
    scores = Scores(rank=rank, leads_right=rank == 1, citation_precision=1.0 if rank == 1 else 0.0)
    scores = replace(scores, status=Status.ANSWERED)
    case = make_case(case_id, f"{case_id} 怎么办", GOLD, kind=kind, tags=tags)
    made = CaseResult(case, scores, {}, baseline_ranks={BM25_ALONE: bm25})
    return replace(made, **changes)


def uncovered(case_id: str, status: Status) -> CaseResult:
    """Make the result of a case the regulations do not settle."""
    return CaseResult(make_case(case_id, f"{case_id} 怎么办"), Scores(status=status), {}, None, {BM25_ALONE: None})


BROKEN = result("c5", None, scores=Scores(leads_right=False), failure="KeyError: 'x'", answer=None)
RESULTS = (
    result("c1", 1, bm25=1),
    result("c2", 4, bm25=None, kind=Kind.TYPO),
    result("c3", 8, bm25=2),
    result("c4", None, bm25=10),
    BROKEN,
    uncovered("c6", Status.NOT_COVERED),
    uncovered("c7", Status.ANSWERED),
)


def run_of(*results: CaseResult, **changes: object) -> Run:
    """Make a run."""
    return replace(Run("v1", "abc1234", NOON, results), **changes)


def rows(page: str) -> dict[str, list[str]]:
    """Every table row of a page by its first cell; of equal first cells the first row."""
    cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in page.splitlines() if line.startswith("|")]
    return {row[0]: row[1:] for row in reversed(cells)}


def test_rankings_are_counted_over_the_cases_that_have_a_right_clause() -> None:
    ranking = rank_results(RESULTS)
    assert ranking.first is not None
    assert ranking.among_5 is not None
    assert ranking.among_10 is not None
    assert ranking.mrr is not None
    assert ranking.count == 5  # the broken one too: it is a miss
    assert (ranking.first.mean, ranking.among_5.mean, ranking.among_10.mean) == (0.2, 0.4, 0.6)
    assert ranking.mrr.mean == pytest.approx((1 + 1 / 4 + 1 / 8) / 5)
    bm25 = rank_baselines(RESULTS)[BM25_ALONE]
    assert bm25.among_10 is not None
    assert (bm25.count, bm25.among_10.mean) == (5, 0.6)


def test_answers_are_summed_up_over_the_cases_they_apply_to() -> None:
    summary = sum_up_answers(RESULTS)
    assert summary.leads_right is not None
    assert summary.citation_precision is not None
    assert (summary.leads_right.mean, summary.leads_right.count) == (0.2, 5)
    assert (summary.citation_precision.mean, summary.citation_precision.count) == (
        0.25,
        4,
    )  # the broken one cited nothing
    assert (summary.sides_cited, summary.words_present, summary.failures) == (None, None, 1)
    assert (summary.refusals.false_answers, summary.refusals.uncovered) == (1, 2)


def test_statuses_are_counted_and_a_broken_case_is_one_of_them() -> None:
    assert count_statuses(RESULTS) == {
        (Status.ANSWERED, "answered"): 4,
        (Status.ANSWERED, "failed"): 1,
        (Status.NOT_COVERED, "not_covered"): 1,
        (Status.NOT_COVERED, "answered"): 1,
    }


def test_the_page_shows_the_figures_beside_the_baseline() -> None:
    table = rows(run_page(run_of(*RESULTS)))
    assert [cell.partition(" ")[0] for cell in table["本系统"]] == ["5", "0.20", "0.40", "0.60", "0.28"]
    assert [cell.partition(" ")[0] for cell in table["只用 BM25"]] == ["5", "0.20", "0.40", "0.60", "0.32"]
    assert table["错别字"][:3] == ["1", "1", "0.00 (0.00-0.00)"]
    assert table["规定未涉及"][:3] == ["2", "0", "-"]
    assert table["规定未涉及"][-1].startswith("0.50 ")  # one of two was refused as it should be
    assert table["误答（规定未涉及却回答了）"] == ["1/2（50%）"]
    assert table["误拒（有规定却说未涉及）"] == ["0/5（0%）"]
    assert table["出错的题"] == ["1"]


def test_the_page_lists_the_cases_worth_reading() -> None:
    misquoted = replace(RESULTS[0], scores=replace(RESULTS[0].scores, violations=("要点「甲」不在引文里",)))
    page = run_page(run_of(misquoted, *RESULTS[1:], findings=("c9：找不到原文",), notes=("一条说明",)), "plot.png")
    for line in (
        "- c9：找不到原文",
        "- 一条说明",
        "![各系统、各类问题的命中比例](plot.png)",
        "- c5（直接提问）c5 怎么办：KeyError: 'x'",
        "- c1（直接提问）c1 怎么办：要点「甲」不在引文里",
        "- c7（规定未涉及）c7 怎么办：应为「规定未涉及」，实为「已回答」",
        "- c5（直接提问）c5 怎么办：应为「已回答」，实为「程序出错」",
        "- c2（错别字）c2 怎么办：第 4 位",
        "- c4（直接提问）c4 怎么办：不在排序里",
    ):
        assert line in page.splitlines()


def test_the_headline_says_the_main_figures() -> None:
    assert headline(run_of(*RESULTS, findings=("c9：找不到原文",))).splitlines() == [
        "共 7 题，正确条款在第一位／前五位／前十位的比例：",
        "  本系统 0.20 / 0.40 / 0.60",
        "  只用 BM25 0.20 / 0.40 / 0.60",
        "误答 1/2，误拒 0/5，逐字引用违例 0，出错 1 题，需先处理的问题 1 个",
    ]


def test_cases_used_for_tuning_are_reported_apart() -> None:
    tuned = result("t1", 1, bm25=1, tags=(TUNING_TAG,))
    page = run_page(run_of(*RESULTS, tuned))
    held_out, apart = page.split("## 检索（调参用过的题）")
    assert rows(held_out)["本系统"][0] == "5"
    assert rows(apart)["本系统"][:2] == ["1", "1.00 (1.00-1.00)"]
    assert "调参用过的题" not in run_page(run_of(*RESULTS))


def test_a_question_cannot_bend_the_page() -> None:
    case = make_case("c1", "一|二\n## 三 <script>alert(1)</script> [x](http://x)", GOLD)
    page = run_page(run_of(CaseResult(case, Scores(status=Status.ANSWERED))))
    assert r"一\|二 ## 三 \<script\>alert(1)\</script\> \[x\](http://x)" in page


def test_an_empty_kind_of_figure_shows_a_dash() -> None:
    assert rows(run_page(run_of(uncovered("c6", Status.NOT_COVERED))))["本系统"] == ["0", "-", "-", "-", "-"]


@pytest.mark.parametrize("font", [None, "as installed"])
def test_the_picture_is_drawn_with_and_without_a_chinese_font(
    tmp_path: Path, font: str | None, monkeypatch: pytest.MonkeyPatch, recwarn: pytest.WarningsRecorder
) -> None:
    if font is None:
        monkeypatch.setattr(plot, "CHINESE_FONTS", ())
    plot_run(run_of(*RESULTS), tmp_path / "plot.png", KIND_NAMES, BASELINE_NAMES)
    assert (tmp_path / "plot.png").read_bytes().startswith(b"\x89PNG")
    # matplotlib warns of every character its font cannot draw: a box on the picture.
    assert [str(warning.message) for warning in recwarn if "missing from" in str(warning.message)] == []


def compared(tmp_path: Path, before: Run, after: Run) -> str:
    """Compare two runs through their files."""
    for name, run in (("before", before), ("after", after)):
        write_run(run, tmp_path / f"{name}.json")
    return compare_reports(tmp_path / "before.json", tmp_path / "after.json")


def test_gains_and_losses_are_named_by_case(tmp_path: Path) -> None:
    after = (
        result("c1", 2),  # loses the first place, stays among five
        result("c2", 1, kind=Kind.TYPO),  # gains it
        result("c3", 5),  # gains a place among five
        result("c4", None),
        result("c5", 1),  # no longer breaks
        uncovered("c6", Status.ANSWERED),  # a false answer now
        uncovered("c7", Status.ANSWERED),
    )
    page = compared(tmp_path, run_of(*RESULTS), run_of(*after, index_version="v2"))
    sections = {part.splitlines()[0]: part.splitlines()[2:4] for part in page.split("## ")[1:]}
    assert sections["正确条款排第一位"] == ["- 得 2：c2、c5", "- 失 1：c1"]
    assert sections["正确条款在前五位"] == ["- 得 2：c3、c5", "- 失 0：无"]
    assert sections["状态正确"] == ["- 得 1：c5", "- 失 1：c6"]
    assert sections["首条引文正确"] == ["- 得 2：c2、c5", "- 失 1：c1"]
    table = rows(page)
    assert table["第一位"][:2] == ["0.20", "0.40"]
    assert table["第一位"][2].startswith("+0.20（")
    assert table["状态正确"][:2] == ["0.71", "0.71"]
    assert "- 后：v2-abc1234-20261121T120000Z" in page


def test_only_cases_that_ask_the_same_in_both_runs_are_compared(tmp_path: Path) -> None:
    same, reworded = result("c1", 1), result("c2", 1)
    regraded = result("c3", 1)
    before = run_of(same, reworded, regraded, result("old", 1))
    tagged = replace(same, case=replace(same.case, tags=(TUNING_TAG,)))  # asks the same as before
    after = run_of(
        tagged,
        replace(reworded, case=replace(reworded.case, question="别的问法")),
        replace(regraded, case=replace(regraded.case, expected_status=Status.NEEDS_DETAIL)),
        result("new", 1),
    )
    page = compared(tmp_path, before, after)
    assert "两次相同的题 1 道" in page
    assert "只在前一次有，不参加比较（1）：old" in page
    assert "只在后一次有，不参加比较（1）：new" in page
    assert "题目或正确条款改过，不参加比较（2）：c2、c3" in page


def test_runs_without_a_common_case_compare_to_dashes(tmp_path: Path) -> None:
    page = compared(tmp_path, run_of(result("c1", 1)), run_of(result("c2", 1)))
    assert rows(page)["第一位"] == ["-", "-", "-"]


def test_a_report_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(ReportUnreadable, match="gone.json"):
        compare_reports(tmp_path / "gone.json", tmp_path / "gone.json")
