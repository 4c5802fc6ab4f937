"""The same questions on two versions, before the new one is published: those answered differently, and whether for better or worse.

Asked are the evaluation questions and, of the log, those that the change is likeliest to affect. What came of it is kept for each pair
of versions and each day, since both depend on it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

import evals
from assistant.answer import Status
from assistant.asked_again import AskedQuestion, asked_from_json, logged_questions
from corpus.durable_files import replace_synced
from corpus.script import fold
from evals.cases import Case, load_cases
from index.comparing import Mark, Piece, RegulationDiff, mark_words
from index.versions import VersionContent

FOLDER = Path("cache") / "comparisons"
LEAST_SAME = 0.4  # share of the longer answer that both have in common, if differences are to be marked
CASES = Path(evals.__file__).parent / "cases"


class Effect(StrEnum):
    """What a change does to an answer; the values stand in addresses."""

    BREAKS = "breaks"
    IMPROVES = "improves"
    CHANGES = "changes"


@dataclass(frozen=True, slots=True)
class Side:
    """What one version answers."""

    status: str
    locator: str
    text: str


@dataclass(frozen=True, slots=True)
class ComparedAnswer:
    """A question that two versions answer differently."""

    question: str
    asked_before: tuple[str, ...]  # in the same conversation
    is_case: bool  # an evaluation question; else from the log
    effect: str
    before: Side
    after: Side


@dataclass(frozen=True, slots=True)
class Comparison:
    """All of them."""

    asked: int
    cases: int  # of those asked
    answers: tuple[ComparedAnswer, ...]  # the worst first

    def count(self, effect: str) -> int:
        """Count the answers of an effect."""
        return Counter(answer.effect for answer in self.answers)[effect]


@dataclass(frozen=True, slots=True)
class MarkedSides:
    """Both answers, the words that differ marked."""

    before: tuple[Piece, ...]
    after: tuple[Piece, ...]


def mark_sides(answer: ComparedAnswer) -> MarkedSides:
    """Mark what differs between two answers; where nearly everything does, marks would only be in the way."""
    was, now = answer.before.text, answer.after.text
    pieces = mark_words(was, now)
    same = sum(len(piece.text) for piece in pieces if piece.mark is Mark.SAME)
    if same < LEAST_SAME * max(len(was), len(now)):
        return MarkedSides((Piece(Mark.SAME, was),), (Piece(Mark.SAME, now),))
    return MarkedSides(
        tuple(piece for piece in pieces if piece.mark is not Mark.ADDED),
        tuple(piece for piece in pieces if piece.mark is not Mark.REMOVED),
    )


def own_cases() -> tuple[Case, ...]:
    """Give the evaluation questions."""
    return load_cases(CASES)


def asked_by(case: Case) -> AskedQuestion:
    """Give an evaluation question with what stands before it."""
    return AskedQuestion(case.question, case.history, case.scope)


def questions_of(cases: Sequence[Case], database: Engine, diffs: Sequence[RegulationDiff]) -> tuple[AskedQuestion, ...]:
    """Choose what is asked: evaluation questions, and of the log those that a change is likeliest to affect."""
    return tuple(dict.fromkeys((*map(asked_by, cases), *logged_questions(database, diffs))))


def compared(
    affected: object, asked: int, cases: Sequence[Case], before: VersionContent, after: VersionContent
) -> Comparison:
    """Judge what two versions made of the questions.

    :param affected: What ``affected_to_json`` wrote.
    :param asked: How many questions were asked.
    :param cases: The evaluation questions among them.
    :param before: What the one version holds.
    :param after: What the other holds.
    :return: The comparison.
    """
    by_question = {asked_by(case): case for case in cases}
    assert isinstance(affected, list)
    found: list[ComparedAnswer] = []
    for each in affected:
        question = asked_from_json(each)
        case = by_question.get(question)
        was, now = each["before"], each["after"]
        if case is None:
            effect = _by_status(was["status"], now["status"])
        else:
            judged = _by_case(_is_right(case, was, before, before), _is_right(case, now, after, before))
            effect = judged or _by_status(was["status"], now["status"])
        found.append(
            ComparedAnswer(
                question.question, question.asked_before, case is not None, effect.value, _side(was), _side(now)
            )
        )
    order = [effect.value for effect in Effect]
    found.sort(key=lambda answer: (order.index(answer.effect), answer.is_case))
    return Comparison(asked, len(by_question), tuple(found))


def _by_status(was: str, now: str) -> Effect:
    """Judge by whether there is an answer at all."""
    if (was == Status.ANSWERED) == (now == Status.ANSWERED):
        return Effect.CHANGES
    return Effect.IMPROVES if now == Status.ANSWERED else Effect.BREAKS


def _by_case(was_right: bool | None, is_right: bool | None) -> Effect | None:
    """Judge by what is known to be right; None where the change took away what was right."""
    if was_right is None or is_right is None:
        return None
    if was_right == is_right:
        return Effect.CHANGES
    return Effect.IMPROVES if is_right else Effect.BREAKS


def _is_right(
    case: Case, outcome: Mapping[str, object], version: VersionContent, before: VersionContent
) -> bool | None:
    """Tell whether an answer is the one a case expects; None if its clause is worded otherwise, or not there, in this version."""
    if case.expected_status is not Status.ANSWERED or not case.expected:
        return outcome["status"] == case.expected_status
    ids_of_source: dict[str, set[str]] = {}
    for regulation in before.regulations:  # the new edition is another file of the same regulation
        ids_of_source.setdefault(regulation.source, set()).add(regulation.regulation_id)
    right: set[str] = set()
    for gold in case.expected:
        ids, quote = ids_of_source.get(gold.source, set()), fold(gold.quote)
        right |= {u.unit_id for u in version.units if u.regulation_id in ids and quote in fold(u.unit_text)}
    if not right:
        return None
    return outcome["status"] == Status.ANSWERED and outcome["leading"] in right


def _side(outcome: Mapping[str, object]) -> Side:
    return Side(str(outcome["status"]), str(outcome["locator"]), str(outcome["text"]))


def _from_record(record: dict[str, Any]) -> ComparedAnswer:
    """Read an answer that was kept."""
    before, after = Side(**record.pop("before")), Side(**record.pop("after"))
    return ComparedAnswer(asked_before=tuple(record.pop("asked_before")), before=before, after=after, **record)


class Comparisons:
    """What comparisons came to, kept in the state folder; losing them costs time, nothing else."""

    def __init__(self, home: Path) -> None:
        """Keep them in a state folder."""
        self._folder = home / FOLDER

    def find(self, before: str, after: str, on: date) -> Comparison | None:
        """Fetch a comparison; None if it was not made, or is not whole."""
        try:
            record = json.loads(self._file(before, after, on).read_text(encoding="utf-8"))
            answers = tuple(_from_record(each) for each in record["answers"])
            return Comparison(record["asked"], record["cases"], answers)
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def keep(self, before: str, after: str, on: date, comparison: Comparison) -> None:
        """Keep a comparison."""
        self._folder.mkdir(parents=True, exist_ok=True)
        replace_synced(self._file(before, after, on), json.dumps(asdict(comparison), ensure_ascii=False))

    def _file(self, before: str, after: str, on: date) -> Path:
        return self._folder / f"{before}--{after}--{on}.json"
