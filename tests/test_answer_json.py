"""The JSON of an answer is the contract's: these keys, in this order, with these values."""

from __future__ import annotations

import json
from dataclasses import replace

from fake_assistant import DIALECT, FakeAssistant, cite

from assistant.answer import Retrieved, Status
from assistant.answer_json import answer_to_json

ANSWER = FakeAssistant().answer("客户讲方言怎么办")
KEYS = ["question", "status", "text", "points", "citations", "retrieved", "index_version", "language", "latency_ms"]


def test_keys_stand_in_the_order_of_the_contract() -> None:
    """Scripts and people read them side by side."""
    written = json.loads(json.dumps(answer_to_json(ANSWER), ensure_ascii=False))
    assert list(written) == KEYS
    assert list(written["points"][0]) == ["kind", "text", "citation"]
    assert list(written["citations"][0]) == [
        "number",
        "relation",
        "unit_id",
        "regulation",
        "issuer",
        "locator",
        "quote",
        "unit_text",
        "source",
    ]
    assert list(written["retrieved"][0]) == ["rank", "score", "unit_id", "regulation", "locator", "unit_text"]


def test_id_of_the_question_comes_first_and_only_if_there_is_one() -> None:
    """An empty id is an id."""
    assert list(answer_to_json(ANSWER, "q1").items())[0] == ("id", "q1")
    assert answer_to_json(ANSWER, "")["id"] == ""
    assert answer_to_json(ANSWER, 0)["id"] == 0
    assert "id" not in answer_to_json(ANSWER)


def test_values_are_those_of_the_answer() -> None:
    """The example of the contract, from the real clause."""
    written = answer_to_json(replace(ANSWER, latency_ms=21.4444))
    assert written["status"] == "answered"
    assert written["latency_ms"] == 21.4
    assert written["points"][0] == {"kind": "say", "text": "对不起,请您讲普通话,好吗?谢谢!", "citation": 1}  # type: ignore[index]
    citation = written["citations"][0]  # type: ignore[index]
    assert (citation["relation"], citation["locator"], citation["source"]) == (
        "leads",
        "第三十条（六）",
        "cotton-exchange-conduct.txt",
    )


def test_unit_text_holds_the_heading_and_scores_are_short() -> None:
    """``unit_text`` is what people read, not only what is quoted."""
    unit = replace(DIALECT, heading="方言")
    answer = replace(
        ANSWER,
        citations=(cite(1, "leads", unit),),
        retrieved=(Retrieved(1, 0.123456, unit.unit_id, unit.regulation, unit.locator, unit.unit_text),),
    )
    written = answer_to_json(answer)
    assert written["citations"][0]["unit_text"] == f"方言\n{DIALECT.text}"  # type: ignore[index]
    assert written["retrieved"][0]["score"] == 0.1235  # type: ignore[index]


def test_an_error_has_all_keys_too() -> None:
    """Readers need no second form for what could not be answered."""
    written = answer_to_json(FakeAssistant().answer(" "))
    assert list(written) == KEYS
    assert (written["status"], written["citations"], written["text"]) == (Status.ERROR.value, [], "请输入问题。")
