"""A regulation as it is read: its units in order below their headings, and the contents that lead to them. Units in, values out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from assistant.namesakes import distinct_endings
from corpus.regulation import Regulation, Unit

CONTENTS_LEVELS = 2  # 章 and 条; what is beneath is found in the text
HINT_CHARACTERS = 40  # of a clause without a title; the page cuts them to its width
NO_ISSUER = "未注明发布单位"

_BARE = re.compile(r"[（(]?第?[0-9一二三四五六七八九十百零〇a-z.]+[章节節条條项項篇]?[）)、.．]*")


@dataclass(frozen=True, slots=True)
class Heading:
    """A line above units that is no unit itself."""

    level: int  # 0 is the outermost
    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A unit with what begins anew before it."""

    headings: tuple[Heading, ...]
    context: tuple[str, ...]  # lead-ins and column heads that the units before did not have
    unit: Unit
    anchor: str
    link: str  # its address


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the contents."""

    level: int
    label: str
    hint: str  # how its text begins, where the label says nothing of it
    anchor: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A regulation in the list of all."""

    regulation: Regulation
    name: str  # its title, told apart from another of the same issuer
    unit_count: int


@dataclass(frozen=True, slots=True)
class Issued:
    """What one organisation has issued."""

    issuer: str
    regulations: tuple[Listed, ...]


def list_by_issuer(regulations: Sequence[Regulation], units: Iterable[Unit]) -> tuple[Issued, ...]:
    """List regulations by who issued them.

    :param regulations: Those in force.
    :param units: Their units.
    :return: The issuers in the order of their first regulation; what names none stands last.
    """
    counts: dict[str, int] = {}
    for unit in units:
        counts[unit.regulation_id] = counts.get(unit.regulation_id, 0) + 1
    endings = distinct_endings(regulations)
    groups: dict[str, list[Listed]] = {}
    for one in regulations:
        listed = Listed(one, one.title + endings[one.regulation_id], counts.get(one.regulation_id, 0))
        groups.setdefault(one.issuer, []).append(listed)
    names = sorted(groups, key=lambda issuer: not issuer)
    return tuple(Issued(name or NO_ISSUER, tuple(groups[name])) for name in names)


def passages_of(units: Sequence[Unit]) -> tuple[Passage, ...]:
    """Lay the units of one regulation out as they are read.

    :param units: Its units in document order.
    :return: Each with the headings and lead-ins that begin before it.
    """
    passages: list[Passage] = []
    above: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    for number, unit in enumerate(units):
        fresh = range(_shared(unit.path[:-1], above), len(unit.path) - 1)
        headings = tuple(Heading(level, unit.path[level], f"h-{number}-{level}") for level in fresh)
        context = tuple(line for line in unit.context if line not in said and not _is_label(line, unit.path))
        passages.append(Passage(headings, context, unit, anchor_of(unit), permalink(unit.unit_id)))
        above, said = unit.path, unit.context
    return tuple(passages)


def contents_of(passages: Sequence[Passage]) -> tuple[Entry, ...]:
    """Make the contents of a regulation.

    :param passages: Its text.
    :return: Lines of two levels; a heading that stands above everything is none of them.
    """
    paths = [passage.unit.path for passage in passages]
    root = (
        1 if len(paths) > 1 and len({path[:1] for path in paths}) == 1 and all(len(path) > 1 for path in paths) else 0
    )
    shown = range(root, root + CONTENTS_LEVELS)
    entries = []
    for passage in passages:
        unit = passage.unit
        own = len(unit.path) - 1
        entries += [
            Entry(heading.level - root, heading.text, _hint(heading.text, unit), heading.anchor)
            for heading in passage.headings
            if heading.level in shown
        ]
        if own in shown or not unit.path:
            label = unit.path[-1] if unit.path else unit.locator
            entries.append(Entry(max(own, root) - root, label, _hint(label, unit), passage.anchor))
    return tuple(entries)


def anchor_of(unit: Unit) -> str:
    """Name the place of a unit in its page."""
    return f"u-{unit.unit_id.partition('#')[2]}"


def permalink(unit_id: str) -> str:
    """Give the address of a unit, or of a whole regulation, the same in every version.

    >>> permalink("conduct#30(6)"), permalink("rules#1/2~2"), permalink("rules#一 b"), permalink("rules")
    ('/browse/conduct/30(6)', '/browse/rules/1/2~2', '/browse/rules/%E4%B8%80%20b', '/browse/rules')
    """
    regulation_id, _, number = unit_id.partition("#")
    whole = f"/browse/{quote(regulation_id, safe='')}"
    return f"{whole}/{quote(number, safe='()/*~')}" if number else whole


def _shared(path: Sequence[str], above: Sequence[str]) -> int:
    """Count the labels that a path has in common with the one before it."""
    same = 0
    while same < min(len(path), len(above)) and path[same] == above[same]:
        same += 1
    return same


def _is_label(line: str, path: Sequence[str]) -> bool:
    """Say whether a line of context is shown as a heading already, however its label is punctuated."""
    return any(_pressed(line) == _pressed(label) for label in path)


def _pressed(text: str) -> str:
    return re.sub(r"[\s、.．:：]", "", text)


def _hint(label: str, unit: Unit) -> str:
    return unit.unit_text[:HINT_CHARACTERS] if _BARE.fullmatch(label) else ""
