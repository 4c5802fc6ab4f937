"""Two versions unit by unit: what is added, removed, worded differently, or only numbered differently, regulation by regulation.

Coming editions are compared like those in force. Wording is compared without blanks, width and
script; the words that differ are marked in the published characters.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from enum import StrEnum

import rjieba

from corpus.editions import Period, edition_of, periods, today
from corpus.regulation import Regulation, Unit
from corpus.script import fold
from index.versions import VersionContent

REWORDED = (
    0.6  # share of characters two units have in common from which one is the other, reworded under another number
)
REPLACED = 0.4  # below this, two units of one number are two rules; 95 of 100 neighbours in the packaged documents have less in common
COMPARED_PAIRS = 40_000  # beyond this many, reworded units are only looked for under their own number


class Mark(StrEnum):
    """What became of a stretch of wording."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the old or the new wording."""

    mark: Mark
    text: str


@dataclass(frozen=True, slots=True)
class ChangedUnit:
    """A unit that is worded differently, under the same number or another one."""

    before: Unit
    after: Unit

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """Both wordings as one text with the words that differ marked."""
        return mark_words(self.before.unit_text, self.after.unit_text)


@dataclass(frozen=True, slots=True)
class RegulationDiff:
    """What became of one regulation; each list in document order."""

    before: Regulation | None  # None: it was not there
    after: Regulation | None  # None: it is there no more
    added: tuple[Unit, ...] = ()
    removed: tuple[Unit, ...] = ()
    changed: tuple[ChangedUnit, ...] = ()
    renumbered: tuple[ChangedUnit, ...] = ()  # the wording is the same

    @property
    def regulation(self) -> Regulation:
        """The regulation, as it now is where it is still there."""
        known = self.after or self.before
        assert known is not None
        return known

    @property
    def is_empty(self) -> bool:
        """Whether nothing that people would see is different."""
        return not (self.added or self.removed or self.changed or self.renumbered) and _seen(self.before) == _seen(
            self.after
        )


def compare(before: VersionContent, after: VersionContent, day: date | None = None) -> tuple[RegulationDiff, ...]:
    """Compare two versions.

    Of each regulation the newest editions are compared, and any other edition that one of the versions lacks with the one that
    holds in its place: a correction of what is in force shows beside a coming edition that stays as it was.

    :param before: The one.
    :param after: The other.
    :param day: Which day it is; today in China if not given.
    :return: What differs, by regulation in the order of the second version; those that are gone last.
    """
    on = day or today()
    old, new = _editions(before), _editions(after)
    diffs: list[RegulationDiff] = []
    for name in dict.fromkeys((*new, *old)):
        pairs = dict.fromkeys(_pairs(old.get(name, ()), new.get(name, ()), on))
        diffs += (compare_regulation(was, now) for was, now in pairs)
    return tuple(diff for diff in diffs if not diff.is_empty)


@dataclass(frozen=True, slots=True)
class Alignment:
    """The units of two editions, paired; each list in the order of the edition it is of, pairs in that of the second."""

    same: tuple[ChangedUnit, ...]  # the wording is the same, and the number
    renumbered: tuple[ChangedUnit, ...]  # the wording is the same
    changed: tuple[ChangedUnit, ...]
    removed: tuple[Unit, ...]
    added: tuple[Unit, ...]


@dataclass(frozen=True, slots=True)
class EditionContent:
    """One edition of a regulation and its units in document order."""

    regulation: Regulation
    units: tuple[Unit, ...]


@dataclass(frozen=True, slots=True)
class _Held:
    """An edition of a version and when it holds there."""

    content: EditionContent
    period: Period


_Pair = tuple[EditionContent | None, EditionContent | None]


def compare_regulation(before: EditionContent | None, after: EditionContent | None) -> RegulationDiff:
    """Compare two editions of a regulation.

    :param before: The old one; None if there was none.
    :param after: The new one; None if there is none.
    :return: What differs.
    """
    aligned = align(*(each.units if each else () for each in (before, after)))
    return RegulationDiff(
        before.regulation if before else None,
        after.regulation if after else None,
        aligned.added,
        aligned.removed,
        aligned.changed,
        aligned.renumbered,
    )


