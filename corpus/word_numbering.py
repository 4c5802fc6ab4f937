"""Word's automatic numbering: which label stands before a paragraph, though no character of it is in the text.

Lists nest, restart under a higher level, start at a given number, and go on where another list of the same pattern stopped.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from corpus.word_numbers import write_number

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LEVELS = 9
MOST_LINKS = 10  # from list to style to list; more is a circle
_PLACE = re.compile(r"%([1-9])")
_FULL_STOP = re.compile(r"[、。，．：）)〉》」』】]$")
BULLET = "•"  # whatever sign a symbol font draws: its code is no character anybody wrote


def value(element: etree._Element | None, child: str, attribute: str = "val") -> str | None:
    """Read an attribute of a child: ``<w:child w:val="…"/>``.

    :param element: The parent; None has no children.
    :param child: The child's name.
    :param attribute: The attribute's name.
    :return: Its value, None if either is missing; "" for a child without the attribute.
    """
    found = element.find(f"{W}{child}") if element is not None else None
    return None if found is None else (found.get(f"{W}{attribute}") or "")


def number(text: str | None) -> int | None:
    """Read a whole number, None if it is none."""
    return int(text) if text and re.fullmatch(r"-?\d{1,9}", text) else None


@dataclass(frozen=True, slots=True)
class _Level:
    """How one level of a list is numbered."""

    start: int
    number_format: str
    pattern: str  # 第%1条
    suffix: str  # tab, space or nothing
    restarts_after: int | None  # the level, from 1, behind which it begins anew; 0 never, None any higher one
    legal: bool  # all numbers in figures
    style: str  # the paragraph style that is numbered so


@dataclass(frozen=True, slots=True)
class _List:
    """A ``w:num``: a pattern of levels, with what is different in this list."""

    pattern_id: str
    levels: Mapping[int, _Level]
    starts: Mapping[int, int]  # level -> where this list begins anew


@dataclass(slots=True)
class Numbering:
    """The lists of one document and how far each has counted."""

    lists: dict[str, _List] = field(default_factory=dict)
    _counts: dict[str, list[int | None]] = field(default_factory=dict)  # pattern -> number last given, by level
    _started: set[tuple[str, int]] = field(default_factory=set)  # lists whose own start has been used

    def level_of_style(self, list_id: str, style: str) -> int | None:
        """Find the level that a paragraph style is tied to.

        :param list_id: The list.
        :param style: The style's id.
        :return: The level, from 0; None if none is tied to it.
        """
        levels = self.lists[list_id].levels if list_id in self.lists else {}
        return next((depth for depth, level in levels.items() if level.style == style), None)

    def next_label(self, list_id: str, depth: int) -> str:
        """Count one paragraph and write its label.

        :param list_id: The list it belongs to.
        :param depth: Its level, from 0.
        :return: The label with what parts it from the text; "" where nothing is printed.
        """
        own = self.lists.get(list_id)
        level = own.levels.get(depth) if own else None
        if own is None or level is None:
            return ""
        counts = self._counts.setdefault(own.pattern_id, [None] * LEVELS)
        if depth in own.starts and (list_id, depth) not in self._started:
            self._started.add((list_id, depth))
            counts[depth] = None
            first = own.starts[depth]
        else:
            first = level.start
        last = counts[depth]
        counts[depth] = first if last is None else last + 1
        for deeper in range(depth + 1, LEVELS):
            below = own.levels.get(deeper)
            if below is None or below.restarts_after is None or depth < below.restarts_after:
                counts[deeper] = None
        return _written(own, level, counts)


def _written(own: _List, level: _Level, counts: list[int | None]) -> str:
    """Write a label after its pattern."""
    if level.number_format == "bullet":
        return f"{level.pattern if level.pattern in '-–—●◆■▲★◇○□※✓' else BULLET} " if level.pattern else ""

    def put(match: re.Match[str]) -> str:
        place = int(match[1]) - 1
        other = own.levels.get(place)
        count = counts[place]
        if count is None:  # a higher level that no paragraph has had yet
            count = own.starts.get(place, other.start if other else 1)
            counts[place] = count
        return write_number(count, "decimal" if level.legal else other.number_format if other else "decimal")

    label = _PLACE.sub(put, level.pattern).strip()
    return label if not label or level.suffix == "nothing" or _FULL_STOP.search(label) else f"{label} "


def _read_level(element: etree._Element) -> _Level:
    """Read a ``w:lvl``."""
    legal = element.find(f"{W}isLgl")
    return _Level(
        start=number(value(element, "start")) or 0,
        number_format=_format_of(element),
        pattern=value(element, "lvlText") or "",
        suffix=value(element, "suff") or "tab",
        restarts_after=number(value(element, "lvlRestart")),
        legal=legal is not None and legal.get(f"{W}val") not in ("0", "false"),
        style=value(element, "pStyle") or "",
    )


def _format_of(element: etree._Element) -> str:
    """Read a level's number format, also where newer Word hides it in an alternative."""
    found = element.find(f"{W}numFmt")
    if found is None:
        found = next(element.iter(f"{W}numFmt"), None)
    return "decimal" if found is None else found.get(f"{W}val") or "decimal"


def _levels_in(element: etree._Element) -> dict[int, _Level]:
    """Read the levels directly under a ``w:abstractNum`` or ``w:lvlOverride``."""
    found = ((number(level.get(f"{W}ilvl")), level) for level in element.findall(f"{W}lvl"))
    return {depth: _read_level(level) for depth, level in found if depth is not None and 0 <= depth < LEVELS}


def read_numbering(root: etree._Element | None, lists_of_styles: Mapping[str, str]) -> Numbering:
    """Read the lists of a document.

    :param root: ``word/numbering.xml``, None if there is none.
    :param lists_of_styles: The list each style names; a pattern may only point to a style.
    :return: The lists, nothing counted yet.
    """
    numbering = Numbering()
    if root is None:
        return numbering
    patterns = {element.get(f"{W}abstractNumId") or "": element for element in root.findall(f"{W}abstractNum")}
    pattern_of = {
        element.get(f"{W}numId") or "": value(element, "abstractNumId") or "" for element in root.findall(f"{W}num")
    }
    for element in root.findall(f"{W}num"):
        list_id = element.get(f"{W}numId") or ""
        pattern_id = pattern_of[list_id]
        for _ in range(MOST_LINKS):
            style = value(patterns.get(pattern_id), "numStyleLink")
            target = pattern_of.get(lists_of_styles.get(style, "")) if style else None
            if target is None or target == pattern_id:
                break
            pattern_id = target
        pattern = patterns.get(pattern_id)
        levels = _levels_in(pattern) if pattern is not None else {}
        starts: dict[int, int] = {}
        for override in element.findall(f"{W}lvlOverride"):
            depth, start = number(override.get(f"{W}ilvl")), number(value(override, "startOverride"))
            levels.update(_levels_in(override))
            if depth is not None and start is not None:
                starts[depth] = start
        numbering.lists[list_id] = _List(pattern_id, levels, starts)
    return numbering
