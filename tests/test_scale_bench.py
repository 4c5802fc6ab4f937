"""The made index of the scale bench: as many units as wanted, each of its own, and times of every question."""

from __future__ import annotations

from pathlib import Path

from fake_embedder import REGULATIONS, UNITS, CountingEmbedder

from assistant.answer import Status
from evals.cases import Case, Gold, Kind
from evals.scale_bench import multiply_units, time_search
from index.clause_index import ClauseIndex


def test_units_are_repeated_under_ids_of_their_own() -> None:
    units = multiply_units(UNITS, 2 * len(UNITS) + 1)
    assert len({unit.unit_id for unit in units}) == len(units) == 2 * len(UNITS) + 1
    assert units[-1].text == UNITS[0].text


def test_only_questions_with_an_answer_are_timed(tmp_path: Path) -> None:
    """A case of an unusable question would end the bench."""
    clause_index = ClauseIndex.build(UNITS, REGULATIONS, CountingEmbedder(), tmp_path / "version")
    gold = (Gold("conduct.txt", "第一条", "方言"),)
    cases = [
        Case("1", "客户讲方言怎么办", Kind.DIRECT, Status.ANSWERED, gold, "dev-01", "drafted"),
        Case("2", "", Kind.NOT_COVERED, Status.ERROR, (), "dev-01", "drafted"),
    ]
    times = time_search(clause_index, cases, 20, rounds=2)
    assert (times.unit_count, times.search.count, times.embedding.count) == (20, 2, 2)
    assert times.line().startswith("20 条")
