"""Finding a stretch of a document by its words, whatever blanks, width, script and line breaks."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Container, Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpus.corrections import Correction
from corpus.passage import Account, Passage
from corpus.repair import remove_injected
from corpus.script import INVISIBLE, fold, to_simplified


@dataclass(frozen=True, slots=True)
class Stretch:
    """Places in a text, the end left out."""

    start: int
    end: int


@lru_cache(maxsize=20_000)
def _narrow(character: str) -> str:
    """Bring one character into the width and case in which texts are compared; blanks and invisible signs vanish."""
    folded = unicodedata.normalize("NFKC", character).lower()
    return "".join(c for c in folded if not c.isspace() and not INVISIBLE.match(c))


class Folded:
    """A text in the form in which texts are compared, with the place of each of its characters."""

    def __init__(self, text: str, left_out: Container[int] = ()) -> None:
        """Fold a text.

        :param text: The text.
        :param left_out: Places of characters that make no difference.
        """
        pieces: list[str] = []
        self._places: list[int] = []
        for place, character in enumerate(text):
            if place not in left_out and (folded := _narrow(character)):
                pieces.append(folded)
                self._places += [place] * len(folded)
        narrow = "".join(pieces)
        simplified = to_simplified(narrow)
        # Some phrases change their length; then character for character.
        self._text = (
            simplified if len(simplified) == len(narrow) else "".join(to_simplified(c)[:1] or c for c in narrow)
        )

    def find(self, correction: Correction) -> list[Stretch]:
        """Find the stretches a correction speaks of.

        :param correction: The correction; its occurrence is heeded, its line hint is not.
        :return: The stretches in order.
        """
        one = bool(correction.occurrence or correction.line)  # each may be meant, though the run before it goes beyond
        found = self.find_words(correction.text, correction.through, overlapping=one)
        return found[correction.occurrence - 1 : correction.occurrence] if correction.occurrence else found

    def find_words(self, words: str, through: str = "", *, overlapping: bool = False) -> list[Stretch]:
        """Find every stretch that is some words, or runs from them to the end of others.

        :param words: What the stretch begins with.
        :param through: What it ends with; nothing if it is the words alone.
        :param overlapping: Whether a stretch may begin inside the one before it.
        :return: The stretches in order.
        """
        start_words, end_words = _words(words), _words(through)
        found: list[Stretch] = []
        place = self._text.find(start_words) if start_words else -1
        while place >= 0:
            end = place + len(start_words)
            if end_words:
                closing = self._text.find(end_words, end)
                if closing < 0:
                    break
                end = closing + len(end_words)
            found.append(Stretch(self._places[place], self._places[end - 1] + 1))
            place = self._text.find(start_words, place + len(start_words) if overlapping else end)
        return found

    def find_within(self, words: str, stretch: Stretch) -> int | None:
        """Find where words begin within a stretch."""
        start, end = bisect_left(self._places, stretch.start), bisect_left(self._places, stretch.end)
        place = self._text.find(_words(words), start, end)
        return self._places[place] if place >= 0 else None


def _words(text: str) -> str:
    """Fold the words of a correction; pinyin copied from the file with them is left out."""
    return fold(remove_injected(Passage(text, range(len(text))), Account(text)).text)


def nearest(stretches: Sequence[Stretch], lines: Sequence[int], line: int) -> list[Stretch]:
    """Choose the stretch nearest to a line, or all of them where no line is given.

    :param stretches: The stretches.
    :param lines: The line each begins in.
    :param line: The line that is meant; 0 for any.
    :return: What is chosen.
    """
    if not line or not stretches:
        return list(stretches)
    return [min(zip(stretches, lines, strict=True), key=lambda pair: abs(pair[1] - line))[0]]
