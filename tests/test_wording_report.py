"""A report on wording as text, JSON and pieces to draw; the command and the HTTP endpoint around it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from made_units import HEATING, made_unit

from assistant.__main__ import main
from assistant.state.database import open_database
from assistant.web.api.ask import api_router
from assistant.web.errors import answer_errors
from assistant.web.logging_answers import AnswerLog
from assistant.web.protection import is_published
from assistant.wording_check import WordingChecker
from assistant.wording_report import CLEAN, SKIPPED, draft_pieces, report_text, report_to_json
from corpus.regulation import Regulation

if TYPE_CHECKING:
    from assistant.answering import Assistant

UNIT = made_unit("应当说:“对不起,这里是供热公司。”严禁说:“你打错了”")
CHECKER = WordingChecker((UNIT,), (HEATING,), str)


@dataclass(frozen=True, eq=False)
class SmallIndex:
    """What the check takes of an index."""

    units = (UNIT,)
    regulations = (HEATING,)
    version = "v1"

    def sound_of(self, character: str) -> str:
        """Every character sounds like itself only."""
        return character


@dataclass(frozen=True)
class SmallAssistant:
    """What the check takes of an assistant."""

    clause_index: SmallIndex


@pytest.fixture
def small_assistant() -> Assistant:
    """An assistant over one clause."""
    return cast("Assistant", SmallAssistant(SmallIndex()))


def test_text_names_the_clause_and_what_to_say() -> None:
    text = report_text(CHECKER.check("您打错了"), (HEATING,))
    assert "青山供热公司《客户服务用语规范》第1条 不许说“你打错了”" in text
    assert "改说：“对不起,这里是供热公司。”" in text


@pytest.mark.parametrize(("draft", "text"), [("您好", CLEAN), ("客户：你打错了", SKIPPED)])
def test_text_where_nothing_was_found(draft: str, text: str) -> None:
    assert report_text(CHECKER.check(draft), (HEATING,)) == text


@pytest.mark.parametrize("draft", ["您好，您打错了。再见", "你打错了", "您好"])
def test_pieces_put_together_are_the_draft(draft: str) -> None:
    report = CHECKER.check(draft)
    pieces = draft_pieces(report)
    assert "".join(piece.text for piece in pieces) == draft
    assert [piece.text for piece in pieces if piece.findings] == [
        draft[each.start : each.end] for each in report.findings
    ]


def test_json() -> None:
    record = report_to_json(CHECKER.check("您打错了"), (HEATING,), "v1")
    assert json.loads(json.dumps(record, ensure_ascii=False)) == record
    (finding,) = cast("list[dict[str, object]]", record["findings"])
    assert (record["status"], finding["unit_id"], finding["span"]) == ("breaks", "heating#1", "您打错了")
    assert finding["instead"] == [{"text": "对不起,这里是供热公司。", "unit_id": "heating#1", "locator": "第1条"}]


@pytest.fixture
def client(small_assistant: Assistant, tmp_path: Path) -> Iterator[TestClient]:
    """A client of the API without the pages."""
    app = FastAPI()
    app.include_router(api_router(small_assistant, AnswerLog(open_database(tmp_path))))
    answer_errors(app, small_assistant)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def test_endpoint_can_be_reached_from_outside() -> None:
    assert is_published("/api/check")


def test_endpoint(client: TestClient) -> None:
    response = client.post("/api/check", json={"text": "您打错了", "scope": ["青山供热公司"]})
    assert (response.status_code, response.json()["status"]) == (200, "breaks")
    assert client.post("/api/check", json={"text": "您好"}).json()["findings"] == []


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ({"text": ""}, "文字"),
        ({"text": "您好", "scope": ["无"]}, "无"),
        ({}, "text"),
        ({"text": 5}, "text"),
        ([], "JSON"),
    ],
)
def test_endpoint_refuses_in_one_sentence(client: TestClient, body: object, word: str) -> None:
    response = client.post("/api/check", json=body)
    assert response.status_code == 422
    assert response.json()["status"] == "error"
    assert word in response.json()["text"]


@pytest.mark.parametrize("text", ["您\u202e打错\u200b了\U000e0041哦", "\x1b[31m您打错了哦\x1b[0m"])
def test_endpoint_and_command_give_back_nothing_unseen(
    client: TestClient,
    text: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    small_assistant: Assistant,
) -> None:
    record = client.post("/api/check", json={"text": text}).json()
    (finding,) = record["findings"]
    assert (record["draft"], finding["span"]) == ("您打错了哦", "您打错了")
    assert record["draft"][finding["start"] : finding["end"]] == finding["span"]
    refused = client.post("/api/check", json={"text": text, "scope": ["无"]}).json()
    assert (refused["status"], refused["draft"]) == ("error", "您打错了哦")
    monkeypatch.setattr("assistant.opening.open_assistant", lambda: small_assistant)
    assert main(["check", text]) == 0
    printed = capsys.readouterr().out
    assert "您打错了" in printed
    assert all(character.isprintable() or character == "\n" for character in printed)


def test_another_organisations_rule_is_said_to_be_one() -> None:
    water = Regulation("water", "客服守则", "城东水务", "", None, None, "water.txt", "0" * 64)
    checker = WordingChecker((UNIT, made_unit("不得说“你打错了”", number="2", regulation=water)), (HEATING, water), str)
    report = checker.check("您打错了")
    assert report_text(report, (HEATING, water)).count("第2条 也不许说") == 1
    record = report_to_json(report, (HEATING, water), "v1")
    assert [each["other_organisation"] for each in cast("list[dict[str, object]]", record["findings"])] == [False, True]


def test_endpoint_takes_only_post(client: TestClient) -> None:
    assert client.get("/api/check").status_code == 405


@pytest.fixture
def small_cli(monkeypatch: pytest.MonkeyPatch, small_assistant: Assistant) -> None:
    """The command over that assistant instead of a published index."""
    monkeypatch.setattr("assistant.opening.open_assistant", lambda: small_assistant)


@pytest.mark.usefixtures("small_cli")
def test_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "您打错了"]) == 0
    assert "第1条" in capsys.readouterr().out
    assert main(["check", "您打错了", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["status"] == "breaks"


@pytest.mark.usefixtures("small_cli")
def test_command_over_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Blank lines count for the numbers only; a line too long never stops the rest; GBK is read as well."""
    file = tmp_path / "call.txt"
    file.write_bytes(f"客户：喂\n\n坐席：您打错了\n{'话' * 6_000}\n坐席：您好".encode("gbk"))
    assert main(["check", "--file", str(file), "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(line["line"], line["status"]) for line in lines] == [
        (1, "skipped"),
        (3, "breaks"),
        (4, "error"),
        (5, "clean"),
    ]
    assert main(["check", "--file", str(file)]) == 0
    assert "核对 2 行，其中 1 行有不许说的话；客户的 1 行未核对。" in capsys.readouterr().out


@pytest.mark.usefixtures("small_cli")
@pytest.mark.parametrize(
    ("arguments", "code"),
    [([""], 1), (["您好", "--scope", "无"], 1), (["--file", "nowhere.txt"], 1), ([], 2), (["您好", "--file", "a"], 2)],
)
def test_command_says_in_one_line_what_is_wrong(
    capsys: pytest.CaptureFixture[str], arguments: list[str], code: int
) -> None:
    assert main(["check", *arguments]) == code
    captured = capsys.readouterr()
    assert (captured.out, captured.err.count("\n")) == ("", 1)
