"""What became of each character of a document, as rows of coloured stretches: the drawing of ``report_page``, without its HTML."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from corpus.catalog import Document
from corpus.markup import MARKUP
from corpus.passage import Account, Fate
from corpus.script import fold
from corpus.stretches import Folded
from corpus.tape import put_in


class Paint(StrEnum):
    """Colours; the values are the names of the page's style."""

    UNIT = "unit"
    HEADING = "heading"
    TITLE = "title"
    NOISE = "noise"
    REPAIRED = "repaired"
    DAMAGED = "damaged"
    UNREAD = "unread"  # no reader accounted for it; there should be none
    BLANK = "blank"


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of the source in one colour."""

    paint: Paint
    text: str
    unit: int = -1  # its place among the document's units; -1 in none
    hint: str = ""
    read_as: str = ""  # the words a repaired stretch was read as
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the source, or the part of it that belongs to one unit."""

    line: int
    first: bool  # of its line
    start: int  # its offset in the source
    unit: int  # that begins here, -1 if none does
    runs: tuple[Run, ...]
    regulations: tuple[int, ...] = ()  # that begin here


@dataclass(slots=True)
class _Canvas:
    """For each character of the source its unit, and for some of them what they are besides."""

    account: Account
    units: list[int]
    repairs: dict[int, tuple[int, str]]  # start: end, what it was read as
    damaged: dict[int, int]  # start: end
    damaged_places: set[int]
    unseen: frozenset[int]  # pinyin, asterisks and the like: what stands around them belongs together


def _owners(document: Document) -> tuple[list[int], list[int]]:
    """Return for each character the unit around it, the innermost one, and for each unit where it begins."""
    owners = [-1] * len(document.parsed.account.source)
    offsets = [unit.offsets for part in document.parsed.regulations if part.units for unit in part.units]
    for place, (start, end) in sorted(enumerate(offsets), key=lambda entry: entry[1][0] - entry[1][1]):
        owners[start:end] = [place] * (end - start)
    return owners, [start for start, _ in offsets]


def _of_cause(account: Account, cause: str) -> frozenset[int]:
    """List the places of what was left out for a reason."""
    number = account.named_causes.index(cause) + 1 if cause in account.named_causes else -1
    return frozenset(place for place, cause_number in enumerate(account.causes) if cause_number == number)


def _canvas(document: Document, owners: list[int]) -> _Canvas:
    """Find where repaired and damaged stretches stand; the account knows their words."""
    account = document.parsed.account
    repairs: dict[int, tuple[int, str]] = {}
    for stood, words in account.repairs:
        place = account.source.find(stood)
        while place >= 0 and (place in repairs or account.fates[place] != Fate.REPAIRED):
            place = account.source.find(stood, place + 1)
        if place >= 0:
            repairs[place] = (place + len(stood), words)
    damaged: dict[int, int] = {}
    unseen = put_in(account)
    if account.marks:
        folded = Folded(account.source, unseen)
        for words, _ in account.marks:
            damaged |= {stretch.start: stretch.end for stretch in folded.find_words(words)}
    places = {place for start, end in damaged.items() for place in range(start, end)}
    return _Canvas(account, owners, repairs, damaged, places, unseen | _of_cause(account, MARKUP))


def _paint(canvas: _Canvas, place: int) -> Run:
    """Paint one character."""
    account = canvas.account
    character, fate, unit = account.source[place], account.fates[place], canvas.units[place]
    if character.isspace():
        return Run(Paint.BLANK, character)
    if fate == Fate.NOISE:
        cause = account.causes[place]
        return Run(Paint.NOISE, character, unit, f"略去:{account.named_causes[cause - 1]}" if cause else "略去")
    if fate == Fate.REPAIRED:
        return Run(Paint.REPAIRED, character, unit)
    if place in canvas.damaged_places:
        return Run(Paint.DAMAGED, character, unit, "受损,没有唯一的读法;可用更正文件改正")
    if fate != Fate.KEPT:
        return Run(Paint.UNREAD, character, unit, "去向不明")
    return Run(Paint.UNIT, character, unit) if unit >= 0 else Run(Paint.HEADING, character)


