"""Units and regulations as lines of JSON in a version's folder, and back."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, fields
from datetime import date
from pathlib import Path

from corpus.regulation import Regulation, Unit

_UNIT_FIELDS = tuple(field.name for field in fields(Unit))


def units_to_json(units: Iterable[Unit]) -> str:
    """Write units one a line, in document order."""
    # asdict takes four times as long
    records = ({name: getattr(unit, name) for name in _UNIT_FIELDS} for unit in units)
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def read_units(file: Path) -> tuple[Unit, ...]:
    """Read the units that ``units_to_json`` wrote."""
    with file.open(encoding="utf-8", newline="\n") as lines:
        records = [json.loads(line) for line in lines]
    return tuple(
        Unit(**record | {"path": tuple(record["path"]), "context": tuple(record["context"])}) for record in records
    )


def regulations_to_json(regulations: Iterable[Regulation]) -> str:
    """Write regulations as one readable list."""
    return json.dumps([asdict(regulation) for regulation in regulations], ensure_ascii=False, indent=2, default=str)


def read_regulations(file: Path) -> tuple[Regulation, ...]:
    """Read the regulations that ``regulations_to_json`` wrote."""
    return tuple(
        Regulation(**record | {name: _date(record[name]) for name in ("effective_on", "repealed_on")})
        for record in json.loads(file.read_text(encoding="utf-8"))
    )


def _date(text: str | None) -> date | None:
    """Read a date as ``str(date)`` writes it."""
    return None if text is None else date.fromisoformat(text)
