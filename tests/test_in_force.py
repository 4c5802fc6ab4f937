"""What is not in force, or no more there, is found by no route: meaning, words, number, cache, suggestion, example question."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from fake_embedder import REGULATIONS, UNITS, CountingEmbedder

from assistant import live as live_module
from assistant.answering import Assistant
from assistant.live import LiveAssistant, LiveSuggestions
from assistant.suggesting import Suggestions
from assistant.wording_check import wording_checker
from corpus import editions
from corpus.editions import edition_unit_id
from corpus.question_bank import ExampleQuestion
from corpus.regulation import Unit
from index import versions
from index.building import build_version
from index.clause_index import ClauseIndex

BEFORE, FROM, REPEALED = date(2029, 12, 31), date(2030, 1, 1), date(2031, 1, 1)
OLD = UNITS[:4]
NEW = (
    replace(UNITS[0], source="new.txt"),
    replace(UNITS[1], source="new.txt", text="客户讲方言听不懂时，转接会方言的同事，严禁挂断。"),
)
EDITIONS = (
    REGULATIONS[0],
    REGULATIONS[1],
    replace(REGULATIONS[0], source="new.txt", effective_on=FROM, repealed_on=REPEALED),
)
ALL = (*UNITS, *NEW)
QUESTION = "方言听不懂怎么办"


def question(unit: Unit, text: str) -> dict[str, tuple[ExampleQuestion, ...]]:
    return {edition_unit_id(unit): (ExampleQuestion(text, "formal", "bank-01", "drafted"),)}


BANK = question(UNITS[1], QUESTION) | question(NEW[1], "方言能挂断吗") | question(UNITS[2], "能先挂断电话吗")


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> ClauseIndex:
    folder = tmp_path_factory.mktemp("dated") / "version"
    return ClauseIndex.build(ALL, EDITIONS, CountingEmbedder(), folder, bank=BANK)


def texts(units: Iterator[Unit] | tuple[Unit, ...]) -> set[str]:
    return {unit.unit_text for unit in units}


@pytest.mark.parametrize(
    ("day", "held", "gone"),
    [(BEFORE, OLD, NEW[1:]), (FROM, NEW, OLD[1:]), (REPEALED, (), (*OLD[1:], *NEW[1:]))],
)
def test_only_what_is_in_force_is_found_by_any_search(
    index: ClauseIndex, day: date, held: tuple[Unit, ...], gone: tuple[Unit, ...]
) -> None:
    dated = index.for_day(day)
    assert {unit for unit in dated.units if unit.regulation_id == "conduct"} == set(held)
    for search in (
        dated.search,
        dated.search_dense,
        dated.search_lexical,
        dated.search_examples,
        dated.search_expanded,
    ):
        for query in (QUESTION, "挂断电话", *(unit.unit_text for unit in ALL)):
            for scope in (None, frozenset({"conduct"})):
                found = texts(tuple(hit.unit for hit in search(query, top_k=50, regulations=scope)))
                assert not found & texts(gone)
    for unit in held:
        assert dated.unit(unit.unit_id) == unit
        assert unit in dated.neighbours(unit.unit_id)
    for unit in gone:
        if unit.unit_id not in {each.unit_id for each in held}:
            with pytest.raises(KeyError):
                dated.unit(unit.unit_id)


@pytest.mark.parametrize(("day", "asked"), [(BEFORE, QUESTION), (FROM, "方言能挂断吗"), (REPEALED, "")])
def test_examples_suggestions_look_ups_and_checks_follow_the_day(index: ClauseIndex, day: date, asked: str) -> None:
    dated = index.for_day(day)
    questions = [example.text for example in dated.example_questions if "方言" in example.text]
    assert questions == ([asked] if asked else [])
    for example in dated.example_questions:
        assert dated.units[example.row].regulation_id == "conduct"
    found = Suggestions(dated).complete("方言")
    assert [each.question for each in found] == questions
    answer = Assistant(dated).answer("conduct#3")
    assert (answer.status.value == "answered") == (day == BEFORE)
    assert texts(tuple(f.unit for f in wording_checker(dated).check("挂断").findings)) <= texts(dated.units)
    assert all(
        one.unit_id in {unit.unit_id for unit in dated.units} for one in Assistant(dated).answer("挂断").retrieved
    )


class Clock:
    """Midnight when a test says so."""

    def __init__(self, day: date) -> None:
        self.day = day

    def __call__(self) -> date:
        return self.day


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock(BEFORE)
    monkeypatch.setattr(live_module, "today", clock)
    monkeypatch.setattr(live_module, "load_embedder", lambda _: CountingEmbedder())
    return clock


def published(home: Path, units: tuple[Unit, ...] = ALL) -> str:
    present = {(unit.regulation_id, unit.source) for unit in units}
    regulations = [each for each in EDITIONS if (each.regulation_id, each.source) in present]
    version = build_version(units, regulations, CountingEmbedder(), home, bank=BANK).version
    versions.publish(version, home)
    return version


def test_an_edition_takes_effect_at_midnight_without_a_build(tmp_path: Path, clock: Clock) -> None:
    published(tmp_path)
    live = LiveAssistant(tmp_path)
    suggestions = LiveSuggestions(live)  # type: ignore[arg-type]
    seen = []
    for clock.day in (BEFORE, FROM, REPEALED):
        answer = live.answer("conduct#2")
        wording = answer.citations[0].unit.text if answer.citations else ""
        seen.append((wording, [each.question for each in suggestions.complete("方言")]))
    assert seen == [(OLD[1].text, [QUESTION]), (NEW[1].text, ["方言能挂断吗"]), ("", [])]


def test_the_day_is_chinas(monkeypatch: pytest.MonkeyPatch) -> None:
    class Moment(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:
            return datetime.fromisoformat("2026-11-21T16:00:00+00:00").astimezone(tz)  # type: ignore[arg-type]

    monkeypatch.setattr(editions, "datetime", Moment)
    assert editions.today() == date(2026, 11, 22)


def test_a_newly_published_version_is_taken_over_between_two_questions(tmp_path: Path, clock: Clock) -> None:
    first = published(tmp_path, UNITS)
    live = LiveAssistant(tmp_path)
    suggestions = LiveSuggestions(live)  # type: ignore[arg-type]
    under_way = live.answer_in_parts("conduct#2")
    second = published(tmp_path, (UNITS[0], *UNITS[2:]))  # the clause is deleted
    assert live.answer("conduct#2").index_version == first
    live.look()
    answer = live.answer("conduct#2")
    assert (answer.index_version, answer.citations) == (second, ())
    assert suggestions.complete("方言听") == ()
    assert QUESTION not in [each.text for each in live.clause_index.example_questions]
    versions.rollback(tmp_path)
    live.look()
    assert live.answer("conduct#2").citations[0].unit == UNITS[1]
    assert {part.index_version for part in under_way} == {first}


def test_following_goes_on_whatever_goes_wrong(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A server that follows no more would answer from an old version for ever, and nobody would be told."""
    published(tmp_path)
    live = LiveAssistant(tmp_path)
    second = published(tmp_path)
    looks = iter([RuntimeError("a bug"), MemoryError()])
    look = live.look

    def failing(*, examples: bool = True) -> None:
        if error := next(looks, None):
            raise error
        look(examples=examples)

    monkeypatch.setattr(live, "look", failing)
    live.watch(0.01)
    for _ in range(500):
        if live.answer("挂断").index_version == second:
            break
        time.sleep(0.01)
    live.stop()
    assert live.answer("挂断").index_version == second
    assert len([line for line in caplog.messages if "is looked for again" in line]) == 2


