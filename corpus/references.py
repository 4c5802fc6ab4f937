"""References from unit to unit: 依照本办法第三条, 前款, 参考第(九)条, resolved to unit ids where the target exists.

Refuses to guess: what names no unit, or more than one regulation, is listed with the reason. Works on units alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from corpus.mentions import DECIMAL_LEVEL, Mention, Place, Start, find_mentions
from corpus.numerals import NUMERAL_CLASS, parse_number
from corpus.regulation import Unit
from corpus.script import fold, to_simplified

Step = tuple[str, tuple[int, ...]]  # what kind of label, and its number: ("条", (30,)), ("（一）", (6,))

_NO_ITEMS = frozenset(("编", "部分", "篇", "章", "节", "条", "款"))
_LABEL = re.compile(
    rf"第(?P<number>[{NUMERAL_CLASS}]+)(?P<level>编|部分|篇|章|节|条|款|项)(?:之(?P<inserted>[{NUMERAL_CLASS}]+))?(?=\s|$)|"
    rf"（(?P<bracketed>[{NUMERAL_CLASS}]+)）|(?P<closed>\d+)）|(?P<decimal>\d+(?:\.\d+)+)(?=\s|$)|(?P<comma>[{NUMERAL_CLASS}]+)、|"
    r"(?P<arabic>\d+)[.．]?(?=\s|$)|（?(?P<letter>[a-zA-Z])[）、]?(?=\s|$)|(?P<circled>[①-⑳])"
)


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference in the text of a unit, and the units it names."""

    unit_id: str
    start: int  # offsets into Unit.text
    end: int
    text: str
    targets: tuple[str, ...]  # unit ids in document order; a 条 stands for itself and all items beneath it
    reason_unresolved: str  # empty where every place was found


@dataclass(frozen=True, slots=True)
class _Placed:
    """A unit and the labels from the outermost down to its own."""

    unit: Unit
    steps: tuple[Step, ...]

    @property
    def article(self) -> int | None:
        """Where among the steps the 条 stands."""
        return next((place for place, (kind, _) in enumerate(self.steps) if kind == "条"), None)


@dataclass(frozen=True, slots=True)
class _Found:
    """What a reference names, and what of it was not found."""

    placed: tuple[_Placed, ...] = ()
    reason: str = ""


def find_references(unit: Unit) -> tuple[Mention, ...]:
    """Find the references in the text of a unit.

    :param unit: The unit.
    :return: They, in order; offsets count in ``unit.text``.
    """
    return find_mentions(unit.text)


def _step(entry: str) -> Step:
    """Read the label at the start of an entry of a path; an entry without one stands for itself."""
    match = _LABEL.match(to_simplified(entry))
    if match is None:
        return entry, ()
    if match["number"]:
        numbers = (match["number"], match["inserted"]) if match["inserted"] else (match["number"],)
        return match["level"], tuple(parse_number(number) for number in numbers)
    if match["decimal"]:
        return DECIMAL_LEVEL, tuple(int(number) for number in match["decimal"].split("."))
    if match["letter"]:
        return "a", (ord(match["letter"].lower()) - ord("a") + 1,)
    kind = match.lastgroup or ""
    return kind, (parse_number(match[kind]),)


def _is_item(step: Step, number: tuple[int, ...]) -> bool:
    """Tell whether a step is the item of a number, however it is labelled."""
    return step[0] not in _NO_ITEMS and step[1][-1:] == number


def _below(units: Sequence[_Placed], prefix: tuple[Step, ...], wanted: Callable[[Step], bool]) -> list[_Placed]:
    """List the units under a prefix whose next step is the one that is wanted."""
    depth = len(prefix)
    return [p for p in units if p.steps[:depth] == prefix and len(p.steps) > depth and wanted(p.steps[depth])]


def _in_range(place: Place, numbers: tuple[int, ...]) -> bool:
    """Tell whether a number is the last one of a place, or lies in its range; 第12条之一 lies behind 第12条."""
    first = place.steps[-1][1]
    return first <= numbers <= place.until if place.until else numbers == first


def _paragraph(units: Sequence[_Placed], prefix: tuple[Step, ...], number: int) -> list[_Placed]:
    """Find a 款: a unit of its own, or a line of the unit above the list, which is the first with what stands under it."""
    own = _below(units, prefix, lambda step: step == ("款", (number,)))
    if own:
        return own
    head = [p for p in units if p.steps == prefix]
    if number == 1:
        return head + _below(units, prefix, lambda step: step[0] != "款")
    return head if head and number <= head[0].unit.text.count("\n") + 1 else []


