"""The simulation of trainers' corrections, on a few units."""

from __future__ import annotations

from pathlib import Path

from fake_embedder import REGULATIONS, UNITS, CountingEmbedder

from assistant.answer import Status
from corpus.question_bank import ExampleQuestion
from evals.cases import Case, Gold, Kind
from evals.corrections import plot_corrections, simulate, table
from index.clause_index import ClauseIndex


def test_corrections_lead_other_questions_about_the_clause_to_it_and_leave_the_rest_alone(tmp_path: Path) -> None:
    index = ClauseIndex.build(UNITS, REGULATIONS, CountingEmbedder(), tmp_path / "v1")
    bank = {"conduct#4": tuple(ExampleQuestion(f"顾客唱歌{end}", "colloquial", "w", "drafted") for end in ("了", "吗"))}

    def case(number: int, question: str, quote: str) -> Case:
        return Case(
            f"c{number}", question, Kind.DIRECT, Status.ANSWERED, (Gold("fake.txt", "", quote),), "w", "drafted"
        )

    cases = [case(1, "有人唱歌怎么办", "着装整洁"), case(2, "投诉多久回复", "二十四小时内回复")]
    points = simulate(index, bank, cases, tmp_path / "vectors.sqlite", steps=(0, 1))
    assert [point.corrections for point in points] == [0, 1]
    assert (points[0].first.mean, points[1].first.mean) == (0.0, 1.0)
    assert points[1].elsewhere.mean == points[0].elsewhere.mean == 1.0
    assert (points[1].mended, points[1].harmed) == (0, 0)
    assert "1 条纠正" in table(points)
    plot_corrections(points, tmp_path / "plot.png")
    assert (tmp_path / "plot.png").stat().st_size > 1_000
