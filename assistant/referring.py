"""Brings in what a leading unit refers to in its own regulation: 参考第（九）条, 前款, 按本办法第十二条处理.

An agent who reads 参考第（九）条 on a call has no time to look it up. References are resolved regulation by regulation when one is
first needed, so that nobody waits for them at the start. Knows nothing of how the units are worded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from assistant.choosing import Chosen
from assistant.composing import PASSAGES_OF_LONG_UNIT
from assistant.picking import pick
from assistant.question import Question
from assistant.words import WordWeights
from corpus.references import Reference, find_references, resolve_references
from corpus.regulation import Unit
from corpus.script import to_simplified

BROUGHT_IN = 2  # more would bury what was asked
# 根据本办法第三条,制定…: where a rule comes from is no part of what is to be done.
_LEGAL_BASIS = re.compile(r"(?:根据|依据)[^,，。；;]{0,12}$")
_MADE_FROM_IT = re.compile(r"制定|制订")


class References:
    """The references of an index, found when they are asked for."""

    def __init__(self, units: Iterable[Unit]) -> None:
        """Sort the units by regulation.

        :param units: The units, in document order.
        """
        self._units: dict[str, list[Unit]] = {}
        for unit in units:
            self._units.setdefault(unit.regulation_id, []).append(unit)
        self._in_regulation = lru_cache(maxsize=None)(self._resolve)

    def of(self, unit: Unit) -> tuple[tuple[Reference, tuple[Unit, ...]], ...]:
        """List the references of a unit with the units of its own regulation that they name.

        :param unit: A unit of the index.
        :return: References that name a unit, in the order of the text.
        """
        if not find_references(unit):
            return ()
        return self._in_regulation(unit.regulation_id).get(unit.unit_id, ())

    def _resolve(self, regulation_id: str) -> dict[str, tuple[tuple[Reference, tuple[Unit, ...]], ...]]:
        """Resolve the references of one regulation, by the unit they stand in."""
        units = self._units.get(regulation_id, [])
        by_id = {unit.unit_id: unit for unit in units}
        found: dict[str, list[tuple[Reference, tuple[Unit, ...]]]] = {}
        for reference in resolve_references(units):
            if targets := tuple(by_id[target] for target in reference.targets):
                found.setdefault(reference.unit_id, []).append((reference, targets))
        return {unit_id: tuple(references) for unit_id, references in found.items()}


def with_references(
    question: Question, chosen: Sequence[Chosen], references: References, weights: WordWeights
) -> tuple[Chosen, ...]:
    """Add the units that the leading unit refers to in a passage that is shown.

    :param question: The question.
    :param chosen: The units of the answer, the leading one first.
    :param references: The references of the index.
    :param weights: How telling words are.
    :return: The units, those referred to behind the leading ones; of a reference to many those that share most with the question.
    """
    lead = chosen[0].unit
    named = references.of(lead)
    if not named:
        return tuple(chosen)
    known = {each.unit.unit_id for each in chosen}
    shown = pick(question, lead, weights, PASSAGES_OF_LONG_UNIT)
    targets: dict[str, Unit] = {}
    for reference, units in named:
        if any(p.start < reference.end and reference.start < p.end for p in shown) and not _is_basis(reference, lead):
            targets.update((unit.unit_id, unit) for unit in units if unit.unit_id not in known)
    nearest = sorted(targets.values(), key=lambda unit: -weights.support(question.search_text, unit))[:BROUGHT_IN]
    brought = [Chosen(unit, "leads") for unit in targets.values() if unit in nearest]
    leading = [each for each in chosen if each.relation == "leads"]
    return (*leading, *brought, *(each for each in chosen if each.relation != "leads"))


def with_referred(units: Sequence[Unit], references: References) -> tuple[Unit, ...]:
    """Add to clauses that were looked up what they refer to, each behind the clause that does.

    :param units: The clauses.
    :param references: The references of their regulations.
    :return: The clauses, each once, and the first few of those they refer to.
    """
    known = {unit.unit_id for unit in units}
    found: dict[str, Unit] = {}
    for unit in units:
        found[unit.unit_id] = unit
        for reference, targets in references.of(unit):
            if not _is_basis(reference, unit):
                new = [target for target in targets if target.unit_id not in known]
                room = max(0, len(units) + BROUGHT_IN - len(known))
                found.update((target.unit_id, target) for target in new[:room])
                known.update(target.unit_id for target in new[:room])
    return tuple(found.values())


def _is_basis(reference: Reference, unit: Unit) -> bool:
    """Whether a reference only says where the rule comes from."""
    before, behind = to_simplified(unit.text[: reference.start]), to_simplified(unit.text[reference.end :])
    sentence = re.split(r"[。；;\n]", behind, maxsplit=1)[0]
    return bool(_LEGAL_BASIS.search(before) and _MADE_FROM_IT.search(sentence))