def _descend(
    units: Sequence[_Placed], prefix: tuple[Step, ...], found: list[_Placed], place: Place, first: int
) -> list[_Placed]:
    """Go down the steps of a place from the first one not yet taken; a step that leads nowhere ends the way."""
    for depth in range(first, len(place.steps)):
        level, numbers = place.steps[depth]
        last = depth == len(place.steps) - 1
        if level == "款":
            wanted = range(numbers[0], (place.until[0] if last and place.until else numbers[0]) + 1)
            parts = [_paragraph(units, prefix, number) for number in wanted]
            found = [p for part in parts for p in part] if all(parts) else []
            if any(p.steps[len(prefix) :][:1] == (("款", numbers),) for p in found):
                prefix = (*prefix, ("款", numbers))
            continue
        until = place.until if last else ()
        number_range = Place(((level, numbers),), until)
        found = [
            p
            for p in _below(units, prefix, lambda step: step[0] not in _NO_ITEMS and bool(step[1]))
            if _in_range(number_range, p.steps[len(prefix)][1][-1:])
        ]
        if not found:
            break
        prefix = found[0].steps[: len(prefix) + 1]
    return found


def _resolve_from_regulation(units: Sequence[_Placed], place: Place) -> list[_Placed]:
    """Find what 第三条第二款 or 第五章 names."""
    level, numbers = place.steps[0]
    chosen = Place(place.steps[:1], place.until if len(place.steps) == 1 else ())
    matching = [
        (p, at) for p in units for at, (kind, n) in enumerate(p.steps) if kind == level and _in_range(chosen, n)
    ]
    found = [p for p, _ in matching]
    if not found and level == "条" and not any(kind == "条" for p in units for kind, _ in p.steps):
        found = _below(
            units, (), lambda step: _is_item(step, numbers)
        )  # a regulation numbered 1, 2, 3 has its 第3条 too
        return _descend(units, found[0].steps[:1], found, place, 1) if found else []
    if len(place.steps) == 1 or not matching:
        return found
    first, at = matching[0]
    return _descend(units, first.steps[: at + 1], found, place, 1)


def _previous_article(units: Sequence[_Placed], own: tuple[Step, ...]) -> tuple[Step, ...] | None:
    """Return the steps down to the 条 before the own one."""
    articles = list(dict.fromkeys(p.steps[: p.article + 1] for p in units if p.article is not None))
    place = articles.index(own)
    return articles[place - 1] if place else None


def _own_paragraph(own: _Placed, prefix: tuple[Step, ...], mention: Mention) -> int:
    """Count which 款 of its 条 a mention stands in."""
    below = own.steps[len(prefix) :]
    if below:  # an item without a 款 above it belongs to the first
        return below[0][1][0] if below[0][0] == "款" else 1
    return own.unit.text.count("\n", 0, mention.start) + 1


def _resolve_in_article(units: Sequence[_Placed], own: _Placed, mention: Mention) -> _Found:
    """Find what 本条, 前条, 本款, 前款 and 前两款 name."""
    if own.article is None:
        return _Found(reason="不在任何一条之下")
    prefix = own.steps[: own.article + 1]
    if mention.origin is Start.PREVIOUS:
        before = _previous_article(units, prefix)
        if before is None:
            return _Found(reason="前面没有条")
        prefix = before
    if mention.origin in (Start.OWN, Start.PREVIOUS):
        whole = [p for p in units if p.steps[: len(prefix)] == prefix]
        return _each(mention.places, lambda place: _descend(units, prefix, whole, place, 0), whole)
    number = _own_paragraph(own, prefix, mention)
    numbers = (
        range(number - mention.count, number)
        if mention.origin is Start.PREVIOUS_PARAGRAPHS
        else range(number, number + 1)
    )
    if numbers[0] < 1:
        return _Found(reason=f"前面只有 {number - 1} 款" if number > 1 else "前面没有款")
    whole = [p for n in numbers for p in _paragraph(units, prefix, n)]
    return _each(mention.places, lambda place: _items_of_paragraphs(units, prefix, numbers, place), whole)


def _items_of_paragraphs(
    units: Sequence[_Placed], prefix: tuple[Step, ...], numbers: Iterable[int], place: Place
) -> list[_Placed]:
    """Find the items of 款 that a place names."""
    found: list[_Placed] = []
    for number in numbers:
        under = (*prefix, ("款", (number,)))
        is_unit = any(p.steps[: len(under)] == under for p in units)
        found += _descend(units, under if is_unit else prefix, [], place, 0) if is_unit or number == 1 else []
    return found


def _nearest_items(units: Sequence[_Placed], own: _Placed, place: Place) -> list[_Placed]:
    """Find the item of a number in the nearest list: beneath the unit, beside it, or further out."""
    for depth in range(len(own.steps), -1, -1):
        if found := _descend(units, own.steps[:depth], [], place, 0):
            return found
    return []


