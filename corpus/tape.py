"""A document's source and its lines, searched by the words of corrections."""

from __future__ import annotations

from bisect import bisect_right

from corpus.corrections import Correction
from corpus.passage import Account, Passage
from corpus.repair import HIDDEN, PINYIN
from corpus.stretches import Folded, Stretch, nearest


def put_in(account: Account) -> frozenset[int]:
    """List the offsets of what scraping put into the source: it makes no difference to its words."""
    causes = [place for place, cause in enumerate(account.named_causes, 1) if cause in (PINYIN, HIDDEN)]
    return (
        frozenset(offset for offset, cause in enumerate(account.causes) if cause in causes) if causes else frozenset()
    )


class Source:
    """The source text, searched by the words of corrections."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.left_out = put_in(account)
        self._folded = Folded(account.source, self.left_out)
        self._line_starts = [0, *(place + 1 for place, c in enumerate(account.source) if c == "\n")]

    def line(self, offset: int) -> int:
        """Return the line an offset stands in, from 1."""
        return bisect_right(self._line_starts, offset)

    def find(self, correction: Correction) -> list[Stretch]:
        """Find the stretches of the source a correction speaks of."""
        found = self._folded.find(correction)
        return nearest(found, [self.line(stretch.start) for stretch in found], correction.line)


class Tape:
    """The lines as one text, parted by line feeds."""

    def __init__(self, passage: Passage, source: Source) -> None:
        self.passage = passage
        self._source = source
        self._folded = Folded(passage.text)

    def find(self, correction: Correction) -> list[Stretch]:
        """Find the stretches a correction speaks of: in the text as repaired, else in the source as received."""
        found = self._folded.find(correction)
        if found:
            return nearest(
                found, [self._source.line(self._offset(stretch.start)) for stretch in found], correction.line
            )
        stretches = (self._of_source(stretch) for stretch in self._source.find(correction))
        return [stretch for stretch in stretches if stretch]

    def _offset(self, place: int) -> int:
        """Return where in the source a place stands."""
        return next((offset for offset in self.passage.at[place:] if offset >= 0), 0)

    def _of_source(self, stretch: Stretch) -> Stretch | None:
        """Find what the lines hold of a stretch of the source."""
        inside = [place for place, offset in enumerate(self.passage.at) if stretch.start <= offset < stretch.end]
        return Stretch(inside[0], inside[-1] + 1) if inside else None

    def start_of(self, correction: Correction, stretch: Stretch) -> int | None:
        """Return where the line to be split off begins in a stretch."""
        return self._folded.find_within(correction.before, stretch) if correction.before else stretch.start

    def break_behind(self, stretch: Stretch) -> Stretch | None:
        """Find the line break behind the line of a stretch, with the blank lines after it; none at the end."""
        text = self.passage.text
        start = text.find("\n", stretch.end - 1)
        if start < 0:
            return None
        end = start + len(text[start:]) - len(text[start:].lstrip())
        return Stretch(start, end) if end < len(text) else None
