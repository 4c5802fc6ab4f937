"""Questions asked again with what stood before them: chosen from the log, read from files, answered by two versions, and judged."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest
from fake_embedder import REGULATIONS, UNITS, make_unit

from assistant.affected import affected_answers, affected_to_json
from assistant.answer import Answer, Retrieved, Status, Turn
from assistant.asked_again import (
    AskedQuestion,
    QuestionsUnreadable,
    asked_from_json,
    asked_to_json,
    logged_questions,
    read_questions,
)
from assistant.citing import Citation
from assistant.state.answer_log import record_answer
from assistant.state.database import open_database
from assistant.web.maintain.answers import Comparison, Comparisons, compared, grouped, held_on
from corpus.catalog import Entry
from evals.cases import Case, Gold, Kind
from index.comparing import compare
from index.versions import VersionContent

if TYPE_CHECKING:
    from assistant.answering import Assistant
    from corpus.regulation import Unit

FIRST = (Turn("user", "投诉多久回复"), Turn("assistant", "投诉应当在二十四小时内回复。[1]"))
FOLLOW_UP = AskedQuestion("那节假日呢", FIRST, ("某某公司",))


def _answer(question: str, text: str, cited: Unit | None = None, found: Unit | None = None) -> Answer:
    citations = (Citation(1, "leads", cited, cited.text, 0, len(cited.text)),) if cited else ()
    retrieved = (Retrieved(1, 0.9, found.unit_id, "", "", ""),) if found else ()
    return Answer(question, Status.ANSWERED, text, (), citations, retrieved, "v1", "zh", 1.0)


@dataclass(frozen=True, slots=True)
class Repeating:
    """An assistant that answers with what it was told before, and a word of its own."""

    word: str

    def answer(self, question: str, history: Sequence[Turn] = (), scope: Sequence[str] = ()) -> Answer:
        about = f"{self.word}：{history[-1].content}{'、'.join(scope)}" if history else "没有说是什么"
        return _answer(question, about)


def test_a_follow_up_is_asked_with_the_conversation_it_stood_in() -> None:
    """Alone both versions answer it alike, since neither knows what it is about."""
    old, new = (cast("Assistant", Repeating(word)) for word in ("旧", "新"))
    assert affected_answers(old, new, [AskedQuestion("那节假日呢")]) == ()
    told: list[tuple[int, int]] = []
    asked = [
        FOLLOW_UP,
        AskedQuestion("那节假日呢"),
        AskedQuestion(" 那节假日呢 ", FIRST, ("某某公司",)),
        AskedQuestion(" "),
    ]
    found = affected_answers(old, new, asked, lambda done, total: told.append((done, total)))
    assert [each.asked for each in found] == [FOLLOW_UP]
    assert found[0].before.text == "旧：投诉应当在二十四小时内回复。[1]某某公司"
    assert told == [(1, 2), (2, 2)], "asked twice in the same way: asked once"
    written = json.loads(json.dumps(affected_to_json(found)))[0]
    assert asked_from_json(written) == FOLLOW_UP
    assert FOLLOW_UP.asked_before == ("投诉多久回复",)


def test_the_log_gives_what_a_change_is_likeliest_to_affect_with_its_conversation(tmp_path: Path) -> None:
    """Cited before found before everything else; the same words in another conversation are another question."""
    database = open_database(tmp_path)
    changed, other = UNITS[1], UNITS[0]
    record_answer(database, _answer("别的", "", other))
    record_answer(database, _answer("那节假日呢", "", changed), history=FIRST, scope=("某某公司",))
    record_answer(database, _answer("找到过", "", other, changed))
    record_answer(database, _answer("那节假日呢", "", other))
    before = VersionContent(REGULATIONS, UNITS)
    after = VersionContent(
        REGULATIONS, tuple(make_unit("conduct#2", "改过了。") if unit is changed else unit for unit in UNITS)
    )
    found = logged_questions(database, compare(before, after))
    assert found[:2] == (FOLLOW_UP, AskedQuestion("找到过"))
    assert set(found[2:]) == {AskedQuestion("别的"), AskedQuestion("那节假日呢")}
    assert logged_questions(database, compare(before, after), 1) == (FOLLOW_UP,)


def test_a_file_of_questions_may_say_what_stood_before(tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    lines = ["客户骂人怎么办", json.dumps(asked_to_json(FOLLOW_UP)), json.dumps({"question": "多久", "history": None})]
    file.write_text("\n".join(lines), encoding="utf-8")
    assert read_questions(file) == (AskedQuestion("客户骂人怎么办"), FOLLOW_UP, AskedQuestion("多久"))


@pytest.mark.parametrize(
    "line",
    [
        '{"id": "q1"}',
        '{"question": "a", "history": ["客户骂人"]}',
        '{"question": "a", "history": [{"role": "user"}]}',
        '{"question": "a", "scope": 3}',
        "{broken",
    ],
)
def test_a_file_that_cannot_be_used_is_told_by_its_line(tmp_path: Path, line: str) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_text(f"第一个问题\n{line}\n", encoding="utf-8")
    with pytest.raises(QuestionsUnreadable, match=r"questions.jsonl 第 2 行"):
        read_questions(file)


DIALECT = UNITS[1]  # conduct#2, the right clause of the case
CASE = Case(
    "case-1",
    "客户讲方言怎么办",
    Kind.DIRECT,
    Status.ANSWERED,
    (Gold(DIALECT.source, DIALECT.locator, DIALECT.text),),
    "somebody",
    "by hand",
)
REFUSED = {"status": "not_covered", "leading": "", "locator": "", "text": "规定未涉及。"}
WHOLE = VersionContent(REGULATIONS, UNITS)


def _led_by(unit_id: str, text: str = "") -> dict[str, str]:
    return {"status": "answered", "leading": unit_id, "locator": unit_id, "text": text or unit_id}


def _changed(question: str, was: dict[str, str], now: dict[str, str]) -> dict[str, object]:
    return {**asked_to_json(AskedQuestion(question)), "before": was, "after": now}


def _judged(
    was: dict[str, str], now: dict[str, str], before: VersionContent, after: VersionContent, question: str = ""
) -> tuple[str, str]:
    """Judge one answer to the case, or to a question of the log."""
    (found,) = compared([_changed(question or CASE.question, was, now)], 1, [CASE], before, after).answers
    return found.effect, found.lead


def _with(dialect: Unit | None) -> VersionContent:
    """Give the version in which the right clause is another one, or none."""
    units = ((dialect if unit is DIALECT else unit) for unit in UNITS)
    return VersionContent(REGULATIONS, tuple(unit for unit in units if unit))


def test_what_answered_rightly_and_is_gone_is_told_as_such() -> None:
    """Nothing can be right in its place; yet neither another clause nor a refusal is what it was."""
    gone = _with(None)
    assert _judged(_led_by("conduct#2"), _led_by("manual#3"), WHOLE, gone) == ("withdrawn", "withdrawn")
    assert _judged(_led_by("conduct#2"), REFUSED, WHOLE, gone) == ("withdrawn", "withdrawn")
    assert _judged(_led_by("manual#3"), REFUSED, WHOLE, gone) == ("changes", "other"), "it was wrong before"
    assert _judged(_led_by("manual#3"), _led_by("conduct#2"), gone, WHOLE) == ("improves", "other"), "it came back"


def test_a_logged_answer_is_not_known_to_have_been_right() -> None:
    gone = _with(None)
    assert _judged(_led_by("conduct#2"), REFUSED, WHOLE, gone, "方言") == ("withdrawn", "withdrawn")
    assert _judged(_led_by("conduct#2"), _led_by("manual#3"), WHOLE, gone, "方言") == ("changes", "withdrawn")
    assert _judged(_led_by("conduct#1"), REFUSED, WHOLE, gone, "方言") == ("breaks", "other")


def test_a_clause_reworded_or_renumbered_stays_the_right_one() -> None:
    reworded = _with(make_unit("conduct#2", "客户讲方言听不懂时，应当请客户改讲普通话。"))
    assert _judged(_led_by("conduct#2", "旧"), _led_by("conduct#2", "新"), WHOLE, reworded) == ("changes", "same")
    assert _judged(_led_by("conduct#2"), _led_by("manual#3"), WHOLE, reworded) == ("breaks", "other")
    assert _judged(_led_by("manual#3"), _led_by("conduct#2"), reworded, WHOLE) == ("improves", "other"), "going back"
    renumbered = _with(replace(DIALECT, unit_id="conduct#9", locator="9"))
    assert _judged(_led_by("conduct#2"), _led_by("conduct#9"), WHOLE, renumbered) == ("changes", "same")
    change = _changed(CASE.question, _led_by("conduct#2", "旧"), _led_by("conduct#2", "新"))
    (found,) = compared([change], 1, [CASE], WHOLE, reworded).answers
    assert found.was_right, "and so is what it changes to"
    assert _judged(_led_by("conduct#2"), _led_by("conduct#1"), WHOLE, renumbered) == ("breaks", "other")


def test_a_case_names_the_file_its_regulation_came_with_at_first() -> None:
    """Editions are other files; from the second replacement on, neither version holds the one that the case names."""
    entries = [Entry("conduct", "", "", "", None, None, source, "", 1) for source in ("fake.txt", "fake-2.txt")]

    def edition(source: str, units: Sequence[Unit]) -> VersionContent:
        return VersionContent(
            tuple(replace(each, source=source) for each in REGULATIONS),
            tuple(replace(unit, source=source) for unit in units),
        )

    before, after = edition("fake-2.txt", UNITS), edition("fake-3.txt", _with(None).units)
    change = _changed(CASE.question, _led_by("conduct#2"), _led_by("manual#3"))
    (found,) = compared([change], 1, [CASE], before, after, entries).answers
    assert found.effect == "withdrawn"


def test_only_what_is_in_force_that_day_can_be_right() -> None:
    """The edition that a new one replaces stays in the version, and is withdrawn from the day the new one holds."""
    day = date(2099, 1, 1)
    new = tuple(replace(each, source="new.txt", effective_on=day) for each in REGULATIONS)
    units = tuple(replace(unit, source="new.txt") for unit in _with(None).units)
    both = VersionContent((*REGULATIONS, *new), (*UNITS, *units))
    assert DIALECT in held_on(both, date(2098, 12, 31)).units
    after = held_on(both, day)
    assert set(after.units) == set(units)
    assert _judged(_led_by("conduct#2"), _led_by("manual#3"), held_on(WHOLE, day), after)[0] == "withdrawn"


def test_what_changes_alike_is_one_entry_and_the_worst_comes_first(tmp_path: Path) -> None:
    """However often one question was asked; cases and questions that another clause answers now come before the others."""
    reworded = [_changed(f"普通话 {n}", _led_by("conduct#1", "旧"), _led_by("conduct#1", "新")) for n in range(50)]
    switched = [_changed(f"方言 {n}", _led_by("conduct#2"), _led_by("manual#3")) for n in range(3)]
    judged = _changed(CASE.question, _led_by("conduct#2"), _led_by("manual#3"))
    found = compared([*reworded, *switched, judged], 60, [CASE], WHOLE, _with(None))
    alike = grouped(found.answers)
    assert [(group.first.question, len(group.others)) for group in alike] == [
        (CASE.question, 0),
        ("方言 0", 2),
        ("普通话 0", 49),
    ]
    assert (found.count("breaks"), found.count("withdrawn"), found.count("changes")) == (1, 1, 53)
    assert found.of("breaks") == (alike[0].first,)
    kept = Comparisons(tmp_path)
    kept.keep("a", "b", date(2026, 1, 1), found)
    assert kept.find("a", "b", date(2026, 1, 1)) == found


def test_a_comparison_judged_in_the_old_way_is_not_shown(tmp_path: Path) -> None:
    kept, day = Comparisons(tmp_path), date(2026, 1, 1)
    kept.keep("a", "b", day, Comparison(1, 1, ()))
    (file,) = (tmp_path / "cache" / "comparisons").iterdir()
    record = json.loads(file.read_text(encoding="utf-8"))
    del record["format"]
    file.write_text(json.dumps(record), encoding="utf-8")
    assert kept.find("a", "b", day) is None
