"""Which units were published lately: their wording stands in no version of the time before."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

from corpus.regulation import Unit
from corpus.script import fold
from index.manifest import IndexDamaged, IndexOutOfDate
from index.versions import UnknownVersion, list_versions, read_version

_log = logging.getLogger(__name__)


def newly_published(home: Path, units: Sequence[Unit], since: str) -> frozenset[str]:
    """Find the units whose wording is new since a moment.

    :param home: The state folder with the versions.
    :param units: The units in force.
    :param since: The moment, as stored.
    :return: Their ids; none where no other version is kept to compare with. What was only given another number is not new.
    """
    kept = list_versions(home)
    earlier = [manifest for manifest in kept if manifest.built_at < since] or kept[:1]
    if not earlier or earlier[-1].version == kept[-1].version:
        return frozenset()
    try:
        before = read_version(earlier[-1].version, home)
    except (IndexDamaged, IndexOutOfDate, UnknownVersion) as error:
        _log.warning("版本 %s 读不出，不区分新发布的条款：%s", earlier[-1].version, error)
        return frozenset()
    wordings = {fold(unit.unit_text) for unit in before.units}
    return frozenset(unit.unit_id for unit in units if fold(unit.unit_text) not in wordings)
