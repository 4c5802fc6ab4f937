"""Makes a maintainer's corrections on segments, on regulations and on units, after ``correcting`` has made those on lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from corpus.correcting import CorrectedLines, Mark, blankless, unread_of
from corpus.corrections import Action, Correction, StaleCorrection
from corpus.labels import LONGEST_LABEL, read_label
from corpus.locators import run_in_title
from corpus.markup import MARKUP
from corpus.parsed import ParsedUnit
from corpus.parting import Part
from corpus.passage import EMPTY, Account, Passage
from corpus.repair import HIDDEN, PINYIN
from corpus.script import fold
from corpus.segmenting import Segment, join_lines
from corpus.unit_writing import tidy
from corpus.wrapping import find_wrapping

NO_REGULATION = "文件里有几部规定，请用 text 指明是哪一部"
NO_SUCH_REGULATION = "这段文字不在任何一部规定里"
WORDS_COMPARED = 8
STILL_TOGETHER = "从这里另起一行后，它仍与上文同属一条"
STILL_NO_RULE = "这段文字仍不在任何一条里"
OVERRULED = "这段文字被别的更正或目录、表格占去"


@dataclass(slots=True)
class NamedPart:
    """One regulation, and what corrections say of it."""

    part: Part
    printed: str  # its title as the parser read it
    effective_on: date | None = None
    corrected: set[Action] = field(default_factory=set)  # which of its names a correction gives

    @property
    def begins(self) -> int:
        """Where it begins in the source; -1 if it holds nothing."""
        passages = [*self.part.title_passages, *(segment.whole for segment in self.part.segments)]
        return min((passage.at[0] for passage in passages if passage), default=-1)


def _is_at(segment: Segment, mark: Mark) -> bool:
    """Tell whether a segment begins what a mark marks."""
    whole = segment.whole
    if not whole or whole.at[0] != mark.offset:
        return False
    words = blankless(whole.text[: 2 * WORDS_COMPARED])[:WORDS_COMPARED]
    shared = min(len(words), len(mark.words))
    return (
        words[:shared] == mark.words[:shared]
    )  # an offset alone may be that of several characters put in by a correction


def _collect(segments: Sequence[Segment], place: int, words: str) -> int:
    """Count the segments from a place on that together are some words; none if they are not."""
    gathered = ""
    for taken, segment in enumerate(segments[place:], 1):
        gathered += blankless(segment.whole.text)
        if gathered == words:
            return taken
        if not words.startswith(gathered):
            return 0
    return 0


def _as_one(segments: Sequence[Segment], action: Action) -> Segment:
    """Make one segment of those of a line: a heading keeps its label, running text and a title have none."""
    label, label_passage = (segments[0].label, segments[0].label_passage) if action is Action.HEADING else (None, EMPTY)
    body = EMPTY
    for segment in segments:
        body = body + segment.whole
    body = body[len(label_passage.text) :].strip()
    return Segment(label, label_passage, body, is_heading=action is Action.HEADING, is_rule=action is Action.RUNNING)


def settle(segments: Sequence[Segment], corrected: CorrectedLines) -> list[Segment]:
    """Make one segment each of headings, running text and titles, and undo labels where a line goes on.

    :param segments: A file's segments.
    :param corrected: What is to be done.
    :return: The segments.
    """
    settled: list[Segment] = []
    place = 0
    while place < len(segments):
        segment = segments[place]
        mark = next((m for m in corrected.marks if _is_at(segment, m)), None)
        taken = _collect(segments, place, mark.words) if mark else 0
        if mark and mark.correction and taken:
            settled.append(_as_one(segments[place : place + taken], mark.correction.action))
            corrected.settled.add(mark.offset)
            place += taken
            continue
        if settled and any(_is_at(segment, joint) for joint in corrected.joints):
            settled[-1] = replace(settled[-1], body=settled[-1].body + segment.whole)
        else:
            settled.append(segment)
        place += 1
    return settled


def join_between(segments: Sequence[Segment], corrected: CorrectedLines) -> list[Segment]:
    """Join what line breaks parted, but never over a line that a correction lets begin."""
    wrapping = find_wrapping(segments)
    joined: list[Segment] = []
    start = 0
    for place in range(1, len(segments) + 1):
        if place == len(segments) or any(_is_at(segments[place], mark) for mark in corrected.starts):
            joined += join_lines(segments[start:place], wrapping)
            start = place
    return [replace(segment, is_rule=True) if _is_kept(segment, corrected) else segment for segment in joined]


def _is_kept(segment: Segment, corrected: CorrectedLines) -> bool:
    """Tell whether a stretch to be kept stands in this very segment; one over many lines says nothing of their headings."""
    if not corrected.kept or not segment.body:
        return segment.is_rule
    whole = segment.whole
    return segment.is_rule or any(whole.at[0] <= s.start and s.end <= whole.at[-1] + 1 for s in corrected.kept)


def _undo_titles(parts: Sequence[Part], corrected: CorrectedLines) -> list[Part]:
    """Put titles that are headings or running text back into the regulation before them."""
    mended: list[Part] = []
    for part in parts:
        marked = {}
        for place, passage in enumerate(part.title_passages):
            segment = Segment(None, EMPTY, passage)
            mark = next((m for m in corrected.marks if _is_at(segment, m)), None)
            if mark and mark.correction and mark.correction.action is not Action.TITLE:
                marked[place] = replace(segment, is_heading=mark.correction.action is Action.HEADING)
                corrected.settled.add(mark.offset)
        if not marked:
            mended.append(part)
            continue
        rest = [passage for place, passage in enumerate(part.title_passages) if place not in marked]
        if mended or not rest:
            target = mended[-1] if mended else Part()
            if not mended:
                mended.append(target)
            target.segments += [*(Segment(None, EMPTY, p) for p in rest), *marked.values(), *part.segments]
        else:
            part.title_passages = rest
            part.segments = [*marked.values(), *part.segments]
            mended.append(part)
    return mended


def _begin_titles(parts: Sequence[Part], corrected: CorrectedLines) -> list[Part]:
    """Let regulations begin where a correction says so."""
    titles = [m for m in corrected.marks if m.correction and m.correction.action is Action.TITLE]
    mended: list[Part] = []
    for part in parts:
        for passage in part.title_passages:
            mark = next((m for m in titles if _is_at(Segment(None, EMPTY, passage), m)), None)
            if mark and mark.correction:
                part.title = mark.correction.value or passage.text
        current = replace(part, segments=[])
        mended.append(current)
        for segment in part.segments:
            mark = next((m for m in titles if _is_at(segment, m)), None)
            if mark is None or mark.correction is None:
                current.segments.append(segment)
                continue
            if current.segments or current.title_passages:
                current = Part()
                mended.append(current)
            current.title = mark.correction.value or segment.whole.text
            current.title_passages.append(segment.whole)
    return mended


def mend_parts(parts: Sequence[Part], corrected: CorrectedLines) -> list[NamedPart]:
    """Make the corrections that concern whole regulations.

    :param parts: A file's regulations, before they are parsed.
    :param corrected: What is to be done; what cannot be is entered there as stale.
    :return: The regulations.
    """
    printed = {id(passage): part.title for part in parts for passage in part.title_passages}
    named = [
        NamedPart(part, next((printed[id(p)] for p in part.title_passages if id(p) in printed), part.title))
        for part in _begin_titles(_undo_titles(parts, corrected), corrected)
    ]
    titles = [m for m in corrected.marks if m.correction and m.correction.action is Action.TITLE]
    for one in named:
        if any(_is_at(Segment(None, EMPTY, passage), mark) for passage in one.part.title_passages for mark in titles):
            one.corrected.add(Action.TITLE)
    for correction, offset in corrected.placed:
        written = [one for one in named if one.part.segments]
        if offset < 0:
            target = written[0] if len(written) == 1 else None
        else:
            target = next((one for one in reversed(named) if 0 <= one.begins <= offset), None)
        if target is None:
            corrected.stale.append(StaleCorrection(correction, NO_REGULATION if offset < 0 else NO_SUCH_REGULATION))
        else:
            _name(target, correction)
    return named


def _name(target: NamedPart, correction: Correction) -> None:
    """Write what a correction says of a regulation."""
    if correction.action is Action.TITLE:
        target.part.title = correction.value
    elif correction.action is Action.ISSUER:
        target.part.issuer = correction.value
    elif correction.action is Action.DOCUMENT_NUMBER:
        target.part.document_number = correction.value
    else:
        target.effective_on = correction.effective_on
    target.corrected.add(correction.action)


def keep_units(
    units: Sequence[ParsedUnit], account: Account, corrected: CorrectedLines, end: int
) -> tuple[ParsedUnit, ...]:
    """Make a unit of each stretch that is to be kept and that the parser left out all the same.

    :param units: The units of one regulation.
    :param account: Where the stretches are entered as kept.
    :param corrected: What is to be kept.
    :param end: Where the next regulation begins in the source.
    :return: All units, in the order they stand in the source.
    """
    kept = list(units)
    for stretch in corrected.kept:
        offsets = unread_of(account, stretch, (PINYIN, HIDDEN, MARKUP)) if stretch.start < end else []
        if not offsets:
            continue
        passage = tidy(Passage("".join(account.source[offset] for offset in offsets), tuple(offsets)))
        number = 1 + sum(bool(re.fullmatch(r"\*\d+", unit.number_path)) for unit in kept)
        title = run_in_title(passage.text)
        name = f"「{title}」" if title else f"第{number}项"
        text = re.sub(r"\s*\n\s*", "\n", passage.text)
        account.keep(passage)
        kept.append(ParsedUnit(f"*{number}", (name,), name, (), "", text, (passage.at[0], passage.at[-1] + 1)))
    return tuple(kept if len(kept) == len(units) else sorted(kept, key=lambda unit: unit.offsets[0]))


def without_effect(corrected: CorrectedLines, account: Account, units: Sequence[ParsedUnit]) -> list[StaleCorrection]:
    """List the corrections that fit the text and changed nothing all the same.

    :param corrected: What was to be done.
    :param account: The account, when everything is parsed.
    :param units: All units of the file.
    :return: They: headings, running text and titles that became noise or part of something else, lines split off that stayed
        in their unit, and what is in no unit though it was to be kept.
    """
    tried: dict[
        int, list[str]
    ] = {}  # by the number of the correction: why each of its stretches failed, empty if it did not
    named = {}
    for mark in corrected.marks:
        if mark.correction:
            named[mark.correction.number] = mark.correction
            heeded = mark.offset in corrected.settled and not account.causes[mark.offset]
            tried.setdefault(mark.correction.number, []).append("" if heeded else OVERRULED)
    for correction, offset in corrected.splits:
        named[correction.number] = correction
        tried.setdefault(correction.number, []).append("" if _parts(offset, account, units) else STILL_TOGETHER)
    for correction, stretch in corrected.keeping:
        named[correction.number] = correction
        shown = any(u.offsets[0] < stretch.end and stretch.start < u.offsets[1] for u in units)
        tried.setdefault(correction.number, []).append("" if shown else STILL_NO_RULE)
    return [StaleCorrection(named[number], reasons[0]) for number, reasons in tried.items() if all(reasons)]


def _parts(offset: int, account: Account, units: Sequence[ParsedUnit]) -> bool:
    """Tell whether a line that was split off stands apart from what stood before it."""
    line = account.source[account.source.rfind("\n", 0, offset) + 1 :]
    before = offset - (len(account.source) - len(line))
    indent = len(line) - len(line.lstrip())
    label = read_label(line[: before + LONGEST_LABEL], indent)
    if label is not None and indent + label.length == before:
        return False  # the label alone was split off
    around = next((unit for unit in units if unit.offsets[0] < offset < unit.offsets[1]), None)
    return around is None or fold(account.source[around.offsets[0] : offset]) == fold(around.heading)
