"""Batches: a line for a line, errors in their place, the output whole or not at all."""

from __future__ import annotations

import json
import os
from pathlib import Path
from threading import Thread
from typing import cast

import pytest
from fake_assistant import FakeAssistant

from assistant.answering import Assistant
from assistant.batch import BatchUnusable, run_batch


def fake() -> Assistant:
    return cast("Assistant", FakeAssistant())


def run(tmp_path: Path, *lines: bytes) -> list[dict[str, object]]:
    """Answer lines and read the output back."""
    (tmp_path / "in.jsonl").write_bytes(b"\n".join(lines))
    run_batch(fake(), tmp_path / "in.jsonl", tmp_path / "out.jsonl")
    return [json.loads(line) for line in (tmp_path / "out.jsonl").read_bytes().splitlines()]


def line(**fields: object) -> bytes:
    return json.dumps(fields, ensure_ascii=False).encode()


def test_each_line_is_answered_in_its_place(tmp_path: Path) -> None:
    answers = run(
        tmp_path, line(id="q1", question="方言怎么办"), line(id="q2", question="天气"), line(id="q3", question="方言")
    )
    assert [answer["id"] for answer in answers] == ["q1", "q2", "q3"]
    assert answers[0]["status"] == answers[2]["status"] == "answered"
    assert list(answers[0])[:4] == ["id", "question", "status", "text"]  # the order of the contract


@pytest.mark.parametrize(
    ("broken", "question_id", "says"),
    [
        (b"{broken", None, "JSON"),
        (b'{"id": "q9", "question": 5}', "q9", "question"),
        (b'{"id": "q9"}', "q9", "question"),
        (b"[1, 2]", None, "JSON 对象"),
        (b'"question"', None, "JSON 对象"),
        (b"\xff\xfe\xfa", None, "UTF-8"),
        (b'{"id": 7, "question": "x", "scope": "all"}', 7, "scope"),
        (b'{"id": 7, "question": "x", "history": "y"}', 7, "history"),
        (b'{"id": 7, "question": "x", "history": [{"role": "system", "content": "y"}]}', 7, "history"),
        (b"[" * 100_000, None, "JSON"),  # nested deeper than any parser goes
        (b'{"question": "x", "n": ' + b"9" * 10_000 + b"}", None, "JSON"),
    ],
)
def test_a_broken_line_is_an_error_in_its_place_and_stops_nothing(
    tmp_path: Path, broken: bytes, question_id: object, says: str
) -> None:
    first, error, last = run(tmp_path, line(id="a", question="方言"), broken, line(id="b", question="方言"))
    assert (first["id"], last["id"]) == ("a", "b")
    assert first["status"] == last["status"] == "answered"
    assert (error["id"], error["status"]) == (question_id, "error")
    assert says in str(error["text"])
    assert set(first) == set(error)


@pytest.mark.parametrize("absent", [{}, {"history": None, "scope": None}, {"history": [], "scope": []}])
def test_history_and_scope_may_be_absent_null_or_empty(tmp_path: Path, absent: dict[str, object]) -> None:
    (answer,) = run(tmp_path, line(id="q", question="方言", **absent))
    assert answer["status"] == "answered"


def test_blank_lines_are_no_questions(tmp_path: Path) -> None:
    answers = run(
        tmp_path, b"\xef\xbb\xbf" + line(id="a", question="方言"), b"", b"  \r", line(id="b", question="方言"), b""
    )
    assert [answer["id"] for answer in answers] == ["a", "b"]


def test_any_id_comes_back_as_it_was_given(tmp_path: Path) -> None:
    ids: list[object] = ["q", 7, 1.5, None, {"n": 1}, "\ud800"]
    lines = [json.dumps({"id": given, "question": "方言"}).encode() for given in ids]
    assert [answer["id"] for answer in run(tmp_path, *lines)] == ids


def test_a_scope_on_the_command_line_counts_for_lines_without_one(tmp_path: Path) -> None:
    asked: list[tuple[str, ...]] = []

    class Listening(FakeAssistant):
        """Notes the scope it is given."""

        def answer(self, question: str, history: object = (), scope: object = ()) -> object:  # type: ignore[override]
            asked.append(tuple(cast("tuple[str, ...]", scope)))
            return super().answer(question)

    (tmp_path / "in").write_bytes(line(question="a") + b"\n" + line(question="b", scope=["三棵树"]))
    run_batch(cast("Assistant", Listening()), tmp_path / "in", tmp_path / "out", ("全国棉花交易市场",))
    assert asked == [("全国棉花交易市场",), ("三棵树",)]


def test_the_output_is_whole_or_not_at_all(tmp_path: Path) -> None:
    class Failing(FakeAssistant):
        """Breaks at the second question."""

        def answer(self, question: str, history: object = (), scope: object = ()) -> object:  # type: ignore[override]
            if question == "二":
                raise RuntimeError("a bug")
            return super().answer(question)

    (tmp_path / "in").write_bytes(line(question="一") + b"\n" + line(question="二"))
    (tmp_path / "out").write_text("what was there before")
    with pytest.raises(RuntimeError, match="a bug"):
        run_batch(cast("Assistant", Failing()), tmp_path / "in", tmp_path / "out")
    assert (tmp_path / "out").read_text() == "what was there before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "out"]  # nothing half-written is left


def test_in_and_out_may_be_the_same_file(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(line(id="q", question="方言"))
    run_batch(fake(), tmp_path / "f", tmp_path / "f")
    assert json.loads((tmp_path / "f").read_bytes())["status"] == "answered"


def test_an_empty_file_gives_an_empty_file(tmp_path: Path) -> None:
    assert run(tmp_path) == []


@pytest.mark.parametrize(
    ("in_name", "out_name", "says"),
    [
        ("missing.jsonl", "out", "找不到"),
        ("in", "no/such/folder/out", "找不到"),
        (".", "out", "文件夹"),
        ("in", ".", "文件夹"),
    ],
)
def test_files_that_cannot_be_used_are_told_in_one_sentence(
    tmp_path: Path, in_name: str, out_name: str, says: str
) -> None:
    (tmp_path / "in").write_bytes(line(question="方言"))
    with pytest.raises(BatchUnusable, match=says):
        run_batch(fake(), tmp_path / in_name, tmp_path / out_name)


def test_progress_is_told_after_every_line(tmp_path: Path) -> None:
    (tmp_path / "in").write_bytes(line(question="一") + b"\n\n" + line(question="二") + b"\n")
    told: list[tuple[int, int]] = []
    count = run_batch(
        fake(), tmp_path / "in", tmp_path / "out", progress=lambda done, total: told.append((done, total))
    )
    assert (count.lines, count.errors) == (2, 0)
    assert told == [(1, 2), (2, 2)]


def test_a_pipe_is_answered_without_saying_how_far_it_has_come(tmp_path: Path) -> None:
    """It can be read only once, so nobody knows how many questions are still to come."""
    os.mkfifo(tmp_path / "in")
    writing = Thread(target=(tmp_path / "in").write_bytes, args=(line(question="方言"),))
    writing.start()
    told: list[tuple[int, int]] = []
    count = run_batch(
        fake(), tmp_path / "in", tmp_path / "out", progress=lambda done, total: told.append((done, total))
    )
    writing.join()
    assert (count.lines, told) == (1, [])
