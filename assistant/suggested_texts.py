"""The questions that can be suggested, as texts: which of them begin with, hold, or are nearest to what somebody types.

Knows neither units nor versions, so what is made of texts serves the next version too while these are the same.
"""

from __future__ import annotations

import math
import re
from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

LONGEST_TYPED = 60  # characters of what was typed that are looked at
SHORTEST_TYPED = 2
LEAST_SHARED = 0.45  # share of what was typed, by how telling its characters and pairs are, that a question must hold
_HAN = re.compile("[\u4e00-\u9fff]")
_LETTERS = re.compile("[a-z]+")


@dataclass(frozen=True, slots=True)
class QuestionText:
    """A question in the forms it is compared in."""

    question: str
    folded: str
    is_english: bool


class QuestionTexts:
    """Texts to be found by what is typed: characters, pinyin or English words. Does not change."""

    def __init__(self, texts: Sequence[QuestionText], sounds: Mapping[str, str]) -> None:
        """Take the texts apart.

        :param texts: The questions; what is found is named by its place among them.
        :param sounds: How each of their characters is read.
        """
        self._texts = tuple(texts)
        self._sound_of = dict(sounds)
        self._holding: dict[str, list[int]] = defaultdict(list)  # character or pair -> places
        self._english: dict[str, list[int]] = defaultdict(list)  # word -> places
        for place, text in enumerate(self._texts):
            if text.is_english:
                for word in _LETTERS.findall(text.question.lower()):
                    self._english[word].append(place)
            else:
                for gram in _grams(text.folded):
                    self._holding[gram].append(place)
        chinese = ["" if text.is_english else text.folded for text in self._texts]
        read = [[self._sound_of[one] for one in folded] for folded in chinese]
        self._characters = _Row(chinese)
        self._sounds = _Row(read)
        self._initials = _Row([[sound[:1] for sound in of_one] for of_one in read])

    @classmethod
    def of(
        cls, texts: Sequence[QuestionText], sound_of: Callable[[str], str], before: QuestionTexts | None = None
    ) -> QuestionTexts:
        """Give texts taken apart, those of before where they are the same: to take thousands apart costs half a second.

        :param texts: The questions.
        :param sound_of: Tells how a character is read.
        :param before: What was made for the version before.
        :return: The texts.
        """
        sounds = {one: sound_of(one) for one in set("".join(text.folded for text in texts if not text.is_english))}
        if before is not None and before._texts == tuple(texts) and before._sound_of == sounds:
            return before
        return cls(texts, sounds)

    def near(self, typed: str, wanted: str) -> dict[int, float]:
        """Find the texts that are near to what is typed.

        :param typed: The beginning of a question, or words of it.
        :param wanted: The same as ``fold`` gives it.
        :return: How near, by place; those that begin with it first, then those that hold it.
        """
        return self._near_han(wanted) if _HAN.search(wanted) else self._near_letters(wanted, typed)

    def _near_han(self, wanted: str) -> dict[int, float]:
        """Find questions that begin with Chinese characters (3), hold them (2), or hold the most telling of them (below 1)."""
        scores: dict[int, float] = {}
        grams = {gram: self._holding[gram] for gram in _grams(wanted) if gram in self._holding}
        weights = {gram: math.log(1 + len(self._texts) / len(places)) for gram, places in grams.items()}
        for gram, places in grams.items():
            for place in places:
                scores[place] = scores.get(place, 0.0) + weights[gram]
        strange = sum(gram not in self._holding for gram in set(wanted))  # characters that no question has tell most
        total = sum(weights.values()) + strange * math.log(1 + len(self._texts)) or 1.0
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


def _near_sound(letters: str) -> str:
    """Bring typed pinyin into the form of ``sound_of``: zh, ch, sh as z, c, s; -ng as -n."""
    return re.sub(r"(?<=[aei]n)g(?![aeiouv])", "", re.sub(r"([zcs])h", r"\1", letters))
