"""The bench ranks by every stage, leaves out one regulation's questions at a time, and writes a page."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from fake_evals import COTTON, FUJIAN, UNITS, CountingEmbedder, make_case
from numpy.typing import NDArray

from corpus.question_bank import ExampleQuestion
from evals.baselines import BM25_ALONE, TUTORIAL
from evals.cases import TUNING_TAG, Gold, case_to_json
from evals.retrieval_bench import FULL_BANK, LENT, NO_BANK, NOT_LENT, RetrievalBench, measure
from evals.retrieval_report import stage_lines, write_retrieval_report
from evals.retrieval_stages import StagedSearch
from index.clause_index import ClauseIndex
from index.remembering_embedder import remembering

BANK = {
    "cotton#30(6)": (ExampleQuestion("老家话听不懂咋办", "colloquial", "bank-01", "drafted"),),
    "fujian#6.1(1)": (ExampleQuestion("几声之内要接", "colloquial", "bank-01", "drafted"),),
}
CASES = (
    make_case("c1", "老家话听不懂怎么办", Gold("cotton.txt", "第三十条（六）", "遇到客户讲方言")),
    make_case("c2", "铃响几声要接", Gold("fujian.txt", "6.1（1）", "电话铃响三声之内接听")),
    make_case("c3", "年会几点开始"),
    make_case("c4", "方言咋整", Gold("cotton.txt", "第三十条（六）", "遇到客户讲方言"), tags=(TUNING_TAG,)),
)


@pytest.fixture(scope="module")
def clause_index(tmp_path_factory: pytest.TempPathFactory) -> ClauseIndex:
    folder = tmp_path_factory.mktemp("bench") / "v1"
    embedder = remembering(CountingEmbedder())
    return ClauseIndex.build(UNITS, (COTTON, FUJIAN), embedder, folder, bank=BANK, left_open=("年会几点开始",))


@pytest.fixture(scope="module")
def benches(
    clause_index: ClauseIndex, tmp_path_factory: pytest.TempPathFactory
) -> tuple[RetrievalBench, RetrievalBench]:
    folder = tmp_path_factory.mktemp("cases")
    lines = [json.dumps(case_to_json(case), ensure_ascii=False) for case in CASES]
    (folder / "cases.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return measure(clause_index, folder / "cases.jsonl", ())


def test_every_stage_ranks_every_case_once(benches: tuple[RetrievalBench, RetrievalBench]) -> None:
    held_out, tuned = benches
    assert [case.case_id for case in held_out.cases] == ["c1", "c2"]
    assert [case.case_id for case in tuned.cases] == ["c4"]
    assert {len(ranks) for ranks in held_out.ranks.values()} == {2}
    assert {BM25_ALONE, TUTORIAL} < held_out.ranks.keys()


def test_the_stages_differ_where_they_should(clause_index: ClauseIndex) -> None:
    """No word of 老家话 stands in a clause: only example questions find it."""
    rankings = {
        stage.name: [hit.unit.unit_id for hit in stage.rank(CASES[0])] for stage in StagedSearch(clause_index).stages()
    }
    assert "cotton#30(6)" in rankings["原文加例句：BM25"][:1]
    assert rankings["条款原文：BM25"][:1] != ["cotton#30(6)"] or rankings["三种排序加权求和"][0] == "cotton#30(6)"
    assert rankings["＋点名的单位、条款号（全系统）"][0] == "cotton#30(6)"


def test_each_regulation_loses_its_questions_in_turn(benches: tuple[RetrievalBench, RetrievalBench]) -> None:
    held_out, tuned = benches
    assert [one.regulation_id for one in held_out.left_out] == ["cotton", "fujian"]
    cotton = held_out.left_out[0]
    assert {name: len(ranks) for name, ranks in cotton.own.items()} == {FULL_BANK: 1, LENT: 1, NOT_LENT: 1, NO_BANK: 1}
    assert {name: len(ranks) for name, ranks in cotton.others.items()} == {FULL_BANK: 1, LENT: 1, NOT_LENT: 1}
    assert tuned.left_out == ()


def test_confidence_is_taken_of_uncovered_cases_too(benches: tuple[RetrievalBench, RetrievalBench]) -> None:
    assert [one.case.case_id for one in benches[0].confidences] == ["c1", "c2", "c3"]
    assert all(0 <= one.confidence <= 1 for one in benches[0].confidences)


def test_the_page_and_its_picture_are_written(benches: tuple[RetrievalBench, RetrievalBench], tmp_path: Path) -> None:
    page = write_retrieval_report(*benches, "v1", "abc1234", tmp_path)
    text = page.read_text(encoding="utf-8")
    for heading in ("## 逐步开启", "## 各类问题", "## 没有例句的规定", "## 置信度", "## 逐步开启（调参用过的题）"):
        assert heading in text
    assert "（现用）" in text
    assert page.with_suffix(".png").stat().st_size > 10_000
    assert len(stage_lines(benches[0])) == len(benches[0].ranks)


class Counted(CountingEmbedder):
    """Counts how many questions it is given."""

    asked = 0

    def embed_questions(self, questions: Sequence[str]) -> NDArray[np.float32]:
        self.asked += len(questions)
        return super().embed_questions(questions)


def test_a_question_is_embedded_once() -> None:
    inner = Counted()
    embedder = remembering(inner)
    assert (embedder.embed_questions(["方言", "投诉"]) == embedder.embed_questions(["方言", "投诉"])).all()
    assert inner.asked == 2
