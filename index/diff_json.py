"""The difference of two versions as JSON, for programs and pages."""

from __future__ import annotations

from collections.abc import Iterable

from corpus.regulation import Unit
from index.comparing import ChangedUnit, RegulationDiff


def diff_to_json(diffs: Iterable[RegulationDiff]) -> list[dict[str, object]]:
    """Write differences as plain values, a regulation each."""
    return [_regulation(diff) for diff in diffs]


def _regulation(diff: RegulationDiff) -> dict[str, object]:
    """Write what became of one regulation."""
    regulation = diff.regulation
    return {
        "regulation_id": regulation.regulation_id,
        "regulation": regulation.title,
        "issuer": regulation.issuer,
        "is_new": diff.before is None,
        "is_gone": diff.after is None,
        "effective_on": str(regulation.effective_on or ""),
        "repealed_on": str(regulation.repealed_on or ""),
        "added": [_unit(unit) for unit in diff.added],
        "removed": [_unit(unit) for unit in diff.removed],
        "changed": [_change(change) for change in diff.changed],
        "renumbered": [_change(change) for change in diff.renumbered],
    }


def _unit(unit: Unit) -> dict[str, str]:
    """Write a unit."""
    return {"unit_id": unit.unit_id, "locator": unit.locator, "unit_text": unit.unit_text}


def _change(change: ChangedUnit) -> dict[str, object]:
    """Write a unit before and after, the words that differ marked."""
    pieces = [{"mark": piece.mark.value, "text": piece.text} for piece in change.pieces]
    return {"before": _unit(change.before), "after": _unit(change.after), "pieces": pieces}
