"""Makes a maintainer's corrections on the lines of a document, and tells which no longer fit.

Works on the lines that noise left, as one text in which every character knows its place in the source. What the corrections say of
whole regulations, and of segments cut from the lines, is made in ``correcting_segments``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from corpus.corrections import NAMING, Action, Correction, StaleCorrection
from corpus.noise import split_lines
from corpus.passage import Account, Passage, join
from corpus.script import fold
from corpus.stretches import Stretch
from corpus.tape import Source, Tape

MARKED_AS_NOISE = "更正文件标明不是规定"
_CUTS_OUT = (Action.HEADING, Action.RUNNING, Action.TITLE)
NOT_FOUND = "原文中找不到这段文字"
NO_SUCH_PHRASE = "这段文字里找不到 before 的文字"
NO_NEXT_LINE = "后面没有另起的一行"
NOWHERE = -1  # no place in the source: a correction of the only regulation


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of the corrected lines, told again by where it begins in the source and by its characters without blanks."""

    offset: int
    words: str
    correction: Correction | None = None  # none where only a line begins


@dataclass(slots=True)
class CorrectedLines:
    """The lines after the corrections, and what is still to be done to the segments cut from them."""

    lines: list[Passage]
    marks: list[Mark] = field(default_factory=list)  # headings, running text, titles
    starts: list[Mark] = field(default_factory=list)  # lines that are joined to nothing before them
    joints: list[Mark] = field(default_factory=list)  # where a line went on: no label begins there
    placed: list[tuple[Correction, int]] = field(
        default_factory=list
    )  # what names a regulation: where in the source it stands
    kept: list[Stretch] = field(default_factory=list)  # of the source: to be in a unit whatever the parser says
    keeping: list[tuple[Correction, Stretch]] = field(default_factory=list)  # the same, with what says so
    splits: list[tuple[Correction, int]] = field(default_factory=list)  # where in the source a line is to begin
    settled: set[int] = field(default_factory=set)  # offsets of the marks that were heeded
    stale: list[StaleCorrection] = field(default_factory=list)

    @property
    def untouched(self) -> frozenset[int]:
        """Where lines begin that are headings, running text, titles or rules, since a correction says so."""
        kept = (
            line.at[0]
            for line in self.lines
            if line and any(s.start <= line.at[-1] and line.at[0] < s.end for s in self.kept)
        )
        return frozenset((*(mark.offset for mark in self.marks), *kept))


def blankless(text: str) -> str:
    """Leave out blanks."""
    return "".join(text.split())


def _bring_back(lines: list[Passage], stretches: Sequence[Stretch], source: Source) -> list[Passage]:
    """Put lines back that were dropped as noise."""
    present = {offset for line in lines for offset in line.at}
    starts = [(line.at[0], line) for line in lines if line]
    back: list[tuple[int, Passage]] = []
    for raw in split_lines(source.account.source):
        if not raw or not any(s.start <= raw.at[-1] and raw.at[0] < s.end for s in stretches):
            continue
        places = [
            place
            for place, offset in enumerate(raw.at)
            if offset not in present
            and offset not in source.left_out
            and any(s.start <= offset < s.end for s in stretches)
        ]
        passage = _characters(raw, places).strip()
        if passage and not any(
            offset in present for offset in raw.at
        ):  # of a line that is there, only marks are missing
            back.append((passage.at[0], passage))
    if not back:
        return lines
    return [line for _, line in sorted([*starts, *back], key=lambda pair: pair[0])]


