"""Which questions two index versions answer differently: the answers side by side, before the new one is published.

Both versions answer in this process, the language model switched off: what is compared is which clauses an answer rests on and what it
says of them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, desc, select

from assistant.answer import Answer
from assistant.answering import Assistant
from assistant.state.tables import answers
from index.comparing import RegulationDiff

LOGGED_QUESTIONS = 200  # asked again; two versions take some fifteen seconds for them
LOOKED_AT = 5_000  # of the log, the newest, when the most affected are chosen


class QuestionsUnreadable(Exception):
    """A file of questions cannot be used; the message names the line."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one version makes of a question."""

    status: str
    leading: str  # id of the clause that leads; empty without one
    locator: str
    first_line: str
    cited: tuple[str, ...]  # ids of all clauses the answer rests on
    text: str = ""  # the whole answer


@dataclass(frozen=True, slots=True)
class AffectedAnswer:
    """A question that two versions answer differently."""

    question: str
    before: Outcome
    after: Outcome


def affected_answers(
    before: Assistant, after: Assistant, questions: Iterable[str], advance: Callable[[int, int], None] | None = None
) -> tuple[AffectedAnswer, ...]:
    """Ask two versions the same questions.

    :param before: The one.
    :param after: The other.
    :param questions: The questions; one asked twice is asked once.
    :param advance: Told how many of how many are asked.
    :return: Those answered differently, in the order given.
    """
    asked = tuple(dict.fromkeys(question.strip() for question in questions if question.strip()))
    found: list[AffectedAnswer] = []
    for number, question in enumerate(asked, 1):
        was, now = (_outcome(assistant.answer(question)) for assistant in (before, after))
        if was != now:
            found.append(AffectedAnswer(question, was, now))
        if advance:
            advance(number, len(asked))
    return tuple(found)


def read_questions(file: Path) -> tuple[str, ...]:
    """Read questions from a file: one a line, or JSON lines with ``question`` as cases and batches have it.

    :param file: The file.
    :return: The questions.
    :raises QuestionsUnreadable: if it cannot be read, or a line of JSON has none.
    """
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionsUnreadable(f"问题文件 {file} 读不出来，请检查路径和编码（须为 UTF-8）。") from error
    questions: list[str] = []
    for number, line in enumerate(lines, 1):
        if not line.strip().startswith("{"):
            questions.append(line)
            continue
        try:
            questions.append(str(json.loads(line)["question"]))
        except (ValueError, KeyError) as error:
            raise QuestionsUnreadable(f"问题文件 {file.name} 第 {number} 行没有 question。") from error
    return tuple(questions)


def logged_questions(database: Engine, diffs: Sequence[RegulationDiff], most: int = LOGGED_QUESTIONS) -> list[str]:
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
    wanted = select(answers.c.question, answers.c.cited, answers.c.retrieved).order_by(desc(answers.c.asked_at))
    ranked: dict[str, int] = {}
    with database.connect() as connection:
        for row in connection.execute(wanted.limit(LOOKED_AT)):
            cited = {unit_id for unit_id, _ in json.loads(row.cited)} & touched
            retrieved = {unit_id for unit_id, _ in json.loads(row.retrieved)} & touched
            rank = 0 if cited else 1 if retrieved else 2
            ranked[row.question] = min(rank, ranked.get(row.question, rank))
    return sorted(ranked, key=lambda question: ranked[question])[:most]


def affected_to_json(found: Iterable[AffectedAnswer]) -> list[dict[str, object]]:
    """Write affected answers as plain values."""
    return [
        {"question": each.question, "before": _outcome_json(each.before), "after": _outcome_json(each.after)}
        for each in found
    ]


def _outcome_json(outcome: Outcome) -> dict[str, object]:
    return {
        "status": outcome.status,
        "leading": outcome.leading,
        "locator": outcome.locator,
        "first_line": outcome.first_line,
        "cited": list(outcome.cited),
        "text": outcome.text,
    }


def _outcome(answer: Answer) -> Outcome:
    """Say in short what an answer is."""
    first = answer.citations[0].unit if answer.citations else None
    return Outcome(
        answer.status.value,
        first.unit_id if first else "",
        first.locator if first else "",
        answer.text.strip().split("\n")[0],
        tuple(citation.unit.unit_id for citation in answer.citations),
        answer.text.strip(),
    )
