"""Reads the evaluation cases: questions as agents ask them, each with the clauses that answer it.

One JSON object a line; the form is written down in this folder's README. Knows nothing of how answers are made or scored.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Literal

from assistant.answer import Status, Turn

TUNING_TAG = "tuning"  # the case was looked at while constants were chosen; its scores are reported apart
REQUIRED_KEYS = frozenset({"case_id", "question", "kind", "expected_status", "expected", "writer", "method"})
OPTIONAL_KEYS = frozenset({"history", "scope", "must_contain", "tags"})
GOLD_KEYS = frozenset({"source", "locator", "quote"})


class CasesUnreadable(ValueError):
    """A case file is missing, empty, or holds a line that is not a case."""


class Kind(StrEnum):
    """What is special about the way a question is put, or about what it asks for."""

    DIRECT = "direct"
    COLLOQUIAL = "colloquial"
    PARAPHRASE = "paraphrase"
    ENGLISH = "english"
    TRADITIONAL = "traditional"
    TYPO = "typo"
    FOLLOW_UP = "follow_up"
    WHAT_TO_SAY = "what_to_say"
    NEVER = "never"
    DEADLINE = "deadline"
    CONFLICT = "conflict"
    EXACT = "exact"
    NOT_COVERED = "not_covered"


@dataclass(frozen=True, slots=True)
class Gold:
    """A clause that answers a case, named by its own words, so that it survives a change of the parser."""

    source: str  # file name of the document
    locator: str  # 条款号; breaks ties where several clauses hold the quote
    quote: str  # a verbatim stretch of the clause
    side: Literal[1, 2] | None = None  # of a conflict: both sides should be cited


@dataclass(frozen=True, slots=True)
class Case:
    """One question with what a right answer to it is."""

    case_id: str
    question: str
    kind: Kind
    expected_status: Status
    expected: tuple[Gold, ...]  # any of them is a hit
    writer: str
    method: str
    history: tuple[Turn, ...] = ()
    scope: tuple[str, ...] = ()
    must_contain: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()

    @property
    def used_for_tuning(self) -> bool:
        """Whether the case has helped to choose a constant, so that its score proves less."""
        return TUNING_TAG in self.tags


def load_cases(path: Path) -> tuple[Case, ...]:
    """Read the cases of a file, or of every ``*.jsonl`` file of a folder in the order of their names.

    :param path: One file or a folder of them.
    :return: The cases in file order; never empty.
    :raises CasesUnreadable: if nothing is there, or a line is not a case, or an id or question repeats.
    """
    files = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
    if not files:
        raise CasesUnreadable(f"文件夹 {path} 里没有评测题文件（*.jsonl），请放入至少一个")
    cases: list[Case] = []
    places: dict[tuple[str, str], str] = {}
    for file in files:
        for number, line in _lines(file):
            place = f"{file.name} 第 {number} 行"
            case = _read_line(line, place)
            for name, value in (("case_id", case.case_id), ("问题", _asked(case))):
                earlier = places.setdefault((name, value), place)
                if earlier != place:
                    raise CasesUnreadable(f"评测题 {place}：{name} 与 {earlier} 重复，请改掉其中一个")
            cases.append(case)
    if not cases:
        raise CasesUnreadable(f"评测题文件 {path} 是空的，请写入至少一道题")
    return tuple(cases)


def case_from_json(record: object) -> Case:
    """Make a case of one parsed line.

    :param record: What stands in the line.
    :return: The case.
    :raises CasesUnreadable: if the record is not a case; the message says what is wrong with it.
    """
    fields = _object(record, "评测题", REQUIRED_KEYS, OPTIONAL_KEYS)
    case = Case(
        case_id=_words(fields, "case_id"),
        question=_words(fields, "question"),
        kind=Kind(_one_of(fields, "kind", tuple(Kind))),
        expected_status=Status(_one_of(fields, "expected_status", tuple(Status))),
        expected=tuple(_gold(entry) for entry in _list(fields, "expected")),
        writer=_words(fields, "writer"),
        method=_words(fields, "method"),
        history=tuple(_turn(entry) for entry in _list(fields, "history")),
        scope=_word_list(fields, "scope"),
        must_contain=_word_list(fields, "must_contain"),
        tags=_word_list(fields, "tags"),
    )
    _check_sense(case)
    return case


def case_to_json(case: Case) -> dict[str, object]:
    """Write a case in the form it is read in; what is empty and optional is left out."""
    golds: list[dict[str, object]] = []
    for gold in case.expected:
        entry: dict[str, object] = {"source": gold.source, "locator": gold.locator, "quote": gold.quote}
        golds.append(entry if gold.side is None else entry | {"side": gold.side})
    record: dict[str, object] = {
        "case_id": case.case_id,
        "question": case.question,
        "history": [{"role": turn.role, "content": turn.content} for turn in case.history],
        "scope": list(case.scope),
        "kind": str(case.kind),
        "expected_status": str(case.expected_status),
        "expected": golds,
        "must_contain": list(case.must_contain),
        "writer": case.writer,
        "method": case.method,
        "tags": list(case.tags),
    }
    return {key: value for key, value in record.items() if value or key not in OPTIONAL_KEYS}


def _lines(file: Path) -> Iterator[tuple[int, str]]:
    """Give the lines of a file that are not blank, with their numbers."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise CasesUnreadable(f"读不到评测题文件 {file}，请检查路径") from error
    except UnicodeDecodeError as error:
        raise CasesUnreadable(f"评测题文件 {file} 不是 UTF-8 编码，请另存为 UTF-8") from error
    # Not splitlines(): it also breaks at U+2028, which may stand inside a JSON string.
    return ((number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip())


def _read_line(line: str, place: str) -> Case:
    try:
        return case_from_json(json.loads(line))
    except json.JSONDecodeError as error:
        raise CasesUnreadable(f"评测题 {place}：不是一个完整的 JSON 对象（{error.msg}）") from error
    except CasesUnreadable as error:
        raise CasesUnreadable(f"评测题 {place}：{error}") from error


def _asked(case: Case) -> str:
    """Everything the assistant is given: the same words after another conversation are another question."""
    return "\n".join([case.question, *(turn.content for turn in case.history), *case.scope])


def _check_sense(case: Case) -> None:
    """Refuse cases that contradict themselves."""
    if case.kind is Kind.NOT_COVERED and case.expected_status is not Status.NOT_COVERED:
        raise CasesUnreadable("kind 是 not_covered,expected_status 也应当是 not_covered")
    if case.expected_status is Status.ANSWERED and not case.expected:
        raise CasesUnreadable("expected_status 是 answered,expected 里至少要有一条条款")
    if case.expected_status is Status.NOT_COVERED and case.expected:
        raise CasesUnreadable("expected_status 是 not_covered,expected 应当为空")
    sides = {gold.side for gold in case.expected}
    if case.kind is Kind.CONFLICT and sides != {1, 2}:
        raise CasesUnreadable("conflict 题的 expected 每一条都要写 side，且 1、2 两方都要有")
    if case.kind is not Kind.CONFLICT and sides - {None}:
        raise CasesUnreadable("只有 conflict 题的 expected 可以写 side")


def _gold(record: object) -> Gold:
    fields = _object(record, "expected 里的条款", GOLD_KEYS, frozenset({"side"}))
    side = fields.get("side")
    if side not in (None, 1, 2) or isinstance(side, bool):
        raise CasesUnreadable(f"side 只能是 1 或 2，不能是 {side!r}")
    return Gold(
        source=_words(fields, "source"),
        locator=_words(fields, "locator"),
        quote=_words(fields, "quote"),
        side=None if side is None else 1 if side == 1 else 2,
    )


def _turn(record: object) -> Turn:
    fields = _object(record, "history 里的一轮", frozenset({"role", "content"}), frozenset())
    role = _one_of(fields, "role", ("user", "assistant"))
    return Turn("user" if role == "user" else "assistant", _words(fields, "content"))


def _object(record: object, name: str, required: frozenset[str], optional: frozenset[str]) -> Mapping[str, object]:
    """Check that a record is an object with the keys it needs and no others."""
    if not isinstance(record, dict):
        raise CasesUnreadable(f"{name}应当是一个 JSON 对象")
    if missing := required - record.keys():
        raise CasesUnreadable(f"{name}缺少字段 {'、'.join(sorted(missing))}")
    if unknown := record.keys() - required - optional:
        known = "、".join(sorted(required | optional))
        raise CasesUnreadable(f"{name}有不认识的字段 {'、'.join(sorted(unknown))}；可用的字段是 {known}")
    return record


def _words(fields: Mapping[str, object], key: str) -> str:
    value = fields[key]
    if not isinstance(value, str) or not value.strip():
        raise CasesUnreadable(f"{key} 应当是一段不空的文字")
    return value


def _one_of(fields: Mapping[str, object], key: str, allowed: tuple[str, ...]) -> str:
    value = fields[key]
    if not isinstance(value, str) or value not in allowed:
        raise CasesUnreadable(f"{key} 不能是 {value!r}；可用的是 {'、'.join(allowed)}")
    return value


def _list(fields: Mapping[str, object], key: str) -> list[object]:
    value = fields.get(key)
    if value is None and key in OPTIONAL_KEYS:
        return []
    if not isinstance(value, list):
        raise CasesUnreadable(f"{key} 应当是一个列表")
    return value


def _word_list(fields: Mapping[str, object], key: str) -> tuple[str, ...]:
    values = _list(fields, key)
    if not all(isinstance(value, str) and value.strip() for value in values):
        raise CasesUnreadable(f"{key} 里应当都是不空的文字")
    return tuple(str(value) for value in values)