def _previous_item(units: Sequence[_Placed], own: _Placed) -> list[_Placed]:
    """Find the item before the unit's own."""
    if not own.steps or not own.steps[-1][1]:
        return []
    kind, numbers = own.steps[-1]
    return _below(units, own.steps[:-1], lambda step: step == (kind, (*numbers[:-1], numbers[-1] - 1)))


def _each(places: Sequence[Place], find: Callable[[Place], list[_Placed]], whole: Sequence[_Placed] = ()) -> _Found:
    """Find the units of every place, or the whole where none is named within it; tell which places name none."""
    if not places:
        return _Found(tuple(whole), "" if whole else "找不到所指的款")
    found = [(place, find(place)) for place in places]
    missing = "、".join(place.written for place, units in found if not units)
    return _Found(tuple(p for _, units in found for p in units), f"找不到{missing}" if missing else "")


def _resolve_decimal(units: Sequence[_Placed], place: Place) -> list[_Placed]:
    """Find what 5.2.6 or 5.2.6第2项 names: that number and those that go on from it."""
    wanted = place.steps[0][1]
    matching = [
        (p, at)
        for p in units
        for at, (kind, numbers) in enumerate(p.steps)
        if kind == DECIMAL_LEVEL and numbers[: len(wanted)] == wanted
    ]
    found = list(dict.fromkeys(p for p, _ in matching))
    if len(place.steps) == 1 or not matching:
        return found
    first, at = matching[0]
    return _descend(units, first.steps[: at + 1], found, place, 1)


def _attachment(units: Sequence[_Placed], mention: Mention) -> list[_Placed]:
    """Find the units under the heading of an attachment, where the file holds it."""
    return [p for p in units if any(fold(entry).startswith(fold(mention.text)) for entry in p.unit.path)]


def _beneath(units: Sequence[_Placed], own: _Placed) -> list[_Placed]:
    """Find the items under a unit."""
    return [p for p in units if p.steps[: len(own.steps)] == own.steps and len(p.steps) > len(own.steps)]


def _resolve(units: Sequence[_Placed], own: _Placed, mention: Mention) -> _Found:
    """Find what a mention names within one regulation."""
    match mention.origin:
        case Start.ATTACHMENT:
            found = _attachment(units, mention)
            return _Found(tuple(found), "" if found else "附表、附件不在条款之中")
        case Start.BENEATH:
            found = _beneath(units, own)
            return _Found(tuple(found), "" if found else "下面没有分项")
        case Start.PREVIOUS_ITEM:
            found = _previous_item(units, own)
            return _Found(tuple(found), "" if found else "前面没有项")
        case Start.NEAREST:
            return _each(mention.places, lambda place: _nearest_items(units, own, place))
        case Start.DECIMAL:
            return _each(mention.places, lambda place: _resolve_decimal(units, place))
        case Start.REGULATION:
            return _each(mention.places, lambda place: _resolve_from_regulation(units, place))
        case _:
            return _resolve_in_article(units, own, mention)


def _resolve_elsewhere(
    placed: dict[str, list[_Placed]], by_title: dict[str, list[str]], own: _Placed, mention: Mention
) -> _Found:
    """Find what a mention of another regulation's place names."""
    ids = by_title.get(fold(mention.title), [])
    if len(ids) != 1:
        return _Found(reason=f"有 {len(ids)} 部规定名为《{mention.title}》" if ids else f"没有收录《{mention.title}》")
    return _resolve(placed[ids[0]], own, mention)


def resolve_references(units: Sequence[Unit]) -> tuple[Reference, ...]:
    """Find the references in units and the units they name.

    :param units: The units of any number of regulations, in document order.
    :return: The references in the order they stand in the units.
    """
    placed: dict[str, list[_Placed]] = {}
    by_title: dict[str, list[str]] = {}
    for unit in units:
        placed.setdefault(unit.regulation_id, []).append(_Placed(unit, tuple(_step(entry) for entry in unit.path)))
        for title in {fold(unit.regulation), fold(unit.issuer + unit.regulation)}:
            ids = by_title.setdefault(title, [])
            if unit.regulation_id not in ids:
                ids.append(unit.regulation_id)
    references: list[Reference] = []
    for regulation in placed.values():
        for own in regulation:
            for mention in find_references(own.unit):
                if mention.title:
                    found = _resolve_elsewhere(placed, by_title, own, mention)
                else:
                    found = _resolve(regulation, own, mention)
                targets = tuple(dict.fromkeys(p.unit.unit_id for p in found.placed))
                references.append(
                    Reference(own.unit.unit_id, mention.start, mention.end, mention.text, targets, found.reason)
                )
    return tuple(references)
