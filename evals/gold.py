"""Finds the units that hold the gold clauses of the cases.

A gold clause is named by its words, not by a unit id, so cases outlive changes of the parser. Words that no unit holds are a finding
of their own (the parser lost a clause, or the case misquotes it): reported, never passed off as a failed search.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from corpus.regulation import Unit
from corpus.script import fold
from evals.cases import Case, Gold


@dataclass(frozen=True, slots=True)
class GoldUnits:
    """The units that count as one gold clause."""

    gold: Gold
    units: tuple[Unit, ...]  # empty: no unit holds the quote

    @property
    def unit_ids(self) -> frozenset[str]:
        """Ids of the units."""
        return frozenset(unit.unit_id for unit in self.units)


@dataclass(frozen=True, slots=True)
class LostGold:
    """A gold clause whose words stand in no unit."""

    case_id: str
    gold: Gold

    def __str__(self) -> str:
        """Say it to a maintainer."""
        return (
            f"{self.case_id}：{self.gold.source} {self.gold.locator} 的原文「{self.gold.quote}」不在任何一条条款里"
            "（解析时丢了条款，或题目抄错了原文）"
        )


def find_gold(cases: Iterable[Case], units: Sequence[Unit]) -> dict[str, tuple[GoldUnits, ...]]:
    """Find the units of every gold clause of every case.

    A unit holds a gold clause when it comes from the same document and the quote stands in its heading and text, blanks, width
    and script aside. Where several units do, those at the gold's locator are meant, together with units worded the same; where
    none is at that locator, all of them count.

    :param cases: The cases.
    :param units: The units of the index the cases are run on.
    :return: By case id, one entry for each gold clause, in the order of the case.
    """
    folded: dict[str, list[tuple[str, Unit]]] = {}
    for unit in units:
        folded.setdefault(unit.source, []).append((fold(unit.unit_text), unit))
    return {
        case.case_id: tuple(GoldUnits(gold, _holders(gold, folded.get(gold.source, []))) for gold in case.expected)
        for case in cases
    }


def lost_gold(cases: Iterable[Case], gold: Mapping[str, tuple[GoldUnits, ...]]) -> tuple[LostGold, ...]:
    """List the gold clauses that no unit holds, in the order of the cases."""
    return tuple(
        LostGold(case.case_id, entry.gold) for case in cases for entry in gold[case.case_id] if not entry.units
    )


def _holders(gold: Gold, units: Sequence[tuple[str, Unit]]) -> tuple[Unit, ...]:
    """Choose the units that are meant by a gold clause."""
    quote = fold(gold.quote)
    holders = [(text, unit) for text, unit in units if quote in text]
    locator = fold(gold.locator)
    wordings = {text for text, unit in holders if fold(unit.locator) == locator}
    return tuple(unit for text, unit in holders if not wordings or text in wordings)
