"""The same questions on two versions, before the new one is published: those answered differently, and whether for better or worse.

Asked are the evaluation questions and, of the log, those that the change is likeliest to affect. A clause that is only reworded or
renumbered stays the clause it was; where the one that answered is gone, that is said, since nothing can be right in its place. What came
of it is kept for each pair of versions and each day, since both depend on it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

import evals
from assistant.answer import Status
from assistant.asked_again import AskedQuestion, asked_from_json, logged_questions
from corpus.catalog import Entry
from corpus.durable_files import replace_synced
from corpus.editions import edition_of, in_force
from corpus.regulation import Unit
from evals.cases import Case, load_cases
from evals.gold import GoldUnits, find_gold
from index.comparing import Mark, Piece, RegulationDiff, compare, mark_words
from index.versions import VersionContent

FOLDER = Path("cache") / "comparisons"
FORMAT = 2  # of a kept comparison; one judged otherwise is made again
LEAST_SAME = 0.4  # share of the longer answer that both have in common, if differences are to be marked
CASES = Path(evals.__file__).parent / "cases"


class Effect(StrEnum):
    """What a change does to an answer, the worst first; the values stand in addresses."""

    BREAKS = "breaks"
    WITHDRAWN = "withdrawn"  # a right answer, or any at all, went with the clause it rested on
    IMPROVES = "improves"
    CHANGES = "changes"


class Lead(StrEnum):
    """What became of the clause that an answer rested on first."""

    SAME = "same"  # it still leads, or nothing led
    OTHER = "other"  # it is still there, and does not lead any more
    WITHDRAWN = "withdrawn"  # it is there no more


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
    lead: str = Lead.SAME.value
    was_right: bool | None = None  # None: nobody knows, as of the log

    @property
    def place(self) -> tuple[int, int, bool]:
        """Where it stands: by what is worst; then evaluation questions and those that another clause answers now."""
        is_switched = self.lead != Lead.SAME
        return list(Effect).index(Effect(self.effect)), -(self.is_case + is_switched), not self.is_case


@dataclass(frozen=True, slots=True)
class AlikeAnswers:
    """Questions whose answers change in the very same way."""

    first: ComparedAnswer
    others: tuple[ComparedAnswer, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """All of them."""

    asked: int
    cases: int  # of those asked
    answers: tuple[ComparedAnswer, ...]  # the worst first

    def of(self, effect: str) -> tuple[ComparedAnswer, ...]:
        """Choose the answers of an effect; what went with its clause got worse, too."""
        wanted = (Effect.BREAKS, Effect.WITHDRAWN) if effect == Effect.BREAKS else (effect,)
        return tuple(answer for answer in self.answers if answer.effect in wanted)

    def count(self, effect: str) -> int:
        """Count the answers of an effect."""
        return len(self.of(effect))


def grouped(answers: Sequence[ComparedAnswer]) -> tuple[AlikeAnswers, ...]:
    """Put together the questions that both versions answer in the same words, so that one many people ask is read once."""
    alike: dict[tuple[str, str, Side, Side], list[ComparedAnswer]] = {}
    for answer in answers:
        alike.setdefault((answer.effect, answer.lead, answer.before, answer.after), []).append(answer)
    return tuple(AlikeAnswers(first, tuple(others)) for first, *others in alike.values())


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
    affected: object,
    asked: int,
    cases: Sequence[Case],
    before: VersionContent,
    after: VersionContent,
    entries: Sequence[Entry] = (),
) -> Comparison:
    """Judge what two versions made of the questions.

    :param affected: What ``affected_to_json`` wrote.
    :param asked: How many questions were asked.
    :param cases: The evaluation questions among them.
    :param before: What the one version answered from, as ``held_on`` gives it.
    :param after: What the other answered from.
    :param entries: The catalog: which files are editions of one regulation.
    :return: The comparison.
    """
    by_question = {asked_by(case): case for case in cases}
    assert isinstance(affected, list)
    clauses = _Clauses(tuple(by_question.values()), before, after, entries)
    found: list[ComparedAnswer] = []
    for each in affected:
        question = asked_from_json(each)
        case = by_question.get(question)
        was, now = each["before"], each["after"]
        lead = clauses.lead(was, now)
        right = clauses.are_right(case, was, now) if case else None
        effect = _by_case(*right) if right else _by_status(was["status"], now["status"])
        if effect is Effect.BREAKS and lead is Lead.WITHDRAWN:
            effect = Effect.WITHDRAWN
        found.append(
            ComparedAnswer(
                question.question,
                question.asked_before,
                case is not None,
                effect.value,
                _side(was),
                _side(now),
                lead.value,
                right[0] if right else None,
            )
        )
    return Comparison(asked, len(by_question), tuple(sorted(found, key=lambda answer: answer.place)))


def held_on(version: VersionContent, day: date) -> VersionContent:
    """Leave of a version what is in force on a day; nothing else answers then."""
    regulations = in_force(version.regulations, day)
    editions = {edition_of(regulation) for regulation in regulations}
    return VersionContent(regulations, tuple(unit for unit in version.units if edition_of(unit) in editions))


def _by_status(was: str, now: str) -> Effect:
    """Judge by whether there is an answer at all."""
    if (was == Status.ANSWERED) == (now == Status.ANSWERED):
        return Effect.CHANGES
    return Effect.IMPROVES if now == Status.ANSWERED else Effect.BREAKS


def _by_case(was_right: bool, is_right: bool) -> Effect:
    """Judge by what is known to be right."""
    if was_right == is_right:
        return Effect.CHANGES
    return Effect.IMPROVES if is_right else Effect.BREAKS


class _Clauses:
    """The clauses of two versions: which became which, and which are right for a case."""

    def __init__(
        self, cases: Sequence[Case], before: VersionContent, after: VersionContent, entries: Sequence[Entry]
    ) -> None:
        self._successors = {unit.unit_id: unit.unit_id for unit in before.units}
        for diff in compare(before, after):
            for unit in diff.removed:
                self._successors.pop(unit.unit_id, None)
            self._successors |= {pair.before.unit_id: pair.after.unit_id for pair in (*diff.changed, *diff.renumbered)}
        first_sources: dict[str, str] = {}  # cases name the file that a regulation came with at first
        for entry in entries:
            first_sources.setdefault(entry.regulation_id, entry.source)

        def gold_in(version: VersionContent) -> Mapping[str, tuple[GoldUnits, ...]]:
            def renamed(unit: Unit) -> Unit:
                return replace(unit, source=first_sources.get(unit.regulation_id, unit.source))

            return find_gold(cases, [renamed(unit) for unit in version.units])

        self._gold = gold_in(before), gold_in(after)

    def lead(self, was: Mapping[str, object], now: Mapping[str, object]) -> Lead:
        """Tell what became of the clause that led."""
        leading = str(was["leading"])
        if not leading:
            return Lead.SAME
        if leading not in self._successors:
            return Lead.WITHDRAWN
        return Lead.SAME if now["leading"] == self._successors[leading] else Lead.OTHER

    def are_right(self, case: Case, was: Mapping[str, object], now: Mapping[str, object]) -> tuple[bool, bool] | None:
        """Tell which of both answers is right; None if neither version holds what is."""
        right_before, right_after = self._right(case)
        if case.expected_status is Status.ANSWERED and case.expected and not (right_before or right_after):
            return None
        return _is_right(case, was, right_before), _is_right(case, now, right_after)

    def _right(self, case: Case) -> tuple[set[str], set[str]]:
        """Name the right clauses of both versions: by their words in one of them, and what they are in the other."""
        before, after = (
            {unit_id for gold in version.get(case.case_id, ()) for unit_id in gold.unit_ids} for version in self._gold
        )
        followed = {self._successors[unit_id] for unit_id in before if unit_id in self._successors}
        return before or {old for old, new in self._successors.items() if new in after}, followed or after


def _is_right(case: Case, outcome: Mapping[str, object], right: set[str]) -> bool:
    """Tell whether an answer is the one a case expects."""
    if case.expected_status is not Status.ANSWERED or not case.expected:
        return outcome["status"] == case.expected_status
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
            if record["format"] != FORMAT:
                return None
            answers = tuple(_from_record(each) for each in record["answers"])
            return Comparison(record["asked"], record["cases"], answers)
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def keep(self, before: str, after: str, on: date, comparison: Comparison) -> None:
        """Keep a comparison."""
        self._folder.mkdir(parents=True, exist_ok=True)
        record = {"format": FORMAT, **asdict(comparison)}
        replace_synced(self._file(before, after, on), json.dumps(record, ensure_ascii=False))

    def _file(self, before: str, after: str, on: date) -> Path:
        return self._folder / f"{before}--{after}--{on}.json"
