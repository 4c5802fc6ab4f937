"""What a version is built of: a new edition takes the place of the one it replaces."""

from __future__ import annotations

from pathlib import Path

from made_regulations import RULES, make_own, regulation_text

from assistant.gathering import content_of, read_library
from corpus.intake import Given, take_in


def test_a_new_edition_stands_where_the_old_one_stood(tmp_path: Path) -> None:
    """Else the regulation that is named first, and whom to ask by it, would change with every file that is replaced."""
    own, home, given = make_own(tmp_path / "own"), tmp_path / "home", tmp_path / "in"
    given.mkdir()
    beside, changed = given / "refunds.txt", given / "conduct.txt"
    beside.write_text(regulation_text("退款办法", RULES), encoding="utf-8")
    take_in([beside], home, Given(issuer="某公司"), own=own)
    before = content_of(read_library(home, own, lambda refused: None))
    changed.write_text(regulation_text("客服行为规范", (*RULES[:-1], "应当等客户先挂机。")), encoding="utf-8")
    take_in([changed], home, Given(replaces="conduct"), own=own)
    after = content_of(read_library(home, own, lambda refused: None))
    for content in (before, after):
        assert [each.regulation_id for each in content.regulations] == ["conduct", "refunds"]
        assert list(dict.fromkeys(unit.regulation_id for unit in content.units)) == ["conduct", "refunds"]
    assert any("先挂机" in unit.text for unit in after.units)
