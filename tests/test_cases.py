"""Cases are read as written, and a line that is not a case is refused with its place and what is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.answer import Status, Turn
from evals.cases import CasesUnreadable, Gold, Kind, case_from_json, case_to_json, load_cases

DIALECT: dict[str, object] = {
    "case_id": "eval-01-001",
    "question": "客户讲方言听不懂怎么办",
    "kind": "colloquial",
    "expected_status": "answered",
    "expected": [{"source": "cotton-exchange-conduct.txt", "locator": "第三十条（六）", "quote": "遇到客户讲方言"}],
    "writer": "eval-01",
    "method": "drafted",
}
SIDES = [
    {"source": "a.txt", "locator": "1", "quote": "1小时", "side": 1},
    {"source": "b.txt", "locator": "2", "quote": "24小时", "side": 2},
]
MISSING = object()


def write(folder: Path, *records: object, name: str = "cases.jsonl") -> Path:
    """Write a case file, one record a line."""
    file = folder / name
    file.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), encoding="utf-8")
    return file


def changed(**changes: object) -> dict[str, object]:
    """Change fields of a sound case, or leave them out."""
    return {key: value for key, value in (DIALECT | changes).items() if value is not MISSING}


def test_a_case_is_read_as_written(tmp_path: Path) -> None:
    record = changed(
        history=[{"role": "user", "content": "你好"}, {"role": "assistant", "content": "您好"}],
        scope=["全国棉花交易市场"],
        must_contain=["普通话"],
        tags=["tuning"],
    )
    (case,) = load_cases(write(tmp_path, record))
    assert case.case_id == "eval-01-001"
    assert (case.kind, case.expected_status) == (Kind.COLLOQUIAL, Status.ANSWERED)
    assert case.expected == (Gold("cotton-exchange-conduct.txt", "第三十条（六）", "遇到客户讲方言"),)
    assert case.history == (Turn("user", "你好"), Turn("assistant", "您好"))
    assert (case.scope, case.must_contain) == (("全国棉花交易市场",), ("普通话",))
    assert case.used_for_tuning


@pytest.mark.parametrize(
    "record",
    [
        DIALECT,
        changed(kind="conflict", expected=SIDES),
        changed(kind="not_covered", expected_status="not_covered", expected=[]),
        changed(scope=["甲", "乙"], history=[{"role": "user", "content": "前一问"}], tags=["tuning"]),
    ],
)
def test_a_case_survives_being_written_and_read(record: dict[str, object]) -> None:
    assert case_to_json(case_from_json(record)) == record


@pytest.mark.parametrize("key", ["history", "scope", "must_contain", "tags"])
def test_what_is_optional_may_be_null_or_empty(key: str) -> None:
    plain = case_from_json(DIALECT)
    assert case_from_json(changed(**{key: None})) == plain
    assert case_from_json(changed(**{key: []})) == plain


@pytest.mark.parametrize(
    ("record", "complaint"),
    [
        (changed(question=MISSING), "缺少字段 question"),
        (changed(question="  "), "question 应当是一段不空的文字"),
        (changed(note="?"), "有不认识的字段 note"),
        (changed(kind="rude"), "kind 不能是 'rude'"),
        (changed(expected_status="maybe"), "expected_status 不能是 'maybe'"),
        (changed(expected="第三十条"), "expected 应当是一个列表"),
        (changed(expected=None), "expected 应当是一个列表"),  # required: only what is optional may be null
        (changed(expected=[{"source": "a.txt", "quote": "…"}]), "expected 里的条款缺少字段 locator"),
        (changed(expected=[SIDES[0] | {"page": 3}]), "expected 里的条款有不认识的字段 page"),
        (changed(scope="全国棉花交易市场"), "scope 应当是一个列表"),  # a name alone would be read letter by letter
        (changed(must_contain=[""]), "must_contain 里应当都是不空的文字"),
        (changed(history=[{"role": "system", "content": "x"}]), "role 不能是 'system'"),
        (changed(expected=[]), "expected 里至少要有一条条款"),
        (changed(expected_status="not_covered"), "expected 应当为空"),
        (changed(kind="not_covered"), "expected_status 也应当是 not_covered"),
        (changed(kind="conflict"), "1、2 两方都要有"),
        (changed(kind="conflict", expected=SIDES[:1]), "1、2 两方都要有"),
        (changed(expected=SIDES), "只有 conflict 题的 expected 可以写 side"),
        (changed(kind="conflict", expected=[SIDES[0], SIDES[1] | {"side": 3}]), "side 只能是 1 或 2"),
        (changed(kind="conflict", expected=[SIDES[0] | {"side": True}, SIDES[1]]), "side 只能是 1 或 2"),
        (["not", "an", "object"], "评测题应当是一个 JSON 对象"),
    ],
)
def test_a_line_that_is_no_case_is_refused_with_its_place(tmp_path: Path, record: object, complaint: str) -> None:
    file = write(tmp_path, changed(case_id="sound", question="一问"), record)
    with pytest.raises(CasesUnreadable, match=f"^评测题 cases.jsonl 第 2 行：.*{complaint}"):
        load_cases(file)


def test_blank_lines_are_passed_over_and_still_counted(tmp_path: Path) -> None:
    file = tmp_path / "cases.jsonl"
    file.write_text(f"\n\n{json.dumps(DIALECT)}\n{{oops\n", encoding="utf-8")
    with pytest.raises(CasesUnreadable, match="第 4 行：不是一个完整的 JSON 对象"):
        load_cases(file)


def test_a_line_separator_inside_a_question_does_not_end_the_line(tmp_path: Path) -> None:
    (case,) = load_cases(write(tmp_path, changed(question="一\u2028二")))
    assert case.question == "一\u2028二"


def test_the_files_of_a_folder_are_read_in_the_order_of_their_names(tmp_path: Path) -> None:
    write(tmp_path, changed(case_id="second", question="二"), name="b.jsonl")
    write(tmp_path, changed(case_id="first", question="一"), name="a.jsonl")
    (tmp_path / "notes.txt").write_text("not cases")
    assert [case.case_id for case in load_cases(tmp_path)] == ["first", "second"]


@pytest.mark.parametrize(
    ("second", "name"),
    [(changed(question="别的问题"), "case_id"), (changed(case_id="eval-01-002"), "问题")],
)
def test_an_id_or_a_question_may_stand_only_once(tmp_path: Path, second: dict[str, object], name: str) -> None:
    write(tmp_path, DIALECT, name="a.jsonl")
    write(tmp_path, second, name="b.jsonl")
    with pytest.raises(CasesUnreadable, match=f"^评测题 b.jsonl 第 1 行：{name} 与 a.jsonl 第 1 行 重复"):
        load_cases(tmp_path)


def test_the_same_words_after_another_conversation_are_another_question(tmp_path: Path) -> None:
    follow_up = changed(case_id="eval-01-002", history=[{"role": "user", "content": "客户讲闽南语"}])
    assert len(load_cases(write(tmp_path, DIALECT, follow_up))) == 2


def test_files_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    with pytest.raises(CasesUnreadable, match="里没有评测题文件"):
        load_cases(tmp_path)
    with pytest.raises(CasesUnreadable, match="读不到评测题文件 .*gone.jsonl"):
        load_cases(tmp_path / "gone.jsonl")
    (tmp_path / "empty.jsonl").write_text("\n")
    with pytest.raises(CasesUnreadable, match="是空的"):
        load_cases(tmp_path / "empty.jsonl")
    (tmp_path / "gbk.jsonl").write_bytes("问题".encode("gbk"))
    with pytest.raises(CasesUnreadable, match="不是 UTF-8 编码"):
        load_cases(tmp_path / "gbk.jsonl")