def test_what_stood_in_the_way_of_a_version_may_be_over(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    published(tmp_path)
    live = LiveAssistant(tmp_path)
    second = published(tmp_path)
    units = tmp_path / "versions" / second / "units.jsonl"
    content = units.read_bytes()
    units.write_bytes(b"")
    live.look()
    units.write_bytes(content)
    live.look()
    assert live.not_taken_over
    monkeypatch.setattr(live_module, "REFUSED_SECONDS", 0.0)
    live.look()
    assert (live.answer("挂断").index_version, live.not_taken_over) == (second, None)


def test_a_version_that_cannot_be_opened_changes_nothing(
    tmp_path: Path, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    first = published(tmp_path)
    live = LiveAssistant(tmp_path)
    second = published(tmp_path)
    (tmp_path / "versions" / second / "units.jsonl").write_text("")
    for _ in range(3):
        live.look()
    assert live.answer("挂断").index_version == first
    assert len([line for line in caplog.messages if "打不开" in line]) == 1
    assert live.not_taken_over
    assert live.not_taken_over.answering == first
    assert "units.jsonl" in live.not_taken_over.reason
    third = published(tmp_path)
    assert live.not_taken_over is None
    live.look()
    assert (live.answer("挂断").index_version, live.not_taken_over) == (third, None)