def _runs(canvas: _Canvas, start: int, end: int) -> Iterator[Run]:
    """Join equal neighbours of a row; blanks take the colour around them."""
    current: Run | None = None
    text: list[str] = []
    place = start
    while place < end:
        painted = _paint(canvas, place)
        stop = place + 1
        if place in canvas.repairs and canvas.repairs[place][0] <= end:
            stop, words = canvas.repairs[place]
            painted = Run(Paint.REPAIRED, "", painted.unit, f"修复为:{words}", words, f"x{place}")
        elif (
            place in canvas.damaged
            or painted.paint is Paint.NOISE
            and (current is None or current.hint != painted.hint)
        ):
            painted = replace(painted, anchor=f"x{place}")
        same = current is not None and (painted.paint, painted.unit, painted.hint) == (
            current.paint,
            current.unit,
            current.hint,
        )
        if current is not None and (
            same and not painted.read_as and place not in canvas.damaged or painted.paint is Paint.BLANK
        ):
            text.append(canvas.account.source[place:stop])
        else:
            if current is not None:
                yield replace(current, text="".join(text))
            current, text = painted, [canvas.account.source[place:stop]]
        place = stop
    if current is not None:
        yield replace(current, text="".join(text))


def _leads(canvas: _Canvas, place: int) -> bool:
    """Tell whether a character can belong to the label or heading before a unit."""
    return canvas.account.fates[place] in (Fate.KEPT, Fate.BLANK) or place in canvas.unseen


def _row_starts(canvas: _Canvas, begins: list[int]) -> tuple[list[int], dict[int, int]]:
    """Return where rows start: with lines, and with the label or heading before each unit; and which unit begins in which row."""
    account, owners = canvas.account, canvas.units
    starts = {0, *(match.end() for match in re.finditer(r"\n", account.source))}
    unit_rows: dict[int, int] = {}
    for unit, begin in enumerate(begins):
        place = begin
        while place > 0 and place not in starts and owners[place - 1] < 0 and _leads(canvas, place - 1):
            place -= 1
        if place in unit_rows:  # two units share the label before them
            place = begin
        starts.add(place)
        unit_rows.setdefault(place, unit)
    return sorted(start for start in starts if start < len(account.source)), unit_rows


def _words(row: Row) -> str:
    """Return the words of a row that were kept, in the form in which texts are compared."""
    return fold("".join(run.text for run in row.runs if run.paint is not Paint.NOISE))


def _titled(row: Row, titles: set[str]) -> Row:
    """Paint the names of regulations."""
    alone = row.unit < 0
    runs = tuple(
        replace(run, paint=Paint.TITLE)
        if run.paint is Paint.HEADING and (alone or any(title in fold(run.text) for title in titles))
        else run
        for run in row.runs
    )
    return replace(row, runs=runs)


def _with_regulations(document: Document, rows: list[Row]) -> list[Row]:
    """Enter where each regulation begins: at the first row behind the one before that bears its name, else at its first unit."""
    starts = [row.start for row in rows]
    free = 0  # the first row behind the regulation before
    for number, part in enumerate(part for part in document.parsed.regulations if part.units):
        first = bisect_right(starts, min(unit.offsets[0] for unit in part.units)) - 1
        titles = {title for title in (fold(part.title), fold(part.printed)) if title}
        named = [place for place in range(free, first + 1) if any(title in _words(rows[place]) for title in titles)]
        for place in named:
            rows[place] = _titled(rows[place], titles)
        begin = named[0] if named else first
        rows[begin] = replace(rows[begin], regulations=(*rows[begin].regulations, number))
        free = bisect_right(starts, max(unit.offsets[1] - 1 for unit in part.units))
    return rows


def paint_rows(document: Document) -> list[Row]:
    """Paint a document.

    :param document: The document, parsed and named.
    :return: Its source text in rows; their runs together are the source, line breaks aside.
    """
    owners, begins = _owners(document)
    canvas = _canvas(document, owners)
    starts, unit_rows = _row_starts(canvas, begins)
    source = document.parsed.account.source
    rows: list[Row] = []
    line = 0
    for start, end in zip(starts, [*starts[1:], len(source)], strict=True):
        first = start == 0 or source[start - 1] == "\n"
        line += first
        stop = end - 1 if source[end - 1] == "\n" else end
        rows.append(Row(line, first, start, unit_rows.get(start, -1), tuple(_runs(canvas, start, stop))))
    return _with_regulations(document, rows)
