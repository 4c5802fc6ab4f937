"""What became of a cited unit: numbers are taken over by other clauses, wording moves, versions are kept no more."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from fake_embedder import REGULATIONS, UNITS, CountingEmbedder, make_unit

from corpus.regulation import Regulation, Unit
from index import versions
from index.building import build_version
from index.clause_index import ClauseIndex
from index.fates import Fate, digest_of, fates

RULES = [
    "接听电话时使用普通话。",
    "客户讲方言听不懂时，请客户讲普通话。",
    "严禁先于客户挂断电话。",
    "投诉应在两小时内答复客户。",
    "客户来访时起身相迎。",
]


def numbered(texts: list[str]) -> tuple[Unit, ...]:
    return tuple(make_unit(f"conduct#{number}", text) for number, text in enumerate(texts, 1))


def opened(home: Path, units: tuple[Unit, ...], regulations: tuple[Regulation, ...] = REGULATIONS) -> ClauseIndex:
    version = build_version(units, regulations, CountingEmbedder(), home).version
    return ClauseIndex.open(versions.version_folder(version, home), CountingEmbedder(), date(2026, 1, 1))


def since(home: Path, before: ClauseIndex, after: ClauseIndex) -> dict[str, tuple[Fate, str]]:
    cited = {unit.unit_id: digest_of(unit.unit_text) for unit in before.units}
    found = fates(home, before.version, cited, after)
    return {unit_id: (became.fate, became.now.unit_id if became.now else "") for unit_id, became in found.items()}


def test_a_deleted_clause_is_withdrawn_though_the_next_takes_over_its_number(tmp_path: Path) -> None:
    before = opened(tmp_path, numbered(RULES))
    after = opened(tmp_path, numbered([RULES[0], *RULES[2:4], "客户来访时应当起身相迎。"]))
    assert since(tmp_path, before, after) == {
        "conduct#1": (Fate.SAME, "conduct#1"),
        "conduct#2": (Fate.WITHDRAWN, ""),
        "conduct#3": (Fate.RENUMBERED, "conduct#2"),
        "conduct#4": (Fate.RENUMBERED, "conduct#3"),
        "conduct#5": (Fate.CHANGED, "conduct#4"),
    }
    assert set(since(tmp_path, after, after).values()) == {(Fate.SAME, unit.unit_id) for unit in after.units}


def test_the_last_clause_is_replaced_by_another_rule_under_its_number(tmp_path: Path) -> None:
    before = opened(tmp_path, numbered(RULES[:3]))
    after = opened(tmp_path, numbered([*RULES[:2], "离席时应当签退并设置小休。"]))
    assert since(tmp_path, before, after)["conduct#3"] == (Fate.WITHDRAWN, "")


def test_it_is_told_by_the_edition_that_was_cited(tmp_path: Path) -> None:
    """A version may hold two editions of one number."""
    later = replace(REGULATIONS[0], source="later.txt", effective_on=date(2026, 2, 1))
    new = replace(UNITS[1], source="later.txt", text="离席时应当签退并设置小休。")
    before = opened(tmp_path, (*UNITS[:4], new), (*REGULATIONS, later))
    after = before.for_day(date(2026, 3, 1))
    assert since(tmp_path, before, after)["conduct#2"] == (Fate.WITHDRAWN, "")
    assert since(tmp_path, after, before)["conduct#2"] == (Fate.WITHDRAWN, "")


@pytest.mark.parametrize("version", ["", "20200101-000000-abcdef", "nothing/../like/it"])
def test_where_the_version_is_kept_no_more_digests_tell_what_they_can(tmp_path: Path, version: str) -> None:
    now = opened(tmp_path, numbered([RULES[0], *RULES[2:4], "客户来访时应当起身相迎。"]))
    cited = {f"conduct#{number}": digest_of(text) for number, text in enumerate(RULES, 1)} | {"other#1": "", "x": "?"}
    found = fates(tmp_path, version, cited, now)
    assert [one.fate for one in found.values()] == [
        Fate.SAME,
        Fate.CHANGED,  # its number is there, and nothing tells whether it is still that clause
        Fate.RENUMBERED,
        Fate.RENUMBERED,
        Fate.WITHDRAWN,
        Fate.WITHDRAWN,
        Fate.WITHDRAWN,
    ]
    nothing = fates(tmp_path, version, {"conduct#1": digest_of("")}, now)
    assert nothing["conduct#1"].fate is Fate.WITHDRAWN, "what was shown without words was withdrawn then"
