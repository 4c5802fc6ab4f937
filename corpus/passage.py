"""Text that remembers where in its source each character stood, and the account of what became of each of them.

Everything the parser does is cutting and joining passages, so that at the end every character of the document is known to be
kept, noise or repaired.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum


class Fate(IntEnum):
    """What became of a character of the source."""

    UNREAD = 0
    KEPT = 1  # in a unit, a label, a heading or a title
    NOISE = 2
    REPAIRED = 3
    BLANK = 4  # blanks and line breaks


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of text with the source offset of every character; -1 for a character that was put in."""

    text: str
    at: Sequence[int]

    def __getitem__(self, part: slice) -> Passage:
        """Cut a stretch out, offsets with it."""
        return Passage(self.text[part], self.at[part])

    def __add__(self, other: Passage) -> Passage:
        """Join two passages, offsets with them."""
        return Passage(self.text + other.text, (*self.at, *other.at))

    def __bool__(self) -> bool:
        """Tell whether there is any character."""
        return bool(self.text)

    def strip(self) -> Passage:
        """Leave out blanks at both ends."""
        stripped = self.text.strip()
        if len(stripped) == len(self.text):
            return self
        start = len(self.text) - len(self.text.lstrip())
        return self[start : start + len(stripped)]


EMPTY = Passage("", ())


def join(passages: Sequence[Passage], separator: str = "") -> Passage:
    """Join passages, with characters of our own between them."""
    text: list[str] = []
    at: list[int] = []
    for number, passage in enumerate(passages):
        if number and separator:
            text.append(separator)
            at.extend([-1] * len(separator))
        text.append(passage.text)
        at.extend(passage.at)
    return Passage("".join(text), tuple(at))


@dataclass(slots=True)
class Account:
    """What became of every character of one source text."""

    source: str
    fates: bytearray = field(init=False)
    causes: bytearray = field(init=False)  # why each character of noise is noise: its place in named_causes, from 1
    named_causes: list[str] = field(default_factory=list)
    repairs: list[tuple[str, str]] = field(default_factory=list)  # what stood there, what it was
    marks: list[tuple[str, str]] = field(default_factory=list)  # kept passages somebody should look at, and why
    stretches: list[tuple[int, int, str]] = field(default_factory=list)  # start, end, reason of each noise stretch

    def __post_init__(self) -> None:
        """Start with nothing read."""
        self.fates = bytearray(len(self.source))
        self.causes = bytearray(len(self.source))

    @property
    def reasons(self) -> dict[str, int]:
        """Count the characters of noise for each reason; together they are all the noise there is."""
        counted = {cause: self.causes.count(place) for place, cause in enumerate(self.named_causes, 1)}
        return {cause: count for cause, count in counted.items() if count}

    def keep(self, passage: Passage) -> None:
        """Enter a passage as kept; what was repaired before stays repaired."""
        fates, causes, kept, repaired = self.fates, self.causes, int(Fate.KEPT), int(Fate.REPAIRED)
        for offset in passage.at:
            if offset >= 0 and fates[offset] != repaired:
                fates[offset] = kept
                causes[offset] = 0

    def drop(self, passage: Passage, reason: str) -> None:
        """Enter a passage as noise.

        :param passage: What is left out.
        :param reason: Why, as the maintainer reads it.
        """
        offsets = [offset for offset in passage.at if offset >= 0]
        if reason not in self.named_causes:
            self.named_causes.append(reason)
        cause = self.named_causes.index(reason) + 1
        for offset in offsets:
            if not self.source[offset].isspace():
                self.fates[offset] = Fate.NOISE
                self.causes[offset] = cause
        if offsets:
            self.stretches.append((offsets[0], offsets[-1] + 1, reason))

    def repair(self, offsets: Sequence[int], damaged: str, original: str) -> None:
        """Enter a stretch of the source as repaired: what stood there, and what it read before."""
        for offset in offsets:
            if offset >= 0:
                self.fates[offset] = Fate.REPAIRED
                self.causes[offset] = 0
        self.repairs.append((damaged, original))

    def mark(self, passage: Passage, reason: str) -> None:
        """Point a passage out without leaving it out: what could not be repaired."""
        self.marks.append((passage.text, reason))

    def close(self) -> None:
        """Enter blanks, at the end: those that no unit kept."""
        offset = self.fates.find(Fate.UNREAD)
        while offset >= 0:
            if self.source[offset].isspace():
                self.fates[offset] = Fate.BLANK
            offset = self.fates.find(Fate.UNREAD, offset + 1)

    def count(self, fate: Fate) -> int:
        """Count the characters of one fate."""
        return self.fates.count(fate)
