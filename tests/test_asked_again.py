"""Questions asked again with what stood before them: chosen from the log, read from files, answered by two versions."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
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