def _replace(passage: Passage, stretch: Stretch, correction: Correction, account: Account) -> Passage:
    """Put the right words in the place of a stretch; each has the offset of a character it stands for."""
    offsets = [offset for offset in passage.at[stretch.start : stretch.end] if offset >= 0]
    words = correction.replacement
    at = tuple(offsets[place * len(offsets) // len(words)] for place in range(len(words)))
    stood = account.source[offsets[0] : offsets[-1] + 1]
    key = fold(stood)
    account.repairs[:] = [repair for repair in account.repairs if fold(repair[0]) not in key]
    account.marks[:] = [mark for mark in account.marks if fold(mark[0]) not in key and key not in fold(mark[0])]
    account.repair([offset for offset in offsets if not account.source[offset].isspace()], stood, words)
    return passage[: stretch.start] + Passage(words, at) + passage[stretch.end :]


class _Cutting:
    """Collects where lines are to be cut and joined, and cuts them."""

    def __init__(self, tape: Tape, corrected: CorrectedLines) -> None:
        self.tape = tape
        self.corrected = corrected
        self.cuts: set[int] = set()
        self.glued: set[int] = set()  # line feeds that vanish
        self.noise: set[int] = set()

    def enter(self, correction: Correction, stretch: Stretch, account: Account) -> str:
        """Enter a correction; return why it cannot be made, empty if it can."""
        passage = self.tape.passage
        if correction.action is Action.NOISE:
            account.drop(passage[stretch.start : stretch.end], correction.reason or MARKED_AS_NOISE)
            self.noise |= set(range(stretch.start, stretch.end))
        elif correction.action is Action.SPLIT:
            start = self.tape.start_of(correction, stretch)
            if start is None:
                return NO_SUCH_PHRASE
            self._cut(start)
            self.corrected.splits.append((correction, passage.at[start]))
        elif correction.action is Action.JOIN:
            gap = self.tape.break_behind(stretch)
            if gap is None:
                return NO_NEXT_LINE
            self._glue(gap)
            self._glue(stretch)
            self.corrected.joints.append(self._mark(gap.end, None))
        elif correction.action in _CUTS_OUT:
            self._cut(stretch.start)
            self._glue(stretch)
            words = blankless(passage.text[stretch.start : stretch.end])
            self.corrected.marks.append(Mark(passage.at[stretch.start], words, correction))
            self._cut(stretch.end)
        else:
            self.corrected.placed.append((correction, passage.at[stretch.start]))
        return ""

    def _mark(self, place: int, end: int | None) -> Mark:
        """Mark a place by what stands from there to the end of its line."""
        text = self.tape.passage.text
        stop = text.find("\n", place) if end is None else end
        return Mark(self.tape.passage.at[place], blankless(text[place : stop if stop >= 0 else len(text)]))

    def _cut(self, place: int) -> None:
        """Let a line begin at a place, or where the next words stand."""
        text = self.tape.passage.text
        while place < len(text) and text[place].isspace():
            place += 1
        if place < len(text):
            self.cuts.add(place)

    def _glue(self, stretch: Stretch) -> None:
        """Let the line breaks in a stretch vanish."""
        text = self.tape.passage.text
        self.glued |= {place for place in range(stretch.start, stretch.end) if text[place] == "\n"}

    def lines(self) -> list[Passage]:
        """Cut the lines."""
        lines = [_characters(self.tape.passage, places).strip() for places in self._places()]
        self.corrected.starts = [self._mark(place, None) for place in sorted(self.cuts)]
        return lines

    def _places(self) -> Iterator[list[int]]:
        """Give the places of each line's characters."""
        current: list[int] = []
        for place, character in enumerate(self.tape.passage.text):
            if place in self.cuts or character == "\n" and place not in self.glued:
                yield current
                current = []
            if character != "\n" and place not in self.noise:
                current.append(place)
        yield current


def _characters(passage: Passage, places: Sequence[int]) -> Passage:
    """Cut some characters out of a passage."""
    return Passage("".join(passage.text[place] for place in places), tuple(passage.at[place] for place in places))


def _keep(corrected: CorrectedLines, corrections: Sequence[Correction], source: Source) -> None:
    """Put back what is to be kept."""
    for correction in corrections:
        if correction.action is Action.KEEP:
            stretches = source.find(correction)
            corrected.kept += stretches
            corrected.keeping += [(correction, stretch) for stretch in stretches]
            _note(corrected, correction, "" if stretches else NOT_FOUND)
    corrected.lines = _bring_back(corrected.lines, corrected.kept, source)


def _mend(corrected: CorrectedLines, corrections: Sequence[Correction], source: Source) -> Tape:
    """Put the right words in the place of wrong ones."""
    tape = Tape(join(corrected.lines, "\n"), source)
    for correction in corrections:
        if correction.action is Action.REPLACE:
            stretches = tape.find(correction)
            _note(corrected, correction, "" if stretches else NOT_FOUND)
            passage = tape.passage
            for stretch in reversed(stretches):
                passage = _replace(passage, stretch, correction, source.account)
            tape = Tape(passage, source) if stretches else tape
    return tape


def _cut(corrected: CorrectedLines, corrections: Sequence[Correction], tape: Tape, account: Account) -> None:
    """Cut, join and leave out lines, and mark what is a heading, running text or a title."""
    cutting = _Cutting(tape, corrected)
    for correction in corrections:
        if correction.action in (Action.KEEP, Action.REPLACE):
            continue
        if not correction.text:
            corrected.placed.append((correction, NOWHERE))
            continue
        stretches = tape.find(correction)[: 1 if correction.action in NAMING else None]
        faults = [fault for stretch in stretches if (fault := cutting.enter(correction, stretch, account))]
        _note(corrected, correction, NOT_FOUND if not stretches else faults[0] if len(faults) == len(stretches) else "")
    corrected.lines = cutting.lines()


def correct_lines(lines: list[Passage], corrections: Sequence[Correction], account: Account) -> CorrectedLines:
    """Make the corrections that concern lines: what is to be kept first, then wrong words, then what lines there are.

    :param lines: The lines, as ``drop_noise`` gives them.
    :param corrections: The corrections, in the order they are written.
    :param account: Where what is left out and repaired is entered.
    :return: The lines, what is still to be done, and what could not be done.
    """
    corrected = CorrectedLines(lines)
    if corrections:
        source = Source(account)
        _keep(corrected, corrections, source)
        _cut(corrected, corrections, _mend(corrected, corrections, source), account)
    return corrected


def _note(corrected: CorrectedLines, correction: Correction, reason: str) -> None:
    """Enter a correction as stale where there is a reason."""
    if reason:
        corrected.stale.append(StaleCorrection(correction, reason))


def unread_of(account: Account, stretch: Stretch, left_out: Sequence[str]) -> list[int]:
    """List the offsets of a stretch that became noise, for other reasons than those given.

    :param account: The account, when everything is parsed.
    :param stretch: A stretch of the source.
    :param left_out: Reasons that hold nonetheless.
    :return: The offsets, blanks between them included.
    """
    causes = [place for place, cause in enumerate(account.named_causes, 1) if cause not in left_out]
    dropped = [offset for offset in range(stretch.start, stretch.end) if account.causes[offset] in causes]
    if not dropped:
        return []
    blanks = {offset for offset in range(dropped[0], dropped[-1] + 1) if account.source[offset].isspace()}
    return sorted({*dropped, *blanks})
