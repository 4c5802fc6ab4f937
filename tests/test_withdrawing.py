"""Editions beside each other: a correction before a coming one, a repeal before it, a taking in that is undone."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from made_regulations import CHANGED, RULES, TITLE, content, make_own, regulation_text, write
from made_regulations import read_library as read

from corpus.catalog import load_catalog
from corpus.editions import in_force, today
from corpus.intake import Given, IntakeRefused, take_in
from corpus.library import open_library
from corpus.regulation import Regulation, Unit
from corpus.withdrawing import coming_editions, repeal, take_back
from index.comparing import compare
from index.versions import VersionContent

COMING = today() + timedelta(days=40)
REVISED = [*CHANGED[:-1], "明年起施行的最后一条应当记录。"]


def read_library(home: Path, own: Path) -> tuple[tuple[Regulation, ...], tuple[Unit, ...]]:
    return read(home, own, home / "cache")


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return make_own(tmp_path / "own")


def held(home: Path, own: Path, day: date) -> list[str]:
    return [each.source for each in in_force(read_library(home, own)[0], day)]


@pytest.fixture
def home(tmp_path: Path, own: Path) -> Path:
    """A coming edition waits beside the one in force."""
    file = write(tmp_path / "in", "coming.txt", regulation_text(TITLE, REVISED))
    take_in([file], tmp_path, Given(replaces="conduct", effective_on=COMING), own=own)
    return tmp_path


@pytest.mark.parametrize("begins", [None, today(), today() - timedelta(days=3)])
def test_a_correction_taken_in_beside_a_coming_edition_ends_only_what_is_in_force(
    home: Path, own: Path, begins: date | None
) -> None:
    before = VersionContent(*read_library(home, own))
    file = write(home / "in", "corrected.txt", regulation_text(TITLE, CHANGED))
    take_in([file], home, Given(replaces="conduct", effective_on=begins), own=own)
    assert held(home, own, today()) == ["corrected.txt"]
    assert held(home, own, COMING - timedelta(days=1)) == ["corrected.txt"]
    assert held(home, own, COMING) == ["coming.txt"]
    (diff,) = compare(before, VersionContent(*read_library(home, own)))
    assert diff.before
    assert diff.after
    assert (diff.before.source, diff.after.source) == ("conduct.txt", "corrected.txt"), (
        "not the newest, which is the same"
    )
    (back,) = compare(VersionContent(*read_library(home, own)), before)
    assert (back.changed[0].before, back.changed[0].after) == (diff.changed[0].after, diff.changed[0].before)
    with pytest.raises(IntakeRefused, match="内容相同"):
        take_in([file], home, Given(replaces="conduct", effective_on=begins), own=own)


def test_another_wording_of_the_coming_edition_takes_its_place(home: Path, own: Path) -> None:
    file = write(home / "in", "other.txt", regulation_text(TITLE, [*REVISED, "另加一条应当遵守。"]))
    take_in([file], home, Given(replaces="conduct", effective_on=COMING), own=own)
    assert held(home, own, today()) == ["conduct.txt"]
    assert held(home, own, COMING) == ["other.txt"]


def test_what_is_in_force_can_be_repealed_before_the_coming_edition(home: Path, own: Path) -> None:
    day = today() + timedelta(days=10)
    entry = repeal("conduct", day, home, own)
    assert (entry.source, entry.repealed_on) == ("conduct.txt", day)
    assert held(home, own, day - timedelta(days=1)) == ["conduct.txt"]
    assert held(home, own, day) == []
    assert held(home, own, COMING) == ["coming.txt"], "it is named to the maintainer, and taken back by its file"
    assert [each.source for each in coming_editions("conduct", open_library(home, own), day)] == ["coming.txt"]
    repeal("conduct", day + timedelta(days=5), home, own)  # said again: the last word counts
    assert held(home, own, day) == ["conduct.txt"]
    later = COMING + timedelta(days=5)
    assert repeal("conduct", later, home, own).source == "coming.txt"
    assert held(home, own, later) == []
    assert repeal("conduct", None, home, own).source == "coming.txt"
    assert repeal("conduct", None, home, own).source == "conduct.txt"
    assert held(home, own, later) == ["coming.txt"]
    with pytest.raises(IntakeRefused, match="没有写明过废止日期"):
        repeal("conduct", None, home, own)


def test_the_programs_own_regulation_can_be_repealed(tmp_path: Path, own: Path) -> None:
    repeal("conduct", date(2030, 1, 1), tmp_path, own)
    repeal("conduct", date(2031, 1, 1), tmp_path, own)
    (entry,) = load_catalog(tmp_path / "documents" / "catalog.toml")
    assert (entry.regulation_id, entry.source, entry.repealed_on) == ("conduct", "conduct.txt", date(2031, 1, 1))
    assert [each.repealed_on for each in read_library(tmp_path, own)[0]] == [date(2031, 1, 1)]
    with pytest.raises(IntakeRefused, match="没有编号为 nobody"):
        repeal("nobody", date(2030, 1, 1), tmp_path, own)


def test_a_repeal_before_the_day_of_effect_is_refused(tmp_path: Path, own: Path) -> None:
    file = write(tmp_path / "in", "refunds.txt", regulation_text("退款办法", RULES))
    take_in([file], tmp_path, Given(effective_on=COMING), own=own)
    kept = content(tmp_path)
    for day in (COMING, today()):
        with pytest.raises(IntakeRefused, match=f"废止日期 {day} 应晚于《退款办法》的施行日期 {COMING}"):
            repeal("refunds", day, tmp_path, own)
    assert content(tmp_path) == kept


def test_a_taking_in_is_undone_with_all_its_regulations(home: Path, own: Path) -> None:
    take_back("coming.txt", home, own)
    assert held(home, own, COMING) == ["conduct.txt"]
    assert open_library(home, own).editions("conduct")[-1].source == "conduct.txt"
    two = regulation_text("退款服务管理办法", RULES) + "\n\n" + regulation_text("投诉处理管理办法", CHANGED)
    take_in([write(home / "in", "two.txt", two)], home, own=own)
    assert {entry.title for entry in take_back("two.txt", home, own)} == {"退款服务管理办法", "投诉处理管理办法"}
    assert [each.title for each in read_library(home, own)[0]] == [TITLE]
    take_in([write(home / "in", "coming.txt", regulation_text("甲办法", RULES))], home, own=own)
    assert {each.title for each in read_library(home, own)[0]} == {TITLE, "甲办法"}, "the name is free again"


@pytest.mark.parametrize(
    ("source", "said"), [("conduct.txt", "随程序提供"), ("none.txt", "没有收入过"), ("../x", "没有收入过")]
)
def test_only_what_was_taken_in_is_taken_back(home: Path, own: Path, source: str, said: str) -> None:
    repeal("conduct", COMING, home, own)
    kept = content(home)
    with pytest.raises(IntakeRefused, match=said):
        take_back(source, home, own)
    assert content(home) == kept
