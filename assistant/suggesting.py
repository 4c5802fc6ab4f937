"""Suggests questions: while one is being typed, and after an answer. All come from the question bank.

Of the bank's questions only the short formal and spoken ones are shown: nobody wants a mistyped one suggested. A question that
units of different wording share is left out, so what is suggested is answered by its unit: so were all of 60 drawn at random
(2026-11-22). Nothing is embedded; a keystroke costs about a millisecond. Knows nothing of pages.
"""

from __future__ import annotations

import math
import re
from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.answer import Language
from assistant.question import asks_for, clean_for_search
from corpus.regulation import Unit
from corpus.script import fold, to_traditional
from index.examples import Example

SHOWN_KINDS = ("formal", "colloquial")  # the first is preferred
LONGEST_SHOWN = 26  # characters; what is longer does not fit a line beside a call
LONGEST_ENGLISH = 70
LONGEST_TYPED = 60  # characters of what was typed that are looked at
SHORTEST_TYPED = 2
COMPLETIONS = 5
NEXT_QUESTIONS = 3
LEAST_SHARED = 0.45  # share of what was typed, by how telling its characters and pairs are, that a question must hold
_HAN = re.compile("[\u4e00-\u9fff]")
_LETTERS = re.compile("[a-z]+")


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

    def __init__(self, index: Suggestible) -> None:
        """Choose the questions that can be shown.

        :param index: The index.
        """
        self._index = index
        self._rows = {unit.unit_id: row for row, unit in enumerate(index.units)}
        folded = [(example, fold(example.text)) for example in index.example_questions]
        unit_texts = {row: fold(index.units[row].unit_text) for row in {example.row for example, _ in folded}}
        wordings: dict[str, set[str]] = defaultdict(set)
        for example, question in folded:
            wordings[question].add(unit_texts[example.row])
        shown = ((each, text) for each, text in folded if is_shown(each) and len(wordings[text]) == 1)
        self._entries = tuple(self._entry(example, text) for example, text in shown)
        self._of_row: dict[int, list[_Entry]] = defaultdict(list)
        self._holding: dict[str, list[int]] = defaultdict(list)  # character or pair -> places
        self._english: dict[str, list[int]] = defaultdict(list)  # word -> places
        for place, entry in enumerate(self._entries):
            self._of_row[entry.row].append(entry)
            if entry.is_english:
                for word in _LETTERS.findall(entry.suggestion.question.lower()):
                    self._english[word].append(place)
            else:
                for gram in _grams(entry.folded):
                    self._holding[gram].append(place)
        self._preference = [
            (entry.kind != SHOWN_KINDS[0], len(entry.folded), place) for place, entry in enumerate(self._entries)
        ]
        sounds = [[index.sound_of(one) for one in entry.folded if not entry.is_english] for entry in self._entries]
        self._characters = _Row([entry.folded if not entry.is_english else "" for entry in self._entries])
        self._sounds = _Row(sounds)
        self._initials = _Row([[sound[:1] for sound in of_one] for of_one in sounds])

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
        scores = self._near_han(wanted) if _HAN.search(wanted) else self._near_letters(wanted, typed)
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

    def _near_han(self, wanted: str) -> dict[int, float]:
        """Find questions that begin with Chinese characters (3), hold them (2), or hold the most telling of them (below 1)."""
        scores: dict[int, float] = {}
        grams = {gram: self._holding[gram] for gram in _grams(wanted) if gram in self._holding}
        weights = {gram: math.log(1 + len(self._entries) / len(places)) for gram, places in grams.items()}
        for gram, places in grams.items():
            for place in places:
                scores[place] = scores.get(place, 0.0) + weights[gram]
        strange = sum(gram not in self._holding for gram in set(wanted))  # characters that no question has tell most
        total = sum(weights.values()) + strange * math.log(1 + len(self._entries)) or 1.0
        scores = {place: score / total for place, score in scores.items() if score >= LEAST_SHARED * total}
        return scores | self._characters.find(wanted)

    def _near_letters(self, wanted: str, typed: str) -> dict[int, float]:
        """Find questions by pinyin, in full or by initials; else English ones by the beginnings of their words."""
        sound = _near_sound(wanted)
        scores = self._sounds.find(sound)
        if len(sound) > SHORTEST_TYPED:
            scores = self._initials.find(sound) | scores
        if scores:
            return scores
        words = typed[:LONGEST_TYPED].lower().split()
        holding = [
            {place for word, places in self._english.items() if word.startswith(beginning) for place in places}
            for beginning in words
        ]
        return dict.fromkeys(set.intersection(*holding), 1.0) if holding else {}


class _Row:
    """Many texts as one string, so that a search through all of them is one search."""

    def __init__(self, texts: Sequence[Sequence[str]]) -> None:
        """Join texts; a match must begin where one of their parts begins."""
        # As arrays, since some hundred thousand parts as objects of their own take 25 MB.
        self._parts = array("I")  # where each begins
        self._texts = array("I")  # where each text begins
        pieces: list[str] = []
        length = 0
        for parts in texts:
            self._texts.append(length)
            for part in parts:
                self._parts.append(length)
                pieces.append(part)
                length += len(part)
            pieces.append("\n")
            length += 1
        self._joined = "".join(pieces)

    def find(self, wanted: str) -> dict[int, float]:
        """Find the texts that begin with something (3) or hold it (2)."""
        scores: dict[int, float] = {}
        at = self._joined.find(wanted)
        while at >= 0:
            part = bisect_left(self._parts, at)
            if part < len(self._parts) and self._parts[part] == at:
                place = bisect_right(self._texts, at) - 1
                scores.setdefault(place, 3.0 if self._texts[place] == at else 2.0)
            at = self._joined.find(wanted, at + 1)
        return scores


def _grams(text: str) -> set[str]:
    """Cut a text into its characters and pairs of characters."""
    return {*text, *(text[i : i + 2] for i in range(len(text) - 1))}


def is_shown(example: Example) -> bool:
    """Tell whether a question reads well where people are to choose it.

    :param example: The question.
    :return: Whether so: mistyped ones and long ones do not.
    """
    if example.kind == "english":
        return len(example.text) <= LONGEST_ENGLISH
    return example.kind in SHOWN_KINDS and len(example.text) <= LONGEST_SHOWN


def _near_sound(letters: str) -> str:
    """Bring typed pinyin into the form of ``sound_of``: zh, ch, sh as z, c, s; -ng as -n."""
    return re.sub(r"(?<=[aei]n)g(?![aeiouv])", "", re.sub(r"([zcs])h", r"\1", letters))
