"""What became of a unit since a version that had it: it stands as it was, under another number, in other words, or no more.

A number alone does not tell: where a clause is deleted, the next one often takes over its number.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.editions import Edition, edition_of
from corpus.regulation import Unit
from index import versions
from index.comparing import align
from index.manifest import IndexDamaged, IndexOutOfDate
from index.versions import UnknownVersion

if TYPE_CHECKING:
    from index.clause_index import ClauseIndex

DIGEST_CHARACTERS = 16
_VERSIONS_KEPT = 8
_ALIGNMENTS_KEPT = 64


class Fate(StrEnum):
    """What became of a unit."""

    SAME = "same"
    RENUMBERED = "renumbered"  # same wording
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Became:
    """What became of a unit, and which one it is now."""

    fate: Fate
    now: Unit | None  # None: withdrawn


_aligning = threading.Lock()
_WITHDRAWN = Became(Fate.WITHDRAWN, None)


def digest_of(words: str) -> str:
    """Make the digest of a unit's words."""
    return hashlib.sha256(words.encode()).hexdigest()[:DIGEST_CHARACTERS]


_NO_WORDS = digest_of("")


def fates(home: Path, version: str, cited: Mapping[str, str], index: ClauseIndex) -> dict[str, Became]:
    """Tell what became of the units an answer cites.

    :param home: The state folder, where the versions are kept.
    :param version: The version that answered, with or without the revision of added questions.
    :param cited: Digests of the words cited, by unit id; what was cited without words is withdrawn.
    :param index: What is in force now.
    :return: What became of each, by the id it was cited under. Where that version is kept no more, wording under another number is
        still found by its digest, and other words under the same number count as changed.
    """
    found: dict[str, Became] = {}
    for unit_id, digest in cited.items():
        present = _unit(index, unit_id)
        if digest == _NO_WORDS:
            found[unit_id] = _WITHDRAWN
        elif present is not None and digest == digest_of(present.unit_text):
            found[unit_id] = Became(Fate.SAME, present)
        else:
            found[unit_id] = _since(home, version.partition("+")[0], unit_id, digest, index)
    return found


def fate_of(home: Path, version: str, unit: Unit, index: ClauseIndex) -> Became:
    """Tell what became of one unit as it was cited; see ``fates``."""
    return fates(home, version, {unit.unit_id: digest_of(unit.unit_text)}, index)[unit.unit_id]


def _since(home: Path, version: str, unit_id: str, digest: str, index: ClauseIndex) -> Became:
    """Tell what became of a unit that is not there as it was."""
    regulation_id = unit_id.partition("#")[0]
    now = tuple(unit for unit in index.units if unit.regulation_id == regulation_id)
    for edition, units in _editions(home, version).items():
        if edition.regulation_id == regulation_id and any(
            unit.unit_id == unit_id and digest_of(unit.unit_text) == digest for unit in units
        ):
            with _aligning:  # many pages ask the same just after a publish
                return _aligned(units, now).get(unit_id, _WITHDRAWN)
    moved = [unit for unit in now if digest_of(unit.unit_text) == digest]
    if len(moved) == 1:
        return Became(Fate.RENUMBERED, moved[0])
    present = _unit(index, unit_id)
    return Became(Fate.CHANGED, present) if present else _WITHDRAWN


@lru_cache(maxsize=_ALIGNMENTS_KEPT)
def _aligned(then: tuple[Unit, ...], now: tuple[Unit, ...]) -> dict[str, Became]:
    """Tell what became of the units of an edition that are there still."""
    aligned = align(then, now)
    pairs = {Fate.SAME: aligned.same, Fate.RENUMBERED: aligned.renumbered, Fate.CHANGED: aligned.changed}
    return {pair.before.unit_id: Became(fate, pair.after) for fate, each in pairs.items() for pair in each}


def _editions(home: Path, version: str) -> dict[Edition, tuple[Unit, ...]]:
    """Give the units of a version, by edition; nothing where it is kept no more."""
    try:
        return _read_editions(home, version)
    except (UnknownVersion, IndexDamaged, IndexOutOfDate, OSError):
        return {}


@lru_cache(maxsize=_VERSIONS_KEPT)
def _read_editions(home: Path, version: str) -> dict[Edition, tuple[Unit, ...]]:
    found: dict[Edition, list[Unit]] = {}
    for unit in versions.read_version(version, home).units:
        found.setdefault(edition_of(unit), []).append(unit)
    return {edition: tuple(each) for edition, each in found.items()}


def _unit(index: ClauseIndex, unit_id: str) -> Unit | None:
    try:
        return index.unit(unit_id)
    except KeyError:
        return None
