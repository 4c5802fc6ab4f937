"""Suggests questions: while one is being typed, and after an answer. All come from the question bank.

Of the bank's questions only the short formal and spoken ones are shown: nobody wants a mistyped one suggested. A question that
units of different wording share is left out, so what is suggested is answered by its unit: so were all of 60 drawn at random
(2026-11-22). Nothing is embedded; a keystroke costs about a millisecond. Knows nothing of pages.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.answer import Language
from assistant.question import asks_for, clean_for_search
from assistant.suggested_texts import LONGEST_TYPED, SHORTEST_TYPED, QuestionText, QuestionTexts
from corpus.regulation import Unit
from corpus.script import fold, to_traditional
from index.examples import Example

SHOWN_KINDS = ("formal", "colloquial")  # the first is preferred
LONGEST_SHOWN = 26  # characters; what is longer does not fit a line beside a call
LONGEST_ENGLISH = 70
COMPLETIONS = 5
NEXT_QUESTIONS = 3


class Suggestible(Protocol):
    """The part of ``ClauseIndex`` that suggestions are made of."""

    @property
    def units(self) -> tuple[Unit, ...]:
        """All units in document order."""
        ...

    @property
    def example_questions(self) -> tuple[Example, ...]:
        """Their example questions."""
        ...

    def sound_of(self, character: str) -> str:
        """Tell how a character is read, near sounds as one."""
        ...


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A question worth asking, and the unit that answers it."""

    question: str
    unit: Unit


@dataclass(frozen=True, slots=True)
class _Entry:
    """A question in the forms it is compared in."""

    suggestion: Suggestion
    row: int
    kind: str
    folded: str

    @property
    def is_english(self) -> bool:
        return self.kind == "english"


class Suggestions:
    """The questions of one index version. Does not change; several threads may ask at once."""

    def __init__(self, index: Suggestible, before: Suggestions | None = None) -> None:
        """Choose the questions that can be shown.

        :param index: The index.
        :param before: Those of the version before; what is the same in both is not made again.
        """
        self._index = index
        self._rows = {unit.unit_id: row for row, unit in enumerate(index.units)}
        known = before._folded if before else {}
        texts = [*(one.text for one in index.example_questions), *(unit.unit_text for unit in index.units)]
        self._folded: dict[str, str] = {text: known[text] if text in known else fold(text) for text in texts}
        folded = [(example, self._folded[example.text]) for example in index.example_questions]
        unit_texts = [self._folded[unit.unit_text] for unit in index.units]
        wordings: dict[str, set[str]] = defaultdict(set)
        for example, question in folded:
            wordings[question].add(unit_texts[example.row])
        shown = ((each, text) for each, text in folded if is_shown(each) and len(wordings[text]) == 1)
        self._entries = tuple(self._entry(example, text) for example, text in shown)
        self._of_row: dict[int, list[_Entry]] = defaultdict(list)
        for entry in self._entries:
            self._of_row[entry.row].append(entry)
        self._preference = [
            (entry.kind != SHOWN_KINDS[0], len(entry.folded), place) for place, entry in enumerate(self._entries)
        ]
        self._texts: QuestionTexts = QuestionTexts.of(
            [QuestionText(entry.suggestion.question, entry.folded, entry.is_english) for entry in self._entries],
            index.sound_of,
            before._texts if before else None,
        )

    def complete(
        self, typed: str, regulations: frozenset[str] | None = None, limit: int = COMPLETIONS
    ) -> tuple[Suggestion, ...]:
        """Suggest questions for what is typed so far: characters, pinyin or English words.

        :param typed: The beginning of a question, or words of it.
        :param regulations: Ids inside the scope; None: all.
        :param limit: How many at most.
        :return: The nearest first, one a unit; none for less than two characters.
        """
        wanted = fold(typed[:LONGEST_TYPED])
        if len(wanted) < SHORTEST_TYPED:
            return ()
        scores = self._texts.near(typed, wanted)
        found: dict[int, Suggestion] = {}
        for place, _ in sorted(scores.items(), key=lambda item: (-item[1], self._preference[item[0]])):
            entry = self._entries[place]
            inside = regulations is None or entry.suggestion.unit.regulation_id in regulations
            if inside and entry.folded != wanted:
                found.setdefault(entry.row, entry.suggestion)
            if len(found) == limit:
                break
        return tuple(found.values())

    def after(
        self,
        unit_ids: Sequence[str],
        asked: Sequence[str],
        language: Language = "zh",
        regulations: frozenset[str] | None = None,
    ) -> tuple[Suggestion, ...]:
        """Suggest what to ask next: another side of the leading clause, what stands near, and beside it.

        :param unit_ids: The units of an answer, the leading one first, then what else was near.
        :param asked: What was asked so far; none of it is suggested again.
        :param language: Of the question.
        :param regulations: Ids inside the scope; None: all.
        :return: Up to three questions, each of another unit.
        """
        if not unit_ids or unit_ids[0] not in self._rows:
            return ()
        known = {fold(question) for question in asked}
        found: dict[int, Suggestion] = {}
        for row in self._worth_asking(self._rows[unit_ids[0]], unit_ids[1:]):
            unit = self._index.units[row]
            if row in found or (regulations is not None and unit.regulation_id not in regulations):
                continue
            aspects = {asks_for(clean_for_search(question)) for question in asked[-1:]} if not found else set()
            for entry in self._of_row[row]:
                if entry.is_english != (language == "en") or entry.folded in known:
                    continue
                if unit.unit_id == unit_ids[0] and asks_for(entry.suggestion.question) in (*aspects, None):
                    continue  # of the clause just read only another side
                question = entry.suggestion.question
                shown = to_traditional(question) if language == "zh-Hant" else question
                found[row] = Suggestion(shown, unit)
                break
            if len(found) == NEXT_QUESTIONS:
                break
        return tuple(found.values())

    def _worth_asking(self, lead: int, near: Sequence[str]) -> Iterator[int]:
        """Give rows in the order their questions are worth suggesting."""
        regulation_id = self._index.units[lead].regulation_id
        beside = [
            row
            for row in (lead + 1, lead + 2, lead - 1, lead + 3)
            if 0 <= row < len(self._index.units) and self._index.units[row].regulation_id == regulation_id
        ]
        of_topic = [self._rows[unit_id] for unit_id in near if unit_id in self._rows]
        yield lead
        yield from beside[:1]
        yield from of_topic[:1]
        yield from beside[1:]
        yield from of_topic[1:]

    def _entry(self, example: Example, folded: str) -> _Entry:
        """Keep a question in the forms it is compared in."""
        return _Entry(Suggestion(example.text, self._index.units[example.row]), example.row, example.kind, folded)


def is_shown(example: Example) -> bool:
    """Tell whether a question reads well where people are to choose it.

    :param example: The question.
    :return: Whether so: mistyped ones and long ones do not.
    """
    if example.kind == "english":
        return len(example.text) <= LONGEST_ENGLISH
    return example.kind in SHOWN_KINDS and len(example.text) <= LONGEST_SHOWN
