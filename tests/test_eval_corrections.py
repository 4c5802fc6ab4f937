"""The simulation of trainers' corrections, on a few units."""

from __future__ import annotations

from pathlib import Path

import pytest
from fake_embedder import REGULATIONS, UNITS, CountingEmbedder

from assistant.answer import Status
from corpus.question_bank import ExampleQuestion
from evals.cases import Case, Gold, Kind
from evals.corrections import plot_corrections, simulate, table
from index import added_questions, store
from index.clause_index import ClauseIndex


def make_case(number: int, question: str, quote: str) -> Case:
    """A question answered by the unit that holds the quote."""
    return Case(f"c{number}", question, Kind.DIRECT, Status.ANSWERED, (Gold("fake.txt", "", quote),), "w", "drafted")


def test_corrections_lead_other_questions_about_the_clause_to_it_and_leave_the_rest_alone(tmp_path: Path) -> None:
    index = ClauseIndex.build(UNITS, REGULATIONS, CountingEmbedder(), tmp_path / "v1")
    bank = {"conduct#4": tuple(ExampleQuestion(f"顾客唱歌{end}", "colloquial", "w", "drafted") for end in ("了", "吗"))}

    cases = [make_case(1, "有人唱歌怎么办", "着装整洁"), make_case(2, "投诉多久回复", "二十四小时内回复")]
    points = simulate(index, bank, cases, tmp_path / "vectors.sqlite", steps=(0, 1))
    assert [point.corrections for point in points] == [0, 1]
    assert (points[0].first.mean, points[1].first.mean) == (0.0, 1.0)
    assert points[1].elsewhere.mean == points[0].elsewhere.mean == 1.0
    assert (points[1].mended, points[1].harmed) == (0, 0)
    assert "1 条纠正" in table(points)
    plot_corrections(points, points, points, tmp_path / "plot.png")
    assert (tmp_path / "plot.png").stat().st_size > 1_000


def test_guarded_a_correction_that_leads_a_known_question_elsewhere_is_not_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody "corrects" a question about dialects to the clause on clothes: what is known of dialects keeps it out."""
    # As much worth as they had once: by now one correction alone draws no question here.
    monkeypatch.setattr(added_questions, "WORDS_WORTH", 1.0)
    monkeypatch.setattr(store, "NEARER_THAN_CLAUSES", 0.0)
    index = ClauseIndex.build(UNITS, REGULATIONS, CountingEmbedder(), tmp_path / "v1")
    bank = {
        "conduct#4": (ExampleQuestion("方言方言", "colloquial", "w", "drafted"),),
        "manual#3": (ExampleQuestion("方言方言吧", "colloquial", "w", "drafted"),),
    }
    clothes, dialects = "着装整洁", "转接会方言的同事"
    cases = [
        make_case(number, question, quote)
        for number, (question, quote) in enumerate(
            (("穿什么", clothes), ("方言", dialects), ("穿什么衣服", clothes), ("方言方言呢", dialects))
        )
    ]
    taken = simulate(index, bank, cases, tmp_path / "vectors.sqlite", steps=(0, 1))
    tried = simulate(index, bank, cases, tmp_path / "vectors.sqlite", steps=(0, 1), guarded=True)
    assert (taken[1].corrections, taken[1].harmed, taken[1].refused) == (1, 2, 0)
    assert (tried[1].corrections, tried[1].harmed, tried[1].refused) == (0, 0, 1)
    assert "没有采用 1 条" in table(tried)


def test_with_the_bank_in_place_half_of_its_questions_are_known_and_the_others_are_asked(tmp_path: Path) -> None:
    index = ClauseIndex.build(UNITS, REGULATIONS, CountingEmbedder(), tmp_path / "v1")
    songs = tuple(ExampleQuestion(text, "colloquial", "w", "drafted") for text in ("顾客唱歌了", "着装着装跳舞"))
    cases = [make_case(1, "有人唱歌怎么办", "着装整洁"), make_case(2, "投诉多久回复", "二十四小时内回复")]
    bank, vectors = {"conduct#4": songs}, tmp_path / "vectors.sqlite"
    bare = simulate(index, bank, cases, vectors, steps=(0,))
    known = simulate(index, bank, cases, vectors, steps=(0, 1), in_place=tmp_path / "half")
    assert (bare[0].first.mean, known[0].first.mean) == (0.0, 1.0)
    built = ClauseIndex.open(tmp_path / "half", CountingEmbedder())
    assert [each.text for each in built.example_questions] == ["顾客唱歌了"]
    assert known[1].corrections == 0  # the other one, asked, was led rightly without having been known