def align(before: Sequence[Unit], after: Sequence[Unit]) -> Alignment:
    """Pair the units of two editions of a regulation.

    Equal wording is matched first, so that a clause put in does not make all behind it look changed; then equal numbers; then what
    is nearly the same under another number. What took over a number and says something else is added, and what had it removed.

    :param before: The units of the old edition.
    :param after: The units of the new one.
    :return: Each unit once, in a pair or alone.
    """
    old, new = list(before), list(after)
    equal = _take_equal(old, new)
    changed = [*_take_same_number(old, new), *_take_similar(old, new)]
    order = {unit.unit_id: place for place, unit in enumerate(after)}
    for pairs in (equal, changed):
        pairs.sort(key=lambda pair: order[pair.after.unit_id])
    return Alignment(
        tuple(pair for pair in equal if pair.before.unit_id == pair.after.unit_id),
        tuple(pair for pair in equal if pair.before.unit_id != pair.after.unit_id),
        tuple(changed),
        tuple(old),
        tuple(new),
    )


def says_alike(quote: str, wording: str) -> bool:
    """Tell whether a wording may be a quote reworded, with anything before and behind it.

    >>> says_alike("投诉应在两小时内答复。", "投诉处理：投诉应在一小时内答复。"), says_alike("请客户写下来。", "着装整洁，佩戴工号牌。")
    (True, False)

    :param quote: What was quoted.
    :param wording: What stands under its number now.
    :return: Whether they have enough in common.
    """
    said, now = fold(quote), fold(wording)
    blocks = SequenceMatcher(None, said, now, autojunk=False).get_matching_blocks()
    shared = sum(
        block.size for block in blocks if block.size > 1
    )  # single characters any two long texts have in common
    return bool(said) and shared / len(said) >= REWORDED


def mark_words(before: str, after: str) -> tuple[Piece, ...]:
    """Mark the words that differ between two wordings.

    >>> [(piece.mark.value, piece.text) for piece in mark_words("投诉应在两小时内答复。", "投诉应在一小时内答复。")]
    [('same', '投诉应在'), ('removed', '两'), ('added', '一'), ('same', '小时内答复。')]

    :param before: The old wording.
    :param after: The new wording.
    :return: Stretches in reading order; the removed ones before what stands in their place.
    """
    old, new = rjieba.cut(before), rjieba.cut(after)
    pieces: list[Piece] = []
    for kind, from_old, to_old, from_new, to_new in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(Piece(Mark.SAME, "".join(new[from_new:to_new])))
            continue
        if to_old > from_old:
            pieces.append(Piece(Mark.REMOVED, "".join(old[from_old:to_old])))
        if to_new > from_new:
            pieces.append(Piece(Mark.ADDED, "".join(new[from_new:to_new])))
    return tuple(pieces)


def _editions(version: VersionContent) -> dict[str, tuple[_Held, ...]]:
    """List the editions that ever hold by regulation id, the newest last; where none does, the newest."""
    units: dict[object, list[Unit]] = defaultdict(list)
    for unit in version.units:
        units[edition_of(unit)].append(unit)
    every: dict[str, list[_Held]] = defaultdict(list)
    for regulation, period in zip(version.regulations, periods(version.regulations), strict=True):
        content = EditionContent(regulation, tuple(units[edition_of(regulation)]))
        every[regulation.regulation_id].append(_Held(content, period))
    return {
        name: tuple(one for one in held if one.period.begins < one.period.ends) or (held[-1],)
        for name, held in every.items()
    }


def _pairs(old: Sequence[_Held], new: Sequence[_Held], day: date) -> Iterator[_Pair]:
    """Say which editions are to be compared."""
    sources = [{each.content.regulation.source for each in editions} for editions in (old, new)]
    for each in new[:-1]:
        if each.content.regulation.source not in sources[0] and each.period.ends > day:
            yield _holding(old, max(each.period.begins, day)), each.content
    for each in old[:-1]:
        if each.content.regulation.source not in sources[1] and each.period.ends > day:
            yield each.content, _holding(new, max(each.period.begins, day))
    yield (old[-1].content if old else None), (new[-1].content if new else None)


