"""Questions to be asked again, each with what stood before it: of the log, of evaluation cases, of a file.

A follow-up means nothing by itself, so whoever asks again what was asked once takes the conversation and the scope along.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

from sqlalchemy import Engine, desc, select

from assistant.answer import Turn
from assistant.state.answer_log import logged_answer
from assistant.state.tables import answers
from index.comparing import RegulationDiff

LOGGED_QUESTIONS = 200  # asked again; two versions take some fifteen seconds for them
LOOKED_AT = 5_000  # of the log, the newest, when the most affected are chosen


class QuestionsUnreadable(Exception):
    """A file of questions cannot be used; the message names the line."""


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question as it was asked."""

    question: str
    history: tuple[Turn, ...] = ()
    scope: tuple[str, ...] = ()

    @property
    def asked_before(self) -> tuple[str, ...]:
        """The questions of the conversation before this one."""
        return tuple(turn.content for turn in self.history if turn.role == "user")


def logged_questions(
    database: Engine, diffs: Sequence[RegulationDiff], most: int = LOGGED_QUESTIONS
) -> tuple[AskedQuestion, ...]:
    """Choose the logged questions that a change is likeliest to affect.

    :param database: Holds the log of answers.
    :param diffs: What changes.
    :param most: How many at most.
    :return: Questions, as masked; first those whose answer cited a changed clause, then those that found one, then the newest.
    """
    touched = {
        unit.unit_id
        for diff in diffs
        for unit in (*diff.removed, *(pair.before for pair in (*diff.changed, *diff.renumbered)))
    }
    newest = select(answers).order_by(desc(answers.c.asked_at)).limit(LOOKED_AT)
    ranked: dict[AskedQuestion, int] = {}
    with database.connect() as connection:
        for row in connection.execute(newest).mappings():
            logged = logged_answer(row)
            asked = AskedQuestion(logged.question, logged.history, logged.scope)
            cited = any(unit_id in touched for unit_id, _ in logged.cited)
            retrieved = any(unit_id in touched for unit_id, _ in logged.retrieved)
            rank = 0 if cited else 1 if retrieved else 2
            ranked[asked] = min(rank, ranked.get(asked, rank))
    return tuple(sorted(ranked, key=lambda asked: ranked[asked])[:most])


def read_questions(file: Path) -> tuple[AskedQuestion, ...]:
    """Read questions from a file: one a line, or JSON lines with ``question``, ``history``, ``scope`` as cases and batches have it.

    :param file: The file.
    :return: The questions.
    :raises QuestionsUnreadable: if it cannot be read, or a line of JSON has none.
    """
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionsUnreadable(f"问题文件 {file} 读不出来，请检查路径和编码（须为 UTF-8）。") from error
    questions: list[AskedQuestion] = []
    for number, line in enumerate(lines, 1):
        if not line.strip().startswith("{"):
            questions.append(AskedQuestion(line))
            continue
        try:
            questions.append(asked_from_json(json.loads(line)))
        except (ValueError, KeyError, TypeError) as error:
            raise QuestionsUnreadable(
                f"问题文件 {file.name} 第 {number} 行没有 question，或 history、scope 的写法不对。"
            ) from error
    return tuple(questions)


def asked_to_json(asked: AskedQuestion) -> dict[str, object]:
    """Write a question as plain values."""
    return {
        "question": asked.question,
        "history": [{"role": turn.role, "content": turn.content} for turn in asked.history],
        "scope": list(asked.scope),
    }


def asked_from_json(record: Mapping[str, object]) -> AskedQuestion:
    """Read what ``asked_to_json`` wrote, or a line of a file of cases or of a batch.

    :param record: Its values; ``history`` and ``scope`` may be missing.
    :return: The question.
    :raises KeyError: if a part is missing.
    :raises TypeError: if a part is of another kind.
    """
    history = cast("Iterable[Mapping[str, object]]", record.get("history") or ())
    scope = cast("Iterable[object]", record.get("scope") or ())
    turns = tuple(
        Turn(cast("Literal['user', 'assistant']", str(turn["role"])), str(turn["content"])) for turn in history
    )
    return AskedQuestion(str(record["question"]), turns, tuple(map(str, scope)))
