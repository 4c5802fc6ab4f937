"""What differs between two versions, as a maintainer reads it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from fake_embedder import REGULATIONS, UNITS, make_regulation, make_unit

from assistant.terminal import show_diff
from corpus.regulation import Regulation, Unit
from index.comparing import ChangedUnit, RegulationDiff, compare
from index.diff_json import diff_to_json
from index.versions import VersionContent


def diff(
    new: Sequence[Unit], old: Sequence[Unit] = UNITS, regulations: tuple[Regulation, ...] = REGULATIONS
) -> RegulationDiff:
    """The one regulation that differs."""
    (found,) = compare(VersionContent(REGULATIONS, tuple(old)), VersionContent(regulations, tuple(new)))
    return found


def numbered(texts: Sequence[str]) -> list[Unit]:
    return [make_unit(f"conduct#{number}", text) for number, text in enumerate(texts, 1)]


RULES = ["接听电话时使用普通话。", "请客户讲普通话。", "严禁先于客户挂断电话。", "投诉应在两小时内答复客户。"]


def test_equal_versions_do_not_differ() -> None:
    content = VersionContent(REGULATIONS, UNITS)
    respaced = replace(UNITS[0], text="接听电话时 使用普通话。", context=("新的标题",))
    assert compare(content, content) == compare(content, VersionContent(REGULATIONS, (respaced, *UNITS[1:]))) == ()


def test_added_removed_and_changed() -> None:
    new = make_unit("conduct#9", "着装整洁,佩戴工号牌。")
    changed = replace(UNITS[2], text="严禁先于客户挂断来电。")
    found = diff((UNITS[0], changed, *UNITS[3:], new))
    assert (found.added, found.removed) == ((new,), (UNITS[1],))
    assert found.changed == (ChangedUnit(UNITS[2], changed),)
    back = diff(UNITS, (UNITS[0], changed, *UNITS[3:], new))
    assert (back.added, back.removed) == (found.removed, found.added)


def test_a_clause_put_in_renumbers_those_behind_it_and_changes_none() -> None:
    old, new = (
        numbered(RULES),
        numbered([RULES[0], "离席时应当签退并设置小休。", *RULES[1:3], "投诉应在一小时内答复客户。"]),
    )
    found = diff(new, old)
    assert found.added == (new[1],)
    assert found.renumbered == (ChangedUnit(old[1], new[2]), ChangedUnit(old[2], new[3]))
    assert found.changed == (ChangedUnit(old[3], new[4]),)  # reworded under another number
    assert "".join(p.text for p in found.changed[0].pieces if p.mark != "removed") == new[4].text
    assert [(p.mark.value, p.text) for p in found.changed[0].pieces][1:3] == [("removed", "两"), ("added", "一")]


def test_a_new_day_of_effect_or_repeal_is_a_difference() -> None:
    repealed = (replace(REGULATIONS[0], repealed_on=date(2030, 1, 1)), REGULATIONS[1])
    assert diff(UNITS, regulations=repealed).after == repealed[0]


def test_the_newest_editions_are_compared() -> None:
    later = replace(REGULATIONS[0], source="later.txt", effective_on=date(2030, 1, 1))
    new = [replace(unit, source="later.txt") for unit in UNITS[:3]]
    found = diff((*UNITS, *new), regulations=(*REGULATIONS, later))
    assert found.removed == (UNITS[3],)


def test_whole_regulations_come_and_go() -> None:
    other = make_regulation("other")
    unit = make_unit("other#1", "新的条文。")
    found = diff((*UNITS, unit), regulations=(*REGULATIONS, other))
    assert (found.before, found.added) == (None, (unit,))
    assert diff(UNITS[:4], regulations=REGULATIONS[:1]).after is None


def test_it_is_printed_and_written_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    found = (diff((UNITS[0], replace(UNITS[1], text="客户讲方言听不懂时，请客户讲标准普通话。"), *UNITS[2:])),)
    show_diff(found)
    out = capsys.readouterr().out
    assert out.splitlines()[0] == "某单位《服务规范》：新增 0，删去 0，改动 1，改号 0"
    assert out.splitlines()[1].split() == ["改动", "conduct#2", "客户讲方言听不懂时，请客户讲{+标准+}普通话。"]
    (record,) = json.loads(json.dumps(diff_to_json(found)))
    assert record["regulation_id"] == "conduct"
    assert [piece["mark"] for piece in record["changed"][0]["pieces"]] == ["same", "added", "same"]
    show_diff(())
    assert capsys.readouterr().out == "两个版本没有差别\n"