def _holding(editions: Sequence[_Held], day: date) -> EditionContent | None:
    """Find the edition that holds on a day."""
    return next((each.content for each in editions if each.period.covers(day)), None)


def _seen(regulation: Regulation | None) -> tuple[str | date | None, ...]:
    """List what people see of a regulation itself."""
    if regulation is None:
        return ()
    return (
        regulation.title,
        regulation.issuer,
        regulation.document_number,
        regulation.effective_on,
        regulation.repealed_on,
    )


def _take_equal(old: list[Unit], new: list[Unit]) -> list[ChangedUnit]:
    """Take out the units of equal wording: those under their own number first, then the others in their order."""
    pairs = [ChangedUnit(was, now) for was, now in _same_numbers(old, new) if _wording(was) == _wording(now)]
    _take_out(pairs, old, new)
    waiting: dict[str, list[Unit]] = defaultdict(list)
    for unit in old:
        waiting[_wording(unit)].append(unit)
    moved = [ChangedUnit(waiting[_wording(u)].pop(0), u) for u in new if waiting.get(_wording(u))]
    _take_out(moved, old, new)
    return pairs + moved


def _take_same_number(old: list[Unit], new: list[Unit]) -> list[ChangedUnit]:
    """Take out the units of the same number that are one unit, reworded."""
    alike = [ChangedUnit(was, now) for was, now in _same_numbers(old, new) if _likeness(was, now) >= REWORDED]
    _take_out(alike, old, new)
    return alike


def _take_similar(old: list[Unit], new: list[Unit]) -> list[ChangedUnit]:
    """Take out the units nearly alike under other numbers, the nearest first; then what is left under one number."""
    found: list[ChangedUnit] = []
    if len(old) * len(new) <= COMPARED_PAIRS:
        near = [
            (likeness, i, k)
            for i, was in enumerate(old)
            for k, now in enumerate(new)
            if (likeness := _likeness(was, now)) >= REWORDED
        ]
        used_old: set[int] = set()
        used_new: set[int] = set()
        for _, i, k in sorted(near, key=lambda each: (-each[0], each[1], each[2])):
            if i not in used_old and k not in used_new:
                used_old.add(i)
                used_new.add(k)
                found.append(ChangedUnit(old[i], new[k]))
        _take_out(found, old, new)
    rest = [ChangedUnit(was, now) for was, now in _same_numbers(old, new) if _likeness(was, now, REPLACED) >= REPLACED]
    _take_out(rest, old, new)
    return found + rest


def _same_numbers(old: Sequence[Unit], new: Sequence[Unit]) -> Iterable[tuple[Unit, Unit]]:
    """Pair the units of one id."""
    now = {unit.unit_id: unit for unit in new}
    return [(unit, now[unit.unit_id]) for unit in old if unit.unit_id in now]


def _take_out(pairs: Iterable[ChangedUnit], old: list[Unit], new: list[Unit]) -> None:
    """Remove paired units from what is still to be paired."""
    gone_old, gone_new = {pair.before.unit_id for pair in pairs}, {pair.after.unit_id for pair in pairs}
    old[:] = [unit for unit in old if unit.unit_id not in gone_old]
    new[:] = [unit for unit in new if unit.unit_id not in gone_new]


def _wording(unit: Unit) -> str:
    """Bring a unit's wording into the form it is compared in."""
    return fold(unit.unit_text)


def _likeness(one: Unit, other: Unit, least: float = REWORDED) -> float:
    """Tell what share of their characters two units have in common; 0 where it is less than asked for."""
    matcher = SequenceMatcher(None, _wording(one), _wording(other), autojunk=False)
    if matcher.real_quick_ratio() < least or matcher.quick_ratio() < least:
        return 0.0
    return matcher.ratio()
